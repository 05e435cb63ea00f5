/**
 * Who a request comes from. A client that brings its own bearer token is taken at its word, for the services check it; a
 * browser brings its session cookie and gets the session's token put in place. A cookie travels with any request that a
 * foreign page makes, so whoever changes something by cookie must show that the page was ours.
 */
import type { Actor } from '@anju/access/actor';
import { bearerOf, tokenVerifier, type TokenVerifier } from '@anju/access/token';
import { problem } from '@anju/contracts/problems';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, cookieName, type GatewayConfig } from './config.js';
import { SessionService, type Session } from './session.service.js';

export interface Caller {
  /** For the `Authorization` header of the request sent on. */
  readonly authorization?: string | undefined;
  readonly session?: Session | undefined;
  /** Counts as one for the limits: a checked person, else an address. */
  readonly principal: string;
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

@Injectable()
export class CallerService {
  readonly tokens: TokenVerifier;
  private readonly cookie: string;
  private readonly origin: string;

  constructor(
    @Inject(CONFIG) { OIDC_ISSUER: issuer, OIDC_JWKS_FILE: file, OIDC_JWKS_URL: url, ...config }: GatewayConfig,
    private readonly sessions: SessionService,
  ) {
    this.tokens = tokenVerifier({ issuer, jwks: file ? { file } : { url: url ?? `${issuer}/jwks` } });
    this.cookie = cookieName(config, 'session');
    this.origin = new URL(config.PUBLIC_URL).origin;
  }

  async of(request: FastifyRequest): Promise<Caller> {
    const own = request.headers.authorization;
    if (own) return { authorization: own, principal: await this.principal(bearerOf(own), request.ip) };
    const cookie = request.cookies[this.cookie];
    if (!cookie) return { principal: request.ip };
    if (!safe.has(request.method)) this.mustBeOurPage(request);
    const session = await this.sessions.of(cookie);
    if (!session) return { principal: request.ip };
    return { session, authorization: `Bearer ${session.accessToken}`, principal: await this.principal(session.accessToken, request.ip) };
  }

  mustBeOurPage({ headers }: FastifyRequest): void {
    const site = headers['sec-fetch-site'];
    if (site === 'same-origin' || (site === undefined && headers.origin === this.origin)) return;
    throw problem('cross-site-refused');
  }

  async actorOf(session: Session): Promise<Actor> {
    return this.tokens.verify(session.accessToken);
  }

  private principal(jwt: string | undefined, ip: string): Promise<string> {
    return this.tokens.verify(jwt).then(
      ({ iss, sub }) => `${iss} ${sub}`,
      () => ip,
    );
  }
}
