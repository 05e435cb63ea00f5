/**
 * What a hazard is, whom it concerns, and what may be asked about it. Class and risk level are two scales that are never
 * mixed: class is a legal finding (suspected until a department decides, Work Safety Law art. 118), risk level is the
 * consequence if it stays unfixed. Overdue, escalated, acknowledged and listed are dated facts beside the state, not states.
 */
import { z } from 'zod';
import { Department, Person } from './actors.js';
import { HazardFacts } from './hazard-facts.js';
import { DeadlineUnit, Duty, Fixer, HazardClass, HazardFamily, RiskLevel } from './policies.js';
export { Duty, Fixer, HazardClass, HazardFamily, RiskLevel };
import { DivisionCode } from './place.js';
import { Id, Instant, NewId, Point, Sha256, Words, named, pageOf, pageQuery, text } from './schema.js';

export const HazardState = z.enum(['REPORTED', 'ASSIGNED', 'ACCEPTED', 'RECTIFYING', 'SUBMITTED', 'CLOSED', 'MERGED', 'VOID']);
export type HazardState = z.infer<typeof HazardState>;
export const openStates = ['REPORTED', 'ASSIGNED', 'ACCEPTED', 'RECTIFYING', 'SUBMITTED'] as const satisfies HazardState[];
export const isOpen = (hazard: { state: HazardState }): boolean => (openStates as readonly string[]).includes(hazard.state);

export const isRaise = (from: RiskLevel, to: RiskLevel): boolean => RiskLevel.options.indexOf(to) < RiskLevel.options.indexOf(from);

export const PolicyRef = named('PolicyRef', z.object({ id: z.string(), version: z.number().int(), basis: Words }));
export type PolicyRef = z.infer<typeof PolicyRef>;

/** A deadline: the rule in force when it started decides, later edits do not restart it. */
export const Clock = named(
  'Clock',
  z.object({
    duty: Duty,
    /** In which kind of time it runs. */
    unit: DeadlineUnit,
    startedAt: Instant,
    dueAt: Instant,
    /** The deadline crosses a year whose holidays are not known yet. */
    crossesUnknownYear: z.boolean(),
    /** Set while the clock stands still, with what is left of it in milliseconds. */
    stoppedAt: Instant.optional(),
    leftMs: z.number().optional(),
    overdueAt: Instant.optional(),
    /** Steps of the escalation ladder that have fired. */
    steps: z.number().int(),
    policy: PolicyRef,
  }),
);
export type Clock = z.infer<typeof Clock>;

export const Assignee = named(
  'Assignee',
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('enterprise'), enterpriseId: Id, name: z.string() }),
    z.object({ kind: z.literal('subdistrict'), division: DivisionCode, name: z.string() }),
    z.object({ kind: z.literal('department'), department: Department, division: DivisionCode, name: z.string() }),
  ]),
);
export type Assignee = z.infer<typeof Assignee>;

export const Photo = named(
  'Photo',
  z.object({ sha256: Sha256, mediaType: z.string(), bytes: z.number().int(), takenAt: Instant.optional(), caption: z.string().optional() }),
);
export type Photo = z.infer<typeof Photo>;
const PhotoRef = z.strictObject({ sha256: Sha256, takenAt: Instant.optional(), caption: text(100).optional() });
const photos = z.array(PhotoRef).max(12).default([]);

export const MajorDecision = named(
  'MajorDecision',
  z.object({
    decision: z.enum(['confirmed', 'refuted']),
    department: Department,
    criteriaVersion: z.string(),
    clauses: z.array(z.string()),
    reason: z.string().optional(),
    by: Person,
    at: Instant,
  }),
);
export type MajorDecision = z.infer<typeof MajorDecision>;
export const Recheck = named(
  'Recheck',
  z.object({
    passed: z.boolean(),
    note: z.string().optional(),
    photos: z.array(Photo),
    by: Person,
    at: Instant,
    isVoid: z.boolean().optional(),
  }),
);
export type Recheck = z.infer<typeof Recheck>;
export const Rectification = named('Rectification', z.object({ note: z.string(), photos: z.array(Photo), by: Person, at: Instant }));
export type Rectification = z.infer<typeof Rectification>;
const Mark = z.object({ by: Person, at: Instant, note: z.string().optional() });
export type Mark = z.infer<typeof Mark>;

/** What a list, the map and the desk show of a hazard; every event can be folded into it. */
export const HazardSummary = named(
  'HazardSummary',
  z.object({
    id: Id,
    version: z.number().int(),
    number: z.string(),
    /** The compound's community, or the lowest level known. */
    division: DivisionCode,
    compoundId: Id,
    compoundName: z.string(),
    /** Where in the compound, in words. */
    spot: z.string().optional(),
    point: z.object({ lng: z.number(), lat: z.number() }).optional(),
    family: HazardFamily,
    itemCode: z.string(),
    subtype: z.string().optional(),
    title: Words,
    class: HazardClass,
    riskLevel: RiskLevel,
    state: HazardState,
    fixer: Fixer,
    departments: z.array(Department),
    responsibleEnterpriseId: Id.optional(),
    responsibleEnterpriseName: z.string().optional(),
    assignee: Assignee.optional(),
    clocks: z.array(Clock),
    escalationLevel: z.number().int(),
    isSupervised: z.boolean(),
    urgedCount: z.number().int(),
    acknowledgedAt: Instant.optional(),
    reportedBy: Person,
    foundAt: Instant,
    recordedAt: Instant,
    closedAt: Instant.optional(),
  }),
);
export type HazardSummary = z.infer<typeof HazardSummary>;

export const Hazard = named(
  'Hazard',
  z.object({
    ...HazardSummary.shape,
    description: z.string().optional(),
    facts: HazardFacts.optional(),
    photos: z.array(Photo),
    acknowledgements: z.array(Mark).optional(),
    urges: z.array(Mark).optional(),
    acceptedBy: Person.optional(),
    acceptedAt: Instant.optional(),
    rectifications: z.array(Rectification).optional(),
    rechecks: z.array(Recheck).optional(),
    decisions: z.array(MajorDecision).optional(),
    /** What decided class, level and deadlines at report. */
    policies: z.array(PolicyRef),
  }),
);
export type Hazard = z.infer<typeof Hazard>;

export const ReportHazard = named(
  'ReportHazard',
  z.strictObject({
    id: NewId,
    compoundId: Id,
    itemCode: z.string().regex(/^[FEGHC]\d{2}$/),
    /** Where an item has variants (H12). */
    subtype: z.string().max(40).optional(),
    /** Say that it looks major; the item must allow it. A department decides. */
    isSuspectedMajor: z.boolean().default(false),
    spot: text(120).optional(),
    point: Point.optional(),
    description: text(2000).optional(),
    facts: HazardFacts.optional(),
    photos,
    /** As the device declares it. */
    foundAt: Instant,
  }),
);
export type ReportHazard = z.infer<typeof ReportHazard>;

export const Incident = named(
  'Incident',
  z.object({
    kind: z.literal('incident'),
    id: Id,
    version: z.number().int(),
    number: z.string(),
    division: DivisionCode,
    compoundId: Id,
    compoundName: z.string(),
    spot: z.string().optional(),
    family: HazardFamily,
    itemCode: z.string(),
    subtype: z.string().optional(),
    title: Words,
    departments: z.array(Department),
    responsibleEnterpriseId: Id.optional(),
    description: z.string().optional(),
    /** Whom to telephone at once; an incident is not a ticket to wait for. */
    callNow: z.array(z.object({ name: Words, phone: z.string() })),
    reportedBy: Person,
    foundAt: Instant,
    recordedAt: Instant,
    handedOver: z.object({ to: z.string(), note: z.string().optional(), by: Person, at: Instant }).optional(),
  }),
);
export type Incident = z.infer<typeof Incident>;

export const ReportedHazard = named('ReportedHazard', z.object({ kind: z.literal('hazard'), ...Hazard.shape }));
/** What a report answers: a hazard that is chased until fixed, or an incident with the numbers to call now. */
export const Report = named('Report', z.discriminatedUnion('kind', [ReportedHazard, Incident]));
export type Report = z.infer<typeof Report>;

const reason = text(500);
export const GradeHazard = named(
  'GradeHazard',
  z
    .strictObject({ class: z.literal('SUSPECTED_MAJOR').optional(), riskLevel: RiskLevel.optional(), reason })
    .refine((grade) => (grade.class === undefined) !== (grade.riskLevel === undefined), { message: 'give either class or riskLevel' }),
);
export type GradeHazard = z.infer<typeof GradeHazard>;
export const ConfirmMajor = named(
  'ConfirmMajor',
  z.strictObject({ criteriaVersion: text(60), clauses: z.array(text(60)).min(1).max(20), reason: reason.optional() }),
);
export type ConfirmMajor = z.infer<typeof ConfirmMajor>;
export const RefuteMajor = named(
  'RefuteMajor',
  z.strictObject({ criteriaVersion: text(60), clauses: z.array(text(60)).max(20).default([]), reason }),
);
export type RefuteMajor = z.infer<typeof RefuteMajor>;
export const AssignHazard = named(
  'AssignHazard',
  z.strictObject({
    /** Left out: the firm in charge, or the subdistrict where there is none (COO6). */
    to: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('enterprise'), enterpriseId: Id }),
        z.strictObject({ kind: z.literal('subdistrict') }),
        z.strictObject({ kind: z.literal('department'), department: Department }),
      ])
      .optional(),
    reason: reason.optional(),
  }),
);
export type AssignHazard = z.infer<typeof AssignHazard>;
export const AcceptHazard = named('AcceptHazard', z.strictObject({ note: reason.optional() }));
export type AcceptHazard = z.infer<typeof AcceptHazard>;
export const SubmitRectification = named('SubmitRectification', z.strictObject({ note: text(2000), photos }));
export type SubmitRectification = z.infer<typeof SubmitRectification>;
export const RecheckHazard = named('RecheckHazard', z.strictObject({ passed: z.boolean(), note: text(1000).optional(), photos }));
export type RecheckHazard = z.infer<typeof RecheckHazard>;
export const NoteHazard = named('NoteHazard', z.strictObject({ note: reason.optional() }));
export type NoteHazard = z.infer<typeof NoteHazard>;
export const SuperviseHazard = named('SuperviseHazard', z.strictObject({ reason }));
export type SuperviseHazard = z.infer<typeof SuperviseHazard>;
export const HandOverIncident = named('HandOverIncident', z.strictObject({ to: text(60), note: reason.optional() }));
export type HandOverIncident = z.infer<typeof HandOverIncident>;

/** Filters of a hazard list; `open` unless told otherwise. Open ones come most urgent first, others newest first. */
export const HazardQuery = z.strictObject({
  ...pageQuery,
  state: z.union([HazardState, z.literal('open'), z.literal('any')]).default('open'),
  class: HazardClass.optional(),
  riskLevel: RiskLevel.optional(),
  family: HazardFamily.optional(),
  itemCode: z.string().max(3).optional(),
  division: DivisionCode.optional(),
  compoundId: Id.optional(),
  enterpriseId: Id.optional(),
  /** Those whose present duty is mine: to sign for, to fix, to re-check, to decide, to assign. */
  duty: Duty.optional(),
  isOverdue: z.enum(['true', 'false']).optional(),
  /** Number, title, compound or place. */
  q: z.string().max(60).optional(),
});
export type HazardQuery = z.infer<typeof HazardQuery>;
export const HazardPage = pageOf('HazardPage', HazardSummary);
export type HazardPage = z.infer<typeof HazardPage>;
export const IncidentPage = pageOf('IncidentPage', Incident);
export type IncidentPage = z.infer<typeof IncidentPage>;
export const IncidentQuery = z.strictObject({
  ...pageQuery,
  division: DivisionCode.optional(),
  isHandedOver: z.enum(['true', 'false']).optional(),
});
export type IncidentQuery = z.infer<typeof IncidentQuery>;
export const DuplicateQuery = z.strictObject({
  compoundId: Id,
  family: HazardFamily,
  itemCode: z.string().max(3).optional(),
  lng: z.coerce.number().min(-180).max(180).optional(),
  lat: z.coerce.number().min(-90).max(90).optional(),
});
export type DuplicateQuery = z.infer<typeof DuplicateQuery>;
/** Open items of the same family near the place, nearest first; metres where both points are known. */
export const Duplicates = named(
  'Duplicates',
  z.object({ items: z.array(z.object({ hazard: HazardSummary, distanceM: z.number().optional() })) }),
);
export type Duplicates = z.infer<typeof Duplicates>;
