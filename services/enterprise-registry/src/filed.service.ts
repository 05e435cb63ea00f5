/**
 * Files through the lane and answers as the contract wants: new, or the filing as it was recorded at version 1 when the same
 * person sends the same content again. A unique or exclusion constraint may be hit by the very same filing arriving twice at
 * once, before its primary key is seen; so after a violation the id is looked up before anything is refused.
 */
import { problem, type ProblemCode } from '@anju/contracts/problems';
import type { Fact } from '@anju/contracts/event';
import type { Asked } from '@anju/events/change';
import { FilingLane, type Filing } from '@anju/events/filing';
import { poolOf, type Querying } from '@anju/events/numbers';
import { Wake } from '@anju/events/wake';
import type { Actor } from '@anju/access/actor';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { compoundColumns, contractColumns, enterpriseColumns } from './filings.js';

const tables = {
  enterprise: ['enterprises', enterpriseColumns],
  compound: ['compounds', compoundColumns],
  contract: ['contracts', contractColumns],
} as const;
type Kind = keyof typeof tables;
/** Constraints that stand for a refusal. */
const refusals: Readonly<Record<string, ProblemCode>> = {
  enterprises_uscc_filed: 'uscc-already-filed',
  contracts_do_not_overlap: 'contract-overlaps',
};

/** Nothing here may be changed without having been read: `*` is no version. */
export const versioned = (asked: Asked): Asked => (asked.ifMatch === '*' ? { ...asked, ifMatch: undefined } : asked);

@Injectable()
export class Filed {
  private readonly lanes = new Map<Kind, FilingLane>();

  constructor(
    private readonly em: EntityManager,
    private readonly wake: Wake,
  ) {}

  readonly database = (): Promise<Querying> => poolOf(this.em);

  /** What version 1 of a filing recorded, if this content was filed under the id; undefined if nothing was. */
  async recorded<F extends Fact>(kind: Kind, id: string, contentHash: string): Promise<F['data'] | undefined> {
    const { rows } = await (await this.database()).query({ text: `select * from filed_${kind}($1, $2)`, values: [id, contentHash] });
    const [found] = rows as unknown as { is_same: boolean; payload: F['data'] }[];
    if (found && !found.is_same) throw problem('already-filed-differently');
    return found?.payload;
  }

  async file<F extends Fact>(kind: Kind, filing: Filing, by: Actor): Promise<F['data']> {
    try {
      const [outcome] = await this.laneOf(kind).file([filing], by);
      if (outcome === 'new') return filing.entries[0]!.fact.data as F['data'];
    } catch (error) {
      const refusal = refusals[(error as { constraint?: string }).constraint ?? ''];
      if (!refusal) throw error;
      const recorded = await this.recorded<F>(kind, filing.id, filing.contentHash);
      if (!recorded) throw problem(refusal);
      return recorded;
    }
    const recorded = await this.recorded<F>(kind, filing.id, filing.contentHash);
    if (!recorded) throw problem('already-filed-differently');
    return recorded;
  }

  private laneOf(kind: Kind): FilingLane {
    const [table, columns] = tables[kind];
    if (!this.lanes.has(kind)) this.lanes.set(kind, new FilingLane(table, columns, this.database, this.wake));
    return this.lanes.get(kind)!;
  }
}
