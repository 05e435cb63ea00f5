/** Which rule decides where and when, and that the answer for a past day does not change when a newer rule arrives. */
import { describe, expect, it } from '@jest/globals';
import { calendarRules } from '@anju/calendar/rules';
import { isWorkingDay } from '@anju/calendar/working-calendar';
import type { HazardDeadlines, PolicyOf } from '@anju/contracts/policies';
import fc from 'fast-check';
import { calendarAt, policyAt, ruleFor } from './lookup.js';
import { rulesIn } from './rule-files.js';

const words = { zh: '例', en: 'example' };
const radius = (radiusM: number, over: Partial<PolicyOf<'hazard-duplicates'>> = {}): PolicyOf<'hazard-duplicates'> => ({
  id: `radius-${radiusM}`,
  kind: 'hazard-duplicates',
  version: 1,
  validFrom: '2025-01-01',
  title: words,
  basis: words,
  content: { radiusM, days: 30 },
  ...over,
});
const everywhere = radius(50);
const pudong = radius(30, { jurisdiction: '310115', validFrom: '2026-03-01' });
const lujiazui = radius(20, { jurisdiction: '310115005', validTo: '2026-06-30' });
const documents = [everywhere, pudong, lujiazui];
const at = (division: string, day: string): number | undefined => policyAt(documents, 'hazard-duplicates', division, day)?.content.radiusM;

describe('the rule that decides', () => {
  it('is the one of the nearest jurisdiction', () => {
    expect(at('510603001', '2026-05-01')).toBe(50);
    expect(at('310115016', '2026-05-01')).toBe(30);
    expect(at('310115005001', '2026-05-01')).toBe(20);
    expect(at('', '2026-05-01')).toBe(50);
  });
  it('is the one in force that day, last day included', () => {
    expect(at('310115016', '2026-02-28')).toBe(50);
    expect(at('310115005', '2026-06-30')).toBe(20);
    expect(at('310115005', '2026-07-01')).toBe(30);
    expect(at('310115', '2024-12-31')).toBeUndefined();
  });
  it('is the highest version of those in force', () => {
    const next = radius(80, { version: 2, id: everywhere.id, validFrom: '2026-09-01' });
    expect(policyAt([...documents, next], 'hazard-duplicates', '510603', '2026-08-31')?.content.radiusM).toBe(50);
    expect(policyAt([next, ...documents], 'hazard-duplicates', '510603', '2026-09-01')?.content.radiusM).toBe(80);
  });
  it('does not depend on the order of the documents', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(documents, { minLength: 3 }),
        fc.constantFrom('31', '310115', '310115005', '510603'),
        (shuffled, division) => {
          expect(policyAt(shuffled, 'hazard-duplicates', division, '2026-05-01')).toEqual(
            policyAt(documents, 'hazard-duplicates', division, '2026-05-01'),
          );
        },
      ),
    );
  });
});

describe('the rule of a duty', () => {
  const deadlines: Pick<HazardDeadlines, 'rules'> = {
    rules: [
      { duty: 'rectify', amount: 15, unit: 'calendar-days' },
      { duty: 'rectify', riskLevel: 'RED', amount: 24, unit: 'hours' },
      { duty: 'rectify', class: 'MAJOR', amount: 30, unit: 'calendar-days' },
      { duty: 'rectify', itemCode: 'C05', amount: 60, unit: 'minutes' },
    ],
  };
  const amount = (asked: Parameters<typeof ruleFor>[1]): number | undefined => ruleFor(deadlines, asked)?.amount;

  it('is the most specific: item before class before risk level', () => {
    expect(amount({ duty: 'rectify', class: 'ORDINARY', riskLevel: 'BLUE', itemCode: 'F16' })).toBe(15);
    expect(amount({ duty: 'rectify', class: 'ORDINARY', riskLevel: 'RED', itemCode: 'F16' })).toBe(24);
    expect(amount({ duty: 'rectify', class: 'MAJOR', riskLevel: 'RED', itemCode: 'F16' })).toBe(30);
    expect(amount({ duty: 'rectify', class: 'MAJOR', riskLevel: 'RED', itemCode: 'C05' })).toBe(60);
  });
  it('is missing where the rules name none', () => {
    expect(amount({ duty: 'decide' })).toBeUndefined();
  });
});

describe('the calendar of a place', () => {
  it('knows the years that were imported and no other', () => {
    const calendar = calendarAt(rulesIn(calendarRules), '310115', '2026-09-29');
    expect(isWorkingDay(calendar, '2026-10-10')).toBe(true);
    expect([2025, 2026, 2027].map((year) => calendar.isKnown(year))).toEqual([true, true, false]);
  });
  it('that is changed within its year holds from its day on, and not before', () => {
    const documents = rulesIn(calendarRules);
    const known = documents.find(({ id }) => id === 'holidays-2026') as PolicyOf<'holidays'>;
    const holidays = [...known.content.holidays, '2026-12-31'];
    const changed = { ...known, version: 2, validFrom: '2026-12-01', content: { ...known.content, holidays } };
    const nextYear = { ...known, id: 'holidays-2027', validFrom: '2026-12-01', content: { year: 2027, holidays: [], makeUpDays: [] } };
    const isWorked = (day: string, ...more: PolicyOf<'holidays'>[]) =>
      isWorkingDay(calendarAt([...documents, ...more], '310115', day), '2026-12-31');
    expect(isWorked('2026-12-15')).toBe(true);
    expect(isWorked('2026-11-30', changed)).toBe(true);
    expect(isWorked('2026-12-01', changed, nextYear)).toBe(false);
  });
});
