/** Plans, temporary control and more time, in sentences. */
import { describe, expect, it } from '@jest/globals';
import { dueAt, isOverdue, runningClocks } from '@anju/contracts/hazard-life';
import type { Hazard } from '@anju/contracts/hazards';
import {
  accepted,
  aHazard,
  aPlan,
  assigned,
  department,
  fold,
  inspector,
  major,
  manager,
  officer,
  planned,
  refusal,
  rulesAt,
} from './hazard.fixtures.js';
import { climb, submit } from './hazard.js';
import { control, decideExtension, plan, requestExtension } from './hazard-plan.js';
import { timersOf } from './hazard-timers.js';
import { list } from './hazard-supervision.js';
import { operator } from './hazard.fixtures.js';

const at = rulesAt();
const later = rulesAt('2026-11-30T01:00:00.000Z');
const asked = { until: '2026-12-10', reason: '配件未到' };
const yellow = accepted();
const waiting = (hazard = yellow): Hazard => fold(hazard, requestExtension(hazard, asked, manager(), at));
const rectify = (hazard: Hazard) => hazard.clocks.find(({ duty }) => duty === 'rectify')!;

describe('a plan', () => {
  it('of a major hazard sets the deadline, once, and begins the rectification', () => {
    const hazard = accepted(assigned(major()));
    const with1 = planned(hazard);
    expect(with1.state).toBe('RECTIFYING');
    expect(rectify(with1).dueAt).toBe('2026-12-10T15:59:59.999Z');
    expect(refusal(() => plan(with1, aPlan('2026-12-20'), manager(), at))).toBe('day-not-possible');
    const with2 = fold(with1, plan(with1, aPlan('2026-12-05'), manager(), at));
    expect(rectify(with2).dueAt).toBe(rectify(with1).dueAt);
    expect(with2.plans).toHaveLength(2);
  });
  it('does not move the deadline of an ordinary one', () =>
    expect(rectify(fold(yellow, plan(yellow, aPlan('2026-11-25'), manager(), at)))).toEqual(rectify(yellow)));
  it('is within the time that the rule allows, and says which', () => {
    const hazard = accepted(assigned(major()));
    expect(refusal(() => plan(hazard, aPlan('2028-01-01'), manager(), at))).toBe('day-not-possible');
    expect(refusal(() => plan(hazard, aPlan('2026-11-01'), manager(), at))).toBe('day-not-possible');
  });
  it('is required before a major hazard is submitted, and before one whose deadline was moved beyond fifteen days', () => {
    const hazard = accepted(assigned(major()));
    expect(refusal(() => submit(hazard, { note: '好了', photos: [] }, [], manager(), at))).toBe('plan-required');
    expect(refusal(() => submit(planned(hazard), { note: '好了', photos: [] }, [], manager(), at))).toBe('allowed');
    const granted = fold(waiting(), decideExtension(waiting(), { isGranted: true, until: '2026-12-15' }, officer, at));
    expect(refusal(() => submit(granted, { note: '好了', photos: [] }, [], manager(), at))).toBe('plan-required');
  });
});

describe('temporary control', () => {
  it('is put in place by the holder or any inspector, and stays dated from the first', () => {
    const hazard = assigned();
    expect(refusal(() => control(hazard, { measures: '围挡', photos: [] }, [], officer, at))).toBe('not-yours-to-do');
    const once = fold(hazard, control(hazard, { measures: '围挡', photos: [] }, [], inspector(), at));
    const twice = fold(once, control(once, { measures: '专人值守', photos: [] }, [], manager(), later));
    expect([twice.controlledAt, twice.controls?.length, twice.state]).toEqual([at.at, 2, 'ASSIGNED']);
  });
});

describe('an extension', () => {
  it('is asked for before the deadline, one at a time', () => {
    expect(waiting().extension).toMatchObject(asked);
    expect(refusal(() => requestExtension(waiting(), asked, manager(), at))).toBe('extension-pending');
    const overdue = rulesAt(new Date(Date.parse(rectify(yellow).dueAt) + 1).toISOString());
    expect(refusal(() => requestExtension(yellow, asked, manager(), overdue))).toBe('extension-too-late');
  });
  it('has a deadline of its own for whoever decides', () =>
    expect(runningClocks(waiting()).map(({ duty }) => duty)).toContain('decide-extension'));
  it('granted moves the deadline and arms its steps anew', () => {
    const half = rulesAt('2026-11-27T04:00:00.000Z');
    const climbed = fold(waiting(), climb(waiting(), 'rectify', { ...officer, role: 'platform' }, half));
    expect(rectify(climbed).steps).toBe(1);
    const granted = fold(climbed, decideExtension(climbed, { isGranted: true }, officer, half));
    expect(rectify(granted)).toMatchObject({ dueAt: '2026-12-10T15:59:59.999Z', steps: 0 });
    expect(granted.extension).toBeUndefined();
    expect(granted.extensions).toMatchObject([{ until: '2026-12-10', decision: { isGranted: true } }]);
    const [timer] = timersOf(granted, () => at).filter(({ kind }) => kind === 'rectify');
    expect(timer!.dueAt > half.at).toBe(true);
  });
  it('granted after the deadline has passed takes the hazard out of what is overdue, and the record stays', () => {
    const late = rulesAt(new Date(Date.parse(rectify(yellow).dueAt) + 60_000).toISOString());
    let hazard = waiting();
    for (let rung = 0; rung < 3; rung += 1) hazard = fold(hazard, climb(hazard, 'rectify', { ...officer, role: 'platform' }, late));
    expect(isOverdue(hazard)).toBe(true);
    expect(isOverdue(fold(hazard, decideExtension(hazard, { isGranted: true }, officer, late)))).toBe(false);
  });
  it('refused needs a reason and leaves the deadline', () => {
    expect(refusal(() => decideExtension(waiting(), { isGranted: false }, officer, at))).toBe('reason-required');
    const refused = fold(waiting(), decideExtension(waiting(), { isGranted: false, reason: '理由不足' }, officer, at));
    expect(dueAt(refused)).toBe(dueAt(yellow));
  });
  it('of a major hazard is the department’s to decide, of an ordinary one the subdistrict’s', () => {
    const fire = department('fire');
    expect(refusal(() => decideExtension(waiting(), { isGranted: true }, fire, at))).toBe('not-yours-to-do');
    const hazard = planned(accepted(assigned(major())));
    const pending = fold(hazard, requestExtension(hazard, { until: '2026-12-20', reason: '工期' }, manager(), at));
    expect(refusal(() => decideExtension(pending, { isGranted: true }, officer, at))).toBe('not-yours-to-do');
    expect(refusal(() => decideExtension(pending, { isGranted: true }, department('gas'), at))).toBe('not-yours-to-do');
    expect(refusal(() => decideExtension(pending, { isGranted: true }, fire, at))).toBe('allowed');
  });
  it('is not decided by whoever asked for it', () => {
    const own = { ...officer, sub: manager().sub };
    expect(refusal(() => decideExtension(waiting(), { isGranted: true }, own, at))).toBe('not-yours-to-do');
  });
  it('is granted no more often than the rule says', () => {
    let hazard: Hazard = yellow;
    for (const until of ['2026-12-10', '2026-12-20']) {
      hazard = fold(hazard, requestExtension(hazard, { until, reason: '再延' }, manager(), at));
      hazard = fold(hazard, decideExtension(hazard, { isGranted: true }, officer, at));
    }
    expect(refusal(() => requestExtension(hazard, { until: '2026-12-30', reason: '再延' }, manager(), at))).toBe('extensions-used-up');
  });
  it('is withdrawn by submitting', () => {
    const submitted = fold(waiting(), submit(waiting(), { note: '好了', photos: [] }, [], manager(), at));
    expect([submitted.extension, submitted.extensions?.[0]?.withdrawnAt]).toEqual([undefined, at.at]);
    expect(runningClocks(submitted).map(({ duty }) => duty)).toEqual(['recheck']);
  });
  it('under listed supervision is asked for twenty working days before the end', () => {
    const hazard = planned(accepted(assigned(major())));
    const listed = fold(hazard, list(hazard, { limitOn: '2027-01-29', reason: '挂牌' }, operator(), at));
    expect(refusal(() => requestExtension(listed, { until: '2027-02-26', reason: '工期' }, manager(), at))).toBe('allowed');
    expect(
      refusal(() => requestExtension(listed, { until: '2027-02-26', reason: '工期' }, manager(), rulesAt('2027-01-11T01:00:00.000Z'))),
    ).toBe('extension-too-late');
  });
  it('leaves nothing of a hazard that was never accepted', () =>
    expect(refusal(() => requestExtension(aHazard(), asked, manager(), at))).toBe('not-in-this-state'));
});
