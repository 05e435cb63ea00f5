/**
 * Latencies as counts in steps of a tenth of a millisecond: two million samples cost half a megabyte and a percentile is
 * exact to the step. Nothing is averaged, because a mean hides exactly the people who waited.
 */
const stepMs = 0.1;
const steps = 600_000;

export class Histogram {
  private readonly counts = new Uint32Array(steps + 1);
  private highest = 0;
  count = 0;

  add(ms: number): void {
    this.counts[Math.min(steps, Math.max(0, Math.floor(ms / stepMs)))]!++;
    if (ms > this.highest) this.highest = ms;
    this.count++;
  }

  get max(): number {
    return this.highest;
  }

  /** Upper edge of the step in which the share of samples is reached; NaN when there are none. */
  percentile(share: number): number {
    if (this.count === 0) return Number.NaN;
    const wanted = Math.max(1, Math.ceil(this.count * share));
    let seen = 0;
    for (let step = 0; step < steps; step++) {
      seen += this.counts[step]!;
      if (seen >= wanted) return Math.round((step + 1) * stepMs * 10) / 10;
    }
    return Math.round(this.highest * 10) / 10;
  }
}

/** Repeatable numbers from 0 to 1, so that two runs send the same filings. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
