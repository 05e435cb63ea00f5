/**
 * Use cases of a contract. What is recorded already is answered before anything is looked up, because a repeated filing gets
 * its answer whatever has happened since, even if the firm could not conclude it any more. The compound is locked, and the
 * firm held in place by an advisory lock, for a registrar may not lock the row of a firm that is filed elsewhere.
 */
import { within } from '@anju/access/session';
import type { FactOf } from '@anju/contracts/event';
import { problem } from '@anju/contracts/problems';
import type { ConcludeContract, Contract, ContractConcluded, EndContract } from '@anju/contracts/registry';
import { change, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { CompoundRow } from './compound.entity.js';
import { conclude, end } from './contract.js';
import { contractAggregate, ContractRow } from './contract.entity.js';
import { EnterpriseRow } from './enterprise.entity.js';
import { Filed, versioned } from './filed.service.js';
import { filingOfContract } from './filings.js';
import { Ledger, lockCompounds } from './gap.service.js';

type Concluded = FactOf<typeof ContractConcluded>;

/** Whoever concludes shares the firm; whoever ends all its contracts has it alone. */
export const holdFirm = (em: EntityManager, id: string, how: 'shared' | 'alone') =>
  em
    .getConnection()
    .execute(
      `select pg_advisory_xact_lock${how === 'shared' ? '_shared' : ''}(hashtextextended(?, 0))`,
      [`enterprise ${id}`],
      'all',
      em.getTransactionContext(),
    );

@Injectable()
export class ContractService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly filed: Filed,
    private readonly ledger: Ledger,
  ) {}

  async conclude(input: ConcludeContract, asked: Asked): Promise<Contract> {
    const recorded = await this.filed.recorded<Concluded>('contract', input.id, asked.contentHash);
    if (recorded) return recorded.contract;
    const at = this.clock.instant();
    const filingOf = async (em: EntityManager) => {
      const { compound, enterprise } = await this.parties(em, input);
      return filingOfContract([conclude(input, compound, enterprise, asked.by, at)], compound.name, asked);
    };
    const settle = (em: EntityManager) => this.ledger.settle(em, [input.compoundId], asked, at);
    return (await this.filed.file<Concluded>('contract', input.id, asked, filingOf, settle)).contract;
  }

  async end(id: string, input: EndContract, asked: Asked): Promise<Contract> {
    const at = this.clock.instant();
    return within(this.em, asked.by, async (em) => {
      const found = await em.findOne(ContractRow, { id }, { fields: ['compoundId'] });
      if (found) await lockCompounds(em, [found.compoundId]);
      const ended = await change(em, contractAggregate, id, versioned(asked), at, (state) => [end(state, input, asked.by, at)]);
      await this.ledger.settle(em, [ended.compoundId], asked, at);
      return ended;
    });
  }

  private async parties(em: EntityManager, { compoundId, enterpriseId }: ConcludeContract) {
    const unknown = (pointer: string) => ({ errors: [{ pointer, code: 'unknown', message: 'not known here' }] });
    await holdFirm(em, enterpriseId, 'shared');
    await lockCompounds(em, [compoundId]);
    const row = await em.findOne(CompoundRow, { id: compoundId });
    if (!row) throw problem('place-unknown', unknown('/compoundId'));
    const enterprise = await em.findOne(EnterpriseRow, { id: enterpriseId });
    if (!enterprise) throw problem('enterprise-unknown', unknown('/enterpriseId'));
    return { compound: row.compound, enterprise };
  }
}
