/**
 * The national calendar, a year at a time, as the State Council announces it each November. An import becomes a rule
 * document; a year that is known and different becomes a further version, so that nothing of what was computed is changed in
 * silence. Other services keep copies by the event.
 */
import { z } from 'zod';
import { Person } from './actors.js';
import { event } from './event.js';
import { PolicyDocument, type PolicyOf } from './policies.js';
import { Day, Id, Instant, NewId, named, text } from './schema.js';

export const ImportHolidays = named(
  'ImportHolidays',
  z.strictObject({
    id: NewId,
    year: z.number().int().min(2000).max(2100),
    holidays: z.array(Day).min(1).max(120),
    /** Weekend days that are worked in exchange. */
    makeUpDays: z.array(Day).max(60),
    /** The notice with its number and day. */
    basis: z.strictObject({ zh: text(300), en: text(300) }),
  }),
);
export type ImportHolidays = z.infer<typeof ImportHolidays>;

export const HolidayImport = named(
  'HolidayImport',
  z.object({
    id: Id,
    year: z.number().int(),
    /** The year was known, and known like this: no further version was made. */
    isUnchanged: z.boolean(),
    document: PolicyDocument,
    by: Person,
    at: Instant,
  }),
);
export type HolidayImport = Omit<z.infer<typeof HolidayImport>, 'document'> & { document: PolicyOf<'holidays'> };

export const HolidayImported = event(
  'enterprise-registry',
  'holiday.imported.v1',
  'A year of the national calendar was imported; carries the rule document.',
  HolidayImport,
);
