/**
 * A report as the filing lane takes it: row, event and timers of one hazard or incident. The demo city loads a year of
 * history through the same form, with all events of a hazard's life at once.
 */
import type { Actor } from '@anju/access/actor';
import type { Fact } from '@anju/contracts/event';
import type { Hazard, Incident } from '@anju/contracts/hazards';
import type { Filing } from '@anju/events/filing';
import type { Entry } from '@anju/events/record';
import type { Timer } from '@anju/events/timers';
import { filedHazardRow, filedIncidentRow } from './hazard.entity.js';

interface Sent {
  readonly contentHash: string;
  readonly traceparent?: string | undefined;
}

const entryOf = (type: string, subject: Hazard | Incident, fact: Fact, by: Actor, sent: Sent): Entry => ({
  context: 'safety-hazards',
  aggregateType: type,
  aggregateId: subject.id,
  version: 1,
  fact,
  facet: subject.family,
  scope: { division: subject.division, enterpriseId: subject.responsibleEnterpriseId, departments: subject.departments },
  by,
  at: subject.recordedAt,
  occurredAt: subject.foundAt,
  ...sent,
});

export const filingOfHazard = (hazard: Hazard, fact: Fact, by: Actor, { timers, ...sent }: Sent & { timers: Timer[] }): Filing => ({
  id: hazard.id,
  contentHash: sent.contentHash,
  row: filedHazardRow(hazard, by, sent.contentHash),
  entries: [entryOf('hazard', hazard, fact, by, sent)],
  timers,
});

export const filingOfIncident = (incident: Incident, fact: Fact, by: Actor, sent: Sent): Filing => ({
  id: incident.id,
  contentHash: sent.contentHash,
  row: filedIncidentRow(incident, by, sent.contentHash),
  entries: [entryOf('incident', incident, fact, by, sent)],
  timers: [],
});
