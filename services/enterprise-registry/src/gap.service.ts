/**
 * Keeps the ledger of gaps true: after every act that touches the contracts or the days of a compound, in the same
 * transaction, and by timer when a day arrives on which a gap begins or ends by itself. Whoever acts has locked the compound
 * first (`lockCompounds`, always in the order of ids), so two acts on one compound never settle against each other's past.
 */
import { platform, type Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import type { CoverageGap, PlanCoverage } from '@anju/contracts/coverage';
import { dayOf } from '@anju/contracts/day';
import { change, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { record } from '@anju/events/record';
import { setTimers, type Timer } from '@anju/events/timers';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { CompoundRow } from './compound.entity.js';
import { ContractRow } from './contract.entity.js';
import { gapsKnownOn, gapsOf } from './coverage.js';
import { versioned } from './filed.service.js';
import { entriesOf } from './filings.js';
import { plan, settle } from './gap.js';
import { gapAggregate, gapColumnsOf, GapRow } from './gap.entity.js';
import { timersOf } from './gap.timer.js';

export async function lockCompounds(em: EntityManager, ids: readonly string[]): Promise<void> {
  const sql = 'select id from compounds where id = any(array(select json_array_elements_text(?::json)::uuid)) order by id for update';
  await em.getConnection().execute(sql, [JSON.stringify(ids)], 'all', em.getTransactionContext());
}

@Injectable()
export class Ledger {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** In the caller's transaction, after everything else was written. */
  async settle(em: EntityManager, compoundIds: readonly string[], asked: Pick<Asked, 'by' | 'contentHash' | 'traceparent'>, at: string) {
    const today = dayOf(at);
    for (const compoundId of [...compoundIds].sort()) {
      const { compound } = await em.findOneOrFail(CompoundRow, { id: compoundId });
      const contracts = await em.find(ContractRow, { compoundId });
      const rows = new Map((await em.find(GapRow, { compoundId })).map((row) => [row.id, row]));
      const gaps = gapsOf(
        compound,
        contracts.map(({ contract }) => contract),
      );
      const entries = [...rows.values()].map(({ gap }) => gap);
      const facts = settle(compound, entries, gapsKnownOn(gaps, today), v7, asked.by, at);
      for (const { data } of facts) {
        const known = rows.get(data.gap.id);
        const columns = gapColumnsOf(data.gap);
        if (known) Object.assign(known, columns);
        else rows.set(data.gap.id, em.create(GapRow, { id: data.gap.id, ...columns, contentHash: asked.contentHash }));
      }
      await em.flush();
      const scope = { division: compound.division };
      for (const fact of facts) await record(em, entriesOf('coverage-gap', fact.data.gap.id, [fact], scope, asked, fact.data.gap.version));
      await setTimers(em, compoundId, timersOf(compound, gaps, today));
    }
  }

  plan(id: string, input: PlanCoverage, asked: Asked): Promise<CoverageGap> {
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) => change(em, gapAggregate, id, versioned(asked), at, (gap) => [plan(gap, input, asked.by, at)]));
  }

  /** A day has come: fired under the relay's lease. */
  async fire(timer: Timer): Promise<void> {
    const by: Actor = platform('coverage-ledger', [timer.division]);
    await within(this.em, by, async (em) => {
      await lockCompounds(em, [timer.aggregateId]);
      await this.settle(em, [timer.aggregateId], { by, contentHash: timer.id }, this.clock.instant());
      await em.getConnection().execute('delete from timers where id = ?', [timer.id], 'run', em.getTransactionContext());
    });
  }
}
