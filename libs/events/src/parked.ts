/**
 * What could not be applied, and what waits behind it. An event is parked with its cause, and later events of the same
 * aggregate are parked behind it, so the order of one case is never turned round for the sake of the others. Once the
 * cause is gone they are applied again in the order of their versions, as far as they go.
 */
import { versionOf, type CloudEvent } from '@anju/contracts/event';
import type { Pool } from 'pg';

export interface ParkedEvent {
  readonly direction: 'in' | 'out';
  readonly consumer: string;
  readonly eventId: string;
  readonly aggregateId: string;
  readonly version: number;
  readonly type?: string | undefined;
  readonly cause: string;
  readonly parkedAt: string;
}

export class Parked {
  constructor(
    private readonly pool: Pool,
    readonly consumer: string,
  ) {}

  async holds(aggregateId: string): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      name: 'parked-holds',
      text: 'select 1 from parked_event where consumer = $1 and aggregate_id = $2 and replayed_at is null limit 1',
      values: [this.consumer, aggregateId],
    });
    return rowCount === 1;
  }

  async park(event: CloudEvent, cause: string): Promise<void> {
    await this.pool.query(
      `insert into parked_event (consumer, event_id, aggregate_id, aggregate_version, event, cause) values ($1, $2, $3, $4, $5, $6)
       on conflict (consumer, event_id) do update set cause = excluded.cause, replayed_at = null`,
      [this.consumer, event.id, event.subject, versionOf(event), JSON.stringify(event), cause.slice(0, 2_000)],
    );
  }

  /** Applies what waits, aggregate by aggregate in order; an aggregate that still fails stays parked with its new cause. */
  async replay(apply: (event: CloudEvent) => Promise<void>, aggregateId?: string): Promise<{ replayed: number; left: number }> {
    let replayed = 0;
    const { rows: aggregates } = await this.pool.query<{ aggregate_id: string }>(
      `select distinct aggregate_id from parked_event where consumer = $1 and replayed_at is null and ($2::uuid is null or aggregate_id = $2)`,
      [this.consumer, aggregateId ?? null],
    );
    for (const { aggregate_id } of aggregates) {
      for (;;) {
        const { rows } = await this.pool.query<{ event: CloudEvent }>(
          `select event from parked_event where consumer = $1 and aggregate_id = $2 and replayed_at is null order by aggregate_version limit 1`,
          [this.consumer, aggregate_id],
        );
        const event = rows[0]?.event;
        if (!event) break;
        try {
          await apply(event);
        } catch (error) {
          await this.park(event, causeOf(error));
          break;
        }
        await this.pool.query('update parked_event set replayed_at = now() where consumer = $1 and event_id = $2', [
          this.consumer,
          event.id,
        ]);
        replayed += 1;
      }
    }
    const { rows } = await this.pool.query<{ left: number }>(
      'select count(*)::int as left from parked_event where consumer = $1 and replayed_at is null',
      [this.consumer],
    );
    return { replayed, left: rows[0]!.left };
  }
}

export const causeOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error));

/** Everything of a service that waits: incoming events by consumer, outgoing ones that the stream refuses for good. */
export async function listParked(pool: Pool, limit = 500): Promise<ParkedEvent[]> {
  const { rows } = await pool.query<Omit<ParkedEvent, 'version' | 'parkedAt'> & { version: string; parkedAt: Date }>(
    `select * from (
       select 'in' as direction, consumer, event_id as "eventId", aggregate_id as "aggregateId", aggregate_version as version,
              event ->> 'type' as type, cause, parked_at as "parkedAt" from parked_event where replayed_at is null
       union all
       select 'out', 'relay', o.event_id, o.aggregate_id, o.aggregate_version, (select ce_type from event_log l where l.event_id = o.event_id), o.parked_reason, o.enqueued_at
       from outbox_pending o where o.parked_reason is not null) parked
     order by "aggregateId", version limit $1`,
    [limit],
  );
  return rows.map(({ version, parkedAt, ...rest }) => ({ ...rest, version: Number(version), parkedAt: parkedAt.toISOString() }));
}

/** Offers parked outgoing events to the stream again. */
export async function releaseOutgoing(pool: Pool, aggregateId?: string): Promise<number> {
  const { rowCount } = await pool.query(
    'update outbox_pending set parked_reason = null, attempts = 0, next_at = null where parked_reason is not null and ($1::uuid is null or aggregate_id = $1)',
    [aggregateId ?? null],
  );
  return rowCount ?? 0;
}
