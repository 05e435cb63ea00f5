/**
 * Files once for ever and answers as the contract wants: new, or the filing as it was recorded at version 1 when the same
 * person sends the same content again. Filing here is no hot path and has consequences (gaps open and close), so row, event
 * and consequences are one transaction. A constraint may be hit by the very same filing arriving twice at once; so after a
 * violation the id is looked up before anything is refused.
 */
import { problem, type ProblemCode } from '@anju/contracts/problems';
import type { Fact } from '@anju/contracts/event';
import type { Asked } from '@anju/events/change';
import type { Filing } from '@anju/events/filing';
import { poolOf, type Querying } from '@anju/events/numbers';
import { record } from '@anju/events/record';
import { within } from '@anju/access/session';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { compoundColumns, contractColumns, enterpriseColumns } from './filings.js';

const tables = {
  enterprise: ['enterprises', enterpriseColumns],
  compound: ['compounds', compoundColumns],
  contract: ['contracts', contractColumns],
  import: ['imports', ['id', 'content_hash']],
} as const;
type Kind = keyof typeof tables;
/** Constraints that stand for a refusal. */
const refusals: Readonly<Record<string, ProblemCode>> = {
  enterprises_uscc_filed: 'uscc-already-filed',
  contracts_do_not_overlap: 'contract-overlaps',
  enterprises_pkey: 'already-filed-differently',
  compounds_pkey: 'already-filed-differently',
  contracts_pkey: 'already-filed-differently',
  imports_pkey: 'already-filed-differently',
};

/** Nothing here may be changed without having been read: `*` is no version. */
export const versioned = (asked: Asked): Asked => (asked.ifMatch === '*' ? { ...asked, ifMatch: undefined } : asked);

/** The row and its events, in the caller's transaction. */
export async function store(em: EntityManager, kind: Kind, { row, entries }: Filing): Promise<void> {
  const [table, columns] = tables[kind];
  const sql = `insert into ${table} (${columns.join(', ')}) select ${columns.join(', ')} from json_populate_record(null::${table}, ?::json)`;
  await em.getConnection().execute(sql, [JSON.stringify(row)], 'run', em.getTransactionContext());
  await record(em, entries);
}

/** The problem that a violated constraint stands for; anything else as it is. */
export const refusalOf = (error: unknown): unknown => {
  const code = refusals[(error as { constraint?: string }).constraint ?? ''];
  return code ? problem(code) : error;
};

@Injectable()
export class Filed {
  constructor(private readonly em: EntityManager) {}

  readonly database = (): Promise<Querying> => poolOf(this.em);

  /** What version 1 of a filing recorded, if this content was filed under the id; undefined if nothing was. */
  async recorded<F extends Fact>(kind: Kind, id: string, contentHash: string): Promise<F['data'] | undefined> {
    const { rows } = await (await this.database()).query({ text: `select * from filed_${kind}($1, $2)`, values: [id, contentHash] });
    const [found] = rows as unknown as { is_same: boolean; payload: F['data'] }[];
    if (found && !found.is_same) throw problem('already-filed-differently');
    return found?.payload;
  }

  /** Decides, files and does what follows from it in one transaction under the caller's scope. */
  async file<F extends Fact>(
    kind: Kind,
    id: string,
    asked: Asked,
    filingOf: (em: EntityManager) => Filing | Promise<Filing>,
    follow: (em: EntityManager) => Promise<void> = async () => undefined,
  ): Promise<F['data']> {
    try {
      return await within(this.em, asked.by, async (em) => {
        const filing = await filingOf(em);
        await store(em, kind, filing);
        await follow(em);
        return filing.entries[0]!.fact.data as F['data'];
      });
    } catch (error) {
      const recorded = await this.recorded<F>(kind, id, asked.contentHash);
      if (recorded) return recorded;
      throw refusalOf(error);
    }
  }
}
