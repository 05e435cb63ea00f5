/**
 * Reads of enterprises. That a firm is filed is public among those who are signed in; its contacts and papers are not, and
 * its contracts are shown only where the reader's own scope has them: a competitor sees the name and nothing else.
 */
import type { Actor } from '@anju/access/actor';
import { nameOn } from '@anju/contracts/compound-history';
import { problem } from '@anju/contracts/problems';
import type { Compound, Contract, Enterprise, EnterpriseFile, EnterprisePage, EnterpriseQuery } from '@anju/contracts/registry';
import { Injectable } from '@nestjs/common';
import { mayReadPapers } from './enterprise.js';
import { legalPersonOf } from './legal-person.queries.js';
import { inDivision, pageOf, readCursor, Where } from '@anju/runtime/lists';
import { Reader, type Ask } from './reader.service.js';

interface Row {
  id: string;
  version: number;
  name: string;
  uscc: string;
  division: string;
  status: Enterprise['status'];
  parent_uscc: string | null;
  filed_at: Date;
  decided_at: Date | null;
  filed_enterprise_id: string | null;
  good_until: string | null;
  refreshed_for: number | null;
  staff_count: number | null;
  project_count: number | null;
  exited_on: string | null;
}
export const enterpriseSelect = `e.id, e.version, e.name, e.uscc, e.division, e.status, e.parent_uscc, e.filed_at, e.decided_at, e.filed_enterprise_id,
  e.good_until::text, e.refreshed_for, e.staff_count, e.project_count, e.exited_on::text`;
const enterpriseOf = ({ id, version, name, uscc, division, status, parent_uscc, filed_at, decided_at, ...row }: Row): Enterprise => ({
  id,
  version,
  name,
  uscc,
  division,
  status,
  ...(parent_uscc !== null && { parentUscc: parent_uscc }),
  filedAt: new Date(filed_at).toISOString(),
  ...(decided_at !== null && { decidedAt: new Date(decided_at).toISOString() }),
  ...(row.good_until !== null && { goodUntil: row.good_until }),
  ...(row.refreshed_for !== null && { refreshedFor: row.refreshed_for }),
  ...(row.staff_count !== null && { staffCount: row.staff_count }),
  ...(row.project_count !== null && { projectCount: row.project_count }),
  ...(row.exited_on !== null && { exitedOn: row.exited_on }),
});

@Injectable()
export class EnterpriseQueries {
  constructor(private readonly reader: Reader) {}

  list({ limit, cursor, status, division, q }: EnterpriseQuery, by: Actor): Promise<EnterprisePage> {
    const where = new Where();
    if (status) where.and('e.status = ?', status);
    if (division) where.and(...inDivision('e.division', division));
    if (q?.trim()) where.and('position(? in e.search) > 0 or e.uscc = ?', q.trim().toLowerCase(), q.trim().toUpperCase());
    const after = readCursor(cursor, 'text');
    if (after) where.and('(e.name, e.id) > (?, ?::uuid)', ...after);
    return this.reader.reading(by, async (ask) => {
      const sql = `select ${enterpriseSelect} from enterprises e where ${where.sql} order by e.name, e.id limit ?`;
      const rows = await ask<Row>(sql, [...where.values, limit + 1]);
      return pageOf(rows, limit, enterpriseOf, ({ name, id }) => [name, id]);
    });
  }

  one(id: string, by: Actor): Promise<EnterpriseFile> {
    return this.reader.reading(by, async (ask) => {
      const [row] = await ask<Row>(`select ${enterpriseSelect} from enterprises e where e.id = ?`, [id]);
      if (!row) throw problem('not-found');
      return {
        ...enterpriseOf(row),
        ...(await this.papers(ask, row, by)),
        legalPerson: await legalPersonOf(ask, id),
        contracts: await this.contracts(ask, id, by),
      };
    });
  }

  private async papers(ask: Ask, row: Row, by: Actor): Promise<Partial<Enterprise>> {
    if (!mayReadPapers(by, row, row.filed_enterprise_id)) return {};
    const [found] = await ask<{ papers: Partial<Enterprise> | null }>('select enterprise_papers(?) as papers', [row.id]);
    return found?.papers ?? {};
  }

  private async contracts(ask: Ask, enterpriseId: string, by: Actor): Promise<EnterpriseFile['contracts']> {
    const where = new Where().and('k.enterprise_id = ?', enterpriseId).and(...this.reader.contractScope(by));
    const sql = `select k.contract, c.compound, k.compound_name from contracts k left join compounds c on c.id = k.compound_id
      where ${where.sql} order by k.starts_on desc, k.id`;
    const rows = await ask<{ contract: Contract; compound: Compound | null; compound_name: string }>(sql, where.values);
    const today = this.reader.today();
    return rows.map(({ contract, compound, compound_name }) => ({
      ...contract,
      compoundName: compound ? nameOn(compound, today) : compound_name,
    }));
  }
}
