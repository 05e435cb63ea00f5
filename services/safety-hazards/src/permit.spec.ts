/** Work permits for confined spaces and the firm's 24-hour report, in sentences. */
import { describe, expect, it } from '@jest/globals';
import type { Fact } from '@anju/contracts/event';
import {
  evolvePermit,
  permitOperations,
  type OpenPermit,
  type Permit,
  type PermitEvent,
  type PermitReading,
} from '@anju/contracts/permits';
import { fileDutyReport } from './duty-report.js';
import { aPlace, documents, manager, refusal, rival, rulesAt } from './hazard.fixtures.js';
import { addReading, close, open, suspend, type PermitRules } from './permit.js';
import { permitTimers } from './permit.entity.js';
import { policyAt } from '@anju/policy/lookup';

const example = permitOperations.openPermit.example as OpenPermit;
const { calendar } = rulesAt();
const rule = policyAt(documents, 'confined-space', aPlace.division, '2026-11-24')!;
const rulesOn = (at: string): PermitRules => ({ at, rule, calendar });
const start = rulesOn('2026-11-24T01:35:00.000Z');
const opened = (over: Partial<OpenPermit> = {}): Permit =>
  open({ ...example, ...over }, 'WP-310115-2026-000001', aPlace, manager(), start).data;
const fold = (permit: Permit, facts: readonly Fact[]): Permit =>
  facts.reduce<Permit>((state, fact) => evolvePermit(state, fact as PermitEvent, state.version + 1), permit);
const lacks = (over: Partial<OpenPermit>): string[] => {
  try {
    opened(over);
  } catch (error) {
    return (error as { details: { errors: { code: string }[] } }).details.errors.map(({ code }) => code);
  }
  return [];
};
const readingsAt = (at: string, oxygen = 20.8): PermitReading[] =>
  example.readings.map((reading) => ({ ...reading, at, value: reading.gas === 'oxygen' ? oxygen : reading.value }));
const platform = { ...manager(), role: 'platform' as const };

describe('a permit', () => {
  it('is opened when everything that the rule asks for is there', () => {
    expect(opened()).toMatchObject({ state: 'OPEN', readingsGoodUntil: '2026-11-24T02:00:00.000Z', departments: ['emergency', 'housing'] });
  });
  it('says everything that is missing at once', () => {
    expect(lacks({ readings: example.readings.slice(1) })).toEqual(['reading-missing']);
    expect(lacks({ readings: readingsAt('2026-11-24T09:30:00+08:00', 18) })).toEqual([
      'outside-limits',
      'outside-limits',
      'outside-limits',
    ]);
    expect(lacks({ readings: readingsAt('2026-11-24T09:00:00+08:00') })).toEqual(['readings-old']);
    expect(lacks({ ventilatedFrom: '2026-11-24T09:20:00+08:00', gear: ['detector'], guards: ['孙伟'] })).toEqual([
      'not-ventilated',
      'guard-enters',
      'gear-missing',
      'gear-missing',
      'gear-missing',
      'gear-missing',
    ]);
    expect(lacks({ endsAt: '2026-11-24T09:00:00+08:00' })).toEqual(['time-over', 'ends-before-it-starts']);
  });
  it('takes a value in a unit that the rule does not know for none', () =>
    expect(lacks({ readings: example.readings.map((one) => (one.gas === 'oxygen' ? { ...one, unit: 'ppm' } : one)) })).toEqual(
      Array(3).fill('reading-missing'),
    ));

  it('suspends itself when its readings are older than the rule allows, and goes on with good ones', () => {
    const permit = opened();
    expect(permitTimers(permit)).toMatchObject([{ dueAt: '2026-11-24T02:00:00.000Z', priority: 0 }]);
    expect(suspend(permit, platform, '2026-11-24T01:59:59.999Z')).toEqual([]);
    const stopped = fold(permit, suspend(permit, platform, '2026-11-24T02:00:00.000Z'));
    expect([stopped.state, stopped.doubt, permitTimers(stopped)]).toEqual(['SUSPENDED', 'readings-old', []]);
    const again = fold(
      stopped,
      addReading(stopped, { readings: readingsAt('2026-11-24T10:10:00+08:00') }, manager(), rulesOn('2026-11-24T02:12:00.000Z')),
    );
    expect(again).toMatchObject({ state: 'OPEN', readingsGoodUntil: '2026-11-24T02:40:00.000Z' });
    expect([again.doubt, again.suspendedAt]).toEqual([undefined, undefined]);
  });
  it('takes bad air on record and suspends itself at once', () => {
    const facts = addReading(
      opened(),
      { readings: readingsAt('2026-11-24T09:50:00+08:00', 17.9) },
      manager(),
      rulesOn('2026-11-24T01:51:00.000Z'),
    );
    expect(facts.map(({ type }) => type)).toEqual(['permit.reading-added.v1', 'permit.suspended.v1']);
    const bad = fold(opened(), facts);
    expect([bad.state, bad.doubt]).toEqual(['SUSPENDED', 'outside-limits']);
    const still = fold(
      bad,
      addReading(bad, { readings: readingsAt('2026-11-24T09:55:00+08:00', 19) }, manager(), rulesOn('2026-11-24T01:56:00.000Z')),
    );
    expect([still.state, still.doubt, still.readings.length]).toEqual(['SUSPENDED', 'outside-limits', 36]);
  });
  it('is over at the end of its time, whatever the air is like', () => {
    const end = '2026-11-24T03:30:00.000Z';
    const fresh = fold(
      opened(),
      addReading(opened(), { readings: readingsAt('2026-11-24T11:25:00+08:00') }, manager(), rulesOn('2026-11-24T03:26:00.000Z')),
    );
    expect(permitTimers(fresh)[0]!.dueAt).toBe('2026-11-24T11:30:00+08:00');
    expect(fold(fresh, suspend(fresh, platform, end)).doubt).toBe('time-over');
  });
  it('holds no longer for a reading from the future', () =>
    expect(opened({ readings: readingsAt('2026-11-24T23:00:00+08:00') }).readingsGoodUntil).toBe('2026-11-24T02:05:00.000Z'));
  it('is closed by its own firm, and then nothing more is added', () => {
    expect(refusal(() => close(opened(), { isEverybodyOut: true }, manager(rival), start))).toBe('not-yours-to-do');
    const done = fold(opened(), close(opened(), { isEverybodyOut: true }, manager(), start));
    expect(done.state).toBe('CLOSED');
    expect(refusal(() => addReading(done, { readings: example.readings }, manager(), start))).toBe('not-in-this-state');
  });
});

describe('the 24-hour report', () => {
  const duty = policyAt(documents, 'duty-report', aPlace.division, '2026-11-24')!;
  const filed = (foundAt: string) =>
    fileDutyReport(
      {
        id: aPlace.compoundId,
        compoundId: aPlace.compoundId,
        what: '拆墙',
        dissuaded: '劝阻两次',
        reportedTo: ['subdistrict'],
        photos: [],
        foundAt,
      },
      'DR-1',
      aPlace,
      [],
      manager(),
      { at: '2026-11-25T01:00:00.000Z', rule: duty, calendar },
    ).data;
  it('is in time until twenty-four hours after the finding, and taken as late afterwards', () => {
    expect(filed('2026-11-24T09:00:00+08:00')).toMatchObject({ dueAt: '2026-11-25T01:00:00.000Z', isLate: false });
    expect(filed('2026-11-24T08:59:59+08:00').isLate).toBe(true);
  });
  it('cannot be about tomorrow', () => expect(refusal(() => filed('2026-11-26T09:00:00+08:00'))).toBe('content-invalid'));
});
