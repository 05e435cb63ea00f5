/**
 * Use cases of a contract. What is recorded already is answered before anything is looked up, because a repeated filing gets
 * its answer whatever has happened since, even if the firm could not conclude it any more.
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
import { contractAggregate } from './contract.entity.js';
import { EnterpriseRow } from './enterprise.entity.js';
import { Filed, versioned } from './filed.service.js';
import { filingOfContract } from './filings.js';

type Concluded = FactOf<typeof ContractConcluded>;

@Injectable()
export class ContractService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly filed: Filed,
  ) {}

  async conclude(input: ConcludeContract, asked: Asked): Promise<Contract> {
    const recorded = await this.filed.recorded<Concluded>('contract', input.id, asked.contentHash);
    if (recorded) return recorded.contract;
    const { compound, enterprise } = await this.parties(input, asked);
    const fact = conclude(input, compound, enterprise, asked.by, this.clock.instant());
    return (await this.filed.file<Concluded>('contract', filingOfContract([fact], compound.name, asked), asked.by)).contract;
  }

  async end(id: string, input: EndContract, asked: Asked): Promise<Contract> {
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) =>
      change(em, contractAggregate, id, versioned(asked), at, (state) => [end(state, input, asked.by, at)]),
    );
  }

  private parties({ compoundId, enterpriseId }: ConcludeContract, { by }: Asked) {
    const unknown = (pointer: string) => ({ errors: [{ pointer, code: 'unknown', message: 'not known here' }] });
    return within(this.em, by, async (em) => {
      const compound = await em.findOne(CompoundRow, { id: compoundId });
      if (!compound) throw problem('place-unknown', unknown('/compoundId'));
      const enterprise = await em.findOne(EnterpriseRow, { id: enterpriseId });
      if (!enterprise) throw problem('enterprise-unknown', unknown('/enterpriseId'));
      return { compound, enterprise };
    });
  }
}
