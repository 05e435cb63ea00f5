/**
 * Constant arrival: filing `i` is due at `start + i / rate`, whatever became of the ones before it. A generator that waits
 * for answers slows down together with what it measures and then reports good latencies; this one reports how late it was.
 */
import { Histogram } from './statistics.js';

export interface Schedule {
  /** How late each was sent, milliseconds. */
  readonly lag: Histogram;
  /** From the first due time to the last sending, milliseconds. */
  readonly tookMs: number;
}

export async function arrive(
  count: number,
  ratePerSecond: number,
  send: (index: number) => Promise<void>,
  onSent?: (index: number) => void,
): Promise<Schedule> {
  const lag = new Histogram();
  const everyMs = 1000 / ratePerSecond;
  const underWay: Promise<void>[] = [];
  const start = performance.now();
  let next = 0;
  await new Promise<void>((resolve) => {
    const tick = (): void => {
      const now = performance.now();
      for (; next < count && start + next * everyMs <= now; next++) {
        lag.add(performance.now() - (start + next * everyMs));
        underWay.push(send(next));
        onSent?.(next);
      }
      if (next >= count) return resolve();
      setTimeout(tick, Math.max(0, start + next * everyMs - performance.now()));
    };
    tick();
  });
  const tookMs = performance.now() - start;
  await Promise.all(underWay);
  return { lag, tookMs };
}
