/**
 * Signing in and out for browsers. The gateway is the client of the identity provider (authorization code with PKCE), so
 * no token ever reaches a script. What is asked for at the start and checked at the end waits in a sealed cookie of its own,
 * which lets a sign-in survive a restart of the gateway.
 */
import { problem, type ProblemError } from '@anju/contracts/problems';
import { Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AuditService, type Visit } from './audit.service.js';
import { CallerService } from './caller.service.js';
import { CONFIG, type GatewayConfig } from './config.js';
import { IdentityProvider } from './identity-provider.js';
import { SessionCookies } from './session-cookies.js';
import { SessionService } from './session.service.js';
import { Sealer } from './sealer.js';

const Pending = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), returnTo: z.string() });

/** A path of ours, or the start: `//elsewhere` and `/\elsewhere` are addresses of other sites. */
export const ownPath = (asked: unknown): string =>
  typeof asked === 'string' && /^\/(?![/\\])[^\\\u0000-\u001f]{0,500}$/.test(asked) ? asked : '/';

const visitOf = ({ ip, headers }: FastifyRequest): Visit => ({ ip, userAgent: headers['user-agent'] ?? '' });

@Controller('auth')
export class AuthController {
  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    private readonly provider: IdentityProvider,
    private readonly sessions: SessionService,
    private readonly callers: CallerService,
    private readonly cookies: SessionCookies,
    private readonly sealer: Sealer,
    private readonly audit: AuditService,
  ) {}

  @Get('login')
  async login(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('returnTo') returnTo?: string): Promise<void> {
    const { origin, host } = new URL(this.config.PUBLIC_URL);
    if (request.host !== host) return void reply.redirect(`${origin}/auth/login?returnTo=${encodeURIComponent(ownPath(returnTo))}`, 302);
    const pending = this.provider.newSignIn();
    const url = await this.provider.signInUrl(pending);
    this.cookies.setLogin(reply, await this.sealer.close('login', { ...pending, returnTo: ownPath(returnTo) }, 3_600));
    void reply.header('cache-control', 'no-store').redirect(url, 302);
  }

  @Get('callback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const pending = await this.sealer.open('login', Pending, request.cookies[this.cookies.loginName]);
    const query = request.url.slice(request.url.indexOf('?'));
    if (!pending || !query.startsWith('?')) throw problem('token-invalid');
    const tokens = await this.provider.exchange(query, pending);
    const actor = await this.callers.tokens.verify(tokens.accessToken);
    await this.audit.record('login', actor, visitOf(request));
    this.cookies.set(reply, await this.sessions.open(tokens));
    this.cookies.clearLogin(reply);
    void reply.header('cache-control', 'no-store').redirect(pending.returnTo, 302);
  }

  @Post('logout')
  async logout(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.callers.mustBeOurPage(request);
    const session = await this.sessions.of(request.cookies[this.cookies.name]).catch(() => undefined);
    if (session) {
      await this.callers
        .actorOf(session)
        .then((actor) => this.audit.record('logout', actor, visitOf(request)))
        .catch(() => undefined);
      await this.sessions.end(session.sid);
    }
    this.cookies.clear(reply);
    const next = await this.provider.signOutUrl().catch(() => `${this.config.PUBLIC_URL}/`);
    void reply.header('cache-control', 'no-store');
    if (request.headers.accept?.includes('application/json')) void reply.send({ next });
    else void reply.redirect(next, 303);
  }

  /** Who is signed in; 401 for nobody. */
  @Get('me')
  async me(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('cache-control', 'no-store');
    const session = await this.sessions.of(request.cookies[this.cookies.name]).catch((error: ProblemError) => {
      if (error.code === 'token-invalid') this.cookies.clear(reply);
      throw error;
    });
    if (!session) throw problem('token-missing');
    if (session.renewed) this.cookies.set(reply, session.renewed);
    const { sub, name, role, divisions, department, enterpriseId } = await this.callers.actorOf(session);
    return { sub, name, role, divisions, ...(department && { department }), ...(enterpriseId && { enterpriseId }) };
  }
}
