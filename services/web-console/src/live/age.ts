/**
 * How old the data on screen is: what the server said at the last heartbeat, plus the time that has passed here since. It
 * is computed, never assumed, so it grows by itself when heartbeats stop. A sleeping computer stops its monotonic clock,
 * therefore the wall clock may add to the age but never take from it.
 */
export interface Heard {
  /** Milliseconds, undefined while a source of the data has not been heard yet. */
  readonly ageMs: number | undefined;
  readonly monotonic: number;
  readonly wall: number;
}
export const staleFromMs = 5000;

export const heard = (beat: { dataAsOf?: string | null | undefined; serverTime: string }, monotonic: number, wall: number): Heard => ({
  ageMs: beat.dataAsOf ? Math.max(0, Date.parse(beat.serverTime) - Date.parse(beat.dataAsOf)) : undefined,
  monotonic,
  wall,
});
export const ageAt = (last: Heard | undefined, monotonic: number, wall: number): number | undefined =>
  last?.ageMs === undefined ? undefined : last.ageMs + Math.max(0, monotonic - last.monotonic, wall - last.wall);
export const isStale = (age: number | undefined): boolean => age === undefined || age >= staleFromMs;
