/**
 * The city hazard index: weighted points of what is open for every so many households; lower is better. Weights are a rule
 * (`hazard-index`), its definition is put into words from that very rule, and every day of the series is counted as it stood
 * at the end of that day by the rule of that day. Each part says which events stand behind it.
 */
import { z } from 'zod';
import { FigureName } from './command-center.js';
import { PolicyRef } from './hazard-records.js';
import { DivisionCode } from './place.js';
import { Day, Words, named } from './schema.js';

export const IndexPart = named(
  'IndexPart',
  z.object({
    title: Words,
    /** What `explainNumber` is asked for the events behind the count, with the day; `olderThanDays` likewise. */
    figure: FigureName,
    olderThanDays: z.number().int().optional(),
    count: z.number().int(),
    weight: z.number(),
    points: z.number(),
  }),
);
export type IndexPart = z.infer<typeof IndexPart>;

export const IndexDay = named(
  'IndexDay',
  z.object({
    day: Day,
    /** Absent on a day on which no household was known. */
    value: z.number().optional(),
    points: z.number(),
    households: z.number().int(),
    policy: z.object({ id: z.string(), version: z.number().int() }),
  }),
);
export type IndexDay = z.infer<typeof IndexDay>;
/** Open confirmed majors at the end of a day, and how many days after their report. */
export const MajorDay = named(
  'MajorDay',
  z.object({
    day: Day,
    open: z.number().int(),
    suspected: z.number().int(),
    medianAgeDays: z.number().optional(),
    oldestAgeDays: z.number().int().optional(),
  }),
);
export type MajorDay = z.infer<typeof MajorDay>;

export const HazardIndex = named(
  'HazardIndex',
  z.object({
    title: Words,
    unit: Words,
    /** How it is counted, in words, by the rule of `day`. */
    definition: Words,
    policy: PolicyRef,
    /** The last day of the series; what is below is of its end, or of this moment when it is today. */
    day: Day,
    value: z.number().optional(),
    points: z.number(),
    /** Households of the scope, or for a firm those under contract on that day. */
    households: z.number().int(),
    perHouseholds: z.number().int(),
    parts: z.array(IndexPart),
    /** One a day, oldest first. */
    series: z.array(IndexDay),
    majors: z.array(MajorDay),
  }),
);
export type HazardIndex = z.infer<typeof HazardIndex>;
/** Without days the last thirty; at most 92 of them. */
export const HazardIndexQuery = z.strictObject({ division: DivisionCode.optional(), from: Day.optional(), to: Day.optional() });
export type HazardIndexQuery = z.infer<typeof HazardIndexQuery>;
