/** The same thing told twice, told wrongly, or come back, in sentences. */
import { describe, expect, it } from '@jest/globals';
import type { Hazard } from '@anju/contracts/hazards';
import {
  accepted,
  aHazard,
  aReport,
  department,
  fold,
  inspector,
  major,
  officer,
  operator,
  refusal,
  rulesAt,
  submitted,
} from './hazard.fixtures.js';
import { recheck } from './hazard.js';
import { declareVoid, lookBack, merge, repeat } from './hazard-merge.js';
import { suspendPlace, transfer } from './hazard-supervision.js';

const at = rulesAt();
const other = (over: Partial<Hazard> = {}): Hazard => ({
  ...aHazard({ by: inspector(2) }),
  id: '01930000-0000-7000-8000-00000000a002',
  number: 'HZ-310115-2026-000002',
  ...over,
});
const why = { into: other().id, reason: '同一处堆物' };
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { details: { errors: { code: string }[] } }).details.errors[0]!.code;
  }
  return 'allowed';
};

describe('a merge', () => {
  it('ends one and carries its reporters, photos and machine names to the other', () => {
    const photo = { sha256: 'a'.repeat(64), mediaType: 'image/png', bytes: 1 };
    const source = {
      ...accepted(),
      photos: [photo],
      sourceKeys: ['m/1'],
      reporters: [{ by: aHazard().reportedBy, foundAt: at.at, at: at.at }],
    };
    const facts = merge(source, other(), why, officer, at);
    const [ended, target] = [fold(source, facts.source), fold(other(), facts.target)];
    expect(ended).toMatchObject({ state: 'MERGED', clocks: [], mergedInto: { number: 'HZ-310115-2026-000002' } });
    expect(target).toMatchObject({ state: 'REPORTED', repeats: 2, photos: [photo], sourceKeys: ['m/1'] });
    expect(target.reporters!.map(({ by, from }) => [by.sub, from?.number])).toEqual([
      ['inspector-1', source.number],
      ['inspector-1', source.number],
    ]);
  });
  it('needs an open one of the same compound whose class is not lower', () => {
    const into = (target: Hazard | undefined, source = aHazard()) => codeOf(() => merge(source, target, why, officer, at));
    expect(into(other())).toBe('allowed');
    expect(into(undefined)).toBe('unknown');
    expect(into(aHazard())).toBe('itself');
    expect(into(other({ state: 'CLOSED' }))).toBe('not-open');
    expect(into(other({ compoundId: '01930000-0000-7000-8000-000000000102' }))).toBe('other-compound');
    expect(into(other(), aHazard({ isSuspectedMajor: true }))).toBe('lower-class');
  });
  it('is not for what is major, transferred or suspended', () => {
    const into = (source: Hazard) => codeOf(() => merge(source, other({ class: 'MAJOR', riskLevel: 'RED' }), why, operator(), at));
    expect(into(major())).toBe('is-major');
    expect(into(fold(aHazard(), transfer(aHazard(), { department: 'fire', reason: '移送' }, officer, at)))).toBe('is-supervised');
    expect(into(fold(aHazard(), suspendPlace(aHazard(), { extent: '车库', reason: '查封' }, department('fire'), at)))).toBe(
      'is-supervised',
    );
  });
});

describe('a machine that repeats itself', () => {
  it('is counted with its reporter, and changes neither state nor clocks', () => {
    const machine = { ...inspector(), sub: 'detector', role: 'source' as const };
    const again = fold(accepted(), repeat(accepted(), aReport(), [], 'detector/3', machine, at));
    expect(again).toMatchObject({ repeats: 1, state: 'ACCEPTED', reporters: [{ by: { sub: 'detector', role: 'source' } }] });
    expect(again.clocks).toEqual(accepted().clocks);
  });
});

it('what was reported by mistake is void with a reason, and nothing runs any more', () =>
  expect(fold(aHazard(), declareVoid(aHazard(), { reason: '误报' }, officer, at))).toMatchObject({
    state: 'VOID',
    clocks: [],
    endReason: '误报',
  }));

describe('a look-back', () => {
  const closed = fold(submitted(), recheck(submitted(), { passed: true, photos: [] }, [], inspector(2), at));
  const relapse = { id: other().id, number: other().number };
  it('is made by an inspector who did not re-check it', () => {
    expect(refusal(() => lookBack(closed, { outcome: 'true', photos: [] }, [], undefined, inspector(2), at))).toBe('not-yours-to-do');
    expect(refusal(() => lookBack(closed, { outcome: 'true', photos: [] }, [], undefined, inspector(3), at))).toBe('allowed');
  });
  it('may be made again while nothing came back, and no more after a relapse', () => {
    const fine = fold(closed, lookBack(closed, { outcome: 'true', photos: [] }, [], undefined, inspector(3), at));
    const back = fold(fine, lookBack(fine, { outcome: 'relapsed', photos: [] }, [], relapse, inspector(1), at));
    expect(back).toMatchObject({ state: 'CLOSED', relapsedAs: relapse, lookBacks: [{ outcome: 'true' }, { outcome: 'relapsed' }] });
    expect(refusal(() => lookBack(back, { outcome: 'true', photos: [] }, [], undefined, inspector(3), at))).toBe('already-relapsed');
  });
});
