/**
 * The ordinary way to write: load and lock, refuse in the order that the contract fixes (404, 428, 412, then what the rule
 * says), decide, fold, store and record, in one transaction. The same request sent again by the same person after a lost
 * answer finds its own event and gets the same answer instead of a refusal.
 */
import type { Actor } from '@anju/access/actor';
import type { Context, Fact, Scope } from '@anju/contracts/event';
import { problem } from '@anju/contracts/problems';
import { LockMode, type EntityManager, type EntityName } from '@mikro-orm/postgresql';
import { record } from './record.js';
import { setTimers, type Timer } from './timers.js';

/** `"7"` in If-Match, `*` where the operation allows it, undefined where it is missing. */
export type IfMatch = number | '*' | undefined;

/** What a request brings beside its body. */
export interface Asked {
  readonly by: Actor;
  readonly ifMatch: IfMatch;
  /** SHA-256 over issuer, subject and the body as received. */
  readonly contentHash: string;
  readonly traceparent?: string | undefined;
}

/** Nothing may be changed without having been read, but where the operation allows it: `*` is no version. */
export const versioned = (asked: Asked): Asked => (asked.ifMatch === '*' ? { ...asked, ifMatch: undefined } : asked);

export interface AggregateRow {
  id: string;
  version: number;
}

/** How one kind of aggregate is stored and folded. */
export interface Aggregate<State, Row extends AggregateRow> {
  readonly context: Context;
  readonly type: string;
  readonly row: EntityName<Row>;
  /** The version that is asked for may be left open (`*`). */
  read(row: Row): State;
  evolve(state: State, fact: Fact, version: number): State;
  write(row: Row, state: State): void;
  scope(state: State): Scope;
  facet?(state: State): string | undefined;
  timers?(state: State): Timer[];
}

const repeated = `select 1 from event_log where aggregate_type = ? and aggregate_id = ? and aggregate_version = ?
  and headers ->> 'contentHash' = ? and headers -> 'by' ->> 'sub' = ?`;

export async function change<State, Row extends AggregateRow>(
  em: EntityManager,
  aggregate: Aggregate<State, Row>,
  id: string,
  asked: Asked,
  at: string,
  decide: (state: State) => readonly Fact[] | Promise<readonly Fact[]>,
): Promise<State> {
  const row = (await em.findOne(aggregate.row, { id } as never, { lockMode: LockMode.PESSIMISTIC_WRITE })) as Row | null;
  if (!row) throw problem('not-found');
  const { ifMatch, by, contentHash, traceparent } = asked;
  if (ifMatch === undefined) throw problem('version-required');
  const state = aggregate.read(row);
  if (ifMatch !== '*' && ifMatch !== row.version) {
    const mine = await em
      .getConnection()
      .execute(repeated, [aggregate.type, id, ifMatch + 1, contentHash, by.sub], 'all', em.getTransactionContext());
    if (ifMatch < row.version && mine.length > 0) return state;
    throw problem('version-stale', { version: row.version });
  }
  const facts = await decide(state);
  let version = row.version;
  let next = state;
  const entries = facts.map((fact) => {
    version += 1;
    next = aggregate.evolve(next, fact, version);
    const scope = aggregate.scope(next);
    return {
      context: aggregate.context,
      aggregateType: aggregate.type,
      aggregateId: id,
      version,
      fact,
      facet: aggregate.facet?.(next),
      scope,
      by,
      at,
      contentHash,
      traceparent,
    };
  });
  if (entries.length === 0) return state;
  aggregate.write(row, next);
  row.version = version;
  await em.flush();
  await record(em, entries);
  if (aggregate.timers) await setTimers(em, id, aggregate.timers(next));
  return next;
}
