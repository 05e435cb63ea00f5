/** Every event of the platform, in one list: what the AsyncAPI document, readers and subscriptions know of. */
import { DivisionRecorded } from './divisions.js';
import { hazardEvents, incidentEvents } from './hazard-events.js';
import type { EventDeclaration } from './event.js';
import { policyEvents } from './policy-proposals.js';
import { registryEvents } from './registry.js';

export const eventCatalogue: readonly EventDeclaration[] = [
  ...hazardEvents,
  ...incidentEvents,
  ...policyEvents('safety-hazards'),
  DivisionRecorded,
  ...registryEvents,
  ...policyEvents('enterprise-registry'),
] as unknown as readonly EventDeclaration[];
