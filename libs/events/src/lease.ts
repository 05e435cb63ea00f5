/**
 * One process of a service at a time publishes, seals and fires timers. Who it is stands in a row with an expiry by the
 * clock of the database, and every take-over raises the fence: a holder that was stopped for a minute and goes on finds its
 * fence outdated in the very transaction in which it would have changed something. An advisory lock cannot do that: a
 * stopped process keeps it.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Pool, PoolClient } from 'pg';
import type { Log } from './log.js';

export interface LeaseOptions {
  readonly pool: Pool;
  readonly service: string;
  readonly shard?: number;
  readonly log: Log;
  readonly ttlMs?: number;
  readonly renewMs?: number;
}

export class LeaseLost extends Error {
  constructor() {
    super('the lease is held by another process');
    this.name = 'LeaseLost';
  }
}

export class Lease {
  readonly owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  readonly shard: number;
  private held: bigint | undefined;
  /** On the clock that goes on while a process is stopped. */
  private until = 0;
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = true;
  private readonly listeners = new Set<(fence: bigint | undefined) => void>();

  constructor(private readonly options: LeaseOptions) {
    this.shard = options.shard ?? 0;
  }

  /** The fence while this process believes to be the holder. What changes something asks again inside its transaction. */
  get fence(): bigint | undefined {
    return performance.now() < this.until ? this.held : undefined;
  }

  start(): void {
    this.stopped = false;
    this.tick();
  }

  /** Told when the lease is taken (its fence) and when it is lost (undefined). */
  onChange(listener: (fence: bigint | undefined) => void): void {
    this.listeners.add(listener);
  }

  /** Lets go at once, so that a waiting instance need not wait for the expiry. */
  async release(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    const fence = this.held;
    if (fence === undefined) return;
    this.become(undefined);
    await this.options.pool
      .query('update relay_lease set expires_at = now() where service = $1 and shard = $2 and owner = $3 and fence = $4', [
        this.options.service,
        this.shard,
        this.owner,
        fence,
      ])
      .catch(() => undefined);
  }

  /** Runs `work` in a transaction that only commits while the fence is still ours; until then nobody else can take over. */
  async fenced<T>(work: (client: PoolClient, fence: bigint) => Promise<T>): Promise<T> {
    const fence = this.fence;
    if (fence === undefined) throw new LeaseLost();
    const client = await this.options.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const { rowCount } = await client.query(
        'select 1 from relay_lease where service = $1 and shard = $2 and owner = $3 and fence = $4 and expires_at > clock_timestamp() for share',
        [this.options.service, this.shard, this.owner, fence],
      );
      if (rowCount !== 1) throw new LeaseLost();
      const result = await work(client, fence);
      await client.query('commit');
      return result;
    } catch (error) {
      if (error instanceof LeaseLost) this.become(undefined);
      await client.query('rollback').catch((reason: Error) => (broken = reason));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private tick(): void {
    this.round = this.renewOrTake()
      .catch((error: unknown) => this.options.log.warn({ err: error }, 'lease: the database did not answer'))
      .then(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.tick(), this.options.renewMs ?? 3_000);
      });
  }

  private async renewOrTake(): Promise<void> {
    const { pool, service, ttlMs = 10_000 } = this.options;
    const until = performance.now() + ttlMs;
    if (this.held !== undefined) {
      const { rowCount } = await pool.query(
        `update relay_lease set expires_at = clock_timestamp() + $5 * interval '1 ms'
         where service = $1 and shard = $2 and owner = $3 and fence = $4 and expires_at > clock_timestamp()`,
        [service, this.shard, this.owner, this.held, ttlMs],
      );
      if (rowCount === 1) {
        this.until = until;
        return;
      }
      this.become(undefined);
    }
    const { rows } = await pool.query<{ fence: string }>(
      `insert into relay_lease as l (service, shard, owner, fence, expires_at)
       values ($1, $2, $3, 1, clock_timestamp() + $4 * interval '1 ms')
       on conflict (service, shard) do update set owner = $3, fence = l.fence + 1, expires_at = clock_timestamp() + $4 * interval '1 ms'
       where l.expires_at <= clock_timestamp()
       returning fence`,
      [service, this.shard, this.owner, ttlMs],
    );
    if (!rows[0]) return;
    this.until = until;
    this.become(BigInt(rows[0].fence));
  }

  private become(fence: bigint | undefined): void {
    if (this.held === fence) return;
    this.held = fence;
    const { log, service } = this.options;
    if (fence === undefined && this.stopped) log.info({ service }, 'lease: given up');
    else if (fence === undefined) log.warn({ service }, 'lease: lost');
    else log.info({ service, fence: Number(fence) }, 'lease: taken');
    for (const listener of this.listeners) listener(fence);
  }
}
