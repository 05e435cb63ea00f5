/**
 * Days in Asia/Shanghai. China has kept UTC+8 without daylight saving since 1991, so a day is arithmetic and needs no time
 * zone table; instants are stored and compared in UTC. Days are counted from 1970-01-01, which makes "n days later" a sum.
 */
export const dayMs = 86_400_000;
const offsetMs = 8 * 3_600_000;

/** Milliseconds since the epoch; accepts any RFC 3339 instant. */
export const ms = (instant: string): number => Date.parse(instant);
export const instant = (at: number): string => new Date(at).toISOString();

/** Number of the Shanghai day in which an instant (in ms) falls. */
export const dayNumber = (at: number): number => Math.floor((at + offsetMs) / dayMs);
/** First moment of a day, in ms. */
export const startOf = (day: number): number => day * dayMs - offsetMs;
/** Last moment of a day, in ms: 23:59:59.999 in Shanghai. */
export const endOf = (day: number): number => startOf(day + 1) - 1;

export const toDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
export const fromDay = (day: string): number => Date.parse(day) / dayMs;
/** ISO number of the weekday, Monday = 1. */
export const weekday = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
