/**
 * Incidents are emergencies, not tickets: a smell of gas, an object thrown from a building. They are recorded and never
 * refused, the answer names whom to telephone now, and an operator hands them over; nothing is rectified here.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { Fact } from '@anju/contracts/event';
import { IncidentHandedOver, IncidentRecorded } from '@anju/contracts/hazard-events';
import type { Incident } from '@anju/contracts/hazards';
import type { HandOverIncident } from '@anju/contracts/hazard-requests';
import { problem } from '@anju/contracts/problems';
import type { Reported } from './hazard.js';

export function recordIncident({ input, number, place, item }: Omit<Reported, 'catalogue' | 'photos'>, by: Actor, at: string) {
  const incident: Incident = {
    kind: 'incident',
    id: input.id,
    version: 1,
    number,
    division: place.division,
    compoundId: place.compoundId,
    compoundName: place.compoundName,
    spot: input.spot,
    family: item.family,
    itemCode: item.code,
    subtype: input.subtype,
    title: item.title,
    departments: item.departments,
    responsibleEnterpriseId: place.enterpriseId,
    description: input.description,
    callNow: item.callNow ?? [],
    reportedBy: personOf(by),
    foundAt: input.foundAt,
    recordedAt: at,
  };
  return IncidentRecorded.of(incident);
}

export function handOver(incident: Incident, { to, note }: HandOverIncident, by: Actor, at: string): Fact[] {
  if (incident.handedOver) throw problem('already-handed-over');
  return [IncidentHandedOver.of({ by: personOf(by), at, to, note })];
}
