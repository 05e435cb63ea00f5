/**
 * The figures of the desk: what each is called, how it is counted, in words, and how it comes out of the counters. A figure
 * of what stands open has a value at the end of every day, today's being the present one; a figure of what happened counts
 * one day; the share closed in time looks at thirty days, because one day of a small place says nothing.
 */
import type { Figure, FigureName } from '@anju/contracts/command-center';
import type { Words } from '@anju/contracts/schema';
import type { LevelFigure } from './case.js';
import { daysBefore, daysUpTo } from './day.js';

export const trendDays = 14;
export const shareDays = 30;

/** A day of one reader: sums over the reader's channels. Of what stands open it has the day's change. */
export interface DayCount {
  readonly day: string;
  readonly reported: number;
  readonly closed: number;
  readonly closedInTime: number;
  readonly changes: Readonly<Record<LevelFigure, number>>;
}
export interface Counts {
  /** The days of the past that the figures need, in any order; days without a row are zero. */
  readonly days: readonly DayCount[];
  readonly present: Readonly<Record<LevelFigure, number>>;
}
/** What stands behind a figure: spans of what was open, or the day's events of a type. */
export type Kind = { readonly level: LevelFigure } | { readonly counted: 'reported' | 'closed' } | { readonly share: true };

interface Definition {
  readonly title: Words;
  readonly definition: Words;
  readonly unit: Words;
  readonly kind: Kind;
}
const cases: Words = { zh: '起', en: 'cases' };

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
};
export const figureNames = Object.keys(definitions) as FigureName[];
/** First day whose counts the figures of a day need. */
export const firstDayFor = (day: string): string => daysBefore(day, trendDays + shareDays - 2);

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10);

/** A figure as it stands at the end of `day`; `today` or later stands for the present. */
export function figureOf(name: FigureName, { days, present }: Counts, day: string): Figure {
  const { kind, title, definition, unit } = definitions[name];
  const said = { name, title, definition, unit };
  const shown = daysUpTo(day, trendDays);
  const sum = (from: string, to: string, of: (count: DayCount) => number) =>
    days.reduce((total, count) => (count.day >= from && count.day <= to ? total + of(count) : total), 0);
  if ('level' in kind) {
    const trend = shown.map(
      (end) => present[kind.level] - days.reduce((later, count) => (count.day > end ? later + count.changes[kind.level] : later), 0),
    );
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
