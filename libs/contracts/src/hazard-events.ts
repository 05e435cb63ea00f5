/**
 * What happens to a hazard, as others hear it. Every event carries who and when and the complete set of running clocks
 * after it, so that a reader folds deadlines without knowing the rules that made them.
 */
import { z } from 'zod';
import { Department, Person } from './actors.js';
import { event } from './event.js';
import { Assignee, Clock, Duty, Hazard, HazardClass, Incident, Photo, RiskLevel } from './hazards.js';
import { Id, Instant } from './schema.js';

const step = { by: Person, at: Instant, clocks: z.array(Clock) };
const on = 'safety-hazards';
const noted = z.object({ ...step, note: z.string().optional() });
const decided = z.object({
  ...step,
  department: Department,
  criteriaVersion: z.string(),
  clauses: z.array(z.string()),
  reason: z.string().optional(),
  class: HazardClass,
  riskLevel: RiskLevel,
});

/** The hazard as recorded at version 1; `by` stands in `reportedBy`. */
export const HazardReported = event(on, 'hazard.reported.v1', 'A hazard was reported and recorded.', Hazard);
export const HazardGraded = event(
  on,
  'hazard.graded.v1',
  'Class or risk level was raised.',
  z.object({ ...step, class: HazardClass, riskLevel: RiskLevel, reason: z.string() }),
);
export const MajorConfirmed = event(on, 'hazard.major-confirmed.v1', 'A named department found it to be a major hazard.', decided);
export const MajorRefuted = event(on, 'hazard.major-refuted.v1', 'A named department found it not to be a major hazard.', decided);
export const HazardAssigned = event(
  on,
  'hazard.assigned.v1',
  'It was handed to whoever has to fix it.',
  z.object({
    ...step,
    assignee: Assignee,
    departments: z.array(Department),
    responsibleEnterpriseId: Id.optional(),
    responsibleEnterpriseName: z.string().optional(),
    reason: z.string().optional(),
  }),
);
export const HazardAccepted = event(on, 'hazard.accepted.v1', 'The assignee signed for it.', noted);
export const RectificationSubmitted = event(
  on,
  'hazard.rectification-submitted.v1',
  'The assignee says that it is fixed and asks for a re-check.',
  z.object({ ...step, note: z.string(), photos: z.array(Photo) }),
);
const rechecked = z.object({ ...step, passed: z.boolean(), note: z.string().optional(), photos: z.array(Photo) });
export const RecheckSigned = event(on, 'hazard.recheck-signed.v1', 'The first of two inspectors found a major hazard fixed.', rechecked);
export const HazardClosed = event(on, 'hazard.closed.v1', 'Re-checked by another person and closed.', rechecked);
export const RecheckFailed = event(on, 'hazard.recheck-failed.v1', 'Not fixed; earlier signatures are void.', rechecked);
export const HazardAcknowledged = event(on, 'hazard.acknowledged.v1', 'The operator on duty has seen it.', noted);
export const HazardUrged = event(on, 'hazard.urged.v1', 'Whoever holds the duty was urged.', noted);
export const HazardEscalated = event(
  on,
  'hazard.escalated.v1',
  'It went one level up: by a clock, or because the county supervises it.',
  z.object({
    ...step,
    level: z.number().int(),
    cause: z.enum(['clock', 'supervision']),
    duty: Duty.optional(),
    percent: z.number().optional(),
    reason: z.string().optional(),
  }),
);
export const HazardOverdue = event(
  on,
  'hazard.overdue.v1',
  'A duty was not done in time; this stays on record.',
  z.object({ ...step, duty: Duty, dueAt: Instant }),
);

export const IncidentRecorded = event(on, 'incident.recorded.v1', 'An emergency was recorded; those to call were named.', Incident);
export const IncidentHandedOver = event(
  on,
  'incident.handed-over.v1',
  'The operator handed the emergency to the service that acts.',
  z.object({ by: Person, at: Instant, to: z.string(), note: z.string().optional() }),
);

export const hazardEvents = [
  HazardReported,
  HazardGraded,
  MajorConfirmed,
  MajorRefuted,
  HazardAssigned,
  HazardAccepted,
  RectificationSubmitted,
  RecheckSigned,
  HazardClosed,
  RecheckFailed,
  HazardAcknowledged,
  HazardUrged,
  HazardEscalated,
  HazardOverdue,
] as const;
export const incidentEvents = [IncidentRecorded, IncidentHandedOver] as const;

type Of<D> = D extends { type: infer T; data: infer S extends z.ZodType } ? { type: T & string; data: z.infer<S> } : never;
export type HazardEvent = Of<(typeof hazardEvents)[number]>;
export type IncidentEvent = Of<(typeof incidentEvents)[number]>;
export const isHazardEvent = (event: { type: string }): event is HazardEvent => hazardEvents.some(({ type }) => type === event.type);
