/**
 * The proof that nothing is missing. Every frame names the frame before it on its channel; the first frame of a channel
 * may follow nothing later than what the reader came with. A frame that does not follow means a gap, and a gap is never
 * patched: the page takes a new snapshot. Frames that were already seen (after a reconnect, or from another tab) are
 * skipped. Pure, so that every order of arrival can be tested.
 */
export interface FeedId {
  readonly epoch: string;
  readonly seq: number;
}
export const feedId = (text: string): FeedId => {
  const dot = text.lastIndexOf('.');
  return { epoch: text.slice(0, dot), seq: Number(text.slice(dot + 1)) };
};

export interface Reader {
  /** What the reader came with: the id of its snapshot. */
  readonly cameWith: string;
  readonly last: Readonly<Record<string, string>>;
  /** Everything of mine up to here has arrived. */
  readonly upTo: string;
}
export const readerFrom = (snapshotId: string): Reader => ({ cameWith: snapshotId, last: {}, upTo: snapshotId });

export interface FrameHead {
  readonly id: string;
  readonly channel: string;
  readonly prev: string | null;
}
export type Verdict = 'next' | 'seen' | 'gap';

const later = (left: string, right: string): boolean => feedId(left).seq > feedId(right).seq;

export function judge(reader: Reader, { id, channel, prev }: FrameHead): Verdict {
  if (feedId(id).epoch !== feedId(reader.cameWith).epoch) return 'gap';
  const last = reader.last[channel];
  if (!later(id, last ?? reader.cameWith)) return 'seen';
  if (last !== undefined) return prev === last ? 'next' : 'gap';
  return prev === null || !later(prev, reader.cameWith) ? 'next' : 'gap';
}

export const after = (reader: Reader, { id, channel }: FrameHead): Reader => ({
  ...reader,
  last: { ...reader.last, [channel]: id },
  upTo: later(id, reader.upTo) ? id : reader.upTo,
});

/** A heartbeat's id: everything of mine up to it is delivered. */
export const delivered = (reader: Reader, id: string): Reader | 'gap' =>
  feedId(id).epoch !== feedId(reader.cameWith).epoch ? 'gap' : later(id, reader.upTo) ? { ...reader, upTo: id } : reader;
