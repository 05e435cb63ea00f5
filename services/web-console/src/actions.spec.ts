/** Buttons appear for whom the duty is, and for nobody else. */
import { describe, expect, it } from '@jest/globals';
import type { HazardSummary } from '@anju/contracts/hazards';
import { actionsFor, clockFor, isMyDuty } from './actions.js';
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
  it('the operator acknowledges, assigns and urges; supervision is for the county', () => {
    expect(actionsFor(hazard(), person('operator'))).toEqual(['acknowledgeHazard', 'assignHazard', 'urgeHazard', 'gradeHazard']);
    expect(actionsFor(hazard(), person('operator', { divisions: ['310115'] }))).toContain('superviseHazard');
  });
  it('what was acknowledged once is not offered again', () => {
    expect(actionsFor(hazard({ acknowledgedAt: '2026-11-24T00:00:00Z' }), person('operator'))).not.toContain('acknowledgeHazard');
  });
  it('only the firm it was assigned to signs for it', () => {
    expect(actionsFor(assigned(), person('enterprise-manager', { enterpriseId: firm }))).toEqual(['acceptHazard']);
    expect(actionsFor(assigned(), person('enterprise-manager', { enterpriseId: rival }))).toEqual([]);
  });
  it('a named department decides a suspicion, and only a suspicion', () => {
    const officer = person('department-officer', { department: 'fire' });
    expect(actionsFor(hazard({ class: 'SUSPECTED_MAJOR' }), officer)).toEqual(['confirmMajor', 'refuteMajor']);
    expect(actionsFor(hazard({ class: 'MAJOR' }), officer)).toEqual([]);
    expect(actionsFor(hazard({ class: 'SUSPECTED_MAJOR' }), person('department-officer', { department: 'gas' }))).toEqual([]);
  });
  it('an undecided suspicion cannot be re-checked', () => {
    expect(actionsFor(hazard({ state: 'SUBMITTED' }), person('inspector'))).toEqual(['recheckHazard']);
    expect(actionsFor(hazard({ state: 'SUBMITTED', class: 'SUSPECTED_MAJOR' }), person('inspector'))).toEqual([]);
  });
  it('nothing is left to do with a closed one', () => {
    for (const role of ['operator', 'inspector', 'subdistrict-officer', 'enterprise-manager'] as const)
      expect(actionsFor(hazard({ state: 'CLOSED' }), person(role, { enterpriseId: firm }))).toEqual([]);
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
