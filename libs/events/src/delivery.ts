/**
 * Sends events, one by one or in an atomic batch, and says of each what became of it: receipt written, or let go, which
 * leaves it to be found and sent again under the same id. "Stored" is believed only when the place is new, and "seen
 * before" only when the very event is found there, because the broker is known to go backwards.
 */
import type { Pool } from 'pg';
import type { Bus } from './bus.js';
import { attributesOf, eventIdOf, headersOf, type LoggedEvent, type Origin } from './cloud-event.js';
import type { Run } from './heads.js';
import type { Healer } from './heal.js';
import type { Lease } from './lease.js';
import type { Log } from './log.js';
import { publishBatch, publishOne, type Outgoing, type Published } from './publish.js';
import { Receipts, type Under } from './receipts.js';
import { STREAM, managerOf } from './stream.js';

export interface DeliveryOptions {
  readonly bus: Bus;
  readonly pool: Pool;
  readonly lease: Lease;
  readonly healer: Healer;
  readonly origin: Origin;
  readonly log: Log;
}

/** No room on the server: 10077 for the stream, 10023 for the account. */
const full = /^100(77|23) /;
const fullMs = 1_000;

export class Delivery {
  /** What was in a batch of which nobody knows what became, or that was refused as a whole. */
  private readonly singly = new Set<string>();
  /** The server remembers the id, but what it has there is something else: stored under another id. */
  private readonly forgotten = new Set<string>();
  private readonly receipts: Receipts;
  private highest = 0;
  private pausedUntil = 0;

  constructor(
    private readonly options: DeliveryOptions,
    written: (events: readonly LoggedEvent[]) => void,
    private readonly letGo: (events: readonly LoggedEvent[]) => void,
  ) {
    const { pool, lease, origin, log } = options;
    this.receipts = new Receipts({
      pool,
      lease,
      service: origin.service,
      log,
      written: (events) => {
        for (const { event_id } of events) {
          this.singly.delete(event_id);
          this.forgotten.delete(event_id);
        }
        written(events);
      },
      dropped: letGo,
    });
  }

  /** The server said that it is full, a moment ago. */
  get isPaused(): boolean {
    return Date.now() < this.pausedUntil;
  }
  get isBusy(): boolean {
    return this.receipts.isBusy;
  }
  giveUpOnError(): void {
    this.receipts.giveUpOnError();
  }
  mustGoAlone(run: Run): boolean {
    return run.some(({ event_id }) => this.singly.has(event_id) || this.forgotten.has(event_id));
  }

  /** After the broker was looked at: places up to the last receipt are taken. */
  async begin(epoch: number): Promise<void> {
    const { rows } = await this.options.pool.query<{ highest: string | null }>(
      'select max(stream_seq) as highest from publish_receipt where epoch = $1',
      [epoch],
    );
    this.highest = Number(rows[0]?.highest ?? 0);
  }

  async sendOne(event: LoggedEvent, under: Under): Promise<void> {
    const { bus, healer } = this.options;
    if (healer.epoch !== under.epoch) return this.letGo([event]);
    const floor = this.highest;
    const published = await publishOne(bus, this.outgoing(event, under.epoch));
    if (published.is === 'stored' && published.duplicate) await this.duplicate(event, under, published.seq);
    else if (published.is === 'stored') this.receive([event], under, published.seq, floor);
    else await this.failed(event, published);
  }

  async sendBatch(batch: readonly LoggedEvent[], under: Under): Promise<void> {
    const { bus, healer } = this.options;
    if (healer.epoch !== under.epoch) return this.letGo(batch);
    const floor = this.highest;
    const outgoing = batch.map((event) => this.outgoing(event, under.epoch));
    const published = await publishBatch(bus, outgoing);
    if (published.is === 'stored') return this.receive(batch, under, published.seq, floor);
    for (const { event_id } of batch) this.singly.add(event_id);
    if (full.test(published.reason)) this.pause(published.reason);
    this.letGo(batch);
  }

  private outgoing(event: LoggedEvent, epoch: number): Outgoing {
    const messageId = this.forgotten.has(event.event_id) ? `${event.event_id}:${epoch}` : event.event_id;
    return { subject: event.subject, headers: headersOf(attributesOf(event, this.options.origin), messageId), body: event.payload };
  }

  /** A place at or below one that was given before means that the stream went backwards without a word. */
  private receive(batch: readonly LoggedEvent[], under: Under, last: number, floor: number): void {
    const first = last - batch.length + 1;
    if (first <= floor) {
      this.options.log.error({ seq: first, floor, epoch: under.epoch }, 'relay: the stream gave out an old place: looking at it anew');
      this.options.healer.doubt();
      return this.letGo(batch);
    }
    this.highest = Math.max(this.highest, last);
    for (const [index, event] of batch.entries()) this.receipts.add({ event, ...under, seq: first + index });
    this.receipts.flush();
  }

  private async duplicate(event: LoggedEvent, under: Under, seq: number): Promise<void> {
    try {
      const manager = await managerOf(this.options.bus);
      const message = await manager.streams.getMessage(STREAM, { seq });
      if (message && eventIdOf(message.header) === event.event_id) {
        this.receipts.add({ event, ...under, seq });
        return this.receipts.flush();
      }
      this.forgotten.add(event.event_id);
      this.options.log.warn({ eventId: event.event_id, seq }, 'relay: the server remembers an event that it no longer has');
    } catch (error) {
      this.options.log.warn({ err: error }, 'relay: a repeated event could not be looked up');
    }
    this.letGo([event]);
  }

  private async failed(event: LoggedEvent, published: Exclude<Published, { is: 'stored' }>): Promise<void> {
    const { pool, bus, healer, log } = this.options;
    if (published.is === 'unknown') this.singly.add(event.event_id);
    if (/no responders/i.test(published.reason)) healer.doubt();
    if (full.test(published.reason)) this.pause(published.reason);
    try {
      if (published.is === 'refused') {
        log.error({ eventId: event.event_id, reason: published.reason }, 'relay: an event is refused for good and parked');
        await pool.query('update outbox_pending set parked_reason = $2 where event_id = $1', [event.event_id, published.reason]);
      } else if (bus.session && healer.epoch !== undefined) {
        await pool.query(
          `update outbox_pending set attempts = attempts + 1, next_at = clock_timestamp() + random() * least(30000, 250 * 2 ^ least(attempts, 10)) * interval '1 ms' where event_id = $1`,
          [event.event_id],
        );
      }
    } catch (error) {
      log.warn({ err: error }, 'relay: a failure could not be noted');
    }
    this.letGo([event]);
  }

  private pause(reason: string): void {
    if (!this.isPaused) this.options.log.error({ reason }, 'relay: the stream is full: events wait in the outbox');
    this.pausedUntil = Date.now() + fullMs;
  }
}
