/**
 * Takes access away: raises a person's authz version, so that every token issued before is refused, here at once and
 * elsewhere with the event. The person is the aggregate and the version its authz version, so revocations of one person
 * travel in order; two at the same moment cannot draw the same version, and the later one draws again.
 */
import { personOf } from '@anju/access/actor';
import { Revocations } from '@anju/access/revocations';
import { problem } from '@anju/contracts/problems';
import { AccessRevoked, type AccessVersion, type RevokeAccess } from '@anju/contracts/registry';
import type { Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { FilingLane, type Filing } from '@anju/events/filing';
import { Wake } from '@anju/events/wake';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { v5 } from 'uuid';
import { AccessVersionRow } from './access.entity.js';
import { Filed } from './filed.service.js';

const space = '0b9f5a0e-5a53-5d0b-9d53-6f4f4be0a6c2';
const personIdOf = (sub: string): string => v5(`person/${sub}`, space);
const uniqueViolation = '23505';

@Injectable()
export class AccessService implements OnModuleInit {
  private readonly lane: FilingLane;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly revocations: Revocations,
    filed: Filed,
    wake: Wake,
  ) {
    this.lane = new FilingLane('access_versions', ['id', 'sub', 'authz_version', 'access', 'content_hash'], filed.database, wake);
  }

  async onModuleInit(): Promise<void> {
    for (const row of await this.em.fork().find(AccessVersionRow, {}, { fields: ['sub', 'authzVersion'] })) this.revocations.raise(row);
  }

  async revoke(input: RevokeAccess, asked: Asked): Promise<AccessVersion> {
    for (let attempt = 1; ; attempt += 1) {
      const access = await this.next(input, asked);
      try {
        const [outcome] = await this.lane.file([filingOf(access, asked)], asked.by);
        if (outcome === 'other') throw problem('already-filed-differently');
        const { access: recorded } = await this.em.fork().findOneOrFail(AccessVersionRow, { id: input.id });
        this.revocations.raise(recorded);
        return recorded;
      } catch (error) {
        if ((error as { code?: string }).code !== uniqueViolation || attempt === 20) throw error;
      }
    }
  }

  private async next({ id, sub, reason }: RevokeAccess, { by }: Asked): Promise<AccessVersion> {
    const last = await this.em.fork().findOne(AccessVersionRow, { sub }, { orderBy: { authzVersion: 'desc' } });
    return { id, sub, authzVersion: (last?.authzVersion ?? 0) + 1, revokedAt: this.clock.instant(), by: personOf(by), reason };
  }
}

const filingOf = (access: AccessVersion, { by, contentHash, traceparent }: Asked): Filing => ({
  id: access.id,
  contentHash,
  row: { id: access.id, sub: access.sub, authz_version: access.authzVersion, access, content_hash: contentHash },
  entries: [
    {
      context: 'enterprise-registry',
      aggregateType: 'access',
      aggregateId: personIdOf(access.sub),
      version: access.authzVersion,
      fact: AccessRevoked.of(access),
      scope: { division: '' },
      by,
      at: access.revokedAt,
      contentHash,
      traceparent,
    },
  ],
  timers: [],
});
