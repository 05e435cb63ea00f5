/** Buttons appear for whom the duty is, and for nobody else. */
import { describe, expect, it } from '@jest/globals';
import type { HazardSummary } from '@anju/contracts/hazards';
import { actionsFor, clockFor, grouped, isMyDuty, stepsLeft } from './actions.js';
import type { Me } from './session.js';

const firm = '01930000-0000-7000-8000-000000000201';
const rival = '01930000-0000-7000-8000-000000000202';
const person = (role: Me['role'], more: Partial<Me> = {}): Me => ({ sub: 'someone', role, name: '周*', divisions: ['310115005'], ...more });
const hazard = (more: Partial<HazardSummary> = {}) =>
  ({
    state: 'REPORTED',
    class: 'ORDINARY',
    departments: ['fire'],
    division: '310115005001',
    isSupervised: false,
    clocks: [],
    ...more,
  }) as unknown as HazardSummary;
const assigned = (more: Partial<HazardSummary> = {}) =>
  hazard({ state: 'ASSIGNED', assignee: { kind: 'enterprise', enterpriseId: firm, name: '甲' }, ...more });

describe('what may be done with a hazard', () => {
  const officer = person('subdistrict-officer');
  const county = person('operator', { divisions: ['310115'] });
  const fire = person('department-officer', { department: 'fire' });
  const manager = person('enterprise-manager', { enterpriseId: firm });
  const inspector = person('inspector');

  it('the operator acknowledges, assigns and urges; supervision is for the county', () => {
    expect(actionsFor(hazard(), person('operator'))).toEqual([
      'acknowledgeHazard',
      'assignHazard',
      'urgeHazard',
      'gradeHazard',
      'mergeHazard',
    ]);
    expect(actionsFor(hazard(), county)).toContain('superviseHazard');
  });
  it('what was acknowledged once is not offered again', () => {
    expect(actionsFor(hazard({ acknowledgedAt: '2026-11-24T00:00:00Z' }), person('operator'))).not.toContain('acknowledgeHazard');
  });
  it('only the firm it was assigned to signs for it, gives it back or makes it safe meanwhile', () => {
    expect(actionsFor(assigned(), manager)).toEqual(['acceptHazard', 'returnHazard', 'controlTemporarily']);
    expect(actionsFor(assigned(), person('enterprise-manager', { enterpriseId: rival }))).toEqual([]);
  });
  it('a named department decides a suspicion, and only a suspicion', () => {
    expect(actionsFor(hazard({ class: 'SUSPECTED_MAJOR' }), fire)).toEqual(['confirmMajor', 'refuteMajor', 'suspendPlace']);
    expect(actionsFor(hazard({ class: 'MAJOR' }), fire)).toEqual(['suspendPlace']);
    expect(actionsFor(hazard({ class: 'SUSPECTED_MAJOR' }), person('department-officer', { department: 'gas' }))).toEqual(['suspendPlace']);
  });
  it('an undecided suspicion cannot be re-checked', () => {
    expect(actionsFor(hazard({ state: 'SUBMITTED' }), inspector)).toContain('recheckHazard');
    expect(actionsFor(hazard({ state: 'SUBMITTED', class: 'SUSPECTED_MAJOR' }), inspector)).not.toContain('recheckHazard');
  });
  it('a major one is planned before it is submitted', () => {
    expect(actionsFor(assigned({ state: 'ACCEPTED', class: 'MAJOR' }), manager)[0]).toBe('planRectification');
    expect(actionsFor(assigned({ state: 'ACCEPTED' }), manager)[0]).toBe('submitRectification');
  });
  it('more time is decided by the subdistrict, for a major one by the department, and never by who asked for it', () => {
    const extension = { until: '2026-12-20', reason: '…', by: { sub: 'firm', name: '何*', role: 'enterprise-manager' }, at: 'x' } as const;
    const asked = assigned({ state: 'RECTIFYING', extension });
    expect(actionsFor(asked, officer)[0]).toBe('decideExtension');
    expect(actionsFor(asked, fire)).not.toContain('decideExtension');
    expect(actionsFor(assigned({ state: 'RECTIFYING', class: 'MAJOR', extension }), fire)[0]).toBe('decideExtension');
    expect(actionsFor(asked, { ...officer, sub: 'firm' })).not.toContain('decideExtension');
    expect(actionsFor(asked, manager)).not.toContain('requestExtension');
  });
  it('the county lists a major one once, records what follows, and takes it off when it is closed', () => {
    const listing = { limitOn: '2027-01-01', reason: '…', by: { sub: 'x', name: 'x', role: 'operator' }, at: 'x', records: [] } as const;
    expect(actionsFor(hazard({ class: 'MAJOR' }), county)).toContain('listHazard');
    expect(actionsFor(hazard({ class: 'MAJOR' }), person('operator'))).not.toContain('listHazard');
    const listed = hazard({ class: 'MAJOR', listing: listing as never });
    expect(actionsFor(listed, county)).not.toContain('listHazard');
    expect(actionsFor(listed, county)).toContain('recordListing');
    expect(actionsFor(hazard({ state: 'CLOSED', class: 'MAJOR', listing: listing as never }), county)[0]).toBe('delistHazard');
    expect(stepsLeft(listed)).toEqual(['published', 'filed-with-city']);
    const published = { step: 'published', on: '2026-11-24', by: listing.by, at: 'x' };
    expect(stepsLeft(hazard({ listing: { ...listing, records: [published] } as never }))).toEqual(['filed-with-city']);
  });
  it('a place is let be used again by the department that suspended it, whatever became of the hazard', () => {
    const suspension = { department: 'fire', extent: '…', reason: '…', by: { sub: 'x', name: 'x', role: 'department-officer' }, at: 'x' };
    const closed = hazard({ state: 'CLOSED', suspension: suspension as never });
    expect(actionsFor(closed, fire)).toEqual(['resumePlace']);
    expect(actionsFor(closed, person('department-officer', { department: 'gas' }))).toEqual([]);
    expect(actionsFor(hazard({ suspension: suspension as never }), officer)).not.toContain('mergeHazard');
  });
  it('a closed one is looked back at by an inspector who did not re-check it', () => {
    const rechecks = [{ by: { sub: 'someone' } }];
    expect(actionsFor(hazard({ state: 'CLOSED' }), inspector)).toEqual(['lookBackHazard']);
    expect(actionsFor({ ...hazard({ state: 'CLOSED' }), rechecks } as never, inspector)).toEqual([]);
    expect(actionsFor(hazard({ state: 'CLOSED', relapsedAs: { id: firm, number: 'HZ' } }), inspector)).toEqual([]);
  });
  it('nothing is left to do with a merged one', () => {
    for (const role of ['operator', 'inspector', 'subdistrict-officer', 'enterprise-manager'] as const)
      expect(actionsFor(hazard({ state: 'MERGED' }), person(role, { enterpriseId: firm }))).toEqual([]);
  });
  it('the next steps are in sight and the rest in a menu, but never one thing alone in it', () => {
    expect(grouped(actionsFor(hazard(), officer))).toEqual({
      shown: ['assignHazard', 'urgeHazard'],
      more: ['gradeHazard', 'transferHazard', 'mergeHazard', 'voidHazard'],
    });
    expect(grouped(['confirmMajor', 'refuteMajor', 'suspendPlace']).more).toEqual([]);
    expect(grouped(['suspendPlace'])).toEqual({ shown: ['suspendPlace'], more: [] });
  });
  it('shows my own clock before a more urgent one of another', () => {
    const clock = (duty: string, dueAt: string) => ({ duty, dueAt }) as never;
    const both = hazard({
      class: 'SUSPECTED_MAJOR',
      clocks: [clock('assign', '2026-11-24T01:00:00Z'), clock('decide', '2026-11-24T02:00:00Z')],
    });
    expect(clockFor(both, person('department-officer', { department: 'fire' }))).toMatchObject({ clock: { duty: 'decide' }, isMine: true });
    expect(clockFor(both, person('inspector'))).toMatchObject({ clock: { duty: 'assign' }, isMine: false });
    expect(isMyDuty('assign', both, person('subdistrict-officer'))).toBe(true);
    expect(clockFor(both, person('operator'))).toMatchObject({ isMine: true });
    expect(clockFor({ ...both, acknowledgedAt: '2026-11-24T00:10:00Z' }, person('operator'))).toMatchObject({ isMine: false });
  });
});
