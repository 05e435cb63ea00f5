/** Constant arrival does not wait for answers. */
import { describe, expect, it } from '@jest/globals';
import { arrive } from './schedule.js';
import { Histogram } from './statistics.js';

describe('constant arrival', () => {
  it('keeps its schedule while nothing is answered', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let sent = 0;
    const run = arrive(40, 200, () => {
      sent++;
      return answered;
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sent).toBe(40);
    answer();
    expect((await run).tookMs).toBeGreaterThan(190);
  });
});

describe('a histogram', () => {
  it('gives percentiles to a tenth of a millisecond', () => {
    const times = new Histogram();
    for (let ms = 1; ms <= 1_000; ms++) times.add(ms);
    expect([times.percentile(0.5), times.percentile(0.99), times.max]).toEqual([500.1, 990.1, 1_000]);
  });
});
