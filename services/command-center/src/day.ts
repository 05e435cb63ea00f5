/** Days and hours of the field's calendar: Asia/Shanghai, UTC+8 without daylight saving. */
const eastMs = 8 * 3_600_000;
const dayMs = 86_400_000;
const localMs = (instant: string | Date): number => (typeof instant === 'string' ? Date.parse(instant) : instant.getTime()) + eastMs;
const names = new Map<number, string>();

/** Calendar day, `YYYY-MM-DD`. */
export function dayOf(instant: string | Date): string {
  const number = Math.floor(localMs(instant) / dayMs);
  let name = names.get(number);
  if (name === undefined) names.set(number, (name = new Date(number * dayMs).toISOString().slice(0, 10)));
  return name;
}
/** Hour of the day, 0 to 23. */
export const hourOf = (instant: string | Date): number => Math.floor((localMs(instant) % dayMs) / 3_600_000);
export const daysBefore = (day: string, count: number): string => new Date(Date.parse(day) - count * 86_400_000).toISOString().slice(0, 10);
/** The last `count` days, oldest first, `day` last. */
export const daysUpTo = (day: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => daysBefore(day, count - 1 - index));
