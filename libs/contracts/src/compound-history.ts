/**
 * A compound in time: the names it bore, what it counted before it was merged, from when and until when it is a compound of
 * its own, and what it came from and went over into. Every dated fact lies beside the present ones in the compound itself,
 * so whoever has folded its events can answer for any day without asking anybody. Days may lie in the past, where a
 * correction is recorded, or ahead: the name of a compound is the one of its last date, not the one of today.
 */
import { z } from 'zod';
import { nextDay } from './day.js';
import { Day, Id, NewId, Point, Polygon, named, text } from './schema.js';

/** A compound that another one came from or went over into, with the first day of the new order. */
export const Lineage = named('Lineage', z.object({ id: Id, name: z.string().optional(), how: z.enum(['merged', 'split']), on: Day }));
export type Lineage = z.infer<typeof Lineage>;

const ring = z.array(z.tuple([z.number(), z.number()]));
/** What a merger changes, as it was up to and including `until`. */
const FormerFacts = z.object({
  until: Day,
  households: z.number().int(),
  buildings: z.number().int(),
  point: z.object({ lng: z.number(), lat: z.number() }),
  polygon: ring.optional(),
  declaredCrs: z.string(),
});
type FormerFacts = z.infer<typeof FormerFacts>;

export const compoundHistory = {
  /** Oldest first; each was borne up to and including `until`. */
  formerNames: z.array(z.object({ name: z.string(), until: Day })).optional(),
  formerFacts: z.array(FormerFacts).optional(),
  /** First day, of a compound that was split off; the others have been there as long as anybody knows. */
  startsOn: Day.optional(),
  /** Last day, of a compound that was merged or split. */
  endsOn: Day.optional(),
  mergedInto: Id.optional(),
  splitInto: z.array(Id).optional(),
  predecessors: z.array(Lineage).optional(),
};
interface Dated {
  readonly name: string;
  readonly formerNames?: readonly { name: string; until: string }[] | undefined;
  readonly formerFacts?: readonly FormerFacts[] | undefined;
  readonly startsOn?: string | undefined;
  readonly endsOn?: string | undefined;
}

export const nameOn = ({ name, formerNames = [] }: Pick<Dated, 'name' | 'formerNames'>, day: string): string =>
  formerNames.find(({ until }) => day <= until)?.name ?? name;
/** Whether it is a compound of its own on a day. */
export const existsOn = ({ startsOn, endsOn }: Pick<Dated, 'startsOn' | 'endsOn'>, day: string): boolean =>
  (startsOn === undefined || startsOn <= day) && (endsOn === undefined || day <= endsOn);
/** The compound with the name and the facts of a day. */
export function compoundOn<C extends Dated>(compound: C, day: string): C {
  const { until: _, ...former } = compound.formerFacts?.find(({ until }) => day <= until) ?? {};
  return { ...compound, ...former, name: nameOn(compound, day) };
}

/** What took over from it, without names: whoever reads may not see all of them. */
export function successorsOf({ endsOn, mergedInto, splitInto = [] }: Ended): Lineage[] {
  if (endsOn === undefined) return [];
  const on = nextDay(endsOn);
  return mergedInto ? [{ id: mergedInto, how: 'merged', on }] : splitInto.map((id) => ({ id, how: 'split', on }));
}
interface Ended {
  readonly endsOn?: string | undefined;
  readonly mergedInto?: string | undefined;
  readonly splitInto?: readonly string[] | undefined;
}
/** The last day that stands under an earlier order; a merger or split has to come after it. */
export const lastTurnOf = ({ startsOn, formerFacts = [] }: Pick<Dated, 'startsOn' | 'formerFacts'>): string | undefined =>
  [startsOn, ...formerFacts.map(({ until }) => until)]
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);

const name = text(100);
const reason = text(300);
export const RenameCompound = named('RenameCompound', z.strictObject({ name, from: Day, reason }));
export type RenameCompound = z.infer<typeof RenameCompound>;

/** What the surviving compound counts and where it lies from that day on; households and buildings are summed where left out. */
const mergedFacts = z
  .strictObject({
    households: z.number().int().min(0).max(100_000),
    buildings: z.number().int().min(1).max(2_000),
    point: Point,
    polygon: Polygon,
  })
  .partial();
export const MergeCompounds = named(
  'MergeCompounds',
  z
    .strictObject({ others: z.array(Id).min(1).max(20), from: Day, facts: mergedFacts.default({}), reason })
    .refine(({ others }) => new Set(others).size === others.length, { message: 'named twice', path: ['others'] }),
);
export type MergeCompounds = z.infer<typeof MergeCompounds>;

/** A part of a split: what is left out it has from the whole. */
export const Part = named(
  'Part',
  z
    .strictObject({
      id: NewId,
      name,
      aliases: z.array(name).max(20).default([]),
      point: Point.optional(),
      polygon: Polygon.optional(),
      households: z.number().int().min(0).max(100_000),
      buildings: z.number().int().min(1).max(2_000),
      isHighRise: z.boolean().optional(),
      address: text(200).optional(),
    })
    .refine(({ point, polygon }) => point !== undefined || polygon !== undefined, {
      message: 'give a point or a polygon',
      path: ['point'],
    }),
);
export type Part = z.infer<typeof Part>;
export const SplitCompound = named(
  'SplitCompound',
  z
    .strictObject({ from: Day, parts: z.array(Part).min(2).max(20), reason })
    .refine(({ parts }) => new Set(parts.map(({ id }) => id)).size === parts.length, { message: 'ids are used twice', path: ['parts'] }),
);
export type SplitCompound = z.infer<typeof SplitCompound>;
