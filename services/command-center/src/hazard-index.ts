/**
 * How the city hazard index comes out of counts and a rule: the points of what is open, for every so many households. The
 * same rule gives the weights and the words of the definition, so neither can say something else than the other.
 */
import type { IndexPart, MajorDay } from '@anju/contracts/hazard-index';
import type { HazardIndexRule } from '@anju/contracts/policies';
import type { Words } from '@anju/contracts/schema';
import { definitions, type ReadLevel } from './figures.js';
import { daysBefore } from './day.js';

/** Cases that counted from one day to another, and the day of their report. */
export interface AgeGroup {
  readonly sinceDay: string;
  readonly fromDay: string;
  readonly untilDay: string | null;
  readonly count: number;
}
const standsAt = ({ fromDay, untilDay }: AgeGroup, day: string): boolean => fromDay <= day && (untilDay === null || untilDay > day);
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
const rounded = (value: number): number => Math.round(value * 100) / 100;

/** What of the open ones was reported more than so many days before. */
export function olderThan(groups: readonly AgeGroup[], day: string, days: number): number {
  const before = daysBefore(day, days);
  return groups.reduce((sum, group) => (group.sinceDay < before && standsAt(group, day) ? sum + group.count : sum), 0);
}

/** In days since the report; the median of an even number lies between the two in the middle. */
export function agesAt(groups: readonly AgeGroup[], day: string): Pick<MajorDay, 'medianAgeDays' | 'oldestAgeDays'> {
  const ages = groups
    .filter((group) => standsAt(group, day))
    .flatMap(({ sinceDay, count }) => Array.from({ length: count }, () => daysBetween(sinceDay, day)))
    .sort((a, b) => a - b);
  if (ages.length === 0) return {};
  const [low, high] = [ages[(ages.length - 1) >> 1]!, ages[ages.length >> 1]!];
  return { medianAgeDays: (low + high) / 2, oldestAgeDays: ages.at(-1)! };
}

const weighed = (rule: HazardIndexRule): { level: ReadLevel; figure: IndexPart['figure']; weight: number }[] => [
  { level: 'major', figure: 'major', weight: rule.major },
  { level: 'suspectedMajor', figure: 'suspected-major', weight: rule.suspectedMajor },
  { level: 'ordinaryRed', figure: 'ordinary-red', weight: rule.ordinary.RED },
  { level: 'ordinaryOrange', figure: 'ordinary-orange', weight: rule.ordinary.ORANGE },
  { level: 'ordinaryYellow', figure: 'ordinary-yellow', weight: rule.ordinary.YELLOW },
  { level: 'ordinaryBlue', figure: 'ordinary-blue', weight: rule.ordinary.BLUE },
  { level: 'overdue', figure: 'overdue', weight: rule.overdue },
];
const agedTitle = (days: number): Words => ({ zh: `上报已超过 ${days} 天`, en: `Reported more than ${days} days ago` });

/** `levels` are the counts at the end of the day, `older` how many of the open ones are older than so many days. */
export function partsOf(rule: HazardIndexRule, levels: (level: ReadLevel) => number, older: (days: number) => number): IndexPart[] {
  const part = (count: number, weight: number) => ({ count, weight, points: rounded(count * weight) });
  return [
    ...weighed(rule).map(({ level, figure, weight }) => ({ title: definitions[figure].title, figure, ...part(levels(level), weight) })),
    ...rule.age.map(({ olderThanDays, points }) => ({
      title: agedTitle(olderThanDays),
      figure: 'open' as const,
      olderThanDays,
      ...part(older(olderThanDays), points),
    })),
  ];
}
export const pointsOf = (parts: readonly IndexPart[]): number => rounded(parts.reduce((sum, { points }) => sum + points, 0));
/** Undefined where no household is known: nothing can be said per household. */
export const valueOf = (points: number, households: number, { perHouseholds }: HazardIndexRule): number | undefined =>
  households > 0 ? rounded((points / households) * perHouseholds) : undefined;

export function definitionOf(rule: HazardIndexRule): Words {
  const { perHouseholds, age } = rule;
  const weights = weighed(rule).map(({ figure, weight }) => ({ title: definitions[figure].title, weight }));
  const ages = age.map(({ olderThanDays, points }) => ({ title: agedTitle(olderThanDays), weight: points }));
  const list = (language: keyof Words, between: string): string =>
    [...weights, ...ages].map(({ title, weight }) => `${title[language]} ${weight}`).join(between);
  return {
    zh: `每 ${perHouseholds} 户的未销号隐患加权分，越低越好。每起计分：${list('zh', '，')}。超期和超龄的分值另加。户数按登记的小区户数计（企业查看时为当日合同在效的小区）。每一天按当日终了的情况、当日有效的规则计算。`,
    en: `Weighted points of open hazards for every ${perHouseholds} households; lower is better. Points of each: ${list('en', ', ')}. Those for overdue and for age come on top. Households are those of the registered compounds (for a firm, of those under contract that day). Every day is counted as it stood at its end, by the rule of that day.`,
  };
}
