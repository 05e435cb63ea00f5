/**
 * Everything a service runs beside its requests: the connection, the lease, the relay with its healer, watermark, sealer,
 * timers, copies and the answers about its own events. It starts with the service and waits for nothing; at the end it
 * lets go of the lease first, so that a successor need not wait for its expiry.
 */
import { Pool } from 'pg';
import { anchorFile } from './anchor.js';
import { listAudit, type AuditQuestion } from './audit.js';
import { Bus } from './bus.js';
import { Clock } from './clock.js';
import { CopyWatermark } from './copy-watermark.js';
import { Healer } from './heal.js';
import { History, type HistoryQuestion, type OfQuestion } from './history.js';
import { JetStreamServer } from './jetstream.server.js';
import { Lease } from './lease.js';
import type { Log } from './log.js';
import { listParked, releaseOutgoing } from './parked.js';
import { answer, type Handler } from './questions.js';
import { pause } from './reader.js';
import { Relay } from './relay.js';
import { Sealer } from './seal.js';
import { namesOf, partitionsSql } from './tables.js';
import { TimerPoll } from './timers.js';
import { verifyAudit } from './verify.js';
import type { Wake } from './wake.js';
import { WatermarkPublisher } from './watermark.js';

/** As in the environment of every service. */
export interface EventsConfig {
  readonly RELAY_DATABASE_URL: string;
  readonly OWNER_DATABASE_URL?: string | undefined;
  readonly NATS_URL: string;
  readonly NATS_NKEY_SEED_FILE?: string | undefined;
  readonly STREAM_MAX_BYTES?: number | undefined;
  readonly STATE_DIR: string;
  readonly DB_GENERATION?: string | undefined;
}

const dayMs = 86_400_000;

export class Outlet {
  readonly bus: Bus;
  readonly pool: Pool;
  readonly lease: Lease;
  readonly healer: Healer;
  readonly relay: Relay;
  readonly timers: TimerPoll;
  readonly copies: JetStreamServer;
  readonly copyWatermark: CopyWatermark;
  readonly sealer: Sealer;
  readonly history: History;
  private readonly watermark: WatermarkPublisher;
  private readonly stopping = new AbortController();
  private readonly anchor: string;
  private readonly ends: (() => void)[] = [];
  private firing: Promise<void> = Promise.resolve();

  constructor(
    readonly service: string,
    private readonly config: EventsConfig,
    private readonly clock: Clock,
    private readonly wake: Wake,
    private readonly log: Log,
  ) {
    const { schema } = namesOf(service);
    this.pool = new Pool({
      connectionString: config.RELAY_DATABASE_URL,
      max: 6,
      options: `-c search_path=${schema}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: `${service} relay`,
    });
    this.pool.on('error', (error) => log.warn({ err: error }, 'relay: a database connection was lost'));
    // A connection that breaks while it is lent out says so itself, and nobody listening would end the process.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.bus = new Bus({ url: config.NATS_URL, nkeySeedFile: config.NATS_NKEY_SEED_FILE, name: service, log });
    const [bus, pool] = [this.bus, this.pool];
    const stream = { maxBytes: config.STREAM_MAX_BYTES };
    const origin = { service, generation: config.DB_GENERATION ?? '1' };
    const lease = new Lease({ pool, service, log });
    this.lease = lease;
    const healer = new Healer({ bus, pool, lease, service, stream, log });
    this.healer = healer;
    this.relay = new Relay({ bus, pool, lease, healer, origin, log });
    this.watermark = new WatermarkPublisher({ bus, pool, lease, healer, service, log });
    this.anchor = anchorFile(config.STATE_DIR);
    this.sealer = new Sealer({ pool, lease, service, anchor: this.anchor, log });
    this.timers = new TimerPoll(pool, clock, (error, timer) =>
      log.error({ err: error, timer: timer.id, kind: timer.kind }, 'a timer could not be fired'),
    );
    this.copies = new JetStreamServer({ bus, pool, service, stream, log });
    this.copyWatermark = new CopyWatermark({ bus, pool, durable: this.copies.durable, log });
    this.history = new History(pool, origin);
  }

  start(): void {
    this.lease.start();
    this.relay.start();
    this.watermark.start();
    this.sealer.start();
    this.copyWatermark.start();
    this.ends.push(this.wake.on((events) => this.relay.take(events)));
    this.ends.push(answer(this.bus, this.service, this.questions(), this.log));
    this.firing = this.fire();
    const partitions = setInterval(() => void this.makePartitions(), dayMs / 4);
    this.ends.push(() => clearInterval(partitions));
  }

  /** Adds questions of the service's own. */
  answers(handlers: Readonly<Record<string, Handler>>): void {
    this.ends.push(answer(this.bus, this.service, handlers, this.log));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const end of this.ends) end();
    this.copyWatermark.stop();
    await Promise.all([this.firing, this.watermark.stop(), this.sealer.stop(), this.copies.close()]);
    await this.relay
      .stop()
      .catch((error: unknown) => this.log.warn({ err: error }, 'relay: stopped with events under way; they are sent again'));
    await this.lease.release();
    await this.bus.close();
    await this.pool.end();
  }

  private questions(): Record<string, Handler> {
    return {
      'events.history': (body: HistoryQuestion) => this.history.notOnStream(body),
      'events.of': (body: OfQuestion) => this.history.of(body),
      'parked.list': async () => ({ items: await listParked(this.pool) }),
      'parked.replay': async ({ aggregateId }: { aggregateId?: string }) => ({
        ...(await this.copies.replay(aggregateId)),
        released: await releaseOutgoing(this.pool, aggregateId),
      }),
      'audit.verify': () => verifyAudit(this.pool, this.anchor),
      'audit.list': (body: AuditQuestion) => listAudit(this.pool, body),
      status: () => this.status(),
    };
  }

  private async status() {
    const { rows } = await this.pool.query<{
      pending: number;
      oldest_ms: number | null;
      parked: number;
      sealed: string | null;
      owner: string | null;
      fence: string | null;
      has_stray: boolean;
    }>(
      `select (select count(*)::int from outbox_pending) as pending,
              (select (extract(epoch from now() - min(enqueued_at)) * 1000)::int from outbox_pending) as oldest_ms,
              (select count(*)::int from parked_event where replayed_at is null) + (select count(*)::int from outbox_pending where parked_reason is not null) as parked,
              (select max(seq) from audit_seal) as sealed,
              (select owner from relay_lease where expires_at > now() limit 1) as owner,
              (select fence from relay_lease limit 1) as fence,
              pg_relation_size('event_log_stray') > 0 as has_stray`,
    );
    const { pending, oldest_ms, parked, sealed, owner, fence, has_stray } = rows[0]!;
    return {
      pending,
      oldestPendingMs: oldest_ms ?? 0,
      parked,
      sealed: Number(sealed ?? 0),
      /** Events of a month for which there is no partition: partitions were not made in time. */
      hasStrayEvents: has_stray,
      epoch: this.healer.epoch,
      lease: { owner, fence: Number(fence ?? 0), isMine: this.lease.fence !== undefined },
      isConnected: this.bus.session !== undefined,
    };
  }

  /** Timers fire under the lease, the next poll right after one that found something. */
  private async fire(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let count = 0;
      try {
        if (this.lease.fence !== undefined) count = await this.timers.poll();
      } catch (error) {
        this.log.warn({ err: error }, 'timers: the poll failed and is repeated');
      }
      await pause(count > 0 ? 20 : 1_000, signal);
    }
  }

  /** A service may run for months without a start. */
  private async makePartitions(): Promise<void> {
    const { OWNER_DATABASE_URL } = this.config;
    if (!OWNER_DATABASE_URL) return;
    const owner = new Pool({ connectionString: OWNER_DATABASE_URL, max: 1, options: `-c search_path=${namesOf(this.service).schema}` });
    try {
      await owner.query(partitionsSql(this.clock.now()));
    } catch (error) {
      this.log.error({ err: error }, 'the partitions of the coming months could not be made');
    } finally {
      await owner.end();
    }
  }
}
