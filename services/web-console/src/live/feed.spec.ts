/** A reader proves by itself that nothing is missing: every order of arrival is either complete or a gap. */
import { describe, expect, it } from '@jest/globals';
import { after, delivered, judge, readerFrom, type FrameHead, type Reader } from './feed.js';
import { ageAt, heard, isStale } from './age.js';

const frame = (id: number, prev: number, channel = 'd.310115', epoch = 3): FrameHead => ({
  id: `${epoch}.${id}`,
  prev: `${epoch}.${prev}`,
  channel,
});
const follow = (reader: Reader, ...frames: FrameHead[]): string[] => {
  const verdicts: string[] = [];
  for (const head of frames) {
    const verdict = judge(reader, head);
    verdicts.push(verdict);
    if (verdict === 'next') reader = after(reader, head);
  }
  return verdicts;
};

describe('the live feed', () => {
  it('takes frames whose predecessor is the last one of their channel', () => {
    expect(follow(readerFrom('3.100'), frame(104, 97), frame(110, 104), frame(111, 110))).toEqual(['next', 'next', 'next']);
  });
  it('finds the first frame of a channel missing, when its predecessor is later than the snapshot', () => {
    expect(follow(readerFrom('3.100'), frame(110, 104))).toEqual(['gap']);
  });
  it('finds a frame missing in the middle', () => {
    expect(follow(readerFrom('3.100'), frame(104, 97), frame(111, 110))).toEqual(['next', 'gap']);
  });
  it('keeps channels apart, for their sequences interleave', () => {
    expect(
      follow(readerFrom('3.100'), frame(104, 97, 'd.310115005'), frame(105, 99, 'd.310115016'), frame(106, 104, 'd.310115005')),
    ).toEqual(['next', 'next', 'next']);
  });
  it('skips what the snapshot held already and what comes twice', () => {
    expect(follow(readerFrom('3.100'), frame(99, 90), frame(104, 97), frame(104, 97), frame(105, 104))).toEqual([
      'seen',
      'next',
      'seen',
      'next',
    ]);
  });
  it('never mixes epochs: a rebuilt feed is a gap', () => {
    expect(follow(readerFrom('3.100'), frame(104, 97, 'd.310115', 4))).toEqual(['gap']);
    expect(delivered(readerFrom('3.100'), '4.1')).toBe('gap');
  });
  it('moves forward by heartbeats and never back', () => {
    const reader = delivered(readerFrom('3.100'), '3.140');
    expect(reader).toMatchObject({ upTo: '3.140', cameWith: '3.100' });
    expect(delivered(reader as Reader, '3.120')).toBe(reader);
  });
  it('compares positions as numbers, not as text', () => {
    expect(follow(readerFrom('3.99'), frame(100, 98))).toEqual(['next']);
  });
});

describe('the age of data', () => {
  const beat = { serverTime: '2026-11-24T10:00:02Z', dataAsOf: '2026-11-24T10:00:01.500Z' };
  it('is what the server said plus the time that has passed here', () => {
    expect(ageAt(heard(beat, 1000, 50_000), 3000, 52_000)).toBe(2500);
  });
  it('grows without heartbeats until it is stale at five seconds', () => {
    const last = heard(beat, 0, 0);
    expect(isStale(ageAt(last, 4400, 4400))).toBe(false);
    expect(isStale(ageAt(last, 4500, 4500))).toBe(true);
  });
  it('is not made younger by a wall clock set back, and grows over a sleep', () => {
    const last = heard(beat, 1000, 50_000);
    expect(ageAt(last, 2000, 10_000)).toBe(1500);
    expect(ageAt(last, 1100, 90_000)).toBe(40_500);
  });
  it('is unknown, and so stale, until every source was heard', () => {
    expect(isStale(ageAt(heard({ ...beat, dataAsOf: null }, 0, 0), 0, 0))).toBe(true);
    expect(isStale(ageAt(undefined, 0, 0))).toBe(true);
  });
});
