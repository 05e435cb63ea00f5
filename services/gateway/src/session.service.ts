/**
 * Sessions of browsers. The cookie holds only the sealed refresh token, so it stays small and a killed gateway has lost
 * nothing; access tokens live in memory and are asked for anew when less than a minute is left. Many requests of one
 * session share one refresh, and who comes later with the older cookie is served from the same memory, because a provider
 * that rotates refresh tokens takes the second use of one for theft.
 */
import { randomUUID } from 'node:crypto';
import { problem, ProblemError } from '@anju/contracts/problems';
import { Inject, Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { CONFIG, type GatewayConfig } from './config.js';
import { IdentityProvider, type Tokens } from './identity-provider.js';
import { Sealer } from './sealer.js';

const Kept = z.object({ sid: z.string(), refreshToken: z.string(), exp: z.number() });

interface Live {
  accessToken: string;
  /** Milliseconds since the epoch. */
  until: number;
  refreshToken: string;
  refreshing?: Promise<void> | undefined;
  isOver?: boolean;
}

export interface Session {
  readonly sid: string;
  readonly accessToken: string;
  /** A new value for the cookie, when the provider has rotated the refresh token. */
  readonly renewed?: string | undefined;
}

const mostSessions = 20_000;
const refreshBeforeMs = 60_000;

@Injectable()
export class SessionService {
  private readonly live = new Map<string, Live>();
  readonly lifeS: number;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    private readonly sealer: Sealer,
    private readonly provider: IdentityProvider,
  ) {
    this.lifeS = config.SESSION_HOURS * 3_600;
  }

  /** The cookie of a new session. */
  async open({ accessToken, refreshToken }: Tokens): Promise<string> {
    if (!refreshToken) throw new Error('the identity provider gives no refresh token; allow it for this client');
    const sid = randomUUID();
    this.remember(sid, { accessToken, refreshToken, until: endOf(accessToken) });
    return this.sealer.close('session', { sid, refreshToken }, this.lifeS);
  }

  /** Undefined without a session; throws `token-invalid` when it has ended and `unavailable` when nobody can say. */
  async of(cookie: string | undefined): Promise<Session | undefined> {
    const kept = await this.sealer.open('session', Kept, cookie);
    if (!kept) return undefined;
    const live = this.live.get(kept.sid) ?? this.remember(kept.sid, { accessToken: '', until: 0, refreshToken: kept.refreshToken });
    if (live.isOver) throw problem('token-invalid');
    if (live.until - Date.now() < refreshBeforeMs) {
      live.refreshing ??= this.refresh(live).finally(() => (live.refreshing = undefined));
      await live.refreshing.catch((error: unknown) => {
        if ((error as ProblemError).code === 'token-invalid' || live.until - Date.now() < 5_000) throw error;
      });
    }
    const secondsLeft = Math.max(1, kept.exp - Math.floor(Date.now() / 1000));
    const renewed =
      live.refreshToken === kept.refreshToken
        ? undefined
        : await this.sealer.close('session', { sid: kept.sid, refreshToken: live.refreshToken }, secondsLeft);
    return { sid: kept.sid, accessToken: live.accessToken, renewed };
  }

  /** Ends it here at once and at the provider as far as it can be reached. */
  async end(sid: string): Promise<void> {
    const live = this.live.get(sid);
    if (!live) return;
    live.isOver = true;
    await this.provider.revoke(live.refreshToken).catch(() => undefined);
  }

  private async refresh(live: Live): Promise<void> {
    try {
      const { accessToken, refreshToken } = await this.provider.refresh(live.refreshToken);
      Object.assign(live, { accessToken, refreshToken, until: endOf(accessToken) });
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'token-invalid') live.isOver = true;
      throw error;
    }
  }

  private remember(sid: string, live: Live): Live {
    if (this.live.size >= mostSessions) this.live.delete(this.live.keys().next().value!);
    this.live.set(sid, live);
    return live;
  }
}

const endOf = (accessToken: string): number => (decodeJwt(accessToken).exp ?? 0) * 1000;
