/**
 * What waits for whom: the board of a member unit (a department, a subdistrict, a firm, the county's command center) and the
 * page of a territory. A task is a duty of a case with the unit that has to do it; where several departments are named, each
 * has the task until one of them decides. Whether it was done in time is judged by its own deadline, not by the case's.
 */
import { z } from 'zod';
import { Department } from './actors.js';
import { DivisionCount, Figure, FeedId } from './command-center.js';
import { DutyReport } from './duty-reports.js';
import { HazardSummary } from './hazards.js';
import { Permit } from './permits.js';
import { DivisionCode } from './place.js';
import { Duty } from './policies.js';
import { Day, Id, Instant, Words, named } from './schema.js';

export const UnitKind = z.enum(['county', 'subdistrict', 'department', 'enterprise']);
export type UnitKind = z.infer<typeof UnitKind>;
/** `county` is whoever watches six digits or fewer; a name is absent where nothing has told it yet. */
export const Unit = named(
  'Unit',
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('county'), division: DivisionCode, name: z.string().optional() }),
    z.object({ kind: z.literal('subdistrict'), division: DivisionCode, name: z.string().optional() }),
    z.object({ kind: z.literal('department'), department: Department }),
    z.object({ kind: z.literal('enterprise'), enterpriseId: Id, name: z.string().optional() }),
  ]),
);
export type Unit = z.infer<typeof Unit>;

export const Task = named(
  'Task',
  z.object({
    hazardId: Id,
    number: z.string(),
    title: Words,
    compoundName: z.string(),
    division: DivisionCode,
    duty: Duty,
    /** Since when it waits for this unit. */
    since: Instant,
    /** Absent where the rules give the duty no deadline. */
    dueAt: Instant.optional(),
    isOverdue: z.boolean(),
  }),
);
export type Task = z.infer<typeof Task>;

const load = {
  open: z.number().int(),
  overdue: z.number().int(),
  /** Not overdue, and due within the next 24 hours. */
  dueSoon: z.number().int(),
  /** The one that has waited longest. */
  oldest: Task.optional(),
};
export const DutyLoad = named('DutyLoad', z.object({ duty: Duty, ...load }));
export type DutyLoad = z.infer<typeof DutyLoad>;
/** Of the tasks done in the last 30 days, those whose own deadline had not passed. */
export const OnTime = named('OnTime', z.object({ done: z.number().int(), inTime: z.number().int(), percent: z.number().optional() }));
export type OnTime = z.infer<typeof OnTime>;
export const UnitBoard = named(
  'UnitBoard',
  z.object({
    unit: Unit,
    ...load,
    /** Duties that the unit has now, in the order of a case's life. */
    duties: z.array(DutyLoad),
    onTime: OnTime,
  }),
);
export type UnitBoard = z.infer<typeof UnitBoard>;
export const MemberUnit = named('MemberUnit', z.object({ unit: Unit, ...load, onTime: OnTime }));
export type MemberUnit = z.infer<typeof MemberUnit>;

export const Board = named(
  'Board',
  z.object({
    serverTime: Instant,
    dataAsOf: Instant.optional(),
    today: Day,
    /** The reader's own units: one for a firm or a department, one for each own division otherwise. */
    own: z.array(UnitBoard),
    /** Departments and subdistricts, the most overdue first; only for an operator of a county or above. */
    members: z.array(MemberUnit).optional(),
  }),
);
export type Board = z.infer<typeof Board>;

export const Territory = named(
  'Territory',
  z.object({
    /** Follow the feed from here. */
    id: FeedId,
    serverTime: Instant,
    dataAsOf: Instant.optional(),
    today: Day,
    division: z.object({ code: DivisionCode, name: z.string().optional() }),
    figures: z.array(Figure),
    /** One level below; for a subdistrict its communities. */
    divisions: z.array(DivisionCount),
    /** Reported and handed to nobody, the oldest first. */
    unassigned: z.array(HazardSummary),
    /** Open, and escalated to this territory or above it, the most urgent first. */
    escalated: z.array(HazardSummary),
    /** Extensions that the subdistrict has to decide on, the soonest due first. */
    extensions: z.array(HazardSummary),
    /** Under listed supervision, or with something of it still to do. */
    listed: z.array(HazardSummary),
    /** The newest first. */
    dutyReports: z.array(DutyReport),
    /** In force, the soonest to end first. */
    permits: z.array(Permit),
  }),
);
export type Territory = z.infer<typeof Territory>;
/** Without a division the reader's own, where there is just one. */
export const TerritoryQuery = z.strictObject({
  division: DivisionCode.optional(),
  /** Of each list. */
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export type TerritoryQuery = z.infer<typeof TerritoryQuery>;
