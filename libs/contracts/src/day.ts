/** Days and hours of the field's calendar: Asia/Shanghai, UTC+8 and without daylight saving since 1991, so plain arithmetic. */
const eastMs = 8 * 3_600_000;
const dayMs = 86_400_000;
const localMs = (instant: string | Date): number => (typeof instant === 'string' ? Date.parse(instant) : instant.getTime()) + eastMs;
/** A year of events asks for few days, again and again. */
const names = new Map<number, string>();

/** Calendar day, `YYYY-MM-DD`, of any RFC 3339 instant. */
export function dayOf(instant: string | Date): string {
  const number = Math.floor(localMs(instant) / dayMs);
  let name = names.get(number);
  if (name === undefined) {
    if (names.size >= 4_000) names.clear();
    names.set(number, (name = new Date(number * dayMs).toISOString().slice(0, 10)));
  }
  return name;
}
/** Hour of the day, 0 to 23. */
export const hourOf = (instant: string | Date): number => Math.floor((((localMs(instant) % dayMs) + dayMs) % dayMs) / 3_600_000);

const millisOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
/** The day so many days later; earlier where `days` is negative. */
export const daysAfter = (day: string, days: number): string => new Date(millisOf(day) + days * dayMs).toISOString().slice(0, 10);
export const dayBefore = (day: string): string => daysAfter(day, -1);
export const nextDay = (day: string): string => daysAfter(day, 1);
/** The same day so many months later, or the last one of a shorter month. */
export function monthsAfter(day: string, months: number): string {
  const [year, month, number] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(number, last.getUTCDate()))).toISOString().slice(0, 10);
}
/** First moment of a day, RFC 3339 in UTC. */
export const startOfDay = (day: string): string => new Date(millisOf(day) - eastMs).toISOString();
