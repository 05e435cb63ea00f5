/**
 * The people whose access was changed, by the authz version from which their tokens are good again. It is held in memory,
 * for every request asks; whoever keeps it feeds it from a table of its own at boot and from `access.revoked.v1` afterwards.
 * Only raising is possible, so events may repeat or come late.
 */
import { Injectable } from '@nestjs/common';
import type { Actor } from './actor.js';
import type { AuthzVersions } from './guard.js';

@Injectable()
export class Revocations implements AuthzVersions {
  private readonly versions = new Map<string, number>();

  isCurrent({ sub, authzVersion }: Actor): boolean {
    return authzVersion >= (this.versions.get(sub) ?? 0);
  }

  raise({ sub, authzVersion }: { sub: string; authzVersion: number }): void {
    if (authzVersion > (this.versions.get(sub) ?? 0)) this.versions.set(sub, authzVersion);
  }
}
