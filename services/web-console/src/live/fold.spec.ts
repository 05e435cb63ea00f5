/** What an event does to the rows on screen, and when the screen asks instead of guessing. */
import { describe, expect, it } from '@jest/globals';
import { sequenceOf, type CloudEvent } from '@anju/contracts/event';
import type { HazardSummary, Incident } from '@anju/contracts/hazards';
import { foldHazard, foldIncident } from './fold.js';

const id = '01930000-0000-7000-8000-00000000aaaa';
const by = { sub: 'someone', name: '周*', role: 'operator' as const };
const at = '2026-11-24T02:00:00Z';
const hazard = (more: Partial<HazardSummary> = {}): HazardSummary =>
  ({
    id,
    version: 1,
    state: 'REPORTED',
    class: 'SUSPECTED_MAJOR',
    riskLevel: 'RED',
    clocks: [],
    urgedCount: 0,
    escalationLevel: 0,
    ...more,
  }) as unknown as HazardSummary;
const event = (type: string, version: number, data: object = {}): CloudEvent =>
  ({ type, subject: id, sequence: sequenceOf(version), data: { by, at, clocks: [], ...data } }) as unknown as CloudEvent;

describe('an event on the desk', () => {
  it('adds a hazard when it is reported', () => {
    expect(foldHazard(undefined, event('hazard.reported.v1', 1, hazard()))).toMatchObject({ kind: 'changed', hazard: { id, version: 1 } });
  });
  it('changes the row that it follows', () => {
    expect(foldHazard(hazard(), event('hazard.acknowledged.v1', 2))).toMatchObject({
      kind: 'changed',
      hazard: { version: 2, acknowledgedAt: at },
    });
  });
  it('is nothing new when its version is on screen already', () => {
    expect(foldHazard(hazard({ version: 5 }), event('hazard.acknowledged.v1', 5))).toEqual({ kind: 'known' });
  });
  it('takes a closed hazard off the list', () => {
    expect(foldHazard(hazard({ state: 'SUBMITTED', version: 4 }), event('hazard.closed.v1', 5, { passed: true, photos: [] }))).toEqual({
      kind: 'gone',
    });
  });
  it('makes the screen ask when the hazard is new to it, or when an event between is missing', () => {
    expect(foldHazard(undefined, event('hazard.assigned.v1', 2))).toEqual({ kind: 'ask' });
    expect(foldHazard(hazard(), event('hazard.urged.v1', 3))).toEqual({ kind: 'ask' });
  });
  it('an emergency stays until somebody has taken it over', () => {
    const incident = { kind: 'incident', id, version: 1 } as unknown as Incident;
    const shown = foldIncident(new Map(), event('incident.recorded.v1', 1, incident))!;
    expect([...shown.keys()]).toEqual([id]);
    expect(foldIncident(shown, event('incident.recorded.v1', 1, incident))).toBeUndefined();
    expect([...foldIncident(shown, event('incident.handed-over.v1', 2, { to: '110' }))!.keys()]).toEqual([]);
  });
});
