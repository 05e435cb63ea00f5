/**
 * One event, or many at once, to the stream, and what came of it in three words: stored, refused, or nobody knows. A batch
 * is stored whole or not at all and costs a few syncs instead of one per message. Its last message is sent as a plain
 * request, because the client's own commit hides what the server answered; a batch that holds an id the server has seen is
 * refused as a whole (10201), so whoever does not know what became of one goes on singly.
 */
import { nuid, type MsgHdrs } from '@nats-io/nats-core';
import type { Bus } from './bus.js';
import { STREAM } from './stream.js';

export interface Outgoing {
  readonly subject: string;
  readonly headers: MsgHdrs;
  readonly body: string;
}

export type Published =
  | { readonly is: 'stored'; readonly seq: number; readonly duplicate: boolean }
  /** Will never be taken as it is. */
  | { readonly is: 'refused'; readonly reason: string }
  /** Not stored now; a batch with `again` is to be sent singly. */
  | { readonly is: 'later'; readonly reason: string; readonly again?: boolean }
  | { readonly is: 'unknown'; readonly reason: string };

interface Answer {
  readonly seq?: number;
  readonly count?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code: number; readonly description: string };
}

/** 10054: larger than the server takes; 10049: its subject cannot be stored. */
const permanent = new Set([10054, 10049]);
const timeout = 5_000;

export async function publishOne(bus: Bus, { subject, headers, body }: Outgoing): Promise<Published> {
  headers.set('Nats-Expected-Stream', STREAM);
  return verdict(() => ask(bus, subject, body, headers));
}

/** Stored as `seq - messages.length + 1 … seq`, in order. */
export async function publishBatch(bus: Bus, messages: readonly Outgoing[]): Promise<Published> {
  const id = nuid.next();
  return verdict(async () => {
    for (const [index, { subject, headers, body }] of messages.entries()) {
      headers.set('Nats-Batch-Id', id);
      headers.set('Nats-Batch-Sequence', String(index + 1));
      if (index < messages.length - 1) bus.connection.publish(subject, body, { headers });
    }
    const { subject, headers, body } = messages.at(-1)!;
    headers.set('Nats-Batch-Commit', '1');
    const answer = await ask(bus, subject, body, headers);
    if (!answer.error && answer.count !== messages.length) throw new Error('the batch was answered with another count');
    return answer;
  });
}

async function ask(bus: Bus, subject: string, body: string, headers: MsgHdrs): Promise<Answer> {
  let interrupted: () => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    interrupted = bus.onDisconnect(() => reject(new Error('the connection was interrupted')));
  });
  lost.catch(() => undefined);
  try {
    return (await Promise.race([bus.connection.request(subject, body, { headers, timeout }), lost])).json<Answer>();
  } finally {
    interrupted();
  }
}

async function verdict(send: () => Promise<Answer>): Promise<Published> {
  try {
    const { seq = 0, duplicate = false, error } = await send();
    if (error && permanent.has(error.err_code)) return { is: 'refused', reason: error.description };
    if (error) return { is: 'later', reason: `${error.err_code} ${error.description}`, again: true };
    // A server that remembers an id whose message it no longer has says duplicate without a place.
    if (seq === 0) return { is: 'later', reason: 'answered without a sequence' };
    return { is: 'stored', seq, duplicate };
  } catch (error) {
    const { name, message } = error as Error;
    if (/max_payload|payload/i.test(message)) return { is: 'refused', reason: message };
    if (/InvalidSubject|InvalidArgument/.test(name)) return { is: 'refused', reason: message };
    return { is: 'unknown', reason: message };
  }
}
