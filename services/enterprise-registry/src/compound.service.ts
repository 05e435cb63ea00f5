/**
 * Use cases of a compound: registered once for ever, changed, renamed, merged and split by whoever keeps the register of its
 * division. Mergers and splits are one transaction over several compounds and their contracts: either the whole new order
 * stands or nothing of it.
 */
import { within } from '@anju/access/session';
import type { Fact, FactOf } from '@anju/contracts/event';
import { problem } from '@anju/contracts/problems';
import type { ChangeCompound, Compound, CompoundRegistered, EndCause, RegisterCompound } from '@anju/contracts/registry';
import type { MergeCompounds, RenameCompound, SplitCompound } from '@anju/contracts/compound-history';
import { change as apply, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { v5 } from 'uuid';
import { change, merge, register, rename, split } from './compound.js';
import { compoundAggregate, CompoundRow } from './compound.entity.js';
import { carryOn, cutOff, reaches } from './contract.js';
import { contractAggregate, ContractRow } from './contract.entity.js';
import { Divisions } from './division.service.js';
import { Filed, refusalOf, store, versioned } from './filed.service.js';
import { filingOfCompound, filingOfContract } from './filings.js';
import { Ledger, lockCompounds } from './gap.service.js';

@Injectable()
export class CompoundService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly divisions: Divisions,
    private readonly filed: Filed,
    private readonly ledger: Ledger,
  ) {}

  async register(input: RegisterCompound, asked: Asked): Promise<Compound> {
    const at = this.clock.instant();
    const fact = register(input, asked.by, at);
    const { compound } = await this.filed.file<FactOf<typeof CompoundRegistered>>(
      'compound',
      input.id,
      asked,
      () => {
        this.divisions.mustBeWithin(input.division, asked.by);
        return filingOfCompound([fact], asked);
      },
      (em) => this.ledger.settle(em, [input.id], asked, at),
    );
    return compound;
  }

  change = (id: string, input: ChangeCompound, asked: Asked): Promise<Compound> =>
    this.turn(id, [], asked, (compound, at) => change(compound, input, asked.by, at));

  rename = (id: string, input: RenameCompound, asked: Asked): Promise<Compound> =>
    this.turn(id, [], asked, (compound, at) => rename(compound, input, asked.by, at));

  merge(id: string, input: MergeCompounds, asked: Asked): Promise<Compound> {
    if (input.others.includes(id))
      throw problem('content-invalid', {
        errors: [{ pointer: '/others', code: 'itself', message: 'a compound cannot be merged into itself' }],
      });
    return this.turn(id, input.others, asked, async (survivor, at, em) => {
      const others = await this.compoundsOf(em, input.others);
      const [merged, ...ended] = merge(survivor, others, input, asked.by, at);
      for (const fact of ended) {
        const { id: endedId } = fact.data.compound;
        await apply(em, compoundAggregate, endedId, { ...asked, ifMatch: '*' }, at, () => [fact]);
        await this.cutOff(em, endedId, input.from, 'merged', `小区合并：${input.reason}`, asked, at);
      }
      return merged!;
    });
  }

  split(id: string, input: SplitCompound, asked: Asked): Promise<Compound> {
    const parts = input.parts.map((part) => part.id);
    return this.turn(id, parts, asked, async (whole, at, em) => {
      const [apart, ...registered] = split(whole, input, asked.by, at);
      const carried = await this.cutOff(em, id, input.from, 'split', `小区拆分：${input.reason}`, asked, at);
      for (const fact of registered) {
        const { compound } = fact.data;
        await store(em, 'compound', filingOfCompound([fact], asked));
        for (const contract of carried) {
          const own = carryOn(contract, compound, v5(`continues ${contract.id}`, compound.id), input.from, asked.by, at);
          await store(em, 'contract', filingOfContract([own], compound.name, asked));
        }
      }
      return apart;
    });
  }

  /** One compound and those that turn with it, locked together; what it did to their gaps is settled before the commit. */
  private async turn(
    id: string,
    others: readonly string[],
    asked: Asked,
    decide: (compound: Compound, at: string, em: EntityManager) => Fact | Promise<Fact>,
  ): Promise<Compound> {
    const at = this.clock.instant();
    try {
      return await within(this.em, asked.by, async (em) => {
        await lockCompounds(em, [id, ...others]);
        let isTurned = false;
        const turned = await apply(em, compoundAggregate, id, versioned(asked), at, async (compound) => {
          isTurned = true;
          return [await decide(compound, at, em)];
        });
        if (isTurned) await this.ledger.settle(em, [id, ...others], asked, at);
        return turned;
      });
    } catch (error) {
      throw refusalOf(error);
    }
  }

  private async compoundsOf(em: EntityManager, ids: readonly string[]): Promise<Compound[]> {
    const rows = new Map((await em.find(CompoundRow, { id: { $in: [...ids] } })).map((row) => [row.id, row.compound]));
    return ids.map((other, index) => {
      const found = rows.get(other);
      if (!found) throw problem('place-unknown', { errors: [{ pointer: `/others/${index}`, code: 'unknown', message: 'not known here' }] });
      return found;
    });
  }

  /** Ends what would be in force at a compound from a day on; answers the contracts as they were. */
  private async cutOff(em: EntityManager, compoundId: string, from: string, cause: EndCause, reason: string, asked: Asked, at: string) {
    const reaching = (await em.find(ContractRow, { compoundId }))
      .map(({ contract }) => contract)
      .filter((contract) => reaches(contract, from));
    for (const { id } of reaching)
      await apply(em, contractAggregate, id, { ...asked, ifMatch: '*' }, at, (contract) => [
        cutOff(contract, from, cause, reason, asked.by, at),
      ]);
    return reaching;
  }
}
