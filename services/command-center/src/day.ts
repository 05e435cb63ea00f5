/** Days and hours of the field's calendar: Asia/Shanghai, UTC+8 without daylight saving. */
const eastMs = 8 * 3_600_000;
const local = (instant: string | Date): string => new Date(new Date(instant).getTime() + eastMs).toISOString();

/** Calendar day, `YYYY-MM-DD`. */
export const dayOf = (instant: string | Date): string => local(instant).slice(0, 10);
/** Hour of the day, 0 to 23. */
export const hourOf = (instant: string | Date): number => Number(local(instant).slice(11, 13));
export const daysBefore = (day: string, count: number): string => new Date(Date.parse(day) - count * 86_400_000).toISOString().slice(0, 10);
/** The last `count` days, oldest first, `day` last. */
export const daysUpTo = (day: string, count: number): string[] => Array.from({ length: count }, (_, index) => daysBefore(day, count - 1 - index));
