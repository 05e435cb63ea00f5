/**
 * Writes a batch: the things, the rows and counters of every view, the kept events, the feed and the position, in one
 * statement, which is a transaction by itself and costs one round trip. It changes nothing unless the lease is still ours
 * in that very statement, so a projector that was stopped for a minute and goes on cannot write over its successor. The
 * table names carry no schema: a rebuild runs the same statements on a connection where they mean temporary tables.
 */
import { createHash } from 'node:crypto';
import { dayOf } from '@anju/contracts/day';
import type { CloudEvent } from '@anju/contracts/event';
import { versionOf } from '@anju/contracts/event';
import type { Position } from '@anju/events/reader';
import type { Batch } from './batch.js';
import { keyOf, kindOf, type Known } from './case.js';
import type { Row, Table } from './view.js';

export interface Querying {
  query(query: { name?: string; text: string; values?: unknown[] }): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}
export interface Guard {
  readonly owner: string;
  readonly fence: bigint;
}
/** Where the projector stands: in the stream, among kept events, and in the feed. */
export interface Standing {
  readonly stream: Position | undefined;
  readonly position: number;
  readonly feedEpoch: number;
  readonly feedSeq: number;
  readonly feedFromMs: number;
}
export const consumer = 'projector';
/** A batch is folded in one turn of the event loop, during which nobody is answered. */
export const batchSize = 250;
/** Everything here goes by key, and a plan that was made while a table was empty must not go on scanning it when it is full. */
export const byKey = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

const part = (table: string, columns: readonly string[], conflict: string, parameter: string, counts: readonly string[] = []): string =>
  `insert into ${table} (${[...columns, ...counts].join(', ')}) select ${[...columns.map((column) => `r.${column}`), ...counts.map((column) => `coalesce(r.${column}, 0)`)].join(', ')}
   from json_populate_recordset(null::${table}, ${parameter}::json) r where exists (select 1 from mine) ${conflict}`;
const overwrite = (key: readonly string[], columns: readonly string[]): string =>
  `on conflict (${key.join(', ')}) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;
const addUp = ({ name, key, columns }: Table): string =>
  `on conflict (${key.join(', ')}) do update set ${columns.map((column) => `${column} = ${name}.${column} + excluded.${column}`).join(', ')}`;
const erase = ({ name, key }: Pick<Table, 'name' | 'key'>, parameter: string): string =>
  `delete from ${name} t using json_populate_recordset(null::${name}, ${parameter}::json) r
   where ${key.map((column) => `t.${column} = r.${column}`).join(' and ')} and exists (select 1 from mine)`;

export const copyColumns = [
  'position',
  'event_id',
  'type',
  'aggregate_id',
  'version',
  'division',
  'enterprise_id',
  'case_enterprise_id',
  'departments',
  'recorded_at',
  'day',
  'ce',
];
export const stateColumns = ['version', 'division', 'enterprise_id', 'departments', 'state'];
export const heldColumns = ['event_id', 'kind', 'aggregate_id', 'version', 'event'];
const parkedColumns = ['consumer', 'event_id', 'aggregate_id', 'aggregate_version', 'event', 'cause'];

/** The null character is valid JSON and in no way a text of the database. */
const storable = <T>(value: T): T => {
  const text = JSON.stringify(value);
  return text.includes('\\u0000') ? (JSON.parse(text.replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1')) as T) : value;
};
export const parkedRow = (event: CloudEvent, cause: string): Row => ({
  consumer,
  event_id: event.id,
  aggregate_id: event.subject,
  aggregate_version: versionOf(event),
  event: storable(event),
  cause: cause.slice(0, 500),
});

/** The statements of a batch, only those that have something to do. */
function partsOf(
  batch: Batch,
  extraParked: readonly Row[],
  replayed: readonly string[],
): { make: (parameter: string) => string; rows: readonly unknown[] }[] {
  const states = [...batch.known.values()].map(({ kind, id, version, scope, state }) => ({
    kind,
    id,
    version,
    division: scope.division,
    enterprise_id: scope.enterpriseId,
    departments: scope.departments ?? [],
    state,
  }));
  const copies = batch.copies.map(({ position, event, caseEnterpriseId, departments }) => ({
    position,
    event_id: event.id,
    type: event.type,
    aggregate_id: event.subject,
    version: versionOf(event),
    division: event.division ?? '',
    enterprise_id: event.enterpriseid,
    case_enterprise_id: caseEnterpriseId,
    departments,
    recorded_at: event.time,
    day: dayOf(event.time),
    ce: event,
  }));
  const held = [...batch.held].flatMap(([key, events]) =>
    [...events.values()].map((event) => ({
      event_id: event.id,
      kind: key.slice(0, key.indexOf('/')),
      aggregate_id: event.subject,
      version: versionOf(event),
      event,
    })),
  );
  const reveals = [...batch.reveals.values()].map(({ aggregateId, caseEnterpriseId, departments }) => ({
    aggregate_id: aggregateId,
    case_enterprise_id: caseEnterpriseId,
    departments,
  }));
  const feed = batch.feed.map(({ seq, channels, prevs, kept, left }) => ({
    seq,
    channels,
    prevs,
    position: kept?.position,
    left_id: left,
  }));
  const parked = [...batch.parked.map(({ event, cause }) => parkedRow(event, cause)), ...extraParked];
  const parts = batch.changes.tables.flatMap(({ table, written, dropped }) => [
    {
      rows: written,
      make: (p: string) =>
        table.counts
          ? part(table.name, table.key, addUp(table), p, table.columns)
          : part(table.name, [...table.key, ...table.columns], overwrite(table.key, table.columns), p),
    },
    { rows: dropped, make: (p: string) => erase(table, p) },
  ]);
  return [
    {
      rows: states,
      make: (p: string) => part('aggregate_state', ['kind', 'id', ...stateColumns], overwrite(['kind', 'id'], stateColumns), p),
    },
    ...parts,
    { rows: copies, make: (p: string) => part('event_copy', copyColumns, 'on conflict do nothing', p) },
    {
      rows: reveals,
      make: (p: string) => `update event_copy t set
        departments = (select array_agg(distinct d) from unnest(t.departments || r.departments) d),
        case_enterprise_id = case when t.version = 1 then r.case_enterprise_id end
        from json_populate_recordset(null::event_copy, ${p}::json) r where t.aggregate_id = r.aggregate_id and exists (select 1 from mine)`,
    },
    { rows: feed, make: (p: string) => part('feed_log', ['seq', 'channels', 'prevs', 'position', 'left_id'], '', p) },
    {
      rows: [...batch.released].map((event_id) => ({ event_id })),
      make: (p: string) => erase({ name: 'held_event', key: ['event_id'] }, p),
    },
    { rows: held, make: (p: string) => part('held_event', heldColumns, 'on conflict do nothing', p) },
    {
      rows: replayed.map((event_id) => ({ consumer, event_id })),
      make: (p: string) => `update parked_event t set replayed_at = now() from json_populate_recordset(null::parked_event, ${p}::json) r
        where t.consumer = r.consumer and t.event_id = r.event_id and exists (select 1 from mine)`,
    },
    {
      rows: parked,
      make: (p: string) =>
        part(
          'parked_event',
          parkedColumns,
          'on conflict (consumer, event_id) do update set cause = excluded.cause, parked_at = now(), replayed_at = null',
          p,
        ),
    },
  ].filter(({ rows }) => rows.length > 0);
}

export interface Written {
  readonly batch: Batch;
  readonly stream: Position | undefined;
  /** Messages that are no events. */
  readonly unreadable?: readonly Row[];
  /** Parked events that this batch applied. */
  readonly replayed?: readonly string[];
}

/** False when the lease is not ours any more; then nothing was written. */
export async function write(
  database: Querying,
  guard: Guard | undefined,
  { batch, stream, unreadable = [], replayed = [] }: Written,
): Promise<boolean> {
  const values: unknown[] = [stream?.epoch ?? null, stream?.seq ?? null, stream?.messageId ?? null, batch.position, batch.feedSeq];
  const lease = guard
    ? `select 1 from relay_lease where service = 'command-center' and shard = 0 and owner = $6 and fence = $7 and expires_at > clock_timestamp() for share`
    : 'select 1';
  if (guard) values.push(guard.owner, String(guard.fence));
  const parts = partsOf(batch, unreadable, replayed).map(
    ({ make, rows }, index) => `part${index} as (${make(`$${values.push(JSON.stringify(rows))}`)})`,
  );
  const text = `with lease as materialized (${lease}), mine as materialized (
    update projector set epoch = coalesce($1::bigint, epoch), seq = coalesce($2::bigint, seq), message_id = coalesce($3, message_id),
      position = $4::bigint, feed_seq = $5::bigint where exists (select 1 from lease) returning 1)${parts.map((sql) => `,\n${sql}`).join('')}
    select count(*)::int as mine from mine`;
  const name = `batch-${createHash('sha1').update(text).digest('hex').slice(0, 20)}`;
  const { rows } = await database.query({ name, text, values });
  return rows[0]?.['mine'] === 1;
}

/** Whoever comes with an id from before what is kept starts anew. The last row of each channel is remembered all the same. */
export const trimFeed = (database: Querying, upTo: number): Promise<unknown> =>
  database.query({
    text: `with gone as (delete from feed_log where seq <= $1 returning seq, channels), kept as (
        insert into feed_channels (channel, last_seq) select channel, max(seq) from gone, unnest(channels) channel group by channel
        on conflict (channel) do update set last_seq = excluded.last_seq)
      update projector set feed_oldest = greatest(feed_oldest, $1 + 1)`,
    values: [upTo],
  });

/** The things that a batch speaks of, as they are stored. */
export async function knownOf(database: Querying, events: readonly CloudEvent[]): Promise<Map<string, Known>> {
  const keys = [...new Map(events.map((event) => [keyOf(event), { kind: kindOf(event.type), id: event.subject }])).values()];
  if (keys.length === 0) return new Map();
  const { rows } = await database.query({
    name: 'known-things',
    text: `select s.kind, s.id, s.version, s.division, s.enterprise_id, s.departments, s.state
      from json_populate_recordset(null::aggregate_state, $1::json) r join aggregate_state s on s.kind = r.kind and s.id = r.id`,
    values: [JSON.stringify(keys)],
  });
  return new Map(
    rows.map((row) => {
      const scope = {
        division: row['division'] as string,
        enterpriseId: (row['enterprise_id'] as string | null) ?? undefined,
        departments: row['departments'] as string[],
      };
      const known = { kind: row['kind'], id: row['id'], version: Number(row['version']), scope, state: row['state'] } as Known;
      return [`${known.kind}/${known.id}`, known];
    }),
  );
}
