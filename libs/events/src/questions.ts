/**
 * Questions between services and from the command line: request and reply over core NATS on `q.<service>.<question>`, JSON
 * both ways, `{ok:true,data}` or `{ok:false,problem}`. One instance of a service answers. Nest's NATS transport would wrap
 * bodies in an envelope of its own, open a second connection and hold up the start until a broker is there; this does not.
 */
import { ProblemError } from '@anju/contracts/problems';
import type { Subscription } from '@nats-io/nats-core';
import type { Bus } from './bus.js';
import type { Log } from './log.js';

export type Handler = (body: never) => unknown;
export interface QuestionProblem {
  readonly code: string;
  readonly detail?: string;
  readonly [more: string]: unknown;
}
export type Answer<T = unknown> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly problem: QuestionProblem };

/** An answer must stay below the broker's `max_payload` of 1 MB. */
export const answerBytes = 700_000;

/** Answers from the first connection on and over every interruption, until the returned function is called. */
export function answer(bus: Bus, service: string, handlers: Readonly<Record<string, Handler>>, log: Log): () => void {
  const subscriptions: Subscription[] = [];
  let isOver = false;
  const subscribe = () => {
    if (isOver || subscriptions.length > 0) return;
    for (const [question, handler] of Object.entries(handlers)) {
      const callback = (error: Error | null, message: { json<T>(): T; data: Uint8Array; respond(body: string): boolean }) => {
        if (error) return log.error({ err: error, question }, 'a question cannot be heard');
        void reply(handler, message, question, log).then((text) => message.respond(text));
      };
      subscriptions.push(bus.connection.subscribe(`q.${service}.${question}`, { queue: service, callback: callback as never }));
    }
  };
  const off = bus.onConnect(subscribe);
  return () => {
    isOver = true;
    off();
    for (const subscription of subscriptions) subscription.unsubscribe();
  };
}

async function reply(handler: Handler, message: { json<T>(): T; data: Uint8Array }, question: string, log: Log): Promise<string> {
  try {
    const body = message.data.length === 0 ? {} : message.json<unknown>();
    const text = JSON.stringify({ ok: true, data: (await handler(body as never)) ?? null } satisfies Answer);
    return text.length < 1_000_000 ? text : refusal({ code: 'payload-too-large', detail: 'ask for less at a time' });
  } catch (error) {
    if (error instanceof ProblemError) return refusal({ ...error.details, code: error.code });
    log.error({ err: error, question }, 'a question could not be answered');
    return refusal({ code: 'internal-error', detail: (error as Error).message });
  }
}
const refusal = (problem: QuestionProblem): string => JSON.stringify({ ok: false, problem } satisfies Answer);

/** Asks a service; throws what it refused with, or that nobody answered. */
export async function ask<T>(bus: Bus, service: string, question: string, body: unknown = {}, timeoutMs = 10_000): Promise<T> {
  const answered = (await bus.connection.request(`q.${service}.${question}`, JSON.stringify(body), { timeout: timeoutMs })).json<
    Answer<T>
  >();
  if (answered.ok) return answered.data;
  throw new Error(`${service} refuses ${question}: ${answered.problem.code} ${answered.problem.detail ?? ''}`.trim());
}
