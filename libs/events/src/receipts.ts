/**
 * Writes down where an event was stored and takes its marker away, in one statement that works only while the fence under
 * which the event was sent is still ours. A process that was stopped and goes on can so publish once more, which is
 * harmless, and cannot remove what its successor has queued again.
 */
import type { Pool } from 'pg';
import type { LoggedEvent } from './cloud-event.js';
import type { Lease } from './lease.js';
import type { Log } from './log.js';
import { pause } from './reader.js';
import { STREAM } from './stream.js';

/** What was valid when an event was sent. */
export interface Under {
  readonly epoch: number;
  readonly fence: bigint;
}
export interface Stored extends Under {
  readonly event: LoggedEvent;
  readonly seq: number;
}

export interface ReceiptsOptions {
  readonly pool: Pool;
  readonly lease: Lease;
  readonly service: string;
  readonly log: Log;
  readonly written: (events: readonly LoggedEvent[]) => void;
  /** Neither written nor to be written: the markers stay, or are somebody else's. */
  readonly dropped: (events: readonly LoggedEvent[]) => void;
}

const most = 1_000;
const sql = `
  with mine as (
    select 1 from relay_lease where service = $1 and shard = $2 and owner = $3 and fence = $4 and expires_at > clock_timestamp() for share
  ), removed as (
    delete from outbox_pending where exists (select 1 from mine) and event_id = any ($5::uuid[])
  ), kept as (
    insert into publish_receipt (event_id, stream, epoch, stream_seq)
    select r.event_id, '${STREAM}', r.epoch, r.seq from unnest($5::uuid[], $6::bigint[], $7::bigint[]) r (event_id, epoch, seq)
    where exists (select 1 from mine) on conflict do nothing
  ) select count(*)::int as mine from mine`;

export class Receipts {
  private waiting: Stored[] = [];
  private writing: Promise<void> | undefined;
  private isGivingUp = false;

  constructor(private readonly options: ReceiptsOptions) {}

  get isBusy(): boolean {
    return this.writing !== undefined || this.waiting.length > 0;
  }
  add(stored: Stored): void {
    this.waiting.push(stored);
  }
  /** What comes while one statement is under way goes with the next. */
  flush(): void {
    if (this.writing || this.waiting.length === 0) return;
    this.writing = this.write().finally(() => {
      this.writing = undefined;
      this.flush();
    });
  }
  /** From now on a database that does not answer is not waited for. */
  giveUpOnError(): void {
    this.isGivingUp = true;
  }

  private async write(): Promise<void> {
    const { pool, lease, service, log, written, dropped } = this.options;
    const taken = this.waiting.splice(0, most);
    const fence = taken[0]!.fence;
    const mine = taken.filter((stored) => stored.fence === fence);
    const others = taken.filter((stored) => stored.fence !== fence);
    const events = mine.map(({ event }) => event);
    if (others.length > 0) dropped(others.map(({ event }) => event));
    try {
      const { rows } = await pool.query<{ mine: number }>({
        name: 'relay-receipts',
        text: sql,
        values: [
          service,
          lease.shard,
          lease.owner,
          fence,
          events.map(({ event_id }) => event_id),
          mine.map(({ epoch }) => epoch),
          mine.map(({ seq }) => seq),
        ],
      });
      if (rows[0]!.mine > 0) return written(events);
      log.warn({ events: events.length }, 'relay: another process holds the lease; its receipts count');
      dropped(events);
    } catch (error) {
      // The markers stay, so nothing is lost: it is written again, or sent again by whoever comes next.
      log.warn({ err: error }, 'relay: receipts could not be written');
      await pause(250);
      if (this.isGivingUp) dropped(events);
      else this.waiting.unshift(...mine);
    }
  }
}
