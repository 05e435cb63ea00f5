/** Every event of the platform, in one list: what the AsyncAPI document, readers and subscriptions know of. */
import { DivisionImported, DivisionRecorded } from './divisions.js';
import { hazardEvents, incidentEvents } from './hazard-events.js';
import type { EventDeclaration } from './event.js';
import { HolidayImported } from './holidays.js';
import { policyApproved } from './policies.js';
import { registryEvents } from './registry.js';

export const eventCatalogue: readonly EventDeclaration[] = [
  ...hazardEvents,
  ...incidentEvents,
  policyApproved('safety-hazards'),
  DivisionRecorded,
  DivisionImported,
  HolidayImported,
  ...registryEvents,
  policyApproved('enterprise-registry'),
] as unknown as readonly EventDeclaration[];
