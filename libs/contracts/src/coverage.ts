/**
 * Compounds without property service (无物业小区台账) and how many residents have it. A gap is a stretch of days on which no
 * contract was in force at a compound; gaps follow from compounds and contracts alone, so an entry of the ledger may be
 * moved, closed with an earlier day or opened again when somebody records a contract or an end with a day of the past. What
 * people add is the plan by which the compound is to be served.
 */
import { z } from 'zod';
import { Person } from './actors.js';
import { event } from './event.js';
import { DivisionCode } from './place.js';
import { Day, Id, Instant, Words, named, pageOf, pageQuery, text } from './schema.js';

export const GapStatus = z.enum(['OPEN', 'CLOSED']);
export type GapStatus = z.infer<typeof GapStatus>;
export const GapReason = z.enum(['never-served', 'term-ended', 'ended-early', 'firm-exited', 'split']);
export type GapReason = z.infer<typeof GapReason>;
/** A contract in force, the end of the compound itself, or a correction by which there never was such a gap. */
export const GapClosing = z.enum(['contract', 'merged', 'split', 'corrected']);
export type GapClosing = z.infer<typeof GapClosing>;
/** How it is to be served: by a firm of its own, together with neighbours, paid by the government, by the residents themselves. */
export const PlanKind = z.enum(['professional', 'bundled', 'government-purchased', 'self-managed']);
export type PlanKind = z.infer<typeof PlanKind>;

const planned = {
  kind: PlanKind,
  milestones: z.array(z.strictObject({ dueOn: Day, title: text(100) })).max(20),
  note: text(500).optional(),
};
export const CoveragePlan = named('CoveragePlan', z.object({ ...planned, by: Person, at: Instant }));
export type CoveragePlan = z.infer<typeof CoveragePlan>;

export const CoverageGap = named(
  'CoverageGap',
  z.object({
    id: Id,
    version: z.number().int(),
    compoundId: Id,
    compoundName: z.string(),
    division: DivisionCode,
    status: GapStatus,
    /** First day without a contract in force. */
    openedOn: Day,
    /** First day that is no longer part of it; the same as `openedOn` where a correction left nothing of it. */
    closedOn: Day.optional(),
    reason: GapReason,
    /** The contract after which it began. */
    afterContractId: Id.optional(),
    closedBy: GapClosing.optional(),
    /** The contract that closed it. */
    contractId: Id.optional(),
    plan: CoveragePlan.optional(),
  }),
);
export type CoverageGap = z.infer<typeof CoverageGap>;

export const PlanCoverage = named('PlanCoverage', z.strictObject(planned));
export type PlanCoverage = z.infer<typeof PlanCoverage>;

/** A gap with the compound as it is on the day of the list. */
export const CoverageGapRow = named('CoverageGapRow', z.object({ ...CoverageGap.shape, households: z.number().int() }));
export type CoverageGapRow = z.infer<typeof CoverageGapRow>;
export const CoverageGapPage = pageOf('CoverageGapPage', CoverageGapRow);
export type CoverageGapPage = z.infer<typeof CoverageGapPage>;
/** Oldest first, as it stands on a day, today where none is given. */
export const CoverageGapQuery = z.strictObject({
  ...pageQuery,
  division: DivisionCode.optional(),
  state: z.enum(['open', 'closed', 'any']).default('open'),
  reason: GapReason.optional(),
  isPlanned: z.enum(['true', 'false']).optional(),
  on: Day.optional(),
});
export type CoverageGapQuery = z.infer<typeof CoverageGapQuery>;

const share = { compounds: z.number().int(), households: z.number().int(), residents: z.number().int() };
export const CoverageShare = named('CoverageShare', z.object(share));
export type CoverageShare = z.infer<typeof CoverageShare>;
const Drill = z.object({ operationId: z.string(), query: z.record(z.string(), z.string()) });
/** Residents with property service on a day, out of how many; each number with what it is made of. */
export const Coverage = named(
  'Coverage',
  z.object({
    division: DivisionCode,
    on: Day,
    definition: Words,
    personsPerHousehold: z.number(),
    policy: z.object({ id: z.string(), version: z.number().int(), basis: Words }),
    /** Compounds with a contract in force on the day: the numerator. */
    covered: CoverageShare,
    uncovered: CoverageShare,
    denominator: z.object({
      residents: z.number().int(),
      /** The urban population where the rule knows it, else the residents of all compounds of that day. */
      kind: z.enum(['urban-population', 'registered-compounds']),
      asOf: Day,
      source: z.string().optional(),
    }),
    /** Percent with one decimal; absent where nobody lives. */
    percent: z.number().optional(),
    /** The next level of divisions. */
    parts: z.array(z.object({ division: DivisionCode, name: z.string(), covered: CoverageShare, uncovered: CoverageShare })),
    /** Reads that list what a number is made of. */
    drill: z.object({ covered: Drill, uncovered: Drill, denominator: Drill }),
  }),
);
export type Coverage = z.infer<typeof Coverage>;
export const CoverageQuery = z.strictObject({ division: DivisionCode, on: Day.optional() });
export type CoverageQuery = z.infer<typeof CoverageQuery>;

const on = 'enterprise-registry';
const step = { by: Person, at: Instant, gap: CoverageGap };
export const GapOpened = event(
  on,
  'coverage-gap.opened.v1',
  'A compound is without property service from a day on. Said again when that day is moved or a closed gap is open after all.',
  z.object(step),
);
export const GapPlanned = event(on, 'coverage-gap.planned.v1', 'Somebody planned how the compound is to be served.', z.object(step));
export const GapClosed = event(
  on,
  'coverage-gap.closed.v1',
  'The gap is over from a day on. Said again when that day is corrected.',
  z.object(step),
);
export const gapEvents = [GapOpened, GapPlanned, GapClosed] as const;
