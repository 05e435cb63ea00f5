/** Whose tokens are no longer good: kept in a table of our own, because a consumer is not told again after a restart. */
import { Revocations } from '@anju/access/revocations';
import type { CloudEvent } from '@anju/contracts/event';
import { AccessRevoked, type AccessVersion } from '@anju/contracts/registry';
import { On } from '@anju/events/on';
import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, type OnModuleInit } from '@nestjs/common';
import { AccessCopy } from './access.entity.js';

const keep = `insert into access_versions (sub, authz_version) values (?, ?)
  on conflict (sub) do update set authz_version = excluded.authz_version where access_versions.authz_version < excluded.authz_version`;

@Controller()
export class AccessConsumer implements OnModuleInit {
  constructor(
    private readonly em: EntityManager,
    private readonly revocations: Revocations,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const row of await this.em.fork().find(AccessCopy, {})) this.revocations.raise(row);
  }

  @On(AccessRevoked)
  async revoked({ data: { sub, authzVersion } }: CloudEvent<AccessVersion>): Promise<void> {
    await this.em.getConnection().execute(keep, [sub, authzVersion]);
    this.revocations.raise({ sub, authzVersion });
  }
}
