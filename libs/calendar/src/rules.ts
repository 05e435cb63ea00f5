/**
 * The national calendar as seed data: one document per year and the default working hours. Every service that computes
 * deadlines keeps the same documents, so they stand here once; a year is added each November by a document, not by code.
 */
export const calendarRules = new URL('./rules/', import.meta.url);
