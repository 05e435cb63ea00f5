/**
 * Messages of the stream in order from a sequence on, as arrays of what is there, never waiting for more. The client's own
 * `consume` goes on fetching while its reader is busy, without bound; here at most two batches are in memory. It ends with
 * an error as soon as anything is doubtful (connection lost, heartbeats missed, a hole in the delivery, consumer gone):
 * whoever reads has to look at the stream before going on, so nothing is repaired behind its back.
 */
import { jetstream, type JsMsg } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import type { Bus } from './bus.js';
import { EVERYTHING, STREAM, managerOf } from './stream.js';

export interface PullOptions {
  readonly from: number;
  readonly filter?: readonly string[] | undefined;
  readonly headersOnly?: boolean;
  readonly batch: number;
  /** Returns after this time, for the caller to look again. */
  readonly forMs?: number;
  /** Returns when everything that was there at the beginning has been read. */
  readonly untilEnd?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export async function* pull(bus: Bus, options: PullOptions): AsyncGenerator<JsMsg[], void, void> {
  const { batch, filter = [EVERYTHING], headersOnly = false, signal, forMs, untilEnd = false } = options;
  const manager = await managerOf(bus);
  const info = await manager.consumers.add(STREAM, {
    ack_policy: 'none',
    deliver_policy: 'by_start_sequence',
    opt_start_seq: Math.max(1, options.from),
    filter_subjects: [...filter],
    headers_only: headersOnly,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(60_000),
  });
  const consumer = jetstream(bus.connection, { timeout: 5_000 }).consumers.getConsumerFromInfo(info);

  let buffer: JsMsg[] = [];
  let left = untilEnd ? info.num_pending : Infinity;
  let failure: Error | undefined;
  let isOver = left === 0;
  let fetching: { stop(error?: Error): void } | undefined;
  let notify: () => void = () => undefined;
  let taken: () => void = () => undefined;
  const end = (error?: Error) => {
    failure ??= error;
    isOver = true;
    fetching?.stop();
    taken();
    notify();
  };
  const offs = [bus.onDisconnect(() => end(new Error('the connection was interrupted')))];
  const timer = forMs === undefined ? undefined : setTimeout(() => end(), forMs);
  const abort = () => end();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();

  const pump = async () => {
    for (let delivered = 0; !isOver;) {
      const messages = await consumer.fetch({ max_messages: batch, expires: 10_000, idle_heartbeat: 2_000 });
      fetching = messages as unknown as { stop(error?: Error): void };
      for await (const message of messages) {
        if (isOver && failure) return;
        delivered += 1;
        if (message.info.deliverySequence !== delivered) throw new Error('a message of the stream was lost on its way');
        buffer.push(message);
        notify();
        if (--left <= 0) return end();
      }
      if (buffer.length >= batch && !isOver) await new Promise<void>((resolve) => (taken = resolve));
    }
  };
  if (!isOver) void pump().catch((error: Error) => end(error));

  try {
    for (;;) {
      if (failure) throw failure;
      if (buffer.length > 0) {
        const messages = buffer;
        buffer = [];
        taken();
        yield messages;
      } else if (isOver) {
        return;
      } else {
        await new Promise<void>((resolve) => (notify = resolve));
      }
    }
  } finally {
    end();
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    for (const off of offs) off();
    if (bus.session) void consumer.delete().catch(() => undefined);
  }
}
