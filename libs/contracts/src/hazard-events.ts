/**
 * What happens to a hazard, as others hear it. Every event carries who and when and the complete set of running clocks
 * after it, so that a reader folds deadlines without knowing the rules that made them.
 */
import { z } from 'zod';
import { Department, Person } from './actors.js';
import { event } from './event.js';
import { Duty, Hazard, HazardClass, Incident, RiskLevel } from './hazards.js';
import { Assignee, CaseRef, Clock, ListingStep, Photo, Reporter, planParts } from './hazard-records.js';
import { DivisionCode } from './place.js';
import { Day, Id, Instant } from './schema.js';

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
    /** The territory whose desk it comes to. */
    to: DivisionCode.optional(),
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

export const HazardReturned = event(
  on,
  'hazard.returned.v1',
  'The assignee gave it back: wrong body, or not theirs.',
  z.object({ ...step, reason: z.string() }),
);
export const PlanSubmitted = event(
  on,
  'hazard.plan-submitted.v1',
  'The assignee filed a rectification plan in its five parts.',
  z.object({ ...step, ...planParts }),
);
export const HazardControlled = event(
  on,
  'hazard.controlled.v1',
  'People are kept safe until it is fixed.',
  z.object({ ...step, measures: z.string(), photos: z.array(Photo) }),
);
export const ExtensionRequested = event(
  on,
  'hazard.extension-requested.v1',
  'The assignee asks for a later deadline.',
  z.object({ ...step, until: Day, reason: z.string() }),
);
const extended = z.object({ ...step, until: Day.optional(), reason: z.string().optional() });
export const ExtensionGranted = event(on, 'hazard.extension-granted.v1', 'The deadline was moved, and its steps are armed anew.', extended);
export const ExtensionRefused = event(on, 'hazard.extension-refused.v1', 'The deadline stays as it was.', extended);
export const HazardListed = event(
  on,
  'hazard.listed.v1',
  'The county put it under listed supervision with a last day.',
  z.object({ ...step, limitOn: Day, reason: z.string(), documentNo: z.string().optional() }),
);
export const ListingRecorded = event(
  on,
  'hazard.listing-recorded.v1',
  'A listing or delisting was published, or filed with the city.',
  z.object({ ...step, step: ListingStep, on: Day, medium: z.string().optional(), documentNo: z.string().optional() }),
);
export const HazardDelisted = event(
  on,
  'hazard.delisted.v1',
  'Closed, it was taken off listed supervision.',
  z.object({ ...step, reason: z.string().optional() }),
);
export const HazardTransferred = event(
  on,
  'hazard.transferred.v1',
  'It was transferred to a department for enforcement.',
  z.object({ ...step, department: Department, departments: z.array(Department), reason: z.string(), documentNo: z.string().optional() }),
);
export const PlaceSuspended = event(
  on,
  'hazard.place-suspended.v1',
  'A department took the place, or part of it, out of use.',
  z.object({ ...step, department: Department, extent: z.string(), reason: z.string(), documentNo: z.string().optional() }),
);
export const PlaceResumed = event(on, 'hazard.place-resumed.v1', 'The place may be used again.', z.object({ ...step, reason: z.string() }));
export const HazardMerged = event(
  on,
  'hazard.merged.v1',
  'It is the same as another one, which goes on for both.',
  z.object({ ...step, into: CaseRef, reason: z.string() }),
);
export const HazardJoined = event(
  on,
  'hazard.joined.v1',
  'Another report of the same thing was merged into it, with its reporters, photos and machine names.',
  z.object({ ...step, from: CaseRef, reporters: z.array(Reporter), photos: z.array(Photo), sourceKeys: z.array(z.string()) }),
);
export const HazardRepeated = event(
  on,
  'hazard.repeated.v1',
  'A machine reported it again while it was open.',
  z.object({ ...step, foundAt: Instant, description: z.string().optional(), photos: z.array(Photo), sourceKey: z.string() }),
);
export const HazardVoided = event(on, 'hazard.voided.v1', 'It was declared void with a reason.', z.object({ ...step, reason: z.string() }));
export const HazardLookedBack = event(
  on,
  'hazard.looked-back.v1',
  'An inspector looked again at a closed one: still fixed, or relapsed as a new hazard.',
  z.object({
    ...step,
    outcome: z.enum(['true', 'relapsed']),
    note: z.string().optional(),
    photos: z.array(Photo),
    relapsedAs: CaseRef.optional(),
  }),
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
  HazardReturned,
  PlanSubmitted,
  HazardControlled,
  ExtensionRequested,
  ExtensionGranted,
  ExtensionRefused,
  HazardListed,
  ListingRecorded,
  HazardDelisted,
  HazardTransferred,
  PlaceSuspended,
  PlaceResumed,
  HazardMerged,
  HazardJoined,
  HazardRepeated,
  HazardVoided,
  HazardLookedBack,
] as const;
export const incidentEvents = [IncidentRecorded, IncidentHandedOver] as const;

type Of<D> = D extends { type: infer T; data: infer S extends z.ZodType } ? { type: T & string; data: z.infer<S> } : never;
export type HazardEvent = Of<(typeof hazardEvents)[number]>;
export type IncidentEvent = Of<(typeof incidentEvents)[number]>;
export const isHazardEvent = (event: { type: string }): event is HazardEvent => hazardEvents.some(({ type }) => type === event.type);
