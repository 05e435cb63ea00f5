/**
 * What may be sent next: of each aggregate the lowest versions that wait, in order, up to the first that is parked or not
 * due. A run of one aggregate travels in one atomic batch, so that a reader never stands for long in the middle of a loaded
 * life. It goes round the aggregates, so that a long queue of old ones keeps no new one waiting, nor are rows walked over
 * again that were removed and not yet vacuumed.
 */
import type { Pool } from 'pg';
import { loggedColumns, type LoggedEvent } from './cloud-event.js';

/** Consecutive events of one aggregate, never empty. */
export type Run = readonly [LoggedEvent, ...LoggedEvent[]];
/** A row of the log that waits, and whether it may be sent now. */
type Head = LoggedEvent & { readonly is_due: boolean };

/** Events in an atomic batch. */
export const batchTo = 200;
const batchBytes = 4_000_000;
const beginning = '00000000-0000-0000-0000-000000000000';

const sql = `
  select p.is_due, e.* from (
    select event_id, parked_reason is null and (next_at is null or next_at <= now()) as is_due from outbox_pending
    where shard = $1 and aggregate_id > $3 order by aggregate_id, aggregate_version limit $2) p
  cross join lateral (select ${loggedColumns('l')} from event_log l where l.event_id = p.event_id limit 1) e
  order by e.aggregate_id, e.aggregate_version`;

export class Heads {
  /** Last aggregate of the present round. */
  private cursor = beginning;

  constructor(
    private readonly pool: Pool,
    private readonly shard: number,
  ) {}

  async next(limit: number): Promise<Run[]> {
    const from = this.cursor;
    const { rows } = await this.pool.query<Head>({ name: 'relay-heads', text: sql, values: [this.shard, limit, from] });
    this.cursor = rows.length < limit ? beginning : rows.at(-1)!.aggregate_id;
    if (rows.length === 0) return from === beginning ? [] : this.next(limit);
    const runs = new Map<string, Head[]>();
    for (const row of rows) runs.set(row.aggregate_id, [...(runs.get(row.aggregate_id) ?? []), row]);
    return [...runs.values()].map(dueRun).filter((run): run is [Head, ...Head[]] => run.length > 0);
  }
}

const dueRun = (rows: readonly Head[]): Head[] => {
  const end = rows.findIndex(({ is_due }) => !is_due);
  return rows.slice(0, end < 0 ? batchTo : Math.min(end, batchTo));
};

/** Batches small enough for the server, in number and in bytes; a run is never divided between two. */
export function* chunks(runs: readonly Run[]): Generator<LoggedEvent[]> {
  let chunk: LoggedEvent[] = [];
  let bytes = 0;
  for (const run of runs) {
    const size = run.reduce((sum, { payload }) => sum + Buffer.byteLength(payload), 0);
    if (chunk.length > 0 && (chunk.length + run.length > batchTo || bytes + size > batchBytes)) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(...run);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
