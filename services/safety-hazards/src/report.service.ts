/**
 * How a hazard or an incident gets on record. People file through the lane, which is the hot path: one statement, one round
 * trip. A machine that repeats itself is counted on what is still open instead, and a relapse is filed in the transaction of
 * the look-back that found it; both take the ordinary way, under a lock.
 */
import { within } from '@anju/access/session';
import { dayOf } from '@anju/contracts/day';
import type { HazardEvent, IncidentEvent } from '@anju/contracts/hazard-events';
import { evolve, evolveIncident } from '@anju/contracts/hazard-life';
import type { CaseRef, Photo } from '@anju/contracts/hazard-records';
import type { ReportHazard } from '@anju/contracts/hazard-requests';
import { isOpen, type Hazard, type Incident, type Report } from '@anju/contracts/hazards';
import { problem } from '@anju/contracts/problems';
import { change, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { fileWithin, type Filing } from '@anju/events/filing';
import { Numbers } from '@anju/events/numbers';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { pointOf } from '@anju/runtime/coordinates';
import { report } from './hazard.js';
import { Filed } from './filed.service.js';
import { hazardAggregate, HazardRow, IncidentRow } from './hazard.entity.js';
import { filingOfHazard, filingOfIncident } from './hazard-filing.js';
import { repeat } from './hazard-merge.js';
import { recordIncident } from './incident.js';
import { Photos } from './photo.service.js';
import { Places } from './place.service.js';
import { Rulebook } from './rulebook.service.js';

/** Numbers drawn at a time; a restart leaves the rest of a block unused. */
const block = 16;
type Case = { readonly type: 'hazard' | 'incident'; readonly id: string; readonly version: number };
interface Prepared {
  readonly report: Report;
  readonly filing: Filing;
}
const reportOf = (type: string, subject: Hazard | Incident): Report =>
  type === 'incident' ? (subject as Incident) : { ...(subject as Hazard), kind: 'hazard' };

@Injectable()
export class ReportService {
  private readonly numbers;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly book: Rulebook,
    private readonly places: Places,
    private readonly photos: Photos,
    private readonly filed: Filed,
  ) {
    this.numbers = { hazard: new Numbers('HZ', filed.database, block), incident: new Numbers('IN', filed.database, block) };
  }

  /** Sent again after a lost answer it is answered as at first, also when it would be refused by now. */
  async report(input: ReportHazard, asked: Asked): Promise<Report> {
    if ((asked.by.role === 'source') !== (input.sourceKey !== undefined)) throw problem('source-key-mismatch');
    if (input.sourceKey !== undefined) return this.tell(input, `${asked.by.sub}/${input.sourceKey}`, asked);
    try {
      const { report, filing } = await this.prepare(input, asked, await this.photos.known(input.photos));
      return reportOf(report.kind, (await this.filed.file(report.kind, filing, asked.by)) as Hazard | Incident);
    } catch (error) {
      for (const kind of ['hazard', 'incident'] as const) {
        const recorded = await this.filed.recorded(kind, input.id, asked.contentHash);
        if (recorded) return reportOf(kind, recorded as Hazard | Incident);
      }
      throw error;
    }
  }

  /** What came back of a closed hazard, filed in the transaction of the look-back. */
  async relapse(em: EntityManager, hazard: Hazard, relapse: Pick<ReportHazard, 'id' | 'description'>, photos: Photo[], asked: Asked) {
    const { compoundId, itemCode, subtype, spot, facts } = hazard;
    const isSuspectedMajor = hazard.class !== 'ORDINARY';
    const input: ReportHazard = {
      ...relapse,
      compoundId,
      itemCode,
      subtype,
      spot,
      facts,
      isSuspectedMajor,
      photos: [],
      foundAt: this.clock.instant(),
    };
    const { filing, report } = await this.prepare(input, asked, photos, { relapsedFrom: { id: hazard.id, number: hazard.number } });
    await this.store(em, 'hazards', filing);
    return { id: report.id, number: report.number };
  }

  private async prepare(
    input: ReportHazard,
    { by, contentHash, traceparent }: Asked,
    photos: Photo[],
    more: { relapsedFrom?: CaseRef; sourceKey?: string } = {},
  ): Promise<Prepared> {
    const at = this.clock.instant();
    const place = await this.places.placeFor(input.compoundId, by, at);
    const catalogue = this.book.catalogue(place.division, at);
    const item = this.book.item(catalogue, input.itemCode, input.subtype);
    if (by.department && !item.departments.includes(by.department)) throw problem('department-not-named');
    const number = await this.numbers[item.kind].next(place.division, dayOf(at));
    const reported = { input, number, place, item, catalogue, photos, point: input.point && pointOf(input.point), ...more };
    const sent = { by, contentHash, traceparent };
    if (item.kind === 'incident') {
      const fact = recordIncident(reported, by, at);
      return { report: fact.data, filing: filingOfIncident(fact.data, fact, sent) };
    }
    const fact = report(reported, by, this.book.rules(place.division, at));
    const filing = filingOfHazard(fact.data, fact, sent, this.book.timers(fact.data));
    return { report: reportOf('hazard', fact.data), filing };
  }

  private async store(em: EntityManager, table: string, filing: Filing): Promise<void> {
    try {
      await fileWithin(em, table, filing);
    } catch (error) {
      if ((error as { code?: string }).code === '23505') throw problem('already-filed-differently');
      throw error;
    }
  }

  /** A machine says something: what it said before and is still open is counted again, everything else is filed. */
  private tell(input: ReportHazard, key: string, asked: Asked): Promise<Report> {
    return within(this.em, asked.by, async (em) => {
      const run = <Row>(sql: string, values: unknown[]) =>
        em.getConnection().execute<Row[]>(sql, values, 'all', em.getTransactionContext());
      await run('select pg_advisory_xact_lock(hashtextextended(?, 0))', [key]);
      const [told] = await run<Case & { hash: string }>(
        'select case_type as type, case_id as id, version, content_hash as hash from source_reports where id = ?',
        [input.id],
      );
      if (told && told.hash !== asked.contentHash) throw problem('already-filed-differently');
      if (told) return this.asOf(em, told);
      const [last] = await run<Case>(
        'select case_type as type, case_id as id, version from source_reports where key = ? order by recorded_at desc, id desc limit 1',
        [key],
      );
      const photos = await this.photos.known(input.photos);
      const report = (last && (await this.again(em, last, input, key, photos, asked))) ?? (await this.first(em, input, key, photos, asked));
      await run(
        'insert into source_reports (id, key, case_type, case_id, version, content_hash, recorded_at) values (?, ?, ?, ?, ?, ?, ?)',
        [input.id, key, report.kind, report.id, report.version, asked.contentHash, this.clock.instant()],
      );
      return report;
    });
  }

  private async first(em: EntityManager, input: ReportHazard, sourceKey: string, photos: Photo[], asked: Asked): Promise<Report> {
    const { report, filing } = await this.prepare(input, asked, photos, { sourceKey });
    await this.store(em, report.kind === 'incident' ? 'incidents' : 'hazards', filing);
    return report;
  }

  /** Counts on what is still open, also where that was merged into another; undefined where nothing is. */
  private async again(em: EntityManager, last: Case, input: ReportHazard, key: string, photos: Photo[], asked: Asked) {
    if (last.type === 'incident') {
      const row = await em.findOne(IncidentRow, { id: last.id });
      return row && !row.isHandedOver ? row.incident : undefined;
    }
    let row = await em.findOne(HazardRow, { id: last.id });
    while (row?.hazard.mergedInto) row = await em.findOne(HazardRow, { id: row.hazard.mergedInto.id });
    if (!row || !isOpen(row.hazard)) return undefined;
    const at = this.clock.instant();
    const aggregate = hazardAggregate((hazard) => this.book.timers(hazard));
    const hazard = await change(em, aggregate, row.id, { ...asked, ifMatch: '*' }, at, (state) =>
      isOpen(state) ? repeat(state, input, photos, key, asked.by, this.book.rules(state.division, at)) : [],
    );
    return isOpen(hazard) ? reportOf('hazard', hazard) : undefined;
  }

  /** A case as it stood after one of its events. */
  private async asOf(em: EntityManager, { type, id, version }: Case): Promise<Report> {
    const events = await em
      .getConnection()
      .execute<(HazardEvent | IncidentEvent)[]>(
        'select ce_type as type, payload as data from event_log where aggregate_type = ? and aggregate_id = ? and aggregate_version <= ? order by aggregate_version',
        [type, id, version],
        'all',
        em.getTransactionContext(),
      );
    const fold = (type === 'incident' ? evolveIncident : evolve) as (state: unknown, event: unknown, version: number) => Hazard | Incident;
    return reportOf(type, events.reduce<unknown>((state, event, index) => fold(state, event, index + 1), undefined) as Hazard | Incident);
  }
}
