/**
 * A database in the run's real PostgreSQL (or one of its own) and real nats-servers for one spec file, and a hand that records events as a service does. Brokers can
 * be killed, wiped and put back to an older copy, which is what most of these specs are about.
 */
import { freePort } from '@anju/embedded/ports';
import { startNats, type RunningNats } from '@anju/embedded/nats';
import { removePostgres, startPostgres, type RunningPostgres } from '@anju/embedded/postgres';
import { provision, type ServiceUrls } from '@anju/embedded/provision';
import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { v7 } from 'uuid';
import { Bus } from './bus.js';
import { eventIdOf, loggedColumns, type LoggedEvent } from './cloud-event.js';
import type { Bounds } from './committed.js';
import { Healer } from './heal.js';
import { Lease } from './lease.js';
import { silent, type Log } from './log.js';
import { Relay } from './relay.js';
import { EPOCH_SUBJECT, managerOf, storedFrom } from './stream.js';
import { eventTablesSql, namesOf, partitionsSql } from './tables.js';

jest.setTimeout(60_000);

export class Broker {
  private copies = 0;
  private constructor(
    readonly folder: string,
    readonly port: number,
    readonly monitorPort: number,
    public running: RunningNats,
  ) {}

  static async start(folder: string): Promise<Broker> {
    const [port, monitorPort] = [await freePort(), await freePort()];
    return new Broker(folder, port, monitorPort, await startNats({ folder, port, monitorPort }));
  }
  get url() {
    return this.running.url;
  }
  get seed() {
    return this.running.nkeySeedFile;
  }
  async kill(): Promise<void> {
    await this.running.child.stop('SIGKILL');
  }
  async again(): Promise<void> {
    this.running = await startNats({ folder: this.folder, port: this.port, monitorPort: this.monitorPort });
  }
  wipe(): void {
    rmSync(this.running.store, { recursive: true, force: true });
  }
  /** A copy of the store as it is now; hand it to `putBack` while the server is down. */
  copy(): string {
    const to = join(this.folder, `copy-${++this.copies}`);
    cpSync(this.running.store, to, { recursive: true });
    return to;
  }
  putBack(copy: string): void {
    this.wipe();
    cpSync(copy, this.running.store, { recursive: true });
  }
  async stop(): Promise<void> {
    if (!this.running.child.hasExited()) await this.running.child.stop('SIGKILL');
  }
}

export interface Recorded {
  readonly id: string;
  readonly aggregateId: string;
  readonly version: number;
}

export class Rig {
  private readonly ends: (() => Promise<unknown> | void)[] = [];
  private readonly pools = new Map<string, Pool>();
  private readonly outlets: (() => Promise<void>)[] = [];
  private constructor(
    readonly folder: string,
    private readonly postgres: RunningPostgres | undefined,
    private readonly services: Record<string, ServiceUrls>,
    readonly log: Log,
  ) {}

  static async start(services: readonly string[], log: Log = process.env['SPEC_LOG'] ? loud : silent): Promise<Rig> {
    const folder = mkdtempSync(join(tmpdir(), 'anju-events-'));
    const common = process.env['ANJU_TEST_POSTGRES'];
    const postgres = common ? undefined : await startPostgres({ folder: join(folder, 'postgres'), port: await freePort() });
    const made = await provision({
      adminUrl: common ?? postgres!.adminUrl,
      services,
      database: `events_${randomUUID().replaceAll('-', '')}`,
    });
    const rig = new Rig(folder, postgres, made.services, log);
    for (const service of services) {
      const owner = rig.pool(made.services[service]!.owner);
      await owner.query(eventTablesSql(namesOf(service)));
      await owner.query(partitionsSql(new Date()));
    }
    return rig;
  }
  async broker(): Promise<Broker> {
    const broker = await Broker.start(mkdtempSync(join(this.folder, 'nats-')));
    this.ends.push(() => broker.stop());
    return broker;
  }
  pool(url: string): Pool {
    const known = this.pools.get(url);
    if (known) return known;
    const pool = new Pool({ connectionString: url, max: 10 });
    pool.on('error', () => undefined);
    this.pools.set(url, pool);
    this.ends.push(() => pool.end());
    return pool;
  }
  owner = (service: string): Pool => this.pool(this.services[service]!.owner);
  relayRole = (service: string): Pool => this.pool(this.services[service]!.relay);
  relayUrl = (service: string): string => this.services[service]!.relay;
  ownerUrl = (service: string): string => this.services[service]!.owner;

  bus(broker: Broker, name = 'spec'): Bus {
    const bus = new Bus({
      url: broker.url,
      nkeySeedFile: broker.seed,
      name,
      log: this.log,
      reconnectMs: [50, 200],
      onClosed: () => undefined,
    });
    this.ends.push(() => bus.close());
    return bus;
  }
  /** Everything that a service runs to get its events out. */
  outlet(service: string, broker: Broker, options: { ttlMs?: number; renewMs?: number; checkMs?: number; held?: Bounds } = {}) {
    const [pool, bus] = [this.relayRole(service), this.bus(broker, service)];
    const lease = new Lease({ pool, service, log: this.log, ttlMs: options.ttlMs ?? 2_000, renewMs: options.renewMs ?? 300 });
    const healer = new Healer({ bus, pool, lease, service, stream: {}, log: this.log });
    const relay = new Relay({
      bus,
      pool,
      lease,
      healer,
      origin: { service, generation: '1' },
      log: this.log,
      checkMs: options.checkMs ?? 60_000,
      held: options.held,
    });
    const start = () => {
      lease.start();
      relay.start();
    };
    let isStopped = false;
    const stop = async () => {
      if (isStopped) return;
      isStopped = true;
      await relay.stop().catch(() => undefined);
      await lease.release();
    };
    this.outlets.push(stop);
    return { pool, bus, lease, healer, relay, start, stop };
  }
  async stopOutlets(): Promise<void> {
    for (const stop of this.outlets.splice(0)) await stop();
  }
  /** Last opened first. */
  async stop(): Promise<void> {
    await this.stopOutlets();
    for (const end of this.ends.reverse()) await end();
    if (this.postgres) {
      await this.postgres.stop();
      removePostgres(join(this.folder, 'postgres'));
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const loud: Log = {
  info: (fields, message) => console.log(message, fields),
  warn: (fields, message) => console.log('WARN', message, fields),
  error: (fields, message) => console.log('ERROR', message, fields),
};

/** Records the next versions of an aggregate in one transaction of their own, as a service does; unmarked, no scan finds them. */
export async function recordEvents(
  pool: Pool,
  service: string,
  aggregateId: string,
  versions: readonly number[],
  { type = 'hazard.urged.v1', isMarked = true }: { type?: string; isMarked?: boolean } = {},
): Promise<Recorded[]> {
  const rows = versions.map((version) => ({ id: v7(), aggregateId, version }));
  await pool.query(
    `with input as (select * from json_to_recordset($1::json) as r (id uuid, "aggregateId" uuid, version bigint)), logged as (
       insert into event_log (event_id, aggregate_type, aggregate_id, aggregate_version, division_code, departments, subject, ce_type, payload, headers, occurred_at, recorded_at)
       select id, 'hazard', "aggregateId", version, '310115005', '{fire}', $2, $3, json_build_object('version', version, 'name', '王"某"'), '{}', now(), now() from input)
     insert into outbox_pending (event_id, aggregate_id, aggregate_version) select id, "aggregateId", version from input where $4`,
    [JSON.stringify(rows), `ev.${service}.${type.replace('.', '-')}.fire.31.3101.310115`, type, isMarked],
  );
  return rows;
}

/** As whoever committed them hands them over. */
export async function loggedIn(pool: Pool, recorded: readonly Recorded[]): Promise<LoggedEvent[]> {
  const ids = recorded.map(({ id }) => id);
  const { rows } = await pool.query<LoggedEvent>(
    `select ${loggedColumns()} from event_log e where event_id = any ($1::uuid[]) order by aggregate_id, aggregate_version`,
    [ids],
  );
  return rows;
}

/** What the stream holds: (event id, sequence), in order, epoch markers left out. */
export async function storedIn(bus: Bus, filter = 'ev.>'): Promise<{ id: string; seq: number; aggregateId: string; version: number }[]> {
  const manager = await managerOf(bus);
  const found: { id: string; seq: number; aggregateId: string; version: number }[] = [];
  for await (const message of storedFrom(manager, 1, filter)) {
    if (message.subject === EPOCH_SUBJECT) continue;
    const { header } = message;
    found.push({
      id: eventIdOf(header)!,
      seq: message.seq,
      aggregateId: header.get('ce-subject'),
      version: Number(header.get('ce-sequence')),
    });
  }
  return found;
}

export async function until(what: string, isTrue: () => Promise<boolean> | boolean, ms = 20_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await Promise.resolve(isTrue()).catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const pendingIn = async (pool: Pool): Promise<number> =>
  Number((await pool.query('select count(*) as n from outbox_pending')).rows[0].n);
