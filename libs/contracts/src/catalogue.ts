/** Every event of the platform, in one list: what the AsyncAPI document, readers and subscriptions know of. */
import { DivisionImported, DivisionRecorded } from './divisions.js';
import { dutyReportEvents } from './duty-reports.js';
import type { EventDeclaration } from './event.js';
import { hazardEvents, incidentEvents } from './hazard-events.js';
import { HolidayImported } from './holidays.js';
import { permitEvents } from './permits.js';
import { policyEvents } from './policy-proposals.js';
import { registryEvents } from './registry.js';

export const eventCatalogue: readonly EventDeclaration[] = [
  ...hazardEvents,
  ...incidentEvents,
  ...dutyReportEvents,
  ...permitEvents,
  ...policyEvents('safety-hazards'),
  DivisionRecorded,
  DivisionImported,
  HolidayImported,
  ...registryEvents,
  ...policyEvents('enterprise-registry'),
  ...policyEvents('command-center'),
] as unknown as readonly EventDeclaration[];
