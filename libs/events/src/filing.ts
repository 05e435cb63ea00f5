/**
 * The hot way to write: one named prepared statement commits the filed row, its event, its marker and its timers, so the
 * 201 costs one round trip. The id made on the device is the primary key and the idempotency key for ever: the same
 * content again is the same answer, other content is refused. `set_config` is the statement's first CTE, so row-level
 * security holds without a transaction block. The bulk form is the same statement with more filings in its parameter.
 */
import { sessionOf } from '@anju/access/session';
import type { Actor } from '@anju/access/actor';
import type { EntityManager } from '@mikro-orm/postgresql';
import { eventColumns, eventValues, loggedOf, record, rowOf, type Entry } from './record.js';
import type { Querying } from './numbers.js';
import { setTimers, timerColumns, timerRow, type Timer } from './timers.js';
import type { Names } from './tables.js';
import type { Wake } from './wake.js';

export interface Filing {
  readonly id: string;
  /** SHA-256 of issuer, subject and the body as received, hex. */
  readonly contentHash: string;
  /** Columns of the table, `id` and `content_hash` included. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly entries: readonly Entry[];
  readonly timers: readonly Timer[];
}
/** `same`: filed before with this content. `other`: the id stands for other content, or somebody else's. */
export type Outcome = 'new' | 'same' | 'other';

/** Answers the hash of a filing whoever filed it, and nothing else of it. */
export const filedHashSql = ({ schema, app }: Names, table: string): string => `
create function filed_hash_${table}(filing uuid) returns text language sql stable security definer set search_path = ${schema} as
  $$ select content_hash from ${table} where id = filing $$;
revoke all on function filed_hash_${table} from public;
grant execute on function filed_hash_${table} to ${app};
`;

const statement = (table: string, columns: readonly string[]): string => `
with session as materialized (
  select set_config('app.divs', $1, true) a, set_config('app.enterprise', $2, true) b, set_config('app.department', $3, true) c, set_config('app.sub', $4, true) d
), input as materialized (
  select distinct on (f.filing ->> 'id') f.filing, f.ordinal from session, json_array_elements($5::json) with ordinality f (filing, ordinal)
  where session.a is not null order by f.filing ->> 'id', f.ordinal
), filed as (
  insert into ${table} (${columns.join(', ')})
  select ${columns.map((column) => `r.${column}`).join(', ')} from input, json_populate_record(null::${table}, input.filing -> 'row') r
  on conflict (id) do nothing returning id
), events as materialized (
  select e.* from input join filed on filed.id = (input.filing ->> 'id')::uuid, json_populate_recordset(null::event_log, input.filing -> 'events') e
), logged as (
  insert into event_log (${eventColumns.join(', ')}) select ${eventValues('e')} from events e
), marked as (
  insert into outbox_pending (event_id, aggregate_id, aggregate_version) select event_id, aggregate_id, aggregate_version from events
), timed as (
  insert into timers (${timerColumns})
  select t.id, t.aggregate_type, t.aggregate_id, t.division_code, t.kind, t.detail, t.due_at, t.priority
  from input join filed on filed.id = (input.filing ->> 'id')::uuid, json_populate_recordset(null::timers, input.filing -> 'timers') t
)
select f.ordinal::int - 1 as index,
  case when filed.id is not null and input.ordinal = f.ordinal then null else filed_hash_${table}((f.filing ->> 'id')::uuid) end as hash,
  filed.id is not null and input.ordinal = f.ordinal as is_new
from json_array_elements($5::json) with ordinality f (filing, ordinal)
left join input on input.filing ->> 'id' = f.filing ->> 'id'
left join filed on filed.id = (f.filing ->> 'id')::uuid`;

/** Files inside a transaction of others, for a case that a change of another case brings forth. An id in use is a unique violation. */
export async function fileWithin(em: EntityManager, table: string, { id, row, entries, timers }: Filing): Promise<void> {
  const columns = Object.keys(row);
  const sql = `insert into ${table} (${columns.join(', ')}) select ${columns.map((column) => `r.${column}`).join(', ')} from json_populate_record(null::${table}, ?::json) r`;
  await em.getConnection().execute(sql, [JSON.stringify(row)], 'run', em.getTransactionContext());
  await record(em, entries);
  await setTimers(em, id, timers);
}

export class FilingLane {
  private readonly text: string;

  constructor(
    private readonly table: string,
    columns: readonly string[],
    private readonly database: () => Promise<Querying>,
    private readonly wake: Wake,
  ) {
    this.text = statement(table, columns);
  }

  /** Outcomes in the order of the filings. All filings of a call are the actor's. */
  async file(filings: readonly Filing[], by: Actor): Promise<Outcome[]> {
    const session = sessionOf(by);
    const inputs = filings.map(({ id, row, entries, timers }) => ({ id, row, events: entries.map(rowOf), timers: timers.map(timerRow) }));
    const parameter = JSON.stringify(inputs);
    const database = await this.database();
    const values = [session['app.divs'], session['app.enterprise'], session['app.department'], session['app.sub'], parameter];
    const { rows } = await database.query({ name: `file-${this.table}`, text: this.text, values } as { text: string; values: unknown[] });
    const outcomes = new Array<Outcome>(filings.length);
    for (const { index, hash, is_new } of rows as { index: number; hash: string | null; is_new: boolean }[]) {
      const filing = filings[index]!;
      // A row that another statement is inserting right now is invisible to this one, which only waited for it: read again.
      outcomes[index] = is_new ? 'new' : (hash ?? (await this.hashOf(database, filing.id))) === filing.contentHash ? 'same' : 'other';
    }
    this.wake.now(inputs.filter((_, index) => outcomes[index] === 'new').flatMap(({ events }) => events.map(loggedOf)));
    return outcomes;
  }

  private async hashOf(database: Querying, id: string): Promise<string | undefined> {
    const { rows } = await database.query({ text: `select filed_hash_${this.table}($1) as hash`, values: [id] });
    return (rows[0]?.['hash'] as string | null) ?? undefined;
  }
}
