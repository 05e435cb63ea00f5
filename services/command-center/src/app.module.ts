/** The one list of what this service is made of. Its rows are written in bulk and read by hand: of entities the ORM knows only its rule. */
import { commandCenterOperations } from '@anju/contracts/command-center';
import { Bus } from '@anju/events/bus';
import { Lease } from '@anju/events/lease';
import { namesOf } from '@anju/events/tables';
import { PolicyController } from '@anju/policy/policy.controller';
import { policyEntities, policyProviders } from '@anju/policy/policy.module';
import { database, type Schema } from '@anju/runtime/database';
import { HealthController } from '@anju/runtime/health.controller';
import { log } from '@anju/runtime/log';
import { platformProviders } from '@anju/runtime/providers';
import type { Service } from '@anju/runtime/serve';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { Pool } from 'pg';
import { AccessVersions } from './access-versions.service.js';
import { Announcements } from './announcements.service.js';
import { AuditQueries } from './audit.queries.js';
import { BoardQueries } from './board.queries.js';
import { config } from './config.js';
import { DeskController } from './desk.controller.js';
import { DeskQueries } from './desk.queries.js';
import { Desk } from './desk.service.js';
import { DigestQueries } from './digest.queries.js';
import { EventQueries } from './event.queries.js';
import { FeedQueries } from './feed.queries.js';
import { Freshness } from './freshness.service.js';
import { IndexQueries } from './hazard-index.queries.js';
import { LiveFeed } from './live.feed.js';
import { Desk20261124 } from './migrations/2026-11-24-desk.js';
import { Projector } from './projector.service.js';
import { Rebuild } from './rebuild.service.js';
import { Rulebook } from './rulebook.service.js';
import { byKey } from './store.service.js';
import { Watermarks } from './watermark.consumer.js';

const name = 'command-center';
export const schema: Schema = {
  names: namesOf(name),
  entities: policyEntities,
  migrations: [{ name: '2026-11-24-desk', class: Desk20261124 }],
};

/** The projector's own connections, under the role that row-level security lets see everything. */
const projectorPool = (): Pool => {
  const options = `-c search_path=${schema.names.schema} ${byKey}`;
  const pool = new Pool({
    connectionString: config.RELAY_DATABASE_URL,
    max: 6,
    options,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: `${name} projector`,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'projector: a database connection was lost'));
  // A connection that breaks while it is lent out says so itself, and nobody listening would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};
const live = (feed: FeedQueries, freshness: Freshness, access: AccessVersions): LiveFeed =>
  new LiveFeed({
    page: (by, channels, after) => feed.page(by, channels, after),
    times: () => freshness.times(),
    isCurrent: (by) => access.isCurrent(by),
  });

@Module({
  imports: [MikroOrmModule.forRoot({ ...database(config, schema), registerRequestContext: false })],
  controllers: [DeskController, PolicyController, HealthController],
  providers: [
    ...platformProviders(config, commandCenterOperations, AccessVersions),
    { provide: Pool, useFactory: projectorPool },
    { provide: Bus, useFactory: () => new Bus({ url: config.NATS_URL, nkeySeedFile: config.NATS_NKEY_SEED_FILE, name, log }) },
    { provide: Lease, useFactory: (pool: Pool) => new Lease({ pool, service: name, log, ttlMs: 8_000, renewMs: 1_000 }), inject: [Pool] },
    { provide: LiveFeed, useFactory: live, inject: [FeedQueries, Freshness, AccessVersions] },
    Watermarks,
    AccessVersions,
    Freshness,
    Projector,
    Rebuild,
    Desk,
    ...policyProviders(name),
    Rulebook,
    Announcements,
    DeskQueries,
    BoardQueries,
    IndexQueries,
    EventQueries,
    FeedQueries,
    DigestQueries,
    AuditQueries,
  ],
})
export class AppModule {}

export const service: Service = {
  context: name,
  title: { zh: '指挥中心', en: 'Command center' },
  operations: commandCenterOperations,
  schema,
  config,
  module: AppModule,
};
