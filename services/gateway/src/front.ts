/**
 * What the gateway sends on: `/api/<context>/…` to that context and `/oidc/…` to the embedded identity provider, both by
 * configuration only. Limits stand before it, so that a flood is answered with 429 or 503 and a time to come back instead
 * of a queue that grows: first what one person may ask in a second, then how many requests are under way at once. Live
 * feeds count apart, per person, and are ended gently when the gateway stops, so that browsers resume elsewhere.
 */
import rateLimit from '@fastify/rate-limit';
import { problem } from '@anju/contracts/problems';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { problemsBy } from '@anju/runtime/problems';
import type { ExceptionFilter } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, CallerService } from './caller.service.js';
import type { GatewayConfig } from './config.js';
import { forward } from './proxy.js';
import type { SessionCookies } from './session-cookies.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

const limitedPaths = /^\/(api|oidc|auth)(\/|$)/;
const traceparent = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export interface Front {
  readonly config: GatewayConfig;
  readonly callers: CallerService;
  readonly cookies: SessionCookies;
  readonly filter: ExceptionFilter;
}

export async function registerFront(fastify: FastifyInstance, { config, callers, cookies, filter }: Front): Promise<void> {
  const feeds = new Set<ServerResponse>();
  const feedsOf = new Map<string, number>();
  let inFlight = 0;

  fastify.addHook('onRequest', async (request, reply) => {
    if (!traceparent.test(String(request.headers['traceparent'] ?? ''))) {
      request.headers['traceparent'] = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
    }
    if (!request.url.startsWith('/api/')) return;
    try {
      request.caller = await callers.of(request);
    } catch (error) {
      if ((error as { code?: string }).code === 'token-invalid') cookies.clear(reply);
      throw error;
    }
  });

  await fastify.register(rateLimit, {
    hook: 'preParsing',
    max: config.RATE_LIMIT_PER_SECOND,
    timeWindow: 1_000,
    cache: 20_000,
    allowList: (request) => !limitedPaths.test(request.url),
    keyGenerator: (request) => request.caller?.principal ?? request.ip,
    errorResponseBuilder: () => problem('too-many-requests'),
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });

  const forwarded = ({ ip, protocol, host }: FastifyRequest) => ({
    'x-forwarded-for': ip,
    'x-forwarded-proto': protocol,
    'x-forwarded-host': host,
    forwarded: undefined,
  });

  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    upstream: string,
    headers: Record<string, string | undefined>,
  ): Promise<void> => {
    const principal = request.caller?.principal ?? request.ip;
    const wantsFeed = request.method === 'GET' && String(request.headers.accept ?? '').includes('text/event-stream');
    if (wantsFeed && (feedsOf.get(principal) ?? 0) >= config.MAX_LIVE_PER_PRINCIPAL) throw problem('too-many-requests');
    if (inFlight >= config.MAX_IN_FLIGHT) throw problem('unavailable');
    inFlight++;
    let isCounted = true;
    const release = (): void => {
      if (isCounted) inFlight--;
      isCounted = false;
    };
    const renewed = request.caller?.session?.renewed;
    try {
      await forward(request, reply, {
        upstream,
        headers: { ...forwarded(request), ...headers },
        ...(renewed && { answerHeaders: { 'set-cookie': cookies.header(reply, renewed) } }),
        onAnswer: (answer) => {
          if (!answer.headers['content-type']?.startsWith('text/event-stream')) return;
          release();
          feeds.add(reply.raw);
          feedsOf.set(principal, (feedsOf.get(principal) ?? 0) + 1);
        },
      });
    } finally {
      release();
      if (feeds.delete(reply.raw)) {
        const left = feedsOf.get(principal)! - 1;
        if (left > 0) feedsOf.set(principal, left);
        else feedsOf.delete(principal);
      }
    }
  };

  await fastify.register(async (scope) => {
    scope.setErrorHandler(problemsBy(filter));
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const toContext = (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const { context } = request.params as { context: string };
      const upstream = Object.hasOwn(config.UPSTREAMS, context) ? config.UPSTREAMS[context] : undefined;
      if (!upstream) throw problem('not-found');
      return send(request, reply, upstream, { authorization: request.caller?.authorization, cookie: undefined });
    };
    scope.all('/api/:context', toContext);
    scope.all('/api/:context/*', toContext);
    const { IDENTITY_URL: identity } = config;
    if (identity) scope.all('/oidc/*', (request, reply) => send(request, reply, identity, {}));
  });

  fastify.addHook('preClose', (done) => {
    for (const feed of feeds) feed.end();
    done();
  });
}
