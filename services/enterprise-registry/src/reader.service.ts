/**
 * Reads under the caller's scope on a day: one read-only transaction whose session tells the row-level security who asks
 * and which day is meant. The day matters for enterprise managers only, who see a compound for the days of their contract.
 */
import { dayOf } from '@anju/contracts/day';
import type { Actor } from '@anju/access/actor';
import { scopeWhere, type Fragment } from '@anju/access/scope';
import { sessionOf } from '@anju/access/session';
import { Clock } from '@anju/events/clock';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

export type Ask = <Row>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

@Injectable()
export class Reader {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  today(): string {
    return dayOf(this.clock.now());
  }

  reading<T>(by: Actor, work: (ask: Ask) => Promise<T>, day = this.today()): Promise<T> {
    const em = this.em.fork({ session: { variables: { ...sessionOf(by), 'app.day': day } } });
    return em.transactional(
      (inner) =>
        work(<Row>(sql: string, values: readonly unknown[] = []) =>
          inner.getConnection().execute<Row[]>(sql, [...values], 'all', inner.getTransactionContext()),
        ),
      { readOnly: true },
    );
  }

  /** Compounds that the caller may see on a day, as a condition on the alias `c`: the first lock. */
  compoundScope(by: Actor, day: string): Fragment {
    if (by.role !== 'enterprise-manager') return scopeWhere(by, { alias: 'c', division: 'division', enterprise: null, departments: null });
    const { sql, params } = this.underContract(by.enterpriseId ?? '', day);
    return by.enterpriseId ? { sql, params } : { sql: 'false', params: [] };
  }

  /** Compounds that are there on a day: on the alias `c`. */
  existing(day: string): [sql: string, ...params: string[]] {
    return [`(c.starts_on is null or c.starts_on <= ?::date) and (c.ends_on is null or c.ends_on >= ?::date)`, day, day];
  }

  /** Contracts that the caller may see, as a condition on the alias `k`. */
  contractScope(by: Actor): [sql: string, ...params: string[]] {
    const { sql, params } = scopeWhere(by, { alias: 'k', division: 'division', enterprise: 'enterprise_id', departments: null });
    return [sql, ...params];
  }

  /** Compounds under a firm's contract on a day. */
  underContract(enterpriseId: string, day: string): Fragment {
    const sql =
      'c.id in (select u.compound_id from contracts u where u.enterprise_id = ? and u.starts_on <= ?::date and u.last_on >= ?::date)';
    return { sql, params: [enterpriseId, day, day] };
  }
}
