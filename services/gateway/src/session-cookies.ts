/** The session cookie on its way to a browser: never readable by scripts, never sent along by another site's form. */
import { Inject, Injectable } from '@nestjs/common';
import type { SerializeOptions } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';
import { CONFIG, cookieName, type GatewayConfig } from './config.js';

const signInS = 3_600;

@Injectable()
export class SessionCookies {
  readonly name: string;
  readonly loginName: string;
  private readonly options: SerializeOptions;
  private readonly lifeS: number;

  constructor(@Inject(CONFIG) config: GatewayConfig) {
    this.name = cookieName(config, 'session');
    this.loginName = cookieName(config, 'login');
    this.lifeS = config.SESSION_HOURS * 3_600;
    this.options = { path: '/', httpOnly: true, sameSite: 'lax', secure: config.PUBLIC_URL.startsWith('https:') };
  }

  set(reply: FastifyReply, sealed: string): void {
    void reply.setCookie(this.name, sealed, { ...this.options, maxAge: this.lifeS });
  }

  /** As a header, for an answer that passes Fastify by. */
  header(reply: FastifyReply, sealed: string): string {
    return reply.server.serializeCookie(this.name, sealed, { ...this.options, maxAge: this.lifeS });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.options);
  }

  /** Kept while somebody is at the sign-in page. */
  setLogin(reply: FastifyReply, sealed: string): void {
    void reply.setCookie(this.loginName, sealed, { ...this.options, maxAge: signInS });
  }

  clearLogin(reply: FastifyReply): void {
    void reply.clearCookie(this.loginName, this.options);
  }
}
