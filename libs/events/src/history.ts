/**
 * What a service answers about its own events to whoever rebuilds a view. What the stream does not hold (trimmed, and no
 * marker pending) is a set to which nothing is ever added, so it can be paged by event id although ids are made by many;
 * everything else comes by the stream.
 */
import { problem } from '@anju/contracts/problems';
import type { CloudEvent } from '@anju/contracts/event';
import type { Pool } from 'pg';
import { cloudEventOf, loggedColumns, type LoggedEvent, type Origin } from './cloud-event.js';
import { answerBytes } from './questions.js';

export interface HistoryQuestion {
  readonly epoch: number;
  /** First sequence that the stream holds. */
  readonly firstSeq: number;
  /** Event id of the last one had, absent at the beginning. */
  readonly after?: string;
  readonly limit?: number;
}
export interface OfQuestion {
  readonly aggregateId: string;
  readonly fromVersion?: number;
  readonly limit?: number;
}
export interface EventsPage {
  readonly events: readonly CloudEvent[];
  /** More are to be asked for. */
  readonly hasMore: boolean;
}

export class History {
  constructor(
    private readonly pool: Pool,
    private readonly origin: Origin,
  ) {}

  /** Refuses with `unavailable` while this service is not in the epoch that is asked for: ask again in a moment. */
  async notOnStream({ epoch, firstSeq, after, limit = 1_000 }: HistoryQuestion): Promise<EventsPage> {
    const { rows: known } = await this.pool.query<{ epoch: string }>('select max(epoch) as epoch from stream_epoch');
    if (Number(known[0]?.epoch ?? 0) !== epoch) throw problem('unavailable', { detail: 'not in that epoch', retryAfterS: 2 });
    const most = Math.min(limit, 2_000);
    const { rows } = await this.pool.query<LoggedEvent>(
      `select ${loggedColumns('e')} from event_log e
       where ($3::uuid is null or e.event_id > $3)
         and not exists (select 1 from publish_receipt r where r.event_id = e.event_id and r.epoch = $1 and r.stream_seq >= $2)
         and not exists (select 1 from outbox_pending p where p.event_id = e.event_id)
       order by e.event_id limit $4`,
      [epoch, firstSeq, after ?? null, most],
    );
    return this.page(rows, most);
  }

  async of({ aggregateId, fromVersion = 1, limit = 1_000 }: OfQuestion): Promise<EventsPage> {
    const most = Math.min(limit, 2_000);
    const { rows } = await this.pool.query<LoggedEvent>(
      `select ${loggedColumns('e')} from event_log e
       where e.aggregate_id = $1 and e.aggregate_version >= $2
       order by e.aggregate_version limit $3`,
      [aggregateId, fromVersion, most],
    );
    return this.page(rows, most);
  }

  private page(rows: readonly LoggedEvent[], limit: number): EventsPage {
    const events: CloudEvent[] = [];
    let bytes = 0;
    for (const row of rows) {
      bytes += Buffer.byteLength(row.payload) + 700;
      if (events.length > 0 && bytes > answerBytes) return { events, hasMore: true };
      events.push(cloudEventOf(row, this.origin));
    }
    return { events, hasMore: rows.length === limit };
  }
}
