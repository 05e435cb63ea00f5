/**
 * The figures of the desk: what each is called, how it is counted, in words, and how it comes out of the counters. A figure
 * of what stands open has a value at the end of every day, today's being the present one; a figure of what happened counts
 * one day; the share closed in time looks at thirty days, because one day of a small place says nothing.
 */
import type { Figure, FigureName } from '@anju/contracts/command-center';
import type { Words } from '@anju/contracts/schema';
import { daysBefore, daysUpTo } from './day.js';
import type { LevelFigure, ReachFigure } from './levels.js';

export const trendDays = 14;
export const shareDays = 30;

/** What a reader's counters hold of what stands open: escalation as it reaches the reader's own level. */
export type ReadLevel = Exclude<LevelFigure, ReachFigure> | 'escalated';

/** A day of one reader: sums over the reader's channels. Of what stands open it has the day's change. */
export interface DayCount {
  readonly day: string;
  readonly reported: number;
  readonly closed: number;
  readonly closedInTime: number;
  readonly changes: Readonly<Record<ReadLevel, number>>;
}
export interface Counts {
  /** The days of the past that the figures need, in any order; days without a row are zero. */
  readonly days: readonly DayCount[];
  readonly present: Readonly<Record<ReadLevel, number>>;
}
/** What stands behind a figure: spans of what was open, or the day's events of a type. */
export type Kind = { readonly level: ReadLevel } | { readonly counted: 'reported' | 'closed' } | { readonly share: true };

interface Definition {
  readonly title: Words;
  readonly definition: Words;
  readonly unit: Words;
  readonly kind: Kind;
}
const cases: Words = { zh: '起', en: 'cases' };
const ordinary = (zh: string, en: string, level: ReadLevel): Definition => ({
  title: { zh: `一般隐患·${zh}`, en: `Ordinary, ${en}` },
  definition: { zh: `未销号的一般隐患中，风险等级为${zh}的数量。`, en: `Open ordinary hazards whose risk level is ${en}.` },
  unit: cases,
  kind: { level },
});

export const definitions: Readonly<Record<FigureName, Definition>> = {
  'suspected-major': {
    title: { zh: '疑似重大隐患，待判定', en: 'Suspected major, undecided' },
    definition: {
      zh: '未销号隐患中，目前为疑似重大、主管部门尚未判定的数量。',
      en: 'Open hazards that are suspected to be major and that no department has decided on.',
    },
    unit: cases,
    kind: { level: 'suspectedMajor' },
  },
  open: {
    title: { zh: '未销号隐患', en: 'Open hazards' },
    definition: { zh: '已上报，尚未复查通过销号的隐患数量。', en: 'Hazards that were reported and are not yet re-checked and closed.' },
    unit: cases,
    kind: { level: 'open' },
  },
  overdue: {
    title: { zh: '超期', en: 'Overdue' },
    definition: {
      zh: '未销号隐患中，当前环节（交办、签收、整改、复查、判定）已超过期限的数量。',
      en: 'Open hazards whose present duty (assign, sign for, rectify, re-check, decide) is past its deadline.',
    },
    unit: cases,
    kind: { level: 'overdue' },
  },
  unacknowledged: {
    title: { zh: '值守未确认', en: 'Not acknowledged' },
    definition: { zh: '未销号隐患中，值守员尚未确认的数量。', en: 'Open hazards that no operator on duty has acknowledged.' },
    unit: cases,
    kind: { level: 'unacknowledged' },
  },
  'reported-today': {
    title: { zh: '今日上报', en: 'Reported today' },
    definition: {
      zh: '当日（北京时间）登记的隐患数量，按服务器登记时间计。',
      en: 'Hazards recorded on the day, Asia/Shanghai, by the time of the server.',
    },
    unit: cases,
    kind: { counted: 'reported' },
  },
  'closed-today': {
    title: { zh: '今日销号', en: 'Closed today' },
    definition: { zh: '当日（北京时间）复查通过销号的隐患数量。', en: 'Hazards re-checked and closed on the day, Asia/Shanghai.' },
    unit: cases,
    kind: { counted: 'closed' },
  },
  'closed-in-time': {
    title: { zh: '按期整改率', en: 'Closed in time' },
    definition: {
      zh: `近 ${shareDays} 天销号的隐患中，整改从未超期的比例。`,
      en: `Of the hazards closed in the last ${shareDays} days, the share whose rectification was never overdue.`,
    },
    unit: { zh: '%', en: '%' },
    kind: { share: true },
  },
  major: {
    title: { zh: '重大隐患', en: 'Major' },
    definition: { zh: '未销号隐患中，主管部门已判定为重大的数量。', en: 'Open hazards that a department has found to be major.' },
    unit: cases,
    kind: { level: 'major' },
  },
  listed: {
    title: { zh: '挂牌督办', en: 'Listed' },
    definition: {
      zh: '已挂牌、尚未摘牌的隐患数量；整改完成已销号而未摘牌的也计入。',
      en: 'Hazards put under listed supervision and not yet taken off it, closed ones included until they are.',
    },
    unit: cases,
    kind: { level: 'listed' },
  },
  escalated: {
    title: { zh: '升级到本级及以上', en: 'Escalated to this level' },
    definition: {
      zh: '未销号隐患中，已升级到查看人所辖区划一级或更高一级的数量；企业查看时为已升级的全部数量。',
      en: 'Open hazards that were escalated to the level of the reader’s own division or above it; for a firm, to any level.',
    },
    unit: cases,
    kind: { level: 'escalated' },
  },
  'permits-in-force': {
    title: { zh: '有限空间作业审批在效', en: 'Permits in force' },
    definition: {
      zh: '有限空间作业审批单中，未结束（作业中或已暂停）的数量。',
      en: 'Confined-space permits that are not closed: open, or suspended.',
    },
    unit: { zh: '份', en: 'permits' },
    kind: { level: 'permits' },
  },
  'ordinary-red': ordinary('红', 'red', 'ordinaryRed'),
  'ordinary-orange': ordinary('橙', 'orange', 'ordinaryOrange'),
  'ordinary-yellow': ordinary('黄', 'yellow', 'ordinaryYellow'),
  'ordinary-blue': ordinary('蓝', 'blue', 'ordinaryBlue'),
};
export const figureNames = Object.keys(definitions) as FigureName[];
/** First day whose counts the figures of a day need. */
export const firstDayFor = (day: string): string => daysBefore(day, trendDays + shareDays - 2);

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10);

/** What stood open at the end of a day: the present number without the changes since. */
export const levelAt = ({ days, present }: Counts, level: ReadLevel, end: string): number =>
  present[level] - days.reduce((later, count) => (count.day > end ? later + count.changes[level] : later), 0);

/** A figure as it stands at the end of `day`; `today` or later stands for the present. */
export function figureOf(name: FigureName, counts: Counts, day: string): Figure {
  const { days } = counts;
  const { kind, title, definition, unit } = definitions[name];
  const said = { name, title, definition, unit };
  const shown = daysUpTo(day, trendDays);
  const sum = (from: string, to: string, of: (count: DayCount) => number) =>
    days.reduce((total, count) => (count.day >= from && count.day <= to ? total + of(count) : total), 0);
  if ('level' in kind) {
    const trend = shown.map((end) => levelAt(counts, kind.level, end));
    return { ...said, value: trend.at(-1)!, trend };
  }
  if ('counted' in kind) {
    const trend = shown.map((one) => sum(one, one, (count) => count[kind.counted]));
    return { ...said, value: trend.at(-1)!, trend };
  }
  const shares = shown.map((end) => {
    const from = daysBefore(end, shareDays - 1);
    return { numerator: sum(from, end, (count) => count.closedInTime), denominator: sum(from, end, (count) => count.closed) };
  });
  const { numerator, denominator } = shares.at(-1)!;
  const trend = shares.map((share) => percent(share.numerator, share.denominator));
  return { ...said, value: trend.at(-1)!, numerator, denominator, trend };
}
