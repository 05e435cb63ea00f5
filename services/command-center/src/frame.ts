/**
 * How a row of the feed looks on the wire. The event stands in it as the text that was serialised once; only channel and
 * the id before it on that channel differ between readers, so a frame is made once per channel and shared by its readers.
 */
import type { FeedRow } from './batch.js';

/** A row ready to be sent: the same for every channel but for channel and predecessor. */
export interface Sendable {
  readonly seq: number;
  readonly channels: readonly string[];
  readonly prevs: readonly number[];
  readonly body: string;
}
export const sendable = ({ seq, channels, prevs, kept, left }: FeedRow): Sendable => ({
  seq,
  channels,
  prevs,
  body: bodyOf(kept && JSON.stringify(kept.event), left),
});
const bodyOf = (event: string | null | undefined, left: string | null | undefined): string =>
  event ? `"event":${event}` : `"left":"${left!}"`;

/** Columns of a row of the feed, `f`, with its event, `e`; where both come from. */
export const feedColumns = 'f.seq, f.channels, f.prevs, e.ce::text as event, f.left_id';
export const feedTables = 'feed_log f left join event_copy e on e.position = f.position';
export interface StoredRow {
  readonly seq: string | number;
  readonly channels: string[];
  readonly prevs: (string | number)[];
  readonly event: string | null;
  readonly left_id: string | null;
}
export const storedSendable = ({ seq, channels, prevs, event, left_id }: StoredRow): Sendable => ({
  seq: Number(seq),
  channels,
  prevs: prevs.map(Number),
  body: bodyOf(event, left_id),
});

export const feedId = (epoch: number, seq: number): string => `${epoch}.${seq}`;
/** Epoch and number of an id that a reader brings; undefined for what never was one. */
export function parseFeedId(text: string): { epoch: number; seq: number } | undefined {
  const [, epoch, seq] = /^(\d{1,12})\.(\d{1,15})$/.exec(text) ?? [];
  return epoch === undefined ? undefined : { epoch: Number(epoch), seq: Number(seq) };
}

export const frame = (epoch: number, { seq, channels, prevs, body }: Sendable, index: number): string =>
  `id: ${feedId(epoch, seq)}\nevent: frame\ndata: {"channel":"${channels[index]!}","prev":"${feedId(epoch, prevs[index]!)}",${body}}\n\n`;
/** What of a row a reader gets who follows these channels: one frame for each of them that it travels on. */
export const framesFor = (epoch: number, row: Sendable, channels: ReadonlySet<string>): string =>
  row.channels.map((channel, index) => (channels.has(channel) ? frame(epoch, row, index) : '')).join('');
export const heartbeat = (id: string, dataAsOf: string | null, serverTime: string): string =>
  `id: ${id}\nevent: heartbeat\ndata: ${JSON.stringify({ dataAsOf, serverTime })}\n\n`;
export const reset = 'event: reset\ndata: {}\n\n';
/** Times differ between readers, so that a restart is not followed by all of them in the same moment. */
export const opening = (): string => `retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n\n`;
