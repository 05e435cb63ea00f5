/**
 * Divisions as the registry keeps and sends them: an imported, dated table with its source, because the 12-digit codes
 * have had no public update since 2023-06-30 (domain.md §1.2), and outlines that say whether they are surveyed or drawn.
 */
import { z } from 'zod';
import { Person } from './actors.js';
import { event } from './event.js';
import { DivisionCode, DivisionLevel } from './place.js';
import { Day, Id, Instant, NewId, named, text } from './schema.js';

export const Division = named(
  'Division',
  z.object({
    code: DivisionCode,
    name: z.string(),
    level: DivisionLevel,
    parent: DivisionCode.optional(),
    /** Statistical pseudo-township (farm, development zone; segments 400–599): hidden where 街镇 are counted. */
    isPseudo: z.boolean(),
    validFrom: Day,
    validTo: Day.optional(),
    /** Codes that took over its area after `validTo`; their scopes include what was recorded under this one. */
    successors: z.array(DivisionCode).min(1).optional(),
    source: z.string(),
  }),
);
export type Division = z.infer<typeof Division>;

/** Outline of a division. `isSchematic` areas are drawn, not surveyed, and every map says so. */
export const DivisionArea = named(
  'DivisionArea',
  z.object({
    code: DivisionCode,
    name: z.string(),
    isSchematic: z.boolean(),
    /** GeoJSON geometry, WGS-84. */
    geometry: z.object({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()) }),
    source: z.string(),
  }),
);
export type DivisionArea = z.infer<typeof DivisionArea>;

export const DivisionRecorded = event(
  'enterprise-registry',
  'division.recorded.v1',
  'A division is known, or its name or parent was corrected.',
  Division,
);

/** `within`: the division itself and everything below it; without it, all. */
export const DivisionQuery = z.strictObject({ within: DivisionCode.optional() });
export type DivisionQuery = z.infer<typeof DivisionQuery>;
export const Divisions = named('Divisions', z.object({ items: z.array(Division) }));
export type Divisions = z.infer<typeof Divisions>;
export const DivisionAreas = named('DivisionAreas', z.object({ items: z.array(DivisionArea) }));
export type DivisionAreas = z.infer<typeof DivisionAreas>;

/** A line of an imported table. With `successors` the code is over from the effective day on. */
export const DivisionEntry = named(
  'DivisionEntry',
  z.strictObject({
    code: DivisionCode,
    name: text(100),
    level: DivisionLevel,
    parent: DivisionCode.optional(),
    /** By the code where left out: segments 400–599. */
    isPseudo: z.boolean().optional(),
    successors: z.array(DivisionCode).min(1).max(50).optional(),
  }),
);
export type DivisionEntry = z.infer<typeof DivisionEntry>;
export const ImportDivisions = named(
  'ImportDivisions',
  z.strictObject({
    id: NewId,
    source: text(200),
    /** Day of the source; the day on which the state it describes begins to hold here, which has to have come. */
    sourceOn: Day,
    effectiveOn: Day,
    /** The table is complete for this division: what lies in it and is not named is over. Without it nothing ends unsaid. */
    completeWithin: DivisionCode.optional(),
    /** Answers the difference and does nothing. */
    dryRun: z.boolean().default(false),
    rows: z.array(DivisionEntry).min(1).max(10_000),
  }),
);
export type ImportDivisions = z.infer<typeof ImportDivisions>;

const changed = z.array(z.object({ code: DivisionCode, name: z.string(), before: z.string().optional() }));
export const DivisionDifference = z.object({
  added: changed,
  /** `before`: the former name. */
  renamed: changed,
  /** Another parent, level or kind; `before`: the former parent. */
  moved: changed,
  ended: z.array(z.object({ code: DivisionCode, name: z.string(), successors: z.array(DivisionCode).optional() })),
  unchanged: z.number().int(),
});
export type DivisionDifference = z.infer<typeof DivisionDifference>;
export const DivisionImport = named(
  'DivisionImport',
  z.object({
    id: Id,
    source: z.string(),
    sourceOn: Day,
    effectiveOn: Day,
    dryRun: z.boolean(),
    difference: DivisionDifference,
    by: Person,
    at: Instant,
  }),
);
export type DivisionImport = z.infer<typeof DivisionImport>;
export const DivisionImported = event(
  'enterprise-registry',
  'division.imported.v1',
  'A table of divisions was imported; what changed is said of each division by an event of its own.',
  DivisionImport,
);
