/** The most urgent stands first, and a filter never lets a wrong row through. */
import { describe, expect, it } from '@jest/globals';
import type { HazardSummary } from '@anju/contracts/hazards';
import { isEscalatedTo, listed, neighbour } from './filter.js';

const row = (id: string, more: Partial<HazardSummary> = {}): HazardSummary =>
  ({
    id,
    number: `HZ-310115-2026-${id}`,
    title: { zh: '楼道堆物', en: 'Blocked stair' },
    compoundName: '示例云栖苑',
    itemCode: 'F01',
    class: 'ORDINARY',
    riskLevel: 'YELLOW',
    family: 'fire',
    division: '310115005001',
    state: 'REPORTED',
    recordedAt: '2026-11-24T01:00:00Z',
    clocks: [],
    ...more,
  }) as unknown as HazardSummary;
const clock = (dueAt: string, overdueAt?: string) => [{ duty: 'assign', dueAt, overdueAt }] as unknown as HazardSummary['clocks'];
const ids = (rows: HazardSummary[]): string => rows.map(({ id }) => id).join('');

describe('the list of the desk', () => {
  const a = row('a', { clocks: clock('2026-11-24T05:00:00Z') });
  const b = row('b', { clocks: clock('2026-11-24T02:00:00Z', '2026-11-24T02:00:00Z') });
  const c = row('c', { class: 'SUSPECTED_MAJOR', riskLevel: 'RED', clocks: clock('2026-11-24T09:00:00Z') });
  const d = row('d', {
    class: 'SUSPECTED_MAJOR',
    riskLevel: 'RED',
    acknowledgedAt: '2026-11-24T01:00:00Z',
    clocks: clock('2026-11-24T08:00:00Z'),
  });
  const e = row('e', { clocks: clock('2026-11-24T04:00:00Z'), family: 'gas', division: '310115016002', compoundName: '沁水里一村' });

  it('puts unacknowledged suspicions first, then acknowledged ones, then what is overdue, then what is due next', () => {
    expect(ids(listed([a, b, c, d, e], {}))).toBe('cdbea');
  });
  it('filters by class, family, place, overdue and words', () => {
    expect(ids(listed([a, b, c, d, e], { class: 'SUSPECTED_MAJOR' }))).toBe('cd');
    expect(ids(listed([a, b, c, d, e], { family: 'gas' }))).toBe('e');
    expect(ids(listed([a, b, c, d, e], { division: '310115016' }))).toBe('e');
    expect(ids(listed([a, b, c, d, e], { overdue: true }))).toBe('b');
    expect(ids(listed([a, b, c, d, e], { q: '沁水' }))).toBe('e');
  });
  it('a row past its deadline is not overdue before the platform says so', () => {
    expect(listed([row('x', { clocks: clock('2020-01-01T00:00:00Z') })], { overdue: true })).toEqual([]);
  });
  it('what was escalated to the own level or above it is on the own desk, what stayed below is not', () => {
    const to = (escalatedTo: string | undefined) => isEscalatedTo({ escalatedTo }, ['310115']);
    expect([to('310115'), to('3101'), to('310115005'), to(undefined)]).toEqual([true, true, false, false]);
  });
  it('moves with j and k and stops at the ends', () => {
    const rows = [a, b, c];
    expect(neighbour(rows, 'a', 1)).toBe('b');
    expect(neighbour(rows, 'c', 1)).toBe('c');
    expect(neighbour(rows, 'a', -1)).toBe('a');
    expect(neighbour(rows, undefined, 1)).toBe('a');
    expect(neighbour([], 'a', 1)).toBeUndefined();
  });
});
