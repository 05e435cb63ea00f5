/**
 * What a hazard is, whom it concerns, and what may be asked about it. Class and risk level are two scales that are never
 * mixed: class is a legal finding (suspected until a department decides, Work Safety Law art. 118), risk level is the
 * consequence if it stays unfixed. Overdue, escalated, acknowledged and listed are dated facts beside the state, not states.
 */
import { z } from 'zod';
import { Department, Person } from './actors.js';
import { HazardFacts } from './hazard-facts.js';
import {
  Assignee,
  CaseRef,
  Clock,
  Control,
  Extension,
  Listing,
  LookBack,
  MajorDecision,
  Mark,
  Photo,
  Plan,
  PolicyRef,
  Recheck,
  Rectification,
  Reporter,
  Suspension,
  Transfer,
} from './hazard-records.js';
import { Duty, Fixer, HazardClass, HazardFamily, RiskLevel } from './policies.js';
export { Duty, Fixer, HazardClass, HazardFamily, RiskLevel };
import { DivisionCode } from './place.js';
import { Id, Instant, Words, named, pageOf, pageQuery } from './schema.js';

export const HazardState = z.enum(['REPORTED', 'ASSIGNED', 'ACCEPTED', 'RECTIFYING', 'SUBMITTED', 'CLOSED', 'MERGED', 'VOID']);
export type HazardState = z.infer<typeof HazardState>;
export const openStates = ['REPORTED', 'ASSIGNED', 'ACCEPTED', 'RECTIFYING', 'SUBMITTED'] as const satisfies HazardState[];
export const isOpen = (hazard: { state: HazardState }): boolean => (openStates as readonly string[]).includes(hazard.state);

export const isRaise = (from: RiskLevel, to: RiskLevel): boolean => RiskLevel.options.indexOf(to) < RiskLevel.options.indexOf(from);

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
    /** The territory it was last escalated to; always one that contains its division. */
    escalatedTo: DivisionCode.optional(),
    isSupervised: z.boolean(),
    urgedCount: z.number().int(),
    acknowledgedAt: Instant.optional(),
    /** Temporary control is in place since. */
    controlledAt: Instant.optional(),
    /** An extension that nobody has decided on. */
    extension: Extension.optional(),
    /** Under listed supervision, or was until it was taken off. */
    listing: Listing.optional(),
    transferredTo: z.array(Department).optional(),
    /** The place is out of use; closing waits until it may be used again. */
    suspension: Suspension.optional(),
    mergedInto: CaseRef.optional(),
    relapsedFrom: CaseRef.optional(),
    relapsedAs: CaseRef.optional(),
    /** How often the same thing was reported again. */
    repeats: z.number().int().optional(),
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
    plans: z.array(Plan).optional(),
    controls: z.array(Control).optional(),
    extensions: z.array(Extension).optional(),
    transfers: z.array(Transfer).optional(),
    suspensions: z.array(Suspension).optional(),
    lookBacks: z.array(LookBack).optional(),
    /** Others who reported it, by merging or as repeats of a machine. */
    reporters: z.array(Reporter).optional(),
    /** Names that machines gave it, each with the machine's account before it. */
    sourceKeys: z.array(z.string()).optional(),
    returns: z.array(Mark).optional(),
    /** Why it was merged or declared void. */
    endReason: z.string().optional(),
    /** What decided class, level and deadlines at report. */
    policies: z.array(PolicyRef),
  }),
);
export type Hazard = z.infer<typeof Hazard>;

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
  /** Under listed supervision now. */
  isListed: z.enum(['true', 'false']).optional(),
  /** Escalated to one of the own divisions or above it. */
  isEscalated: z.enum(['true', 'false']).optional(),
  /** Its firm has no contract at the place any more: the subdistrict hands it over. */
  isForHandOver: z.enum(['true', 'false']).optional(),
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
