/**
 * A report as the filing lane takes it: row, event and timers of one case. The demo city loads a year of history through the
 * same form, with all events of a hazard's life at once.
 */
import type { Actor } from '@anju/access/actor';
import type { Fact, Scope } from '@anju/contracts/event';
import type { Hazard, Incident } from '@anju/contracts/hazards';
import type { Filing } from '@anju/events/filing';
import type { Timer } from '@anju/events/timers';
import { filedHazardRow, filedIncidentRow } from './hazard.entity.js';

interface Sent {
  readonly by: Actor;
  readonly contentHash: string;
  readonly traceparent?: string | undefined;
}
interface Told {
  readonly fact: Fact;
  readonly scope: Scope;
  readonly at: string;
  readonly occurredAt?: string;
  readonly facet?: string;
  readonly timers?: Timer[];
}

export function filingOf(
  aggregateType: string,
  id: string,
  row: Readonly<Record<string, unknown>>,
  { timers = [], ...told }: Told,
  { by, contentHash, traceparent }: Sent,
): Filing {
  const entry = { context: 'safety-hazards', aggregateType, aggregateId: id, version: 1, ...told, by, contentHash, traceparent } as const;
  return { id, contentHash, row, entries: [entry], timers };
}

const told = ({ division, responsibleEnterpriseId, departments, family, recordedAt, foundAt }: Hazard | Incident, fact: Fact) => ({
  fact,
  facet: family,
  scope: { division, enterpriseId: responsibleEnterpriseId, departments },
  at: recordedAt,
  occurredAt: foundAt,
});
export const filingOfHazard = (hazard: Hazard, fact: Fact, sent: Sent, timers: Timer[]): Filing =>
  filingOf('hazard', hazard.id, filedHazardRow(hazard, sent.by, sent.contentHash), { ...told(hazard, fact), timers }, sent);
export const filingOfIncident = (incident: Incident, fact: Fact, sent: Sent): Filing =>
  filingOf('incident', incident.id, filedIncidentRow(incident, sent.by, sent.contentHash), told(incident, fact), sent);
