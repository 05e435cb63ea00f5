/**
 * The ORM of a service on its own schema, and the migrations that make it. Requests use the app role; migrations run as the
 * owner over a connection of their own at boot, one process at a time, and then close it.
 */
import { partitionsSql, type Names } from '@anju/events/tables';
import { Migrator, type Migration } from '@mikro-orm/migrations';
import { MikroORM, PostgreSqlDriver, type EntityName, type Options } from '@mikro-orm/postgresql';
import { Client, type Pool } from 'pg';
import type { ServiceConfig } from './config.js';

export interface Schema {
  readonly names: Names;
  readonly entities: EntityName[];
  readonly migrations: readonly { name: string; class: new (...args: never[]) => Migration }[];
}

/**
 * A connection that breaks inside a transaction is given back by nobody: the query builder does it after the rollback, and
 * on a dead connection that fails. Every outage of the database would cost as many places of the pool, until none is left.
 */
const giveBack = (client: { release?: (isBroken?: boolean) => void }): void => {
  const { release } = client;
  client.release = () => undefined;
  try {
    release?.(true);
  } catch {
    // It lay idle in the pool, which has removed it already.
  }
};

export const database = (config: ServiceConfig, { names, entities }: Schema): Partial<Options> =>
  ({
    driver: PostgreSqlDriver,
    clientUrl: config.DATABASE_URL,
    schema: names.schema,
    entities: [...entities],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: config.DATABASE_POOL },
    driverOptions: {
      connectionTimeoutMillis: 2_500,
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 15_000,
      keepAlive: true,
      onPoolCreated: (pool: Pool) => pool.on('connect', (client) => client.on('error', () => giveBack(client as never))),
    },
    allowGlobalContext: false,
    ensureDatabase: false,
    connect: false,
    debug: false,
  }) as Partial<Options>;

export async function migrate(config: ServiceConfig, schema: Schema, now: Date): Promise<void> {
  if (!config.OWNER_DATABASE_URL) return;
  const lock = new Client({ connectionString: config.OWNER_DATABASE_URL });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock(hashtext($1))', [`migrate ${schema.names.schema}`]);
    const orm = await MikroORM.init({
      ...database(config, schema),
      clientUrl: config.OWNER_DATABASE_URL,
      pool: { min: 0, max: 2 },
      extensions: [Migrator],
      migrations: { migrationsList: [...schema.migrations] as never, tableName: 'migrations', snapshot: false, silent: true } as never,
    } as Options);
    try {
      await (orm as unknown as { migrator: { up(): Promise<unknown> } }).migrator.up();
      await lock.query(`set search_path = ${schema.names.schema}`);
      await lock.query(partitionsSql(now));
    } finally {
      await orm.close(true);
    }
  } finally {
    await lock.end();
  }
}
