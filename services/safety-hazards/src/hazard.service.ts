/**
 * The use cases of hazards and incidents. Filing is the hot path and goes through the lane; every other change loads the
 * row under a lock, lets the rule decide and records what happened. The relay is woken after the commit, never inside.
 */
import { platform, type Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import { dayOf } from '@anju/contracts/day';
import type { Fact } from '@anju/contracts/event';
import type {
  AcceptHazard,
  AssignHazard,
  ConfirmMajor,
  GradeHazard,
  HandOverIncident,
  Hazard,
  Incident,
  NoteHazard,
  RecheckHazard,
  RefuteMajor,
  Report,
  ReportHazard,
  SubmitRectification,
  SuperviseHazard,
} from '@anju/contracts/hazards';
import { problem } from '@anju/contracts/problems';
import { change, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { FilingLane } from '@anju/events/filing';
import { Numbers, poolOf } from '@anju/events/numbers';
import type { Timer } from '@anju/events/timers';
import { Wake } from '@anju/events/wake';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { pointOf } from '@anju/runtime/coordinates';
import * as hazardRules from './hazard.js';
import { hazardAggregate, hazardColumns, incidentAggregate, incidentColumns } from './hazard.entity.js';
import { filingOfHazard, filingOfIncident } from './hazard-filing.js';
import type { Rules } from './hazard-clock.js';
import { handOver, recordIncident } from './incident.js';
import { Photos } from './photo.service.js';
import { Places } from './place.service.js';
import { Rulebook } from './rulebook.service.js';

/** Numbers drawn at a time; a restart leaves the rest of a block unused. */
const block = 16;

@Injectable()
export class HazardService {
  private readonly hazards;
  private readonly pool = () => poolOf(this.em);
  private readonly hazardLane: FilingLane;
  private readonly incidentLane: FilingLane;
  private readonly numbers = { hazard: new Numbers('HZ', this.pool, block), incident: new Numbers('IN', this.pool, block) };

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    wake: Wake,
    private readonly book: Rulebook,
    private readonly places: Places,
    private readonly photos: Photos,
  ) {
    this.hazards = hazardAggregate((hazard) => book.timers(hazard));
    this.hazardLane = new FilingLane('hazards', hazardColumns, this.pool, wake);
    this.incidentLane = new FilingLane('incidents', incidentColumns, this.pool, wake);
  }

  /** Sent again after a lost answer it is answered as at first, also when it would be refused by now. */
  async report(input: ReportHazard, asked: Asked): Promise<Report> {
    try {
      return await this.file(input, asked);
    } catch (error) {
      const filed = await this.filed(input.id, asked.contentHash);
      if (filed) return filed;
      throw error;
    }
  }

  private async file(input: ReportHazard, { by, contentHash, traceparent }: Asked): Promise<Report> {
    const at = this.clock.instant();
    const place = await this.places.placeFor(input.compoundId, by, at);
    const catalogue = this.book.catalogue(place.division, at);
    const item = this.book.item(catalogue, input.itemCode, input.subtype);
    if (by.department && !item.departments.includes(by.department)) throw problem('department-not-named');
    const isIncident = item.kind === 'incident';
    const photos = await this.photos.known(input.photos);
    const number = await this.numbers[isIncident ? 'incident' : 'hazard'].next(place.division, dayOf(at));
    const reported = { input, number, place, item, catalogue, photos, point: input.point && pointOf(input.point) };
    const rules = this.book.rules(place.division, at);
    const fact = isIncident ? recordIncident(reported, by, at) : hazardRules.report(reported, by, rules);
    const filing =
      fact.type === 'incident.recorded.v1'
        ? filingOfIncident(fact.data, fact, by, { contentHash, traceparent })
        : filingOfHazard(fact.data, fact, by, { contentHash, traceparent, timers: this.book.timers(fact.data) });
    const [outcome] = await (isIncident ? this.incidentLane : this.hazardLane).file([filing], by);
    if (outcome !== 'new') throw problem('already-filed-differently');
    return fact.type === 'incident.recorded.v1' ? fact.data : { kind: 'hazard', ...fact.data };
  }

  grade = (id: string, input: GradeHazard, asked: Asked) =>
    this.change(id, asked, (hazard, by, rules) => hazardRules.grade(hazard, input, by, this.itemOf(hazard), rules));
  confirmMajor = (id: string, input: ConfirmMajor, asked: Asked) =>
    this.change(id, asked, (hazard, by, rules) => hazardRules.confirmMajor(hazard, input, by, rules));
  refuteMajor = (id: string, input: RefuteMajor, asked: Asked) =>
    this.change(id, asked, (hazard, by, rules) => hazardRules.refuteMajor(hazard, input, by, this.itemOf(hazard), rules));
  accept = (id: string, input: AcceptHazard, asked: Asked) =>
    this.change(id, asked, (hazard, by, rules) => hazardRules.accept(hazard, input, by, rules));
  acknowledge = (id: string, input: NoteHazard, asked: Asked) =>
    this.change(id, asked, (hazard, by, rules) => hazardRules.acknowledge(hazard, input, by, rules));
  urge = (id: string, input: NoteHazard, asked: Asked) =>
    this.change(id, asked, (hazard, by, rules) => hazardRules.urge(hazard, input, by, rules));
  supervise = (id: string, input: SuperviseHazard, asked: Asked) =>
    this.change(id, this.versioned(asked), (hazard, by, rules) => hazardRules.supervise(hazard, input, by, rules));

  assign(id: string, input: AssignHazard, asked: Asked): Promise<Hazard> {
    return this.change(id, this.versioned(asked), async (hazard, by, rules) => {
      const wanted =
        input.to === undefined ? hazard.responsibleEnterpriseId : input.to.kind === 'enterprise' ? input.to.enterpriseId : undefined;
      const names = {
        enterprise: wanted ? await this.places.enterprise(wanted) : undefined,
        subdistrict: await this.places.subdistrict(hazard.division),
      };
      return hazardRules.assign(hazard, input, by, names, rules);
    });
  }

  async submit(id: string, input: SubmitRectification, asked: Asked): Promise<Hazard> {
    const photos = await this.photos.known(input.photos);
    return this.change(id, this.versioned(asked), (hazard, by, rules) => hazardRules.submit(hazard, input, photos, by, rules));
  }

  async recheck(id: string, input: RecheckHazard, asked: Asked): Promise<Hazard> {
    const photos = await this.photos.known(input.photos);
    return this.change(id, this.versioned(asked), (hazard, by, rules) => hazardRules.recheck(hazard, input, photos, by, rules));
  }

  handOver(id: string, input: HandOverIncident, asked: Asked): Promise<Incident> {
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) =>
      change(em, incidentAggregate, id, this.versioned(asked), at, (state) => handOver(state, input, asked.by, at)),
    );
  }

  /** A deadline acts: fired under the relay's lease, decided by the rule in force when its clock started. */
  async fire(timer: Timer): Promise<void> {
    const by = platform('hazard-timers', [timer.division]);
    const at = this.clock.instant();
    await within(this.em, by, async (em) => {
      const asked: Asked = { by, ifMatch: '*', contentHash: timer.id };
      await change(em, this.hazards, timer.aggregateId, asked, at, (hazard) => {
        const clock = hazard.clocks.find(({ duty }) => duty === timer.kind);
        return clock ? hazardRules.climb(hazard, clock.duty, by, this.book.rulesOf(clock, hazard.division, at)) : [];
      });
      await em.getConnection().execute('delete from timers where id = ?', [timer.id], 'run', em.getTransactionContext());
    });
  }

  private change(id: string, asked: Asked, decide: (hazard: Hazard, by: Actor, rules: Rules) => Fact[] | Promise<Fact[]>): Promise<Hazard> {
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) =>
      change(em, this.hazards, id, asked, at, (state) => decide(state, asked.by, this.book.rules(state.division, at))),
    );
  }

  /** `*` stands for a version only where acknowledging or urging. */
  private versioned = (asked: Asked): Asked => (asked.ifMatch === '*' ? { ...asked, ifMatch: undefined } : asked);

  private itemOf = (hazard: Hazard) =>
    this.book.item(this.book.catalogue(hazard.division, hazard.recordedAt), hazard.itemCode, hazard.subtype);

  /** The filing as it was recorded at version 1, for whoever proves to be the filer by sending the same content again. */
  private async filed(id: string, contentHash: string): Promise<Report | undefined> {
    const { rows } = await (await this.pool()).query({ text: 'select * from filed_report($1, $2)', values: [id, contentHash] });
    const found = rows[0] as { is_same: boolean; aggregate_type: string; payload: Hazard & Incident } | undefined;
    if (!found) return undefined;
    if (!found.is_same) throw problem('already-filed-differently');
    return found.aggregate_type === 'incident' ? found.payload : { ...found.payload, kind: 'hazard' };
  }
}
