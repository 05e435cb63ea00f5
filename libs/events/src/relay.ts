/**
 * Brings committed events to the stream. It asks which markers are still there, never "what comes after the last one": a
 * transaction that commits late is then simply found later, where a cursor loses it. One event of an aggregate is under way
 * at a time, so order per aggregate holds while hundreds of aggregates move; receipt and removal of the marker are one
 * statement that works only under a valid fence. Whatever happens in between is repaired by sending again under the same id.
 */
import type { Pool } from 'pg';
import type { Bus } from './bus.js';
import { attributesOf, eventIdOf, headersOf, loggedColumns, type LoggedEvent, type Origin } from './cloud-event.js';
import { onEpoch } from './epoch.js';
import type { Healer } from './heal.js';
import { LeaseLost, type Lease } from './lease.js';
import type { Log } from './log.js';
import { publishBatch, publishOne, type Outgoing, type Published } from './publish.js';
import { pause } from './reader.js';
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

interface Head extends LoggedEvent {
  readonly attempts: number;
}
/** What was valid when an event was sent; its receipt counts under the same fence only. */
interface Under {
  readonly epoch: number;
  readonly fence: bigint;
}
interface Stored extends Under {
  readonly head: Head;
  readonly seq: number;
}

const mostInFlight = 500;
const mostSingles = 256;
const batchFrom = 20;
const batchTo = 200;
const batchBytes = 4_000_000;
const busyMs = 20;
const idleMs = 250;

const headsSql = `
  select h.attempts, e.* from (
    select event_id, attempts from (
      select distinct on (aggregate_id) event_id, attempts, next_at, parked_reason from outbox_pending
      where shard = $1 order by aggregate_id, aggregate_version) first
    where parked_reason is null and (next_at is null or next_at <= now()) limit $2) h
  cross join lateral (select ${loggedColumns('l')} from event_log l where l.event_id = h.event_id limit 1) e`;

const receiptSql = `
  with mine as (
    select 1 from relay_lease where service = $1 and shard = $2 and owner = $3 and fence = $4 and expires_at > clock_timestamp() for share
  ), removed as (
    delete from outbox_pending where exists (select 1 from mine) and event_id = any ($5::uuid[])
  ), kept as (
    insert into publish_receipt (event_id, stream, epoch, stream_seq)
    select r.event_id, '${STREAM}', r.epoch, r.seq from unnest($5::uuid[], $6::bigint[], $7::bigint[]) r (event_id, epoch, seq)
    where exists (select 1 from mine) on conflict do nothing
  ) select count(*)::int as mine from mine`;

export class Relay {
  private readonly inFlight = new Map<string, Head>();
  private stored: Stored[] = [];
  /** Removed while a select was running, which may still show them. */
  private settled = new Set<string>();
  /** What was in a batch of which nobody knows what became, or that was refused as a whole. */
  private readonly singly = new Set<string>();
  /** The server remembers the id, but what it has there is something else: stored under another id. */
  private readonly forgotten = new Set<string>();
  private highest = 0;
  private checkedAt = -Infinity;
  private pausedUntil = 0;
  private flushing: Promise<void> | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;
  private isAwake = false;
  private rouse: () => void = () => undefined;
  private readonly offs: (() => void)[] = [];

  constructor(private readonly options: RelayOptions) {}

  start(): void {
    this.offs.push(this.options.bus.onConnect(() => this.wake()));
    this.offs.push(
      onEpoch(this.options.bus, (epoch) => {
        if (epoch <= (this.options.healer.epoch ?? epoch)) return;
        this.options.healer.doubt();
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
    if (healer.epoch === undefined || performance.now() - this.checkedAt > checkMs) await this.check();
    const epoch = healer.epoch;
    if (epoch === undefined) return false;
    const under = { epoch, fence };
    const heads = await this.heads();
    if (heads.length === 0) return false;
    for (const head of heads) this.inFlight.set(head.aggregate_id, head);
    const isBatched = (this.options.replicas ?? 1) === 1 && heads.length >= batchFrom;
    const batched = isBatched ? heads.filter(({ event_id }) => !this.singly.has(event_id) && !this.forgotten.has(event_id)) : [];
    const single = heads.filter((head) => !batched.includes(head)).slice(0, mostSingles);
    for (const left of heads.filter((head) => !batched.includes(head) && !single.includes(head))) this.release(left);
    for (const head of single) void this.sendOne(head, under);
    for (const chunk of chunks(batched)) await this.sendBatch(chunk, under);
    return true;
  }

  private async check(): Promise<void> {
    const { healer, pool } = this.options;
    await this.settle();
    healer.doubt();
    await healer.check();
    const { rows } = await pool.query<{ highest: string | null }>('select max(stream_seq) as highest from publish_receipt where epoch = $1', [healer.epoch ?? 0]);
    this.highest = Number(rows[0]?.highest ?? 0);
    this.checkedAt = performance.now();
  }

  private async heads(): Promise<Head[]> {
    const room = mostInFlight - this.inFlight.size;
    if (room <= 0) return [];
    this.settled = new Set();
    const { rows } = await this.options.pool.query<Head>({ name: 'relay-heads', text: headsSql, values: [this.options.lease.shard, mostInFlight + this.inFlight.size] });
    return rows.filter((head) => !this.inFlight.has(head.aggregate_id) && !this.settled.has(head.event_id)).slice(0, room);
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
    for (const [index, head] of batch.entries()) this.stored.push({ head, ...under, seq: first + index });
    this.flush();
  }

  /** "Seen before" counts only when the very event is found at that place. */
  private async duplicate(head: Head, under: Under, seq: number): Promise<void> {
    try {
      const manager = await managerOf(this.options.bus);
      const message = await manager.streams.getMessage(STREAM, { seq });
      if (message && eventIdOf(message.header) === head.event_id) {
        this.stored.push({ head, ...under, seq });
        return this.flush();
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
    this.inFlight.delete(aggregate_id);
  }

  private flush(): void {
    if (this.flushing || this.stored.length === 0) return;
    this.flushing = this.receipts().finally(() => {
      this.flushing = undefined;
      this.flush();
    });
  }

  private async receipts(): Promise<void> {
    const { pool, lease, log, origin } = this.options;
    const taken = this.stored.splice(0, 1_000);
    const fence = taken[0]!.fence;
    const others = taken.filter((stored) => stored.fence !== fence);
    others.forEach(({ head }) => this.release(head));
    const mine = taken.filter((stored) => stored.fence === fence);
    try {
      const { rows } = await pool.query<{ mine: number }>({
        name: 'relay-receipts',
        text: receiptSql,
        values: [origin.service, lease.shard, lease.owner, fence, mine.map(({ head }) => head.event_id), mine.map(({ epoch }) => epoch), mine.map(({ seq }) => seq)],
      });
      if (rows[0]!.mine === 0) log.warn({ events: mine.length }, 'relay: another process holds the lease; its receipts count');
      for (const { head } of mine) {
        this.settled.add(head.event_id);
        this.singly.delete(head.event_id);
        this.forgotten.delete(head.event_id);
        this.release(head);
      }
      this.wake();
    } catch (error) {
      // The markers stay, so nothing is lost: it is written again, or sent again by whoever comes next.
      log.warn({ err: error }, 'relay: receipts could not be written');
      await pause(250);
      if (this.stopped) mine.forEach(({ head }) => this.release(head));
      else this.stored.unshift(...mine);
    }
  }

  /** Until nothing is under way and every receipt is written. */
  private async settle(): Promise<void> {
    const deadline = Date.now() + 15_000;
    while ((this.inFlight.size > 0 || this.flushing) && Date.now() < deadline) await pause(5);
    if (this.inFlight.size > 0) throw new Error(`${this.inFlight.size} events are still under way`);
  }
}

function* chunks(heads: readonly Head[]): Generator<Head[]> {
  let chunk: Head[] = [];
  let bytes = 0;
  for (const head of heads) {
    const size = Buffer.byteLength(head.payload);
    if (chunk.length > 0 && (chunk.length === batchTo || bytes + size > batchBytes)) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(head);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
