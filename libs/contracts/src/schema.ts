/**
 * The small vocabulary that every other contract is spelled with. A schema with a name becomes a component of the
 * OpenAPI and AsyncAPI documents; zod lets two schemas carry the same name and keeps the last one silently, so names are
 * given only through `named`, which refuses a second use.
 */
import { z } from 'zod';

const taken = new Set<string>();

/** Gives a schema the name under which the documents list it. A name used twice is a programming error. */
export function named<S extends z.ZodType>(id: string, schema: S): S {
  if (taken.has(id)) throw new Error(`schema name ${id} is used twice`);
  taken.add(id);
  return schema.meta({ id });
}

/** Chinese and English wording of one thing. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}
export const Words = z.object({ zh: z.string(), en: z.string() });

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];
export const inLanguage = (words: Words, language: Language): string => (language === 'en' ? words.en : words.zh);

/** UUID made by the client before it sends; version 7 only, so that ids sort by time. */
export const NewId = z.uuidv7();
export const Id = z.uuid();
/** RFC 3339 instant with offset or Z. */
export const Instant = z.iso.datetime({ offset: true });
/** Calendar day in Asia/Shanghai, `YYYY-MM-DD`. */
export const Day = z.iso.date();
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Control characters but line breaks and tabs, and halves of surrogate pairs: neither a screen nor the database holds them. */
const unwritable = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\ud800-\\udfff';
const writable = new RegExp(`^[^${unwritable}]*[^\\s${unwritable}][^${unwritable}]*$`, 'u');
/** One line or more of plain text, trimmed length 1..max. */
export const text = (max: number) => z.string().min(1).max(max).regex(writable);

/** Where a number of WGS-84 came from: devices give WGS-84, Amap and WeChat GCJ-02, Baidu BD-09 (domain.md §1.4). */
export const Crs = z.enum(['WGS84', 'CGCS2000', 'GCJ02', 'BD09']);
export type Crs = z.infer<typeof Crs>;
const lng = z.number().min(-180).max(180);
const lat = z.number().min(-90).max(90);

/** A point as a device declares it, degrees; stored as WGS-84 with the declared datum beside it. */
export const Point = named('Point', z.strictObject({ lng, lat, crs: Crs, accuracyM: z.number().min(0).max(100_000).optional() }));
export type Point = z.infer<typeof Point>;

/** Outer ring of an area, closed (first point = last point), degrees. */
export const Polygon = named(
  'Polygon',
  z
    .strictObject({
      crs: Crs,
      ring: z
        .array(z.tuple([lng, lat]))
        .min(4)
        .max(2000),
    })
    .refine(({ ring }) => ring[0]?.[0] === ring.at(-1)?.[0] && ring[0]?.[1] === ring.at(-1)?.[1], {
      message: 'first and last point differ',
      path: ['ring'],
    }),
);
export type Polygon = z.infer<typeof Polygon>;

/** A page of a list: `nextCursor` is opaque and absent on the last page. */
export const pageOf = <S extends z.ZodType>(id: string, item: S) =>
  named(id, z.object({ items: z.array(item), nextCursor: z.string().optional() }));
/** What every list accepts. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
};
