/**
 * "Everything committed up to this moment is on the stream up to this place", once a second and also when nothing happens.
 * A screen's age of data is made of it, so it must not come from a process that lost its lease or has not looked at the
 * broker since the connection was made: then there is silence, and silence makes every screen say that it is stale.
 */
import type { Pool } from 'pg';
import type { Bus } from './bus.js';
import type { Healer } from './heal.js';
import type { Lease } from './lease.js';
import type { Log } from './log.js';

export interface Watermark {
  /** RFC 3339, by the clock of the database. */
  readonly at: string;
  readonly epoch: number;
  /** The last receipt; 0 before the first. */
  readonly seq: number;
  /** A lower one is ignored. */
  readonly fence: number;
}

export const watermarkSubject = (service: string, shard: number | string = 0): string => `ctl.watermark.${service}.${shard}`;

export interface WatermarkOptions {
  readonly bus: Bus;
  readonly pool: Pool;
  readonly lease: Lease;
  readonly healer: Healer;
  readonly service: string;
  readonly log: Log;
}

/** One statement, so that moment and place are of one snapshot. */
const sql = `
  select coalesce((select min(enqueued_at) from outbox_pending where shard = $2), now()) as at,
         coalesce((select max(stream_seq) from publish_receipt where epoch = $5), 0) as seq
  from relay_lease where service = $1 and shard = $2 and owner = $3 and fence = $4 and expires_at > clock_timestamp()`;

export class WatermarkPublisher {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly options: WatermarkOptions) {}

  start(everyMs = 1_000): void {
    const tick = () => {
      this.round = this.publish()
        .catch((error: unknown) => this.options.log.warn({ err: error }, 'watermark: not published'))
        .then(() => {
          if (!this.stopped) this.timer = setTimeout(tick, everyMs);
        });
    };
    tick();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private async publish(): Promise<void> {
    const { bus, pool, lease, healer, service } = this.options;
    const [fence, epoch] = [lease.fence, healer.epoch];
    if (fence === undefined || epoch === undefined) return;
    const { rows } = await pool.query<{ at: Date; seq: string }>({
      name: 'watermark',
      text: sql,
      values: [service, lease.shard, lease.owner, fence, epoch],
    });
    const row = rows[0];
    if (!row || healer.epoch !== epoch) return;
    const watermark: Watermark = { at: row.at.toISOString(), epoch, seq: Number(row.seq), fence: Number(fence) };
    bus.connection.publish(watermarkSubject(service, lease.shard), JSON.stringify(watermark));
  }
}
