/**
 * Which life of the stream this is. A stream that was put back, deleted or damaged gives old sequence numbers out again, so
 * a number means something only together with an epoch, and the epoch stands in the stream itself, as a message that says
 * where it began: whoever reads the stream hears of it in order. Of several services that notice a loss at once, one opens
 * the new epoch (the marker is published on the condition that no other was) and the others find it and adopt it.
 */
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { headers as newHeaders } from '@nats-io/nats-core';
import { randomUUID } from 'node:crypto';
import type { Bus } from './bus.js';
import { EPOCH_SUBJECT, STREAM } from './stream.js';

export interface EpochMarker {
  readonly epoch: number;
  /** Where the marker itself stands; what was published in this epoch comes after it. */
  readonly seq: number;
  /** Last sequence before it. */
  readonly previousLastSeq: number;
}

const wrongLastSequence = 10071;

/** The epoch that a marker message announces. */
export const epochOf = (data: Uint8Array): { epoch: number; previousLastSeq: number } =>
  JSON.parse(new TextDecoder().decode(data)) as never;

const markerOf = (message: StoredMsg): EpochMarker => ({ ...epochOf(message.data), seq: message.seq });

/** The epoch the stream is in, undefined for one that nobody opened yet. Asks the leader: a replica may lag behind. */
export async function presentEpoch(manager: JetStreamManager): Promise<EpochMarker | undefined> {
  const message = await manager.streams.getMessage(STREAM, { last_by_subj: EPOCH_SUBJECT });
  return message ? markerOf(message) : undefined;
}

/** Told of every epoch as it is opened, for those who read no messages of the stream: the marker is an ordinary message too. */
export function onEpoch(bus: Bus, listener: (epoch: number) => void): () => void {
  let unsubscribe: (() => void) | undefined;
  const off = bus.onConnect(() => {
    if (unsubscribe) return;
    const callback = (error: Error | null, message: { data: Uint8Array }) => {
      if (!error) listener(epochOf(message.data).epoch);
    };
    const subscription = bus.connection.subscribe(EPOCH_SUBJECT, { callback: callback as never });
    unsubscribe = () => subscription.unsubscribe();
  });
  return () => {
    off();
    unsubscribe?.();
  };
}

/**
 * Opens an epoch above all that are known here and in the stream. `seen` is the marker that was found wanting: when another
 * one stands there by now, somebody else has opened an epoch for the same reason, and it is adopted.
 */
export async function openEpoch(bus: Bus, manager: JetStreamManager, known: number, seen: EpochMarker | undefined): Promise<EpochMarker> {
  const { state } = await manager.streams.info(STREAM);
  const epoch = Math.max(known, seen?.epoch ?? 0) + 1;
  const body = { epoch, previousLastSeq: state.last_seq };
  const headers = newHeaders();
  headers.set('Nats-Msg-Id', `epoch-${epoch}-${randomUUID()}`);
  headers.set('Nats-Expected-Stream', STREAM);
  // Per subject and not for the whole stream: another service may be publishing all the while, and only markers compete.
  headers.set('Nats-Expected-Last-Subject-Sequence', String(seen?.seq ?? 0));
  const answer = await bus.connection.request(EPOCH_SUBJECT, JSON.stringify(body), { headers, timeout: 5_000 });
  const ack = answer.json<{ seq?: number; error?: { err_code: number; description: string } }>();
  if (ack.seq && !ack.error) return { ...body, seq: ack.seq };
  if (ack.error?.err_code !== wrongLastSequence) throw new Error(`the epoch could not be opened: ${ack.error?.description}`);
  const theirs = await presentEpoch(manager);
  return theirs && theirs.epoch > known ? theirs : openEpoch(bus, manager, known, theirs);
}
