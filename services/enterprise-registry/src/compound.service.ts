/** Use cases of a compound: registered once for ever, changed by whoever keeps the register of its division. */
import { within } from '@anju/access/session';
import type { FactOf } from '@anju/contracts/event';
import type { ChangeCompound, Compound, CompoundRegistered, RegisterCompound } from '@anju/contracts/registry';
import { change as apply, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { change, register } from './compound.js';
import { compoundAggregate } from './compound.entity.js';
import { Divisions } from './division.service.js';
import { Filed, versioned } from './filed.service.js';
import { filingOfCompound } from './filings.js';

@Injectable()
export class CompoundService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly divisions: Divisions,
    private readonly filed: Filed,
  ) {}

  async register(input: RegisterCompound, asked: Asked): Promise<Compound> {
    const fact = register(input, asked.by, this.clock.instant());
    this.divisions.mustBeWithin(input.division, asked.by);
    const { compound } = await this.filed.file<FactOf<typeof CompoundRegistered>>('compound', filingOfCompound([fact], asked), asked.by);
    return compound;
  }

  async change(id: string, input: ChangeCompound, asked: Asked): Promise<Compound> {
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) =>
      apply(em, compoundAggregate, id, versioned(asked), at, (state) => [change(state, input, asked.by, at)]),
    );
  }
}
