/**
 * The command center as a process, with a database and a broker of its own, beside owners that are real in everything but
 * their rules: event log, relay, watermark and answers are the platform's, only what they record is told by the spec.
 */
import type { CloudEvent } from '@anju/contracts/event';
import { subjectOf, versionOf } from '@anju/contracts/event';
import { freePort } from '@anju/embedded/ports';
import { startNats } from '@anju/embedded/nats';
import { provision } from '@anju/embedded/provision';
import { Bus } from '@anju/events/bus';
import { Clock } from '@anju/events/clock';
import { silent } from '@anju/events/log';
import { Outlet } from '@anju/events/outlet';
import { ask } from '@anju/events/questions';
import { eventTablesSql, namesOf, partitionsSql } from '@anju/events/tables';
import { Wake } from '@anju/events/wake';
import { eventually, send } from '@anju/testing/client';
import { aRealm, type Who } from '@anju/testing/realm';
import { startService } from '@anju/testing/service';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { declarations } from './case.js';

export const owners = ['enterprise-registry', 'safety-hazards'] as const;
export type Owner = (typeof owners)[number];
const api = '/api/command-center/v1';

class StandIn {
  readonly pool: pg.Pool;
  outlet: Outlet | undefined;

  constructor(
    readonly service: Owner,
    ownerUrl: string,
    private readonly config: { RELAY_DATABASE_URL: string; NATS_URL: string; NATS_NKEY_SEED_FILE: string; STATE_DIR: string },
  ) {
    this.pool = new pg.Pool({ connectionString: ownerUrl, max: 3, options: `-c search_path=${namesOf(service).schema}` });
  }
  async prepare(): Promise<void> {
    await this.pool.query(eventTablesSql(namesOf(this.service)));
    await this.pool.query(partitionsSql(new Date()));
    this.start();
  }
  start(): void {
    this.outlet = new Outlet(this.service, this.config, new Clock(), new Wake(), silent);
    this.outlet.start();
  }
  async stop(): Promise<void> {
    await this.outlet?.stop();
    this.outlet = undefined;
  }
  /** As the filing function records: log row and marker in one transaction. `isMarked` false: known to the log, never sent. */
  async record(events: readonly CloudEvent[], isMarked = true): Promise<void> {
    const rows = events.map((event) => ({
      event_id: event.id,
      aggregate_type: event.type.split('.')[0],
      aggregate_id: event.subject,
      aggregate_version: versionOf(event),
      division_code: event.division ?? '',
      enterprise_id: event.enterpriseid,
      departments: event.departments?.split(',') ?? [],
      subject: subjectOf(
        declarations.get(event.type) ?? { context: this.service, token: event.type.replace('.', '-') },
        '-',
        event.division ?? '',
      ),
      ce_type: event.type,
      schema_version: 1,
      payload: event.data,
      headers: {},
      occurred_at: event.time,
      recorded_at: event.time,
    }));
    const columns = Object.keys(rows[0]!).join(', ');
    const mark = isMarked
      ? `, marked as (insert into outbox_pending (event_id, aggregate_id, aggregate_version) select event_id, aggregate_id, aggregate_version from logged)`
      : '';
    await this.pool.query(
      `with logged as (insert into event_log (${columns}) select ${columns} from json_populate_recordset(null::event_log, $1::json) returning event_id, aggregate_id, aggregate_version)${mark} select 1`,
      [JSON.stringify(rows)],
    );
    this.outlet?.relay.wake();
  }
}

export async function aDesk({ env = {} }: { env?: Record<string, string> } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'anju-desk-'));
  const realm = await aRealm(folder);
  const services = ['command-center', ...owners];
  const database = `desk_${randomUUID().replaceAll('-', '')}`;
  const { services: urls } = await provision({
    adminUrl: process.env['ANJU_TEST_POSTGRES']!,
    services,
    database,
  });
  const natsPorts = { port: await freePort(), monitorPort: await freePort() };
  let nats = await startNats({ folder: join(folder, 'nats'), ...natsPorts });
  const bus = new Bus({ url: nats.url, nkeySeedFile: nats.nkeySeedFile, name: 'spec', log: silent, onClosed: () => undefined });
  await bus.ready;
  const stateDir = (name: string): string => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  };
  const standIn = (service: Owner) =>
    new StandIn(service, urls[service]!.owner, {
      RELAY_DATABASE_URL: urls[service]!.relay,
      NATS_URL: nats.url,
      NATS_NKEY_SEED_FILE: nats.nkeySeedFile,
      STATE_DIR: stateDir(service),
    });
  const registry = standIn('enterprise-registry');
  const hazards = standIn('safety-hazards');
  await Promise.all([registry.prepare(), hazards.prepare()]);
  const port = await freePort();
  const own = urls['command-center']!;
  const start = () =>
    startService('command-center', {
      PORT: String(port),
      DATABASE_URL: own.app,
      OWNER_DATABASE_URL: own.owner,
      RELAY_DATABASE_URL: own.relay,
      NATS_URL: nats.url,
      NATS_NKEY_SEED_FILE: nats.nkeySeedFile,
      OIDC_ISSUER: realm.issuer,
      OIDC_JWKS_FILE: realm.jwksFile,
      STATE_DIR: stateDir('command-center'),
      LOG_LEVEL: process.env['ANJU_TEST_LOG'] ?? 'error',
      ...env,
    });
  let service = await start();
  const relay = new pg.Pool({ connectionString: own.relay, max: 2, options: '-c search_path=command_center', application_name: 'spec' });
  const question = <T>(name: string, body: unknown = {}): Promise<T> => ask<T>(bus, 'command-center', name, body, 60_000);
  return {
    registry,
    hazards,
    bus,
    relay,
    question,
    urls,
    database,
    get url() {
      return `${service.url}${api}`;
    },
    token: (who: Who) => realm.token(who),
    get: async (path: string, who: Who, headers: Record<string, string> = {}) =>
      send('GET', `${service.url}${api}/${path}`, undefined, { token: await realm.token(who), headers }),
    /** Waits until everything recorded so far has been applied. */
    settled: async () => {
      for (const owner of [registry, hazards]) {
        const waiting = async () => Number((await owner.pool.query('select count(*) from outbox_pending')).rows[0]!.count);
        if ((await eventually(waiting, (count) => count === 0)) > 0) throw new Error(`${owner.service} still has events to send`);
      }
      const last = async () => {
        const { rows } = await hazards.pool.query(
          `select max(stream_seq) as seq, max(epoch) as epoch from publish_receipt where epoch = (select max(epoch) from stream_epoch)`,
        );
        const { rows: other } = await registry.pool.query(
          `select max(stream_seq) as seq from publish_receipt where epoch = (select max(epoch) from stream_epoch)`,
        );
        return { epoch: Number(rows[0]!.epoch ?? 0), seq: Math.max(Number(rows[0]!.seq ?? 0), Number(other[0]!.seq ?? 0)) };
      };
      const goal = await last();
      const status = () =>
        question<{ stream?: { epoch: number; seq: number }; held?: number }>('status').catch(
          () => ({}) as { stream?: { epoch: number; seq: number }; held?: number },
        );
      const reached = await eventually(
        status,
        ({ stream, held }) => held === 0 && stream !== undefined && stream.epoch >= goal.epoch && stream.seq >= goal.seq,
      );
      if (!reached.stream || reached.stream.seq < goal.seq || reached.stream.epoch < goal.epoch)
        throw new Error(`not settled: ${JSON.stringify({ reached, goal })}`);
    },
    restart: async (signal: NodeJS.Signals = 'SIGKILL') => {
      await service.stop(signal);
      service = await start();
      // The lease of a process that was killed runs out by itself.
      await eventually(
        () => question<{ isProjecting: boolean }>('status').catch(() => ({ isProjecting: false })),
        ({ isProjecting }) => isProjecting,
      );
    },
    restartNats: async (before?: (store: string) => void) => {
      await nats.child.stop('SIGKILL');
      before?.(nats.store);
      nats = await startNats({ folder: join(folder, 'nats'), ...natsPorts });
    },
    stop: async () => {
      await service.stop('SIGTERM');
      await Promise.all([registry.stop(), hazards.stop()]);
      await Promise.all([relay.end(), registry.pool.end(), hazards.pool.end()]);
      await bus.close();
      await nats.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type DeskRig = Awaited<ReturnType<typeof aDesk>>;
