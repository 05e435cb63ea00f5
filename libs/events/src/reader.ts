/**
 * The stream in order, for projections that keep their position beside the rows they change. A server's consumer is not
 * trusted for it: past the end of a stream that was put back it waits silently and skips everything up to there. So the
 * message at the stored position is compared before reading, after every interruption and once a minute; when it is not the
 * one that was applied, the reader starts again at the first message and the projection skips what it has by version.
 */
import type { CloudEvent } from '@anju/contracts/event';
import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from './bus.js';
import { fromMessage } from './cloud-event.js';
import { epochOf, presentEpoch } from './epoch.js';
import type { Log } from './log.js';
import { pull } from './pull.js';
import { EPOCH_SUBJECT, STREAM, managerOf } from './stream.js';

/** Up to where a projection has applied the stream; the message id proves that it still is that stream. */
export interface Position {
  readonly epoch: number;
  readonly seq: number;
  readonly messageId: string;
}

export interface ReadEvent {
  readonly seq: number;
  readonly event: CloudEvent;
}
/** A message that is no event: to be parked with its cause, not to be stumbled over for ever. */
export interface Unreadable {
  readonly seq: number;
  readonly messageId: string;
  readonly subject: string;
  readonly body: string;
  readonly cause: string;
}

export interface Batch {
  readonly events: readonly ReadEvent[];
  readonly unreadable: readonly Unreadable[];
  /** To be stored with what the batch changed. */
  readonly position: Position;
  /** The stream is not the one of the position before: it is read again from its first message. */
  readonly repositioned: boolean;
  /** Messages of the stream behind this batch. */
  readonly behind: number;
}

export interface ReaderOptions {
  readonly bus: Bus;
  readonly log: Log;
  /** Subjects; everything when left out. */
  readonly filter?: readonly string[];
  readonly batch?: number;
  readonly verifyMs?: number;
}

export class StreamReader {
  constructor(private readonly options: ReaderOptions) {}

  /** Never ends by itself: an interruption is waited out. `from` undefined begins at the first message. */
  async *read(from: Position | undefined, signal: AbortSignal): AsyncGenerator<Batch, void, void> {
    const { bus, log, filter, batch = 500, verifyMs = 60_000 } = this.options;
    let position = from;
    while (!signal.aborted) {
      try {
        await untilConnected(bus, signal);
        const verified = await this.verify(position);
        if (verified !== position) {
          if (position)
            log.warn({ from: position, to: verified }, 'the stream is not the one that was read: reading again from its beginning');
          position = verified;
          yield { events: [], unreadable: [], position, repositioned: true, behind: 0 };
        }
        const subjects = filter && [...filter, EPOCH_SUBJECT];
        for await (const messages of pull(bus, { from: position.seq + 1, filter: subjects, batch, forMs: verifyMs, signal })) {
          const read = batchOf(messages, position);
          position = read.position;
          yield read;
          if (signal.aborted) return;
        }
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, 'reading the stream was interrupted');
        await pause(100 + Math.random() * 400, signal);
      }
    }
  }

  /** The position itself when the stream still is the one it was taken from, else the beginning of the present one. */
  private async verify(position: Position | undefined): Promise<Position> {
    const manager = await managerOf(this.options.bus);
    const { state } = await manager.streams.info(STREAM);
    const marker = await presentEpoch(manager);
    if (!marker) throw new Error('nobody has opened the stream yet');
    const beginning = { epoch: marker.epoch, seq: 0, messageId: '' };
    if (!position || position.epoch > marker.epoch) return beginning;
    if (position.seq === 0) return position.epoch === marker.epoch ? position : beginning;
    if (position.seq > state.last_seq) return beginning;
    // Trimmed on purpose: it cannot be compared any more, and nothing before the first message is missing here.
    if (position.seq < state.first_seq) return position.epoch === marker.epoch ? position : beginning;
    const message = await manager.streams.getMessage(STREAM, { seq: position.seq });
    return message?.header.get('Nats-Msg-Id') === position.messageId ? position : beginning;
  }
}

function batchOf(messages: readonly JsMsg[], before: Position): Batch {
  const events: ReadEvent[] = [];
  const unreadable: Unreadable[] = [];
  let epoch = before.epoch;
  for (const message of messages) {
    const { seq, subject, data, headers } = message;
    if (subject === EPOCH_SUBJECT) {
      epoch = Math.max(epoch, epochOf(data).epoch);
      continue;
    }
    try {
      events.push({ seq, event: fromMessage({ subject, data, headers }) });
    } catch (error) {
      const messageId = headers?.get('Nats-Msg-Id') ?? '';
      unreadable.push({
        seq,
        messageId,
        subject,
        body: new TextDecoder().decode(data.subarray(0, 4_096)),
        cause: String((error as Error).message).slice(0, 500),
      });
    }
  }
  const last = messages.at(-1)!;
  return {
    events,
    unreadable,
    position: { epoch, seq: last.seq, messageId: last.headers?.get('Nats-Msg-Id') ?? '' },
    repositioned: false,
    behind: last.info.pending,
  };
}

export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal?.aborted) done();
    else signal?.addEventListener('abort', done);
  });

export async function untilConnected(bus: Bus, signal: AbortSignal): Promise<void> {
  while (!bus.session && !signal.aborted) await pause(50, signal);
}
