/**
 * Brings committed events to the stream: out of memory what this process has just committed, and by asking which markers
 * are still there what nobody handed over. It never asks "what comes after the last one": a transaction that commits late
 * is then simply found later, where a cursor loses it. Of an aggregate one event is under way at a time, or one run in one
 * atomic batch, so order per aggregate holds while hundreds of aggregates move; receipt and removal of the marker are one
 * statement that works only under a valid fence. Whatever happens in between is repaired by sending again under the same id.
 */
import type { LoggedEvent } from './cloud-event.js';
import { Committed, type Bounds } from './committed.js';
import { Delivery, type DeliveryOptions } from './delivery.js';
import { onEpoch } from './epoch.js';
import { chunks, Heads, type Run } from './heads.js';
import { LeaseLost } from './lease.js';
import { pause } from './reader.js';

export interface RelayOptions extends DeliveryOptions {
  /** Batches pay on one replica; several group their syncs by themselves. */
  readonly replicas?: number | undefined;
  readonly checkMs?: number;
  /** How much may wait in memory. */
  readonly held?: Bounds | undefined;
}

const mostInFlight = 500;
const mostSingles = 256;
const batchFrom = 20;
const busyMs = 20;
const idleMs = 250;
/** How often the markers are scanned when all that is known was sent; shorter than the sleep, so that every waking finds it due. */
const scanMs = 200;

export class Relay {
  /** How many events of an aggregate are under way. */
  private readonly inFlight = new Map<string, number>();
  /** Removed while a scan was running, which may still show them. */
  private settled = new Set<string>();
  private readonly committed: Committed;
  private readonly heads: Heads;
  private readonly delivery: Delivery;
  /** There are markers that nobody handed over, or that have to be sent again. */
  private isBehind = true;
  private scannedAt = -Infinity;
  /** The highest epoch that anybody told of since the last look. */
  private announced = 0;
  private checkedAt = -Infinity;
  private epoch: number | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;
  private isAwake = false;
  private rouse: () => void = () => undefined;
  private readonly offs: (() => void)[] = [];

  constructor(private readonly options: RelayOptions) {
    this.committed = new Committed(options.held);
    this.heads = new Heads(options.pool, options.lease.shard);
    this.delivery = new Delivery(
      options,
      (events) => this.written(events),
      (events) => this.letGo(events),
    );
  }

  start(): void {
    const { bus, lease, healer } = this.options;
    this.offs.push(bus.onConnect(() => this.wake()));
    this.offs.push(
      onEpoch(bus, (epoch) => {
        this.announced = Math.max(this.announced, epoch);
        this.wake();
      }),
    );
    lease.onChange(() => {
      // Whoever held it meanwhile has relayed, and may have healed the stream into another epoch.
      healer.doubt();
      this.startOver();
    });
    this.running = this.run();
  }

  /** Committed by this process; without the lease it is for whoever has it. */
  take(events: readonly LoggedEvent[]): void {
    if (this.options.lease.fence === undefined) return;
    for (const event of events) if (!this.committed.add(event)) this.isBehind = true;
    this.rise();
  }

  /** Something waits that nobody handed over. */
  wake(): void {
    this.isBehind = true;
    this.rise();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const off of this.offs) off();
    this.rise();
    await this.running;
    this.delivery.giveUpOnError();
    await this.settle();
  }

  private rise(): void {
    this.isAwake = true;
    this.rouse();
  }

  private startOver(): void {
    this.committed.clear();
    this.wake();
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
    if (fence === undefined || !bus.session || this.delivery.isPaused) return false;
    if (healer.epoch === undefined || this.announced > healer.epoch || performance.now() - this.checkedAt > checkMs) await this.check();
    const epoch = healer.epoch;
    if (epoch === undefined) return false;
    const runs = await this.runs();
    if (runs.length === 0) return false;
    const under = { epoch, fence };
    const isBatched = (this.options.replicas ?? 1) === 1 && runs.reduce((sum, run) => sum + run.length, 0) >= batchFrom;
    const batched = isBatched ? runs.filter((run) => !this.delivery.mustGoAlone(run)) : [];
    const single = runs.filter((run) => !batched.includes(run)).slice(0, mostSingles);
    for (const run of batched) this.inFlight.set(run[0].aggregate_id, run.length);
    for (const [event] of single) this.inFlight.set(event.aggregate_id, 1);
    for (const [event] of single) void this.delivery.sendOne(event, under);
    for (const chunk of chunks(batched)) await this.delivery.sendBatch(chunk, under);
    return true;
  }

  private async check(): Promise<void> {
    const { healer } = this.options;
    await this.settle();
    this.announced = 0;
    // One that breaks off half-way is done again, before anything is sent from memory of another epoch.
    this.checkedAt = -Infinity;
    healer.doubt();
    await healer.check();
    await this.delivery.begin(healer.epoch ?? 0);
    if (healer.epoch !== this.epoch) this.startOver();
    this.epoch = healer.epoch;
    this.checkedAt = performance.now();
  }

  /** What may be sent now, of each aggregate the next events; what has just been committed waits for nothing older. */
  private async runs(): Promise<Run[]> {
    const room = mostInFlight - this.inFlight.size;
    if (room <= 0) return [];
    const fresh = this.committed.runs((aggregate) => this.inFlight.has(aggregate), room);
    if (!this.isBehind && performance.now() - this.scannedAt < scanMs) return fresh;
    return [...fresh, ...(await this.scan())].slice(0, room);
  }

  private async scan(): Promise<Run[]> {
    this.settled = new Set();
    this.isBehind = false;
    const found = await this.heads.next(mostInFlight + this.inFlight.size);
    this.scannedAt = performance.now();
    const isKnown = (event: LoggedEvent): boolean => this.settled.has(event.event_id) || this.committed.has(event);
    // Whatever was not known may be the beginning of more.
    if (found.some((run) => !run.every(isKnown))) this.isBehind = true;
    return found.filter(([event]) => !this.inFlight.has(event.aggregate_id) && !isKnown(event));
  }

  private written(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      this.settled.add(event.event_id);
      this.committed.wrote(event);
      this.release(event);
    }
    this.rise();
  }

  /** The scan finds it again, when it is due. */
  private letGo(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      this.committed.leave(event.aggregate_id);
      this.release(event);
    }
    this.wake();
  }

  private release({ aggregate_id }: LoggedEvent): void {
    const left = (this.inFlight.get(aggregate_id) ?? 1) - 1;
    if (left > 0) this.inFlight.set(aggregate_id, left);
    else this.inFlight.delete(aggregate_id);
  }

  /** Until nothing is under way and every receipt is written. */
  private async settle(): Promise<void> {
    const deadline = Date.now() + 15_000;
    while ((this.inFlight.size > 0 || this.delivery.isBusy) && Date.now() < deadline) await pause(5);
    if (this.inFlight.size > 0) throw new Error(`${this.inFlight.size} events are still under way`);
  }
}
