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
