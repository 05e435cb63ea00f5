/**
 * Deadlines that act: one durable row per running clock, written in the transaction of the change that started it and
 * fired as an ordinary use case, which replaces it by the next one. Rows that fell due during an outage fire once each, in
 * the order of their priority and time, and one aggregate's strictly one after the other.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { Clock } from './clock.js';

export interface Timer {
  readonly id: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly division: string;
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly dueAt: string;
  /** Lower fires first among those that are due. */
  readonly priority: number;
}

export const timerRow = ({ id, aggregateType, aggregateId, division, kind, detail, dueAt, priority }: Timer) => ({
  id,
  aggregate_type: aggregateType,
  aggregate_id: aggregateId,
  division_code: division,
  kind,
  detail,
  due_at: dueAt,
  priority,
});
export const timerColumns = 'id, aggregate_type, aggregate_id, division_code, kind, detail, due_at, priority';

/** Makes the aggregate's timers exactly these; one that stays the same keeps its row. */
export async function setTimers(em: EntityManager, aggregateId: string, timers: readonly Timer[]): Promise<void> {
  const run = (sql: string, values: unknown[]) => em.getConnection().execute(sql, values, 'run', em.getTransactionContext());
  const rows = JSON.stringify(timers.map(timerRow));
  await run('delete from timers where aggregate_id = ? and id not in (select id from json_populate_recordset(null::timers, ?::json))', [
    aggregateId,
    rows,
  ]);
  if (timers.length === 0) return;
  await run(
    `insert into timers (${timerColumns}) select ${timerColumns} from json_populate_recordset(null::timers, ?::json) on conflict (id) do nothing`,
    [rows],
  );
}

export type Fire = (timer: Timer) => Promise<void>;

/** Polls what is due under the relay's lease; `fire` runs the use case, which removes or replaces the row. */
export class TimerPoll {
  private readonly handlers = new Map<string, Fire>();

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly failed: (error: unknown, timer: Timer) => void,
  ) {}

  on(aggregateType: string, fire: Fire): void {
    this.handlers.set(aggregateType, fire);
  }

  /** Fires what is due, at most one timer of an aggregate; answers how many. */
  async poll(limit = 200): Promise<number> {
    if (this.handlers.size === 0) return 0;
    const { rows } = await this.pool.query<Record<string, never>>(
      `select * from (
         select distinct on (aggregate_id) id, aggregate_type, aggregate_id, division_code, kind, detail, due_at, priority
         from (select * from timers where due_at <= $1 and attempts < 1000 order by priority, due_at limit $2) due
         order by aggregate_id, due_at, priority) first
       order by priority, due_at`,
      [this.clock.now(), limit],
    );
    const timers = rows.map((row) => ({
      id: row['id']!,
      aggregateType: row['aggregate_type']!,
      aggregateId: row['aggregate_id']!,
      division: row['division_code']!,
      kind: row['kind']!,
      detail: row['detail']!,
      dueAt: (row['due_at'] as unknown as Date).toISOString(),
      priority: row['priority']!,
    })) as Timer[];
    for (const timer of timers) {
      try {
        await this.handlers.get(timer.aggregateType)?.(timer);
      } catch (error) {
        await this.pool.query(`update timers set attempts = attempts + 1 where id = $1`, [timer.id]);
        this.failed(error, timer);
      }
    }
    return timers.length;
  }
}
