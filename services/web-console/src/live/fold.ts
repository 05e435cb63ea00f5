/**
 * What an event does to the lists on screen. Hazards are folded with the function that the services use; the version on
 * the event decides whether it is news, is known already, or came without its predecessor, as when a hazard enters the
 * reader's area or lies beyond the cut of the snapshot. Then the hazard is asked for and nothing is guessed.
 */
import { versionOf, type CloudEvent } from '@anju/contracts/event';
import { evolve, evolveIncident, summaryOf } from '@anju/contracts/hazard-life';
import type { HazardEvent, IncidentEvent } from '@anju/contracts/hazard-events';
import { isOpen, type HazardSummary, type Incident } from '@anju/contracts/hazards';

export type Change =
  | { readonly kind: 'changed'; readonly hazard: HazardSummary }
  | { readonly kind: 'gone' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'known' };

const factOf = ({ type, data }: CloudEvent) => ({ type, data }) as unknown as HazardEvent;

export function foldHazard(known: HazardSummary | undefined, event: CloudEvent): Change {
  const version = versionOf(event);
  if (known && version <= known.version) return { kind: 'known' };
  const follows = known ? version === known.version + 1 : event.type === 'hazard.reported.v1';
  if (!follows) return !known && event.type === 'hazard.closed.v1' ? { kind: 'known' } : { kind: 'ask' };
  const hazard = summaryOf(evolve<HazardSummary>(known, factOf(event), version));
  return isOpen(hazard) ? { kind: 'changed', hazard } : { kind: 'gone' };
}

/** The incidents that nobody has taken over; undefined where the event changes nothing. */
export function foldIncident(incidents: ReadonlyMap<string, Incident>, event: CloudEvent): Map<string, Incident> | undefined {
  const known = incidents.get(event.subject);
  if (known && versionOf(event) <= known.version) return undefined;
  if (!known && event.type !== 'incident.recorded.v1') return undefined;
  const incident = evolveIncident(known, { type: event.type, data: event.data } as IncidentEvent, versionOf(event));
  const next = new Map(incidents);
  if (incident.handedOver) next.delete(incident.id);
  else next.set(incident.id, incident);
  return next;
}
