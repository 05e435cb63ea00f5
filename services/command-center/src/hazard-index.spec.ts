/** The city hazard index as arithmetic: given counts and a rule, then these parts, this value and these words. */
import { describe, expect, it } from '@jest/globals';
import type { HazardIndexRule } from '@anju/contracts/policies';
import { agesAt, definitionOf, olderThan, partsOf, pointsOf, valueOf, type AgeGroup } from './hazard-index.js';

const rule: HazardIndexRule = {
  perHouseholds: 1000,
  major: 20,
  suspectedMajor: 10,
  ordinary: { RED: 5, ORANGE: 3, YELLOW: 2, BLUE: 1 },
  overdue: 3,
  age: [{ olderThanDays: 30, points: 2 }],
};
const group = (sinceDay: string, fromDay: string, untilDay: string | null, count = 1): AgeGroup => ({ sinceDay, fromDay, untilDay, count });

describe('the index', () => {
  const counts: Record<string, number> = { major: 1, suspectedMajor: 2, ordinaryRed: 3, ordinaryBlue: 4, overdue: 5 };
  const parts = partsOf(
    rule,
    (level) => counts[level] ?? 0,
    () => 6,
  );
  it('is the sum of its parts for every so many households', () => {
    expect(parts.map(({ figure, points }) => `${figure} ${points}`)).toEqual([
      'major 20',
      'suspected-major 20',
      'ordinary-red 15',
      'ordinary-orange 0',
      'ordinary-yellow 0',
      'ordinary-blue 4',
      'overdue 15',
      'open 12',
    ]);
    expect(pointsOf(parts)).toBe(86);
    expect(valueOf(86, 4_300, rule)).toBe(20);
  });
  it('says nothing where no household is known', () => {
    expect(valueOf(86, 0, rule)).toBeUndefined();
  });
  it('has its weights in the words of its definition', () => {
    const { zh, en } = definitionOf({ ...rule, perHouseholds: 500, overdue: 7 });
    expect(zh).toContain('每 500 户');
    expect(zh).toContain('超期 7');
    expect(en).toContain('Reported more than 30 days ago 2');
  });
});

describe('age', () => {
  const groups = [
    group('2026-10-01', '2026-10-01', '2026-11-05'),
    group('2026-10-11', '2026-10-11', null, 2),
    group('2026-11-09', '2026-11-09', null),
  ];
  it('is counted in days since the report, of what stood open at the end of the day', () => {
    expect(agesAt(groups, '2026-11-10')).toEqual({ medianAgeDays: 30, oldestAgeDays: 30 });
    expect(agesAt(groups, '2026-11-04')).toEqual({ medianAgeDays: 24, oldestAgeDays: 34 });
    expect(agesAt(groups, '2026-10-05')).toEqual({ medianAgeDays: 4, oldestAgeDays: 4 });
    expect(agesAt(groups, '2026-09-30')).toEqual({});
  });
  it('has a median between two', () => {
    expect(agesAt([group('2026-11-01', '2026-11-01', null), group('2026-11-04', '2026-11-04', null)], '2026-11-04')).toEqual({
      medianAgeDays: 1.5,
      oldestAgeDays: 3,
    });
  });
  it('passes a threshold on the day after', () => {
    expect(olderThan(groups, '2026-11-10', 30)).toBe(0);
    expect(olderThan(groups, '2026-11-11', 30)).toBe(2);
  });
});
