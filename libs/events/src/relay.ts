/**
 * Brings committed events to the stream. It asks which markers are still there, never "what comes after the last one": a
 * transaction that commits late is then simply found later, where a cursor loses it. Of an aggregate one event is under way
 * at a time, or one run in one atomic batch, so order per aggregate holds while hundreds of aggregates move; receipt and
 * removal of the marker are one statement that works only under a valid fence. Whatever happens in between is repaired by
 * sending again under the same id.
 */
import type { Pool } from 'pg';
import type { Bus } from './bus.js';
import { attributesOf, eventIdOf, headersOf, type Origin } from './cloud-event.js';
import { onEpoch } from './epoch.js';
import { chunks, Heads, type Head, type Run } from './heads.js';
import type { Healer } from './heal.js';
import { LeaseLost, type Lease } from './lease.js';
import type { Log } from './log.js';
import { publishBatch, publishOne, type Outgoing, type Published } from './publish.js';
import { pause } from './reader.js';
import { Receipts, type Under } from './receipts.js';
import { STREAM, managerOf } from './stream.js';

export interface RelayOptions {
  readonly bus: Bus;
  readonly pool: Pool;
  readonly lease: Lease;
  readonly healer: Healer;
  readonly origin: Origin;
  readonly log: Log;
  /** Batches pay on one replica; several group their syncs by themselves. */
  readonly replicas?: number | undefined;
  readonly checkMs?: number;
}

const mostInFlight = 500;
const mostSingles = 256;
const batchFrom = 20;
const busyMs = 20;
const idleMs = 250;

export class Relay {
  /** How many events of an aggregate are under way. */
  private readonly inFlight = new Map<string, number>();
  /** Removed while a select was running, which may still show them. */
  private settled = new Set<string>();
  /** What was in a batch of which nobody knows what became, or that was refused as a whole. */
  private readonly singly = new Set<string>();
  /** The server remembers the id, but what it has there is something else: stored under another id. */
  private readonly forgotten = new Set<string>();
  private highest = 0;
  /** The highest epoch that anybody told of since the last look. */
  private announced = 0;
  private checkedAt = -Infinity;
  private pausedUntil = 0;
  private running: Promise<void> | undefined;
  private stopped = false;
  private isAwake = false;
  private rouse: () => void = () => undefined;
  private readonly offs: (() => void)[] = [];
  private readonly queue: Heads;
  private readonly receipts: Receipts<Head>;

  constructor(private readonly options: RelayOptions) {
    const { pool, lease, origin, log } = options;
    this.queue = new Heads(pool, lease.shard);
    this.receipts = new Receipts<Head>({
      pool,
      lease,
      service: origin.service,
      log,
      written: (heads) => {
        for (const head of heads) {
          this.settled.add(head.event_id);
          this.singly.delete(head.event_id);
          this.forgotten.delete(head.event_id);
          this.release(head);
        }
        this.wake();
      },
      dropped: (heads) => heads.forEach((head) => this.release(head)),
    });
  }

  start(): void {
    this.offs.push(this.options.bus.onConnect(() => this.wake()));
    this.offs.push(
      onEpoch(this.options.bus, (epoch) => {
        this.announced = Math.max(this.announced, epoch);
        this.wake();
      }),
    );
    this.options.lease.onChange(() => {
      // Whoever held it meanwhile may have healed the stream into another epoch.
      this.options.healer.doubt();
      this.wake();
    });
    this.running = this.run();
  }

  /** Something was committed. */
  wake(): void {
    this.isAwake = true;
    this.rouse();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const off of this.offs) off();
    this.wake();
    await this.running;
    this.receipts.giveUpOnError();
    await this.settle();
  }

  private async run(): Promise<void> {
    let wait = busyMs;
    while (!this.stopped) {
      this.isAwake = false;
      try {
        const hasWorked = await this.round();
        wait = hasWorked || this.inFlight.size > 0 ? busyMs : Math.min(idleMs, wait * 2);
      } catch (error) {
        if (!(error instanceof LeaseLost)) this.options.log.warn({ err: error }, 'relay: waits and tries again');
        wait = idleMs;
      }
      if (!this.isAwake && !this.stopped) await this.sleep(wait);
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async round(): Promise<boolean> {
    const { bus, lease, healer, checkMs = 60_000 } = this.options;
    const fence = lease.fence;
    if (fence === undefined || !bus.session || Date.now() < this.pausedUntil) return false;
    if (healer.epoch === undefined || this.announced > healer.epoch || performance.now() - this.checkedAt > checkMs) await this.check();
    const epoch = healer.epoch;
    if (epoch === undefined) return false;
    const under = { epoch, fence };
    const runs = await this.runs();
    if (runs.length === 0) return false;
    const isBatched = (this.options.replicas ?? 1) === 1 && runs.reduce((sum, run) => sum + run.length, 0) >= batchFrom;
    const batched = isBatched
      ? runs.filter((run) => !run.some(({ event_id }) => this.singly.has(event_id) || this.forgotten.has(event_id)))
      : [];
    const single = runs.filter((run) => !batched.includes(run)).slice(0, mostSingles);
    for (const run of batched) this.inFlight.set(run[0].aggregate_id, run.length);
    for (const [head] of single) this.inFlight.set(head.aggregate_id, 1);
    for (const [head] of single) void this.sendOne(head, under);
    for (const chunk of chunks(batched)) await this.sendBatch(chunk, under);
    return true;
  }

  private async check(): Promise<void> {
    const { healer, pool } = this.options;
    await this.settle();
    this.announced = 0;
    healer.doubt();
    await healer.check();
    const { rows } = await pool.query<{ highest: string | null }>(
      'select max(stream_seq) as highest from publish_receipt where epoch = $1',
      [healer.epoch ?? 0],
    );
    this.highest = Number(rows[0]?.highest ?? 0);
    this.checkedAt = performance.now();
  }

  private async runs(): Promise<Run[]> {
    const room = mostInFlight - this.inFlight.size;
    if (room <= 0) return [];
    this.settled = new Set();
    const runs = await this.queue.next(mostInFlight + this.inFlight.size);
    return runs.filter(([head]) => !this.inFlight.has(head.aggregate_id) && !this.settled.has(head.event_id)).slice(0, room);
  }

  private outgoing(head: Head, epoch: number): Outgoing {
    const messageId = this.forgotten.has(head.event_id) ? `${head.event_id}:${epoch}` : head.event_id;
    return { subject: head.subject, headers: headersOf(attributesOf(head, this.options.origin), messageId), body: head.payload };
  }

  private async sendOne(head: Head, under: Under): Promise<void> {
    const { bus, healer } = this.options;
    if (healer.epoch !== under.epoch) return this.release(head);
    const floor = this.highest;
    const published = await publishOne(bus, this.outgoing(head, under.epoch));
    if (published.is === 'stored' && published.duplicate) await this.duplicate(head, under, published.seq);
    else if (published.is === 'stored') this.receive([head], under, published.seq, floor);
    else await this.failed(head, published);
  }

  private async sendBatch(batch: readonly Head[], under: Under): Promise<void> {
    const { bus, healer } = this.options;
    if (healer.epoch !== under.epoch) return batch.forEach((head) => this.release(head));
    const floor = this.highest;
    const published = await publishBatch(
      bus,
      batch.map((head) => this.outgoing(head, under.epoch)),
    );
    if (published.is === 'stored') return this.receive(batch, under, published.seq, floor);
    for (const head of batch) {
      this.singly.add(head.event_id);
      this.release(head);
    }
    if (/^100(77|23) /.test(published.reason)) this.isFull(published.reason);
    this.wake();
  }

  /** A place at or below one that was given before means that the stream went backwards without a word. */
  private receive(batch: readonly Head[], under: Under, last: number, floor: number): void {
    const first = last - batch.length + 1;
    if (first <= floor) {
      this.options.log.error({ seq: first, floor, epoch: under.epoch }, 'relay: the stream gave out an old place: looking at it anew');
      this.options.healer.doubt();
      batch.forEach((head) => this.release(head));
      return this.wake();
    }
    this.highest = Math.max(this.highest, last);
    for (const [index, head] of batch.entries()) this.receipts.add({ head, ...under, seq: first + index });
    this.receipts.flush();
  }

  /** "Seen before" counts only when the very event is found at that place. */
  private async duplicate(head: Head, under: Under, seq: number): Promise<void> {
    try {
      const manager = await managerOf(this.options.bus);
      const message = await manager.streams.getMessage(STREAM, { seq });
      if (message && eventIdOf(message.header) === head.event_id) {
        this.receipts.add({ head, ...under, seq });
        return this.receipts.flush();
      }
      this.forgotten.add(head.event_id);
      this.options.log.warn({ eventId: head.event_id, seq }, 'relay: the server remembers an event that it no longer has');
    } catch (error) {
      this.options.log.warn({ err: error }, 'relay: a repeated event could not be looked up');
    }
    this.release(head);
    this.wake();
  }

  private async failed(head: Head, published: Exclude<Published, { is: 'stored' }>): Promise<void> {
    const { pool, bus, healer, log } = this.options;
    if (published.is === 'unknown') this.singly.add(head.event_id);
    if (/no responders/i.test(published.reason)) healer.doubt();
    if (/^100(77|23) /.test(published.reason)) this.isFull(published.reason);
    try {
      if (published.is === 'refused') {
        log.error({ eventId: head.event_id, reason: published.reason }, 'relay: an event is refused for good and parked');
        await pool.query('update outbox_pending set parked_reason = $2 where event_id = $1', [head.event_id, published.reason]);
      } else if (bus.session && healer.epoch !== undefined) {
        await pool.query(
          `update outbox_pending set attempts = attempts + 1, next_at = clock_timestamp() + random() * least(30000, 250 * 2 ^ least(attempts, 10)) * interval '1 ms' where event_id = $1`,
          [head.event_id],
        );
      }
    } catch (error) {
      log.warn({ err: error }, 'relay: a failure could not be noted');
    }
    this.release(head);
  }

  private isFull(reason: string): void {
    if (Date.now() > this.pausedUntil) this.options.log.error({ reason }, 'relay: the stream is full: events wait in the outbox');
    this.pausedUntil = Date.now() + 1_000;
  }

  private release({ aggregate_id }: Head): void {
    const left = (this.inFlight.get(aggregate_id) ?? 1) - 1;
    if (left > 0) this.inFlight.set(aggregate_id, left);
    else this.inFlight.delete(aggregate_id);
  }

  /** Until nothing is under way and every receipt is written. */
  private async settle(): Promise<void> {
    const deadline = Date.now() + 15_000;
    while ((this.inFlight.size > 0 || this.receipts.isBusy) && Date.now() < deadline) await pause(5);
    if (this.inFlight.size > 0) throw new Error(`${this.inFlight.size} events are still under way`);
  }
}
