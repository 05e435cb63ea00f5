/**
 * Sends a request on and its answer back, byte for byte as they come: uploads and live feeds are never held in memory.
 * Plain node:http, because a feed that says nothing for an hour is healthy here and a client library's pools and body
 * time-outs would have to be fought. Whatever goes wrong before the first byte of the answer is `unavailable`, and the
 * caller repeats it with the same id; after it, the connection is cut so that nobody takes half an answer for a whole.
 */
import {
  Agent,
  request as httpRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { pipeline } from 'node:stream';
import { problem, ProblemError } from '@anju/contracts/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const bodyLimit = 12 * 1024 * 1024;
const firstByteMs = 30_000;

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);
const bodiless = new Set(['GET', 'HEAD', 'OPTIONS']);

const agents = {
  'http:': new Agent({ keepAlive: true, maxFreeSockets: 256 }),
  'https:': new HttpsAgent({ keepAlive: true, maxFreeSockets: 256 }),
};

export interface Forwarding {
  readonly upstream: string;
  /** Set or, where undefined, taken away. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Added to the answer. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** Called once the answer begins. */
  readonly onAnswer?: (answer: IncomingMessage) => void;
}

function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.has(name)));
}

/** Sends the body on, at most to the limit; a client that names no length is only found out on the way. */
function sendBody(body: IncomingMessage, outgoing: ClientRequest): void {
  let seen = 0;
  body.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen <= bodyLimit) return;
    body.unpipe(outgoing).resume();
    outgoing.destroy(problem('payload-too-large'));
  });
  body.pipe(outgoing);
}

/** Resolves when the answer has gone out or the caller is gone; rejects with a problem while one can still be told. */
export function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  { upstream, headers, answerHeaders = {}, onAnswer }: Forwarding,
): Promise<void> {
  const { method } = request;
  const hasBody = !bodiless.has(method);
  if (hasBody && Number(request.headers['content-length'] ?? 0) > bodyLimit) return Promise.reject(problem('payload-too-large'));

  const sent = endToEnd(request.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) delete sent[name];
    else sent[name] = value;
  }
  if (!hasBody) delete sent['content-length'];
  const url = new URL(upstream);
  const isSecure = url.protocol === 'https:';

  return new Promise<void>((resolve, reject) => {
    const { raw } = reply;
    const outgoing = (isSecure ? httpsRequest : httpRequest)({
      hostname: url.hostname,
      port: url.port,
      method,
      path: request.raw.url,
      headers: { ...sent, host: url.host },
      agent: agents[isSecure ? 'https:' : 'http:'],
    });
    const refuse = (cause: Error): void => {
      clearTimeout(patience);
      // Whoever answers before having heard everything may hang up; an answer that breaks off ends its own pipeline.
      if (raw.headersSent) return;
      if (cause instanceof ProblemError) reject(cause);
      else reject(Object.assign(problem('unavailable'), { cause }));
    };
    const patience = setTimeout(() => outgoing.destroy(new Error('no answer in time')), firstByteMs);

    outgoing.on('error', refuse);
    // What is left of the body is heard and dropped, or the caller's next request on this connection would wait behind it for ever.
    outgoing.on('close', () => request.raw.unpipe(outgoing).resume());
    outgoing.on('response', (answer) => {
      clearTimeout(patience);
      reply.hijack();
      raw.writeHead(answer.statusCode ?? 503, { ...endToEnd(answer.headers), ...answerHeaders });
      raw.flushHeaders();
      onAnswer?.(answer);
      pipeline(answer, raw, () => {
        // The client of Node stops sending when the answer is complete, and says nothing of it.
        if (!outgoing.writableFinished) outgoing.destroy();
        resolve();
      });
    });
    raw.once('close', () => {
      if (!raw.writableFinished) outgoing.destroy();
      if (!reply.sent) reply.hijack();
      resolve();
    });
    if (!hasBody) outgoing.end();
    else sendBody(request.raw, outgoing);
  });
}
