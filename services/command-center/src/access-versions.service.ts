/**
 * Whose access was revoked since a token was issued. It is told by an event like any other; from then on an older token of
 * that person is refused here, and streams that it opened end.
 */
import type { Actor } from '@anju/access/actor';
import { TOKEN_VERIFIER, type AuthzVersions } from '@anju/access/guard';
import type { TokenVerifier } from '@anju/access/token';
import type { AccessVersion } from '@anju/contracts/registry';
import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';

@Injectable()
export class AccessVersions implements AuthzVersions {
  private readonly versions = new Map<string, number>();
  private readonly listeners = new Set<(sub: string) => void>();

  constructor(
    private readonly pool: Pool,
    @Inject(TOKEN_VERIFIER) private readonly tokens: TokenVerifier,
  ) {}

  isCurrent({ sub, authzVersion }: Pick<Actor, 'sub' | 'authzVersion'>): boolean {
    return authzVersion >= (this.versions.get(sub) ?? 0);
  }
  onRevoked(listener: (sub: string) => void): void {
    this.listeners.add(listener);
  }

  async load(): Promise<void> {
    const { rows } = await this.pool.query<{ state: AccessVersion }>(`select state from aggregate_state where kind = 'access'`);
    for (const { state } of rows) this.raise(state);
  }
  hear(version: AccessVersion): void {
    this.raise(version);
    this.tokens.forget(version.sub);
    for (const listener of this.listeners) listener(version.sub);
  }
  private raise({ sub, authzVersion }: AccessVersion): void {
    this.versions.set(sub, Math.max(authzVersion, this.versions.get(sub) ?? 0));
  }
}
