/**
 * Business time. A demonstration may run ahead of the wall (`CLOCK_OFFSET`), so that deadlines can be watched; leases,
 * tokens and watermarks keep the real clock and never ask here.
 */
const iso = /^\+?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of days and smaller, `PT72H`. */
export function durationMs(duration: string): number {
  const [, days, hours, minutes, seconds] = iso.exec(duration) ?? [undefined];
  if (!iso.test(duration)) throw new Error(`${duration} is not a duration like PT72H`);
  return (((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000;
}

export class Clock {
  constructor(private readonly aheadMs = 0) {}
  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
  /** RFC 3339 in UTC, milliseconds. */
  instant(): string {
    return this.now().toISOString();
  }
}
