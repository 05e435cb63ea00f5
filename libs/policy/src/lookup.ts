/**
 * Which rule decides: of the documents of a kind that hold on a day, the one whose jurisdiction is nearest to the place,
 * and of its versions the highest. A document without jurisdiction is everybody's fallback. The day is the day on which
 * something started, so that the answer for a past date uses the rules of that date.
 */
import { type WorkingCalendar, workingCalendar } from '@anju/calendar/working-calendar';
import type {
  DeadlineRule,
  Duty,
  HazardClass,
  HazardDeadlines,
  PolicyDocument,
  PolicyKind,
  PolicyOf,
  RiskLevel,
} from '@anju/contracts/policies';
import { decidingAt } from '@anju/contracts/policy-life';

/** The document that decides at a place (`''`: anywhere) on a Shanghai day, undefined where none does. */
export function policyAt<K extends PolicyKind>(
  documents: readonly PolicyDocument[],
  kind: K,
  division: string,
  day: string,
): PolicyOf<K> | undefined {
  const ofKind = documents.filter((one): one is PolicyOf<K> => one.kind === kind);
  return decidingAt<PolicyDocument>(ofKind, division, day) as PolicyOf<K> | undefined;
}

const nearest = (day: string, first: string, last: string): string => (day < first ? first : day > last ? last : day);
/** The working time of a place on a day with every year's schedule that is known there, as it stands on that day. */
export function calendarAt(documents: readonly PolicyDocument[], division: string, day: string): WorkingCalendar {
  const workingTime = policyAt(documents, 'working-time', division, day);
  if (!workingTime) throw new Error(`no working-time policy holds at ${division || 'the default place'} on ${day}`);
  const schedules = documents.filter((one) => one.kind === 'holidays');
  const years = [...new Set(schedules.map(({ content }) => content.year))].flatMap((year) => {
    const ofYear = schedules.filter(({ content }) => content.year === year);
    return policyAt(ofYear, 'holidays', division, nearest(day, `${year}-01-01`, `${year}-12-31`))?.content ?? [];
  });
  return workingCalendar({ workingTime: workingTime.content, years });
}

export interface DutyOf {
  readonly duty: Duty;
  readonly class?: HazardClass | undefined;
  readonly riskLevel?: RiskLevel | undefined;
  readonly itemCode?: string | undefined;
}
const fits = (rule: DeadlineRule, asked: DutyOf): boolean =>
  rule.duty === asked.duty &&
  (rule.class === undefined || rule.class === asked.class) &&
  (rule.riskLevel === undefined || rule.riskLevel === asked.riskLevel) &&
  (rule.itemCode === undefined || rule.itemCode === asked.itemCode);
const weight = ({ itemCode, class: hazardClass, riskLevel }: DeadlineRule): number =>
  (itemCode === undefined ? 0 : 4) + (hazardClass === undefined ? 0 : 2) + (riskLevel === undefined ? 0 : 1);

/** The rule of a duty; the most specific wins: item before class before risk level. Undefined: the duty has no deadline. */
export const ruleFor = ({ rules }: Pick<HazardDeadlines, 'rules'>, asked: DutyOf): DeadlineRule | undefined =>
  rules.filter((rule) => fits(rule, asked)).sort((a, b) => weight(b) - weight(a))[0];
