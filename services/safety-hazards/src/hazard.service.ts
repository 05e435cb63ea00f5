/**
 * What people do with a hazard or an incident after it was reported: each loads the row under a lock, lets the rule decide
 * and records what happened. A merge locks both cases in the order of their ids, so that two people who merge them the
 * other way round at the same moment do not wait for each other.
 */
import { platform, type Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import type { Fact } from '@anju/contracts/event';
import type * as Asking from '@anju/contracts/hazard-requests';
import type { Photo } from '@anju/contracts/hazard-records';
import type { Hazard, Incident } from '@anju/contracts/hazards';
import { change, versioned, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { setTimers, type Timer } from '@anju/events/timers';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import * as hazardRules from './hazard.js';
import type { Rules } from './hazard-clock.js';
import { hazardAggregate, HazardRow, incidentAggregate } from './hazard.entity.js';
import * as finding from './hazard-finding.js';
import * as same from './hazard-merge.js';
import * as planning from './hazard-plan.js';
import * as supervision from './hazard-supervision.js';
import { handOver } from './incident.js';
import { Photos } from './photo.service.js';
import { Places } from './place.service.js';
import { ReportService } from './report.service.js';
import { Rulebook } from './rulebook.service.js';

type Decide = (hazard: Hazard, by: Actor, rules: Rules, em: EntityManager) => Fact[] | Promise<Fact[]>;
/** A rule that needs nothing but the case, the request, who asks and the rules of the day. */
type Rule<Input> = (hazard: Hazard, input: Input, by: Actor, rules: Rules) => Fact[];

@Injectable()
export class HazardService {
  private readonly hazards;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly book: Rulebook,
    private readonly places: Places,
    private readonly photos: Photos,
    private readonly reports: ReportService,
  ) {
    this.hazards = hazardAggregate((hazard) => book.timers(hazard));
  }

  grade = (id: string, input: Asking.GradeHazard, asked: Asked) =>
    this.change(id, asked, (hazard, by, rules) => hazardRules.grade(hazard, input, by, this.itemOf(hazard), rules));
  refuteMajor = (id: string, input: Asking.RefuteMajor, asked: Asked) =>
    this.change(id, asked, (hazard, by, rules) => finding.refuteMajor(hazard, input, by, this.itemOf(hazard), rules));
  confirmMajor = this.by<Asking.ConfirmMajor>(finding.confirmMajor);
  accept = this.by<Asking.AcceptHazard>(hazardRules.accept);
  giveBack = this.by<Asking.ReturnHazard>(hazardRules.giveBack);
  plan = this.by<Asking.PlanRectification>(planning.plan);
  requestExtension = this.by<Asking.RequestExtension>(planning.requestExtension);
  decideExtension = this.by<Asking.DecideExtension>(planning.decideExtension);
  supervise = this.by<Asking.SuperviseHazard>(supervision.supervise);
  list = this.by<Asking.ListHazard>(supervision.list);
  recordListing = this.by<Asking.RecordListing>(supervision.recordListing);
  delist = this.by<Asking.DelistHazard>(supervision.delist);
  transfer = this.by<Asking.TransferHazard>(supervision.transfer);
  suspendPlace = this.by<Asking.SuspendPlace>(supervision.suspendPlace);
  resumePlace = this.by<Asking.ResumePlace>(supervision.resumePlace);
  declareVoid = this.by<Asking.VoidHazard>(same.declareVoid);
  control = this.withPhotos<Asking.ControlTemporarily>(planning.control);
  submit = this.withPhotos<Asking.SubmitRectification>(hazardRules.submit);
  recheck = this.withPhotos<Asking.RecheckHazard>(hazardRules.recheck);
  acknowledge = (id: string, input: Asking.NoteHazard, asked: Asked) =>
    this.anyVersion(id, asked, (hazard, by, rules) => hazardRules.acknowledge(hazard, input, by, rules));
  urge = (id: string, input: Asking.NoteHazard, asked: Asked) =>
    this.anyVersion(id, asked, (hazard, by, rules) => hazardRules.urge(hazard, input, by, rules));

  assign(id: string, input: Asking.AssignHazard, asked: Asked): Promise<Hazard> {
    return this.change(id, asked, async (hazard, by, rules, em) => {
      const wanted =
        input.to === undefined ? hazard.responsibleEnterpriseId : input.to.kind === 'enterprise' ? input.to.enterpriseId : undefined;
      const names = {
        enterprise: wanted ? await this.places.enterprise(wanted, em) : undefined,
        subdistrict: await this.places.subdistrict(hazard.division, em),
      };
      return hazardRules.assign(hazard, input, by, names, rules);
    });
  }

  merge(id: string, input: Asking.MergeHazard, asked: Asked): Promise<Hazard> {
    const at = this.clock.instant();
    return within(this.em, asked.by, async (em) => {
      const both = 'select id from hazards where id in (?, ?) order by id for update';
      await em.getConnection().execute(both, [id, input.into], 'all', em.getTransactionContext());
      let joined: Fact[] = [];
      const merged = await change(em, this.hazards, id, versioned(asked), at, async (hazard) => {
        const target = await em.findOne(HazardRow, { id: input.into });
        const facts = same.merge(hazard, target?.hazard, input, asked.by, this.book.rules(hazard.division, at));
        joined = facts.target;
        return facts.source;
      });
      if (joined.length > 0) await change(em, this.hazards, input.into, { ...asked, ifMatch: '*' }, at, () => joined);
      return merged;
    });
  }

  async lookBack(id: string, input: Asking.LookBackHazard, asked: Asked): Promise<Hazard> {
    const photos = await this.photos.known(input.photos);
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) =>
      change(em, this.hazards, id, versioned(asked), at, async (hazard) => {
        const rules = this.book.rules(hazard.division, at);
        // Refused before anything is filed.
        same.lookBack(hazard, input, photos, undefined, asked.by, rules);
        const relapsedAs = input.relapse && (await this.reports.relapse(em, hazard, input.relapse, photos, asked));
        return same.lookBack(hazard, input, photos, relapsedAs, asked.by, rules);
      }),
    );
  }

  handOver(id: string, input: Asking.HandOverIncident, asked: Asked): Promise<Incident> {
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) =>
      change(em, incidentAggregate, id, versioned(asked), at, (state) => handOver(state, input, asked.by, at)),
    );
  }

  /** A deadline acts: fired under the relay's lease, decided by the rule in force when its clock started. */
  async fire(timer: Timer): Promise<void> {
    const by = platform('hazard-timers', [timer.division]);
    const at = this.clock.instant();
    await within(this.em, by, async (em) => {
      let before: Hazard | undefined;
      const asked: Asked = { by, ifMatch: '*', contentHash: timer.id };
      const after = await change(em, this.hazards, timer.aggregateId, asked, at, (hazard) => {
        before = hazard;
        const clock = hazard.clocks.find(({ duty }) => duty === timer.kind);
        return clock ? hazardRules.climb(hazard, clock.duty, by, this.book.rulesOf(clock, hazard.division, at)) : [];
      });
      // A holiday that became known since may have moved the step: then nothing happened, and the timer is set to its new time.
      if (after === before) await setTimers(em, after.id, this.book.timers(after));
    });
  }

  private by<Input>(rule: Rule<Input>) {
    return (id: string, input: Input, asked: Asked) => this.change(id, asked, (hazard, by, rules) => rule(hazard, input, by, rules));
  }

  private withPhotos<Input extends { photos: Parameters<Photos['known']>[0] }>(
    rule: (hazard: Hazard, input: Input, photos: Photo[], by: Actor, rules: Rules) => Fact[],
  ) {
    return async (id: string, input: Input, asked: Asked) => {
      const photos = await this.photos.known(input.photos);
      return this.change(id, asked, (hazard, by, rules) => rule(hazard, input, photos, by, rules));
    };
  }

  private change = (id: string, asked: Asked, decide: Decide): Promise<Hazard> => this.anyVersion(id, versioned(asked), decide);

  /** `*` stands for a version only where acknowledging or urging. */
  private anyVersion(id: string, asked: Asked, decide: Decide): Promise<Hazard> {
    const at = this.clock.instant();
    return within(this.em, asked.by, (em) =>
      change(em, this.hazards, id, asked, at, (state) => decide(state, asked.by, this.book.rules(state.division, at), em)),
    );
  }

  private itemOf = (hazard: Hazard) =>
    this.book.item(this.book.catalogue(hazard.division, hazard.recordedAt), hazard.itemCode, hazard.subtype);
}
