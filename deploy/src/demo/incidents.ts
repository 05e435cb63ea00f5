/** Emergencies of the year: recorded, telephoned, handed over within minutes; the last one has just come in. */
import type { Actor } from '@anju/access/actor';
import type { Fact } from '@anju/contracts/event';
import type { IncidentEvent } from '@anju/contracts/hazard-events';
import { evolveIncident } from '@anju/contracts/hazard-life';
import type { Incident } from '@anju/contracts/hazards';
import { handOver, recordIncident } from '@anju/safety-hazards/incident';
import type { World } from './life.js';
import type { Plan } from './plan.js';

export interface IncidentStep {
  readonly fact: Fact;
  readonly by: Actor;
  readonly at: string;
  readonly version: number;
  readonly incident: Incident;
}
export interface IncidentLife {
  readonly plan: Plan;
  readonly steps: readonly IncidentStep[];
  readonly incident: Incident;
}

export function liveIncident(plan: Plan, { people, endMs, numberOf }: World): IncidentLife {
  const { prng, input, place, item, by } = plan;
  const at = new Date(plan.atMs).toISOString();
  const recorded = recordIncident({ input, number: numberOf(plan), place, item }, by, at);
  const incident = evolveIncident(undefined, recorded as IncidentEvent, 1);
  const steps: IncidentStep[] = [{ fact: recorded, by, at, version: 1, incident }];
  const overMs = Math.floor(plan.atMs + prng.between(2, 13) * 60_000);
  if (overMs > endMs || endMs - plan.atMs < 15 * 60_000) return { plan, steps, incident };
  const operator = prng.chance(0.5) ? people.operator(place.division) : people.countyOperator(place.division);
  const to = item.code === 'G15' ? '燃气抢修' : '属地派出所';
  const overAt = new Date(overMs).toISOString();
  const [fact] = handOver(incident, { to }, operator, overAt);
  const handed = evolveIncident(incident, fact as IncidentEvent, 2);
  return { plan, steps: [...steps, { fact: fact!, by: operator, at: overAt, version: 2, incident: handed }], incident: handed };
}
