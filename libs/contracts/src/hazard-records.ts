/**
 * What is put on record about a hazard step by step: deadlines, assignees, photos, findings, plans, extensions, listings.
 * They stand apart from the hazard because its events carry the same records. Every record names who and when; none is
 * ever taken away, only marked void or followed by another.
 */
import { z } from 'zod';
import { Department, Person } from './actors.js';
import { DeadlineUnit, Duty } from './policies.js';
import { DivisionCode } from './place.js';
import { Day, Id, Instant, Sha256, Words, named } from './schema.js';

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
    /** How long it has stood still so far, in milliseconds of its own kind of time: no part of the time that was given. */
    idleMs: z.number().optional(),
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
export const Mark = z.object({ by: Person, at: Instant, note: z.string().optional() });
export type Mark = z.infer<typeof Mark>;

/** The five parts of a rectification plan (五落实): responsibility, measures, funds, time limit, contingency. */
export const planParts = {
  /** Who answers for it. */
  responsibility: z.string(),
  measures: z.string(),
  /** Where the money comes from and how much. */
  funds: z.string(),
  /** Last day of the rectification. */
  finishOn: Day,
  contingency: z.string(),
};
export const Plan = named('Plan', z.object({ ...planParts, by: Person, at: Instant }));
export type Plan = z.infer<typeof Plan>;
/** What keeps people safe until it is fixed: cordon, warning sign, guard. */
export const Control = named('Control', z.object({ measures: z.string(), photos: z.array(Photo), by: Person, at: Instant }));
export type Control = z.infer<typeof Control>;

export const Extension = named(
  'Extension',
  z.object({
    /** Last day of the deadline that is asked for. */
    until: Day,
    reason: z.string(),
    by: Person,
    at: Instant,
    decision: z
      .object({ isGranted: z.boolean(), until: Day.optional(), reason: z.string().optional(), by: Person, at: Instant })
      .optional(),
    /** The rectification was submitted before anybody decided. */
    withdrawnAt: Instant.optional(),
  }),
);
export type Extension = z.infer<typeof Extension>;

/** Listed supervision (挂牌督办) and what has to follow it: published, filed with the city; likewise when it is taken off. */
export const ListingStep = z.enum(['published', 'filed-with-city']);
export type ListingStep = z.infer<typeof ListingStep>;
const ListingRecord = z.object({
  step: ListingStep,
  on: Day,
  medium: z.string().optional(),
  documentNo: z.string().optional(),
  by: Person,
  at: Instant,
});
export const Listing = named(
  'Listing',
  z.object({
    documentNo: z.string().optional(),
    /** Last day of the rectification under supervision. */
    limitOn: Day,
    reason: z.string(),
    by: Person,
    at: Instant,
    records: z.array(ListingRecord),
    delisted: z.object({ reason: z.string().optional(), by: Person, at: Instant, records: z.array(ListingRecord) }).optional(),
  }),
);
export type Listing = z.infer<typeof Listing>;

export const Transfer = named(
  'Transfer',
  z.object({ department: Department, reason: z.string(), documentNo: z.string().optional(), by: Person, at: Instant }),
);
export type Transfer = z.infer<typeof Transfer>;
/** A place taken out of use or sealed (停用、查封) until the department lets it be used again. */
export const Suspension = named(
  'Suspension',
  z.object({
    department: Department,
    /** What may not be used, in words. */
    extent: z.string(),
    reason: z.string(),
    documentNo: z.string().optional(),
    by: Person,
    at: Instant,
    resumed: z.object({ reason: z.string(), by: Person, at: Instant }).optional(),
  }),
);
export type Suspension = z.infer<typeof Suspension>;

/** Another case, by id and by the number that people know. */
export const CaseRef = named('CaseRef', z.object({ id: Id, number: z.string() }));
export type CaseRef = z.infer<typeof CaseRef>;
/** Somebody, or a machine, who reported the same thing too. */
export const Reporter = named(
  'Reporter',
  z.object({ by: Person, foundAt: Instant, at: Instant, description: z.string().optional(), from: CaseRef.optional() }),
);
export type Reporter = z.infer<typeof Reporter>;
export const LookBack = named(
  'LookBack',
  z.object({
    outcome: z.enum(['true', 'relapsed']),
    note: z.string().optional(),
    photos: z.array(Photo),
    relapsedAs: CaseRef.optional(),
    by: Person,
    at: Instant,
  }),
);
export type LookBack = z.infer<typeof LookBack>;
