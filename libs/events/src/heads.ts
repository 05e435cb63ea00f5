/**
 * What may be sent next: the lowest version that waits of each aggregate, unless that one is parked or its next attempt is
 * not due. It goes round the aggregates, so that a long queue of old ones keeps no new one waiting, nor are rows walked over
 * again that were removed and not yet vacuumed.
 */
import type { Pool } from 'pg';
import { loggedColumns, type LoggedEvent } from './cloud-event.js';

export interface Head extends LoggedEvent {
  readonly attempts: number;
}

const batchTo = 200;
const batchBytes = 4_000_000;
const beginning = '00000000-0000-0000-0000-000000000000';

const sql = `
  select h.attempts, e.* from (
    select event_id, attempts from (
      select distinct on (aggregate_id) event_id, attempts, next_at, parked_reason from outbox_pending
      where shard = $1 and aggregate_id > $3 order by aggregate_id, aggregate_version) first
    where parked_reason is null and (next_at is null or next_at <= now()) limit $2) h
  cross join lateral (select ${loggedColumns('l')} from event_log l where l.event_id = h.event_id limit 1) e`;

export class Heads {
  /** Last aggregate of the present round. */
  private cursor = beginning;

  constructor(
    private readonly pool: Pool,
    private readonly shard: number,
  ) {}

  async next(limit: number): Promise<Head[]> {
    const from = this.cursor;
    const { rows } = await this.pool.query<Head>({ name: 'relay-heads', text: sql, values: [this.shard, limit, from] });
    this.cursor =
      rows.length < limit ? beginning : rows.reduce((last, { aggregate_id }) => (aggregate_id > last ? aggregate_id : last), from);
    return rows.length === 0 && from !== beginning ? this.next(limit) : rows;
  }
}

/** Batches small enough for the server, in number and in bytes. */
export function* chunks(heads: readonly Head[]): Generator<Head[]> {
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
