/** Use cases of a confined-space permit: opened once for ever, tested again, suspended by its own timer, closed. */
import { platform, type Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import { dayOf } from '@anju/contracts/day';
import type { Fact, FactOf } from '@anju/contracts/event';
import type { AddReading, ClosePermit, OpenPermit, Permit, PermitOpened } from '@anju/contracts/permits';
import { change, versioned, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { Numbers } from '@anju/events/numbers';
import type { Timer } from '@anju/events/timers';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Filed } from './filed.service.js';
import { filingOf } from './hazard-filing.js';
import { addReading, close, open, suspend, type PermitRules } from './permit.js';
import { filedPermitRow, permitAggregate, permitTimers } from './permit.entity.js';
import { Places } from './place.service.js';
import { Rulebook } from './rulebook.service.js';

@Injectable()
export class PermitService {
  private readonly numbers;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly book: Rulebook,
    private readonly places: Places,
    private readonly filed: Filed,
  ) {
    this.numbers = new Numbers('WP', filed.database, 1);
  }

  async open(input: OpenPermit, asked: Asked): Promise<Permit> {
    const { by, contentHash } = asked;
    const recorded = await this.filed.recorded<FactOf<typeof PermitOpened>>('permit', input.id, contentHash);
    if (recorded) return recorded;
    const at = this.clock.instant();
    const place = await this.places.placeFor(input.compoundId, by, at);
    const number = await this.numbers.next(place.division, dayOf(at));
    const fact = open(input, number, place, by, this.book.permitRules(place.division, at));
    const permit = fact.data;
    const scope = permitAggregate.scope(permit);
    const filing = filingOf(
      'permit',
      permit.id,
      filedPermitRow(permit, by, contentHash),
      { fact, scope, at, timers: permitTimers(permit) },
      asked,
    );
    return this.filed.file<FactOf<typeof PermitOpened>>('permit', filing, by);
  }

  addReading = (id: string, input: AddReading, asked: Asked) =>
    this.change(id, asked, (permit, by, rules) => addReading(permit, input, by, rules));
  close = (id: string, input: ClosePermit, asked: Asked) => this.change(id, asked, (permit, by, rules) => close(permit, input, by, rules));

  /** The readings have grown too old, or the time is over. */
  async fire(timer: Timer): Promise<void> {
    const by = platform('permit-timers', [timer.division]);
    const at = this.clock.instant();
    await within(this.em, by, async (em) => {
      const asked: Asked = { by, ifMatch: '*', contentHash: timer.id };
      await change(em, permitAggregate, timer.aggregateId, asked, at, (permit) => suspend(permit, by, at));
      await em.getConnection().execute('delete from timers where id = ?', [timer.id], 'run', em.getTransactionContext());
    });
  }

  private change(id: string, asked: Asked, decide: (permit: Permit, by: Actor, rules: PermitRules) => Fact[]): Promise<Permit> {
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) =>
      change(em, permitAggregate, id, versioned(asked), at, (permit) =>
        decide(permit, asked.by, this.book.permitRules(permit.division, at, permit.policy)),
      ),
    );
  }
}
