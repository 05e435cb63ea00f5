/**
 * Imports a year of the calendar: the rule document first, then the import that names it, under one lock. Should the process
 * end in between, the same request sent again finds the document as it is and records the rest.
 */
import { HolidayImported, type HolidayImport, type ImportHolidays } from '@anju/contracts/holidays';
import type { FactOf } from '@anju/contracts/event';
import type { PolicyOf } from '@anju/contracts/policies';
import type { Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { Policies } from '@anju/policy/store';
import { Injectable } from '@nestjs/common';
import { Filed } from './filed.service.js';
import { filingOfImport } from './filings.js';
import { documentIdOf, importHolidays } from './holiday.js';

@Injectable()
export class HolidayService {
  constructor(
    private readonly clock: Clock,
    private readonly filed: Filed,
    private readonly policies: Policies,
  ) {}

  async import(input: ImportHolidays, asked: Asked): Promise<HolidayImport> {
    const at = this.clock.instant();
    const said = await this.filed.file<FactOf<typeof HolidayImported>>('import', input.id, asked, async (em) => {
      await em
        .getConnection()
        .execute("select pg_advisory_xact_lock(hashtextextended('holidays', 0))", [], 'all', em.getTransactionContext());
      await this.policies.load();
      const known = this.policies.all().findLast(({ id }) => id === documentIdOf(input.year)) as PolicyOf<'holidays'> | undefined;
      const fact = importHolidays(input, known, asked.by, at);
      if (!fact.data.isUnchanged) await this.policies.seed('enterprise-registry', [fact.data.document], at, asked.by);
      return filingOfImport('holiday', fact, asked);
    });
    return said as HolidayImport;
  }
}
