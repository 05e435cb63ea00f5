/** What an approver reads must be all there is to read, and no more than that. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { difference } from './difference.js';

const deadlines = [
  { duty: 'rectify', amount: 15, unit: 'calendar-days' },
  { duty: 'rectify', riskLevel: 'RED', amount: 24, unit: 'hours' },
  { duty: 'rectify', class: 'MAJOR', amount: 30, unit: 'calendar-days' },
  { duty: 'rectify', itemCode: 'F01', amount: 3, unit: 'calendar-days' },
];

describe('the difference', () => {
  it('names a deadline by its duty and grade, wherever the row stands', () => {
    const after = [
      { duty: 'accept', amount: 2, unit: 'hours' },
      ...deadlines.slice(0, 1),
      { ...deadlines[1], amount: 12 },
      ...deadlines.slice(3),
    ];
    expect(difference({ rules: deadlines }, { rules: after })).toEqual([
      { path: ['rules', 'rectify RED', 'amount'], before: 24, after: 12 },
      { path: ['rules', 'rectify MAJOR'], before: deadlines[2] },
      { path: ['rules', 'accept'], after: { duty: 'accept', amount: 2, unit: 'hours' } },
    ]);
  });
  it('names items by their code and sub-types by theirs', () => {
    const item = (code: string, over = {}) => ({ code, title: { zh: code, en: code }, departments: ['fire'], ...over });
    const before = [item('F01'), item('F02', { subtypes: [{ subtype: 'parked', fixer: 'user' }] })];
    const after = [
      item('F00'),
      item('F01', { departments: ['police', 'fire'] }),
      item('F02', { subtypes: [{ subtype: 'parked', fixer: 'owner' }] }),
    ];
    expect(difference(before, after)).toEqual([
      { path: ['F01', 'departments', 'police'], after: 'police' },
      { path: ['F02', 'subtypes', 'parked', 'fixer'], before: 'user', after: 'owner' },
      { path: ['F00'], after: after[0] },
    ]);
  });
  it('says when rows only changed places, and names rows without a key by their place', () => {
    expect(difference(deadlines, [deadlines[1], deadlines[0], ...deadlines.slice(2)])).toEqual([
      {
        path: ['order'],
        before: ['rectify', 'rectify RED', 'rectify MAJOR', 'rectify F01'],
        after: ['rectify RED', 'rectify', 'rectify MAJOR', 'rectify F01'],
      },
    ]);
    expect(difference({ hours: [['08:30', '11:30']] }, { hours: [['08:30', '12:00']] })).toEqual([
      { path: ['hours', '0'], before: ['08:30', '11:30'], after: ['08:30', '12:00'] },
    ]);
  });

  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 1, 2, 'a', 'b', '__proto__'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('code', 'duty', 'class', 'amount', 'order', '__proto__'), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  it('is empty exactly when nothing differs, and reads backwards as well', () => {
    fc.assert(
      fc.property(json, json, (first, second) => {
        const [before, after] = [plain(first), plain(second)];
        expect(difference(before, before)).toEqual([]);
        expect(difference(before, after).length === 0).toBe(JSON.stringify(sorted(before)) === JSON.stringify(sorted(after)));
        const turned = difference(after, before).map(({ path, ...rest }) => [path.join('/'), 'before' in rest, 'after' in rest]);
        const straight = difference(before, after).map(({ path, ...rest }) => [path.join('/'), 'after' in rest, 'before' in rest]);
        expect(turned.map(String).sort()).toEqual(straight.map(String).sort());
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The same JSON whatever the order of its members. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? ['list', ...value.map(sorted)]
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([name, member]) => [name, sorted(member)])
          .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
      : value;
