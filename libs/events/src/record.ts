/**
 * Writes events with the state they belong to: the log row and its marker in the queue of what is not on the bus yet, in
 * the caller's transaction. The payload is serialised here, once, and stored as that text; the same bytes are published,
 * sealed and exported.
 */
import { personOf, type Actor } from '@anju/access/actor';
import { subjectOf, type Context, type Fact, type Scope } from '@anju/contracts/event';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { LoggedEvent } from './cloud-event.js';
import { keep } from './wake.js';

export interface Entry {
  readonly context: Context;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly version: number;
  readonly fact: Fact;
  /** Hazard family or the like; stands in the subject. */
  readonly facet?: string | undefined;
  readonly scope: Scope;
  readonly by: Actor;
  /** RFC 3339; business time. */
  readonly at: string;
  readonly occurredAt?: string | undefined;
  readonly contentHash?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** Columns of `event_log` in the order in which every insert names them. */
export const eventColumns = [
  'event_id',
  'aggregate_type',
  'aggregate_id',
  'aggregate_version',
  'division_code',
  'enterprise_id',
  'departments',
  'subject',
  'ce_type',
  'payload',
  'headers',
  'occurred_at',
  'recorded_at',
] as const;

const tokenOf = (type: string): string => {
  const [aggregate, name, version] = type.split('.');
  return `${aggregate}-${name}.${version}`;
};

/** The columns out of a row as JSON, in which the payload is a string: taken as it is, it is the text of the column. */
export const eventValues = (alias: string): string =>
  eventColumns.map((column) => (column === 'payload' ? `(${alias}.payload #>> '{}')::json` : `${alias}.${column}`)).join(', ');

/** A row of `event_log`; ids sort by the time of recording, so loaded history lands in the partitions of its months. */
export function rowOf(entry: Entry) {
  const { context, fact, scope, by, at } = entry;
  return {
    event_id: v7({ msecs: Date.parse(at) }),
    aggregate_type: entry.aggregateType,
    aggregate_id: entry.aggregateId,
    aggregate_version: entry.version,
    division_code: scope.division,
    enterprise_id: scope.enterpriseId ?? null,
    departments: scope.departments ?? [],
    subject: subjectOf({ context, token: tokenOf(fact.type) }, entry.facet, scope.division),
    ce_type: fact.type,
    payload: JSON.stringify(fact.data),
    headers: { by: personOf(by), iss: by.iss, device: by.device, contentHash: entry.contentHash, traceparent: entry.traceparent },
    occurred_at: entry.occurredAt ?? at,
    recorded_at: at,
  };
}

/** As the relay would read it back. */
export const loggedOf = (row: ReturnType<typeof rowOf>): LoggedEvent => ({ ...row, traceparent: row.headers.traceparent ?? null });

const rows = 'json_populate_recordset(null::event_log, ?::json) e';
/** Events and their markers from one JSON parameter each. */
const recordSql = `insert into event_log (${eventColumns.join(', ')}) select ${eventValues('e')} from ${rows}`;
const markSql = `insert into outbox_pending (event_id, aggregate_id, aggregate_version) select e.event_id, e.aggregate_id, e.aggregate_version from ${rows}`;

export async function record(em: EntityManager, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const recorded = entries.map(rowOf);
  const parameter = JSON.stringify(recorded);
  const transaction = em.getTransactionContext();
  await em.getConnection().execute(recordSql, [parameter], 'run', transaction);
  await em.getConnection().execute(markSql, [parameter], 'run', transaction);
  keep(transaction, recorded.map(loggedOf));
}
