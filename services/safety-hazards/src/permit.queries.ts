/** Reads of work permits under the caller's scope; those in force come first to hand because people may be inside. */
import type { Actor } from '@anju/access/actor';
import { scopeWhere } from '@anju/access/scope';
import { within } from '@anju/access/session';
import type { Permit, PermitPage, PermitQuery } from '@anju/contracts/permits';
import { problem } from '@anju/contracts/problems';
import { inDivision, pageOf, readCursor, Where } from '@anju/runtime/lists';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

@Injectable()
export class PermitQueries {
  constructor(private readonly em: EntityManager) {}

  async list({ state, division, compoundId, limit, cursor }: PermitQuery, by: Actor): Promise<PermitPage> {
    const w = new Where(scopeWhere(by));
    if (state === 'in-force') w.and('is_in_force');
    else if (state !== 'any') w.and('state = ?', state);
    if (division) w.and(...inDivision('division', division));
    if (compoundId) w.and('compound_id = ?', compoundId);
    const after = readCursor(cursor, 'instant');
    if (after) w.and('(opened_at, id) < (?::timestamptz, ?::uuid)', ...after);
    const rows = await this.read(w, by, `order by opened_at desc, id desc limit ${limit + 1}`);
    return pageOf(
      rows,
      limit,
      ({ permit }) => permit,
      ({ permit }) => [permit.openedAt, permit.id],
    );
  }

  async one(id: string, by: Actor): Promise<Permit> {
    const [row] = await this.read(new Where(scopeWhere(by)).and('id = ?', id), by);
    if (!row) throw problem('not-found');
    return row.permit;
  }

  private read({ sql, values }: Where, by: Actor, tail = ''): Promise<{ permit: Permit }[]> {
    const query = `select permit from permits where ${sql} ${tail}`;
    return within(this.em, by, (em) => em.getConnection().execute(query, values, 'all', em.getTransactionContext()), { readOnly: true });
  }
}
