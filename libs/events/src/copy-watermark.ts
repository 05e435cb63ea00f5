/**
 * How far this service's copies have followed another one. The other's watermark says up to where its events are on the
 * stream; it counts here only once everything up to that place was applied, and not while an event is parked, for then
 * something may be missing. Unknown counts as old: a copy that cannot say "I have everything" must not say "there is none".
 */
import type { Pool } from 'pg';
import type { Bus } from './bus.js';
import type { Log } from './log.js';
import { STREAM, managerOf } from './stream.js';
import { watermarkSubject, type Watermark } from './watermark.js';

export interface CopyWatermarkOptions {
  readonly bus: Bus;
  readonly pool: Pool;
  /** Durable consumer that feeds the copies. */
  readonly durable: string;
  readonly log: Log;
}

export class CopyWatermark {
  private readonly fences = new Map<string, number>();
  private readonly candidates = new Map<string, Watermark>();
  private readonly counted = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private off: () => void = () => undefined;
  private unsubscribe: () => void = () => undefined;

  constructor(private readonly options: CopyWatermarkOptions) {}

  /** The moment up to which the copy has everything of a service, undefined while that is not known. */
  asOf(service: string): string | undefined {
    return this.counted.get(service);
  }
  isOlderThan(service: string, ms: number): boolean {
    const at = this.asOf(service);
    return at === undefined || Date.now() - Date.parse(at) > ms;
  }

  start(everyMs = 1_000): void {
    const { bus, log } = this.options;
    let isSubscribed = false;
    this.off = bus.onConnect(() => {
      if (isSubscribed) return;
      isSubscribed = true;
      const callback = (error: Error | null, message: { subject: string; json<T>(): T }) => {
        if (!error) this.hear(message.subject.split('.')[2]!, message.json<Watermark>());
      };
      const subscription = bus.connection.subscribe(watermarkSubject('*', '*'), { callback: callback as never });
      this.unsubscribe = () => subscription.unsubscribe();
    });
    const tick = async () => {
      await this.count().catch((error: unknown) => log.warn({ err: error }, 'copies: their watermark could not be told'));
      this.timer = setTimeout(() => void tick(), everyMs);
    };
    void tick();
  }
  stop(): void {
    clearTimeout(this.timer);
    this.off();
    this.unsubscribe();
  }

  private hear(service: string, watermark: Watermark): void {
    if (watermark.fence < (this.fences.get(service) ?? 0)) return;
    this.fences.set(service, watermark.fence);
    // The oldest that waits is kept: under steady load a newer one would never come to count.
    if (!this.candidates.has(service)) this.candidates.set(service, watermark);
  }

  private async count(): Promise<void> {
    const { bus, pool, durable } = this.options;
    if (this.candidates.size === 0 || !bus.session) return;
    const manager = await managerOf(bus);
    const waiting = [...this.candidates];
    const info = await manager.consumers.info(STREAM, durable);
    const isDone = info.num_pending === 0 && info.num_ack_pending === 0;
    const { rowCount } = await pool.query('select 1 from parked_event where consumer = $1 and replayed_at is null limit 1', [durable]);
    if (rowCount) return;
    for (const [service, watermark] of waiting) {
      const isThisEpoch = info.config.metadata?.['anju_epoch'] === String(watermark.epoch);
      if (isThisEpoch && (isDone || info.ack_floor.stream_seq >= watermark.seq)) this.counted.set(service, watermark.at);
      else if (isThisEpoch) continue;
      this.candidates.delete(service);
    }
  }
}
