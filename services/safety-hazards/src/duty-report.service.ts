/** Use cases and reads of 24-hour reports: filed once for ever; whoever sees the place sees them. */
import type { Actor } from '@anju/access/actor';
import { scopeWhere } from '@anju/access/scope';
import { within } from '@anju/access/session';
import { dayOf } from '@anju/contracts/day';
import type { DutyReport, DutyReportFiled, DutyReportPage, DutyReportQuery, FileDutyReport } from '@anju/contracts/duty-reports';
import type { FactOf } from '@anju/contracts/event';
import { problem } from '@anju/contracts/problems';
import type { Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { Numbers } from '@anju/events/numbers';
import { inDivision, pageOf, readCursor, Where } from '@anju/runtime/lists';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { fileDutyReport } from './duty-report.js';
import { filedDutyReportRow } from './duty-report.entity.js';
import { Filed } from './filed.service.js';
import { filingOf } from './hazard-filing.js';
import { HazardQueries } from './hazard.queries.js';
import { Photos } from './photo.service.js';
import { Places } from './place.service.js';
import { Rulebook } from './rulebook.service.js';

@Injectable()
export class DutyReportService {
  private readonly numbers;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly book: Rulebook,
    private readonly places: Places,
    private readonly photos: Photos,
    private readonly hazards: HazardQueries,
    private readonly filed: Filed,
  ) {
    this.numbers = new Numbers('DR', filed.database, 1);
  }

  async file(input: FileDutyReport, asked: Asked): Promise<DutyReport> {
    const { by, contentHash } = asked;
    const recorded = await this.filed.recorded<FactOf<typeof DutyReportFiled>>('duty-report', input.id, contentHash);
    if (recorded) return recorded;
    const at = this.clock.instant();
    const place = await this.places.placeFor(input.compoundId, by, at);
    if (input.hazardId) await this.hazards.one(input.hazardId, by);
    const photos = await this.photos.known(input.photos);
    const number = await this.numbers.next(place.division, dayOf(at));
    const fact = fileDutyReport(input, number, place, photos, by, this.book.dutyRules(place.division, at));
    const report = fact.data;
    const scope = { division: report.division, enterpriseId: report.enterpriseId, departments: report.departments };
    const filing = filingOf(
      'duty-report',
      report.id,
      filedDutyReportRow(report, by, contentHash),
      { fact, scope, at, occurredAt: report.foundAt },
      asked,
    );
    return this.filed.file<FactOf<typeof DutyReportFiled>>('duty-report', filing, by);
  }

  async list(query: DutyReportQuery, by: Actor): Promise<DutyReportPage> {
    const w = new Where(scopeWhere(by));
    if (query.division) w.and(...inDivision('division', query.division));
    if (query.compoundId) w.and('compound_id = ?', query.compoundId);
    if (query.enterpriseId) w.and('responsible_enterprise_id = ?', query.enterpriseId);
    if (query.hazardId) w.and('hazard_id = ?', query.hazardId);
    if (query.isLate) w.and(query.isLate === 'true' ? 'is_late' : 'not is_late');
    const after = readCursor(query.cursor, 'instant');
    if (after) w.and('(filed_at, id) < (?::timestamptz, ?::uuid)', ...after);
    const rows = await this.read(w, by, `order by filed_at desc, id desc limit ${query.limit + 1}`);
    return pageOf(
      rows,
      query.limit,
      ({ report }) => report,
      ({ report }) => [report.filedAt, report.id],
    );
  }

  async one(id: string, by: Actor): Promise<DutyReport> {
    const [row] = await this.read(new Where(scopeWhere(by)).and('id = ?', id), by);
    if (!row) throw problem('not-found');
    return row.report;
  }

  private read({ sql, values }: Where, by: Actor, tail = ''): Promise<{ report: DutyReport }[]> {
    const query = `select report from duty_reports where ${sql} ${tail}`;
    return within(this.em, by, (em) => em.getConnection().execute(query, values, 'all', em.getTransactionContext()), { readOnly: true });
  }
}
