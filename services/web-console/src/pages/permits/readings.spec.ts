/** A value outside the limits is seen while it is typed, and what is sent is what was typed, when it was typed. */
import { describe, expect, it } from '@jest/globals';
import { cellOf, isOutside, latestOf, rangeOf, readingsOf, type Cells } from './readings.js';

const limits = [
  { gas: 'oxygen', unit: '%', min: 19.5, max: 23.5 },
  { gas: 'hydrogen-sulfide', unit: 'mg/m³', max: 10 },
] as const;
const rule = { limits: [...limits], depths: ['upper', 'lower'] as ('upper' | 'lower')[] };
const instrument = { id: 'QT-4', calibratedOn: '2026-08-01' };

describe('gas readings', () => {
  it('lie outside below the least and above the most, not on the edge', () => {
    expect([19.4, 19.5, 23.5, 23.6].map((value) => isOutside(limits[0], value))).toEqual([true, false, false, true]);
    expect(isOutside(limits[1], 0)).toBe(false);
    expect(limits.map(rangeOf)).toEqual(['19.5–23.5 %', '≤ 10 mg/m³']);
  });
  it('are sent with the unit of the rule and the moment they were typed; what is empty is not sent', () => {
    const cells: Cells = { [cellOf('oxygen', 'upper')]: { value: 20.8, at: '2026-11-25T01:00:00Z' } };
    expect(readingsOf(cells, rule, instrument)).toEqual([
      { gas: 'oxygen', depth: 'upper', unit: '%', value: 20.8, at: '2026-11-25T01:00:00Z', instrument },
    ]);
  });
  it('the latest of each gas and depth counts', () => {
    const reading = (value: number, at: string) => ({ gas: 'oxygen', depth: 'upper', unit: '%', value, at, instrument }) as const;
    const latest = latestOf([reading(18, '2026-11-25T01:30:00Z'), reading(20.8, '2026-11-25T01:00:00Z')]);
    expect(latest.get('oxygen.upper')?.value).toBe(18);
  });
});
