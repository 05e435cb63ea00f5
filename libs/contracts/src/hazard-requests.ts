/** What people ask of a hazard: one strict shape per operation, so that a typing mistake is an error and never ignored. */
import { z } from 'zod';
import { Department } from './actors.js';
import { HazardFacts } from './hazard-facts.js';
import { ListingStep } from './hazard-records.js';
import { RiskLevel } from './policies.js';
import { Day, Id, Instant, NewId, Point, Sha256, named, text } from './schema.js';

const reason = text(500);
const PhotoRef = z.strictObject({ sha256: Sha256, takenAt: Instant.optional(), caption: text(100).optional() });
export const photoRefs = z.array(PhotoRef).max(12).default([]);
const photos = photoRefs;

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
    /** A machine's own name for what it reports; while that is open, a repeat adds to it. Required of `source`, refused of people. */
    sourceKey: text(200).optional(),
  }),
);
export type ReportHazard = z.infer<typeof ReportHazard>;

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

export const ReturnHazard = named('ReturnHazard', z.strictObject({ reason }));
export type ReturnHazard = z.infer<typeof ReturnHazard>;
const part = text(1000);
export const PlanRectification = named(
  'PlanRectification',
  z.strictObject({ responsibility: part, measures: part, funds: part, finishOn: Day, contingency: part }),
);
export type PlanRectification = z.infer<typeof PlanRectification>;
export const ControlTemporarily = named('ControlTemporarily', z.strictObject({ measures: text(1000), photos }));
export type ControlTemporarily = z.infer<typeof ControlTemporarily>;
export const RequestExtension = named('RequestExtension', z.strictObject({ until: Day, reason }));
export type RequestExtension = z.infer<typeof RequestExtension>;
export const DecideExtension = named(
  'DecideExtension',
  z.strictObject({
    isGranted: z.boolean(),
    /** Where another day is granted than the one asked for. */
    until: Day.optional(),
    reason: reason.optional(),
  }),
);
export type DecideExtension = z.infer<typeof DecideExtension>;

const documentNo = text(60);
export const ListHazard = named('ListHazard', z.strictObject({ limitOn: Day, reason, documentNo: documentNo.optional() }));
export type ListHazard = z.infer<typeof ListHazard>;
/** That the listing, or the delisting, was published or filed with the city. */
export const RecordListing = named(
  'RecordListing',
  z.strictObject({ step: ListingStep, on: Day, medium: text(100).optional(), documentNo: documentNo.optional() }),
);
export type RecordListing = z.infer<typeof RecordListing>;
export const DelistHazard = named('DelistHazard', z.strictObject({ reason: reason.optional() }));
export type DelistHazard = z.infer<typeof DelistHazard>;

export const TransferHazard = named(
  'TransferHazard',
  z.strictObject({ department: Department, reason, documentNo: documentNo.optional() }),
);
export type TransferHazard = z.infer<typeof TransferHazard>;
export const SuspendPlace = named('SuspendPlace', z.strictObject({ extent: text(300), reason, documentNo: documentNo.optional() }));
export type SuspendPlace = z.infer<typeof SuspendPlace>;
export const ResumePlace = named('ResumePlace', z.strictObject({ reason }));
export type ResumePlace = z.infer<typeof ResumePlace>;

export const MergeHazard = named('MergeHazard', z.strictObject({ into: Id, reason }));
export type MergeHazard = z.infer<typeof MergeHazard>;
export const VoidHazard = named('VoidHazard', z.strictObject({ reason }));
export type VoidHazard = z.infer<typeof VoidHazard>;
export const LookBackHazard = named(
  'LookBackHazard',
  z
    .strictObject({
      outcome: z.enum(['true', 'relapsed']),
      note: text(1000).optional(),
      photos,
      /** A relapse is a new hazard; its id is made by the client. */
      relapse: z.strictObject({ id: NewId, description: text(2000).optional() }).optional(),
    })
    .refine(({ outcome, relapse }) => (outcome === 'relapsed') === (relapse !== undefined), {
      message: 'a relapse needs the id of the new hazard, and only a relapse',
      path: ['relapse'],
    }),
);
export type LookBackHazard = z.infer<typeof LookBackHazard>;
