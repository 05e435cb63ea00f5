/**
 * Divisions as the registry keeps and sends them: an imported, dated table with its source, because the 12-digit codes
 * have had no public update since 2023-06-30 (domain.md §1.2), and outlines that say whether they are surveyed or drawn.
 */
import { z } from 'zod';
import { event } from './event.js';
import { DivisionCode, DivisionLevel } from './place.js';
import { Day, named } from './schema.js';

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
