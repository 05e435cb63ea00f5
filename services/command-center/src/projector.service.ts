/**
 * The one writer of the views and of the feed. It follows the stream under the lease, applies what it reads, and lets the
 * live readers have a frame only after the commit that made it true. What is missing of a thing is asked of its owner, and
 * everything that changes the tables (the stream, an owner's answer, a replay, a rebuild) waits its turn in one line.
 */
import { Successions } from '@anju/access/successions';
import type { Division } from '@anju/contracts/divisions';
import type { CloudEvent } from '@anju/contracts/event';
import { Bus } from '@anju/events/bus';
import { Clock } from '@anju/events/clock';
import type { EventsPage } from '@anju/events/history';
import { Lease, LeaseLost } from '@anju/events/lease';
import { ask } from '@anju/events/questions';
import { pause, StreamReader } from '@anju/events/reader';
import { log } from '@anju/runtime/log';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Pool } from 'pg';
import { AccessVersions } from './access-versions.service.js';
import { keyOf } from './case.js';
import { Folding, type Arrival } from './folding.service.js';
import { feedColumns, feedTables, sendable, storedSendable, type Sendable, type StoredRow } from './frame.js';
import { LiveFeed } from './live.feed.js';
import { batchSize, consumer, trimFeed } from './store.service.js';
import { Watermarks } from './watermark.consumer.js';

const keptRows = 50_000;
const trimEvery = 1_000;
const gapMs = 5_000;

@Injectable()
export class Projector implements OnApplicationBootstrap {
  private folding: Folding | undefined;
  private stopping = new AbortController();
  /** Ends the present reading: it begins again from the tables. */
  private restarting = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private line: Promise<unknown> = Promise.resolve();
  private readonly asking = new Map<string, number>();
  private trimmedAt = 0;
  private behind = 0;
  /** Raised when the tables were exchanged: what is being read goes on from where they stand now. */
  private generation = 0;

  constructor(
    private readonly pool: Pool,
    private readonly bus: Bus,
    private readonly lease: Lease,
    private readonly clock: Clock,
    private readonly watermarks: Watermarks,
    private readonly live: LiveFeed,
    private readonly access: AccessVersions,
    private readonly successions: Successions,
  ) {}

  onApplicationBootstrap(): void {
    this.lease.onChange((fence) => {
      this.stopping.abort();
      if (fence === undefined) return;
      const { signal } = (this.stopping = new AbortController());
      this.running = this.running.then(() => this.run(fence, signal));
    });
    this.lease.start();
  }
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.line.catch(() => undefined);
  }

  get standing() {
    return this.folding?.standing;
  }
  status() {
    const { stream, position, feedEpoch, feedSeq } = this.folding?.standing ?? {};
    return {
      isProjecting: this.folding !== undefined,
      stream,
      behind: this.behind,
      position,
      feed: { epoch: feedEpoch, seq: feedSeq, readers: this.live.size },
      ...this.folding?.counts,
    };
  }

  /** Alone with the tables; refuses while this process is not the projector. */
  exclusive<T>(work: (folding: Folding) => Promise<T>): Promise<T> {
    const turn = this.line.then(() => {
      if (!this.folding) throw new LeaseLost();
      return work(this.folding);
    });
    this.line = turn.catch(() => undefined);
    return turn;
  }

  /** The tables were exchanged; in the turn of whoever did it. */
  async exchanged(folding: Folding): Promise<void> {
    this.generation += 1;
    await this.reload(folding);
  }

  private async reload(folding: Folding): Promise<void> {
    const { rows } = await this.pool.query('select 1 from projector where feed_from is null');
    if (rows.length > 0) await this.pool.query('update projector set feed_from = $1', [this.clock.now()]);
    const { feedEpoch, feedSeq, stream } = await folding.load();
    await this.access.load();
    const merged = await this.pool.query<Division>('select code, successors from divisions where successors is not null');
    for (const row of merged.rows) this.successions.learn(row);
    this.trimmedAt = feedSeq;
    this.live.open(feedEpoch, feedSeq, await this.tail());
    this.watermarks.stand(stream);
  }

  async apply(folding: Folding, arrival: Arrival): Promise<void> {
    try {
      for (const { feed, steps } of await folding.apply(arrival)) {
        this.live.publish(feed.map(sendable));
        for (const step of steps) {
          if (step.kind === 'access') this.access.hear(step.after.state);
          else if (step.kind === 'division') this.successions.learn(step.after.state);
        }
      }
    } catch (error) {
      this.restarting.abort();
      throw error;
    }
    if (arrival.stream) this.watermarks.stand(arrival.stream);
    for (const gap of folding.gaps) void this.fill(gap);
    if (folding.standing.feedSeq - this.trimmedAt >= trimEvery) await this.trim(folding.standing.feedSeq);
  }

  /** Tries parked things again, in the order of their versions. */
  async replay(aggregateId?: string): Promise<{ replayed: number; left: number }> {
    const parked = `from parked_event where consumer = '${consumer}' and replayed_at is null and ($1::uuid is null or aggregate_id = $1)`;
    const { rows } = await this.pool.query<{ event: CloudEvent }>(`select event ${parked} order by aggregate_id, aggregate_version`, [
      aggregateId ?? null,
    ]);
    const byKey = new Map<string, CloudEvent[]>();
    for (const { event } of rows) if (event.sequence) byKey.set(keyOf(event), [...(byKey.get(keyOf(event)) ?? []), event]);
    for (const [key, events] of byKey) await this.exclusive((folding) => this.apply(folding, { events, retried: new Set([key]) }));
    const after = await this.pool.query<{ left: number }>(`select count(*)::int as left ${parked}`, [aggregateId ?? null]);
    const left = after.rows[0]!.left;
    return { replayed: rows.length - left, left };
  }

  private async run(fence: bigint, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const folding = new Folding(this.pool, { owner: this.lease.owner, fence }, true);
        await this.reload(folding);
        this.restarting = new AbortController();
        this.folding = folding;
        await this.follow(folding, AbortSignal.any([signal, this.restarting.signal]));
      } catch (error) {
        if (!(error instanceof LeaseLost)) log.warn({ err: error }, 'projector: begins again from its tables');
        await pause(500, signal);
      } finally {
        this.folding = undefined;
        this.live.close();
        this.watermarks.stand(undefined);
      }
    }
  }

  private async follow(folding: Folding, signal: AbortSignal): Promise<void> {
    const gaps = setInterval(() => folding.gaps.forEach((gap) => void this.fill(gap)), gapMs);
    try {
      while (!signal.aborted) {
        const { generation } = this;
        for await (const batch of new StreamReader({ bus: this.bus, log, batch: batchSize }).read(folding.standing.stream, signal)) {
          const stays = await this.exclusive(async () => {
            if (this.generation !== generation) return false;
            await this.apply(folding, {
              events: batch.events.map(({ event }) => event),
              stream: batch.position,
              unreadable: batch.unreadable,
            });
            this.behind = batch.behind;
            return true;
          });
          if (!stays) break;
        }
      }
    } finally {
      clearInterval(gaps);
    }
  }

  /** Asks the owner for what is missing of a thing, not more often than every few seconds. */
  private async fill({ key, from, event }: { key: string; from: number; event: CloudEvent }): Promise<void> {
    const now = Date.now();
    if (now - (this.asking.get(key) ?? 0) < gapMs || !this.bus.session) return;
    this.asking.set(key, now);
    const owner = event.source.split('/').at(-1)!;
    try {
      for (let fromVersion = from; ;) {
        const { events, hasMore } = await ask<EventsPage>(this.bus, owner, 'events.of', { aggregateId: event.subject, fromVersion });
        await this.exclusive((folding) => this.apply(folding, { events }));
        if (!hasMore || events.length === 0) break;
        fromVersion = Number(events.at(-1)!.sequence) + 1;
      }
      this.asking.delete(key);
    } catch (error) {
      log.warn({ err: error, key, owner }, 'projector: the owner could not be asked for what is missing');
    }
  }

  private async tail(): Promise<Sendable[]> {
    const { rows } = await this.pool.query<StoredRow>(`select ${feedColumns} from ${feedTables} order by f.seq desc limit 2000`);
    return rows.reverse().map(storedSendable);
  }

  private async trim(feedSeq: number): Promise<void> {
    this.trimmedAt = feedSeq;
    await trimFeed(this.pool, feedSeq - keptRows);
  }
}
