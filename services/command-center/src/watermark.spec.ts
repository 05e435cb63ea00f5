/** The age of the data cannot lie: each source counts only once what it speaks of has been applied. */
import { describe, expect, it } from '@jest/globals';
import { sources, Watermarks } from './watermark.consumer.js';

const at = (second: number): string => `2026-11-24T08:00:${String(second).padStart(2, '0')}.000Z`;
const hear = (marks: Watermarks, service: string, second: number, { seq = 0, epoch = 1, fence = 1 } = {}) =>
  marks.hear(`ctl.watermark.${service}.0`, { at: at(second), epoch, seq, fence });

describe('the age of the data', () => {
  it('is unknown until every source was heard', () => {
    const marks = new Watermarks();
    marks.stand({ epoch: 1, seq: 0 });
    expect(marks.dataAsOf).toBeUndefined();
    hear(marks, sources[0], 1);
    hear(marks, 'somebody-else', 1);
    expect(marks.dataAsOf).toBeUndefined();
    hear(marks, sources[1], 2);
    expect(marks.dataAsOf).toBe(at(1));
  });

  it('does not count what has not been applied yet', () => {
    const marks = new Watermarks();
    marks.stand({ epoch: 1, seq: 5 });
    for (const source of sources) hear(marks, source, 1, { seq: 5 });
    for (const source of sources) hear(marks, source, 2, { seq: 9 });
    for (const source of sources) hear(marks, source, 3, { seq: 12 });
    expect(marks.dataAsOf).toBe(at(1));
    marks.stand({ epoch: 1, seq: 10 });
    expect(marks.dataAsOf).toBe(at(2));
    marks.stand({ epoch: 2, seq: 3 });
    expect(marks.dataAsOf).toBe(at(2));
    for (const source of sources) hear(marks, source, 4, { epoch: 2, seq: 3 });
    expect(marks.dataAsOf).toBe(at(4));
  });

  it('ignores who has lost the lease, and does not go back', () => {
    const marks = new Watermarks();
    marks.stand({ epoch: 1, seq: 0 });
    for (const source of sources) hear(marks, source, 5, { fence: 3 });
    for (const source of sources) hear(marks, source, 9, { fence: 2 });
    expect(marks.dataAsOf).toBe(at(5));
    for (const source of sources) hear(marks, source, 4, { fence: 3 });
    expect(marks.dataAsOf).toBe(at(5));
  });

  it('stands still while nobody projects', () => {
    const marks = new Watermarks();
    marks.stand({ epoch: 1, seq: 0 });
    for (const source of sources) hear(marks, source, 1);
    marks.stand(undefined);
    for (const source of sources) hear(marks, source, 8);
    expect(marks.dataAsOf).toBe(at(1));
  });
});
