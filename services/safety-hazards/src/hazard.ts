/**
 * The rules of a hazard's life: pure functions from what is asked and what is on record to what happened. They throw the
 * problem that the person will read. Who may call an operation at all, and from which states, stands in the table of the
 * contract; here is what depends on the case: whose duty it is, who may not check whom, and which clocks run afterwards.
 */
import { personOf, type Actor } from '@anju/access/actor';
import { endOf, fromDay, instant } from '@anju/calendar/day';
import type { Fact } from '@anju/contracts/event';
import {
  HazardAccepted,
  HazardAcknowledged,
  HazardAssigned,
  HazardClosed,
  HazardEscalated,
  HazardGraded,
  HazardOverdue,
  HazardReported,
  HazardReturned,
  HazardUrged,
  RecheckFailed,
  RecheckSigned,
  RectificationSubmitted,
} from '@anju/contracts/hazard-events';
import type { Assignee, CaseRef, Clock, Photo } from '@anju/contracts/hazard-records';
import type {
  AcceptHazard,
  AssignHazard,
  GradeHazard,
  NoteHazard,
  RecheckHazard,
  ReportHazard,
  ReturnHazard,
  SubmitRectification,
} from '@anju/contracts/hazard-requests';
import { isRaise, type Hazard } from '@anju/contracts/hazards';
import { at as levelAt, DivisionLevel } from '@anju/contracts/place';
import { classAtReport, type Duty, type HazardItem, type PolicyOf } from '@anju/contracts/policies';
import { problem } from '@anju/contracts/problems';
import { ladder, movedTo, refOf, resumed, started, stopped, without, type Rules } from './hazard-clock.js';
import { mustBeCounty, mustBePossible, mustHold, step } from './hazard-may.js';
import { hasPlan, needsPlan } from './hazard-plan.js';

/** The compound and firm as the registry knew them when it was reported. */
export interface Place {
  readonly compoundId: string;
  readonly compoundName: string;
  readonly division: string;
  readonly point?: { readonly lng: number; readonly lat: number } | undefined;
  readonly enterpriseId?: string | undefined;
  readonly enterpriseName?: string | undefined;
}

export interface Reported {
  readonly input: ReportHazard;
  readonly number: string;
  readonly place: Place;
  readonly item: HazardItem;
  readonly catalogue: PolicyOf<'hazard-catalogue'>;
  readonly photos: Photo[];
  readonly point?: { lng: number; lat: number } | undefined;
  readonly relapsedFrom?: CaseRef | undefined;
  /** The machine's name for it, with its account. */
  readonly sourceKey?: string | undefined;
}

export function report(
  { input, number, place, item, catalogue, photos, point, relapsedFrom, sourceKey }: Reported,
  by: Actor,
  rules: Rules,
) {
  if (input.facts && input.facts.family !== item.family) throw problem('facts-mismatch');
  if (input.isSuspectedMajor && !item.mayBeSuspected && item.defaultClass === 'ORDINARY') throw problem('item-not-suspectable');
  const hazardClass = input.isSuspectedMajor ? ('SUSPECTED_MAJOR' as const) : classAtReport(item, input.facts);
  const riskLevel = hazardClass === 'SUSPECTED_MAJOR' ? ('RED' as const) : item.defaultRiskLevel;
  const weighed = { class: hazardClass, riskLevel, itemCode: item.code };
  const hazard: Hazard = {
    id: input.id,
    version: 1,
    number,
    division: place.division,
    compoundId: place.compoundId,
    compoundName: place.compoundName,
    spot: input.spot,
    point: point ?? place.point,
    family: item.family,
    itemCode: item.code,
    subtype: input.subtype,
    title: item.title,
    class: hazardClass,
    riskLevel,
    state: 'REPORTED',
    fixer: item.fixer,
    departments: item.departments,
    responsibleEnterpriseId: place.enterpriseId,
    responsibleEnterpriseName: place.enterpriseName,
    clocks: [...started('assign', weighed, rules), ...(hazardClass === 'SUSPECTED_MAJOR' ? started('decide', weighed, rules) : [])],
    escalationLevel: 0,
    isSupervised: false,
    urgedCount: 0,
    relapsedFrom,
    reportedBy: personOf(by),
    foundAt: input.foundAt,
    recordedAt: rules.at,
    description: input.description,
    facts: input.facts,
    photos,
    sourceKeys: sourceKey ? [sourceKey] : undefined,
    policies: [refOf(catalogue), refOf(rules.deadlines)],
  };
  return HazardReported.of(hazard);
}

export function grade(hazard: Hazard, input: GradeHazard, by: Actor, item: HazardItem, rules: Rules): Fact[] {
  mustBePossible('gradeHazard', hazard, by.role);
  if (input.class) {
    if (hazard.class !== 'ORDINARY') throw problem('grade-not-raised');
    if (!item.mayBeSuspected && item.defaultClass === 'ORDINARY') throw problem('item-not-suspectable');
    const weighed = { class: 'SUSPECTED_MAJOR' as const, riskLevel: 'RED' as const, itemCode: hazard.itemCode };
    const clocks = [...without(hazard.clocks, 'decide'), ...started('decide', weighed, rules)];
    return [HazardGraded.of({ ...step(by, rules), class: weighed.class, riskLevel: weighed.riskLevel, reason: input.reason, clocks })];
  }
  if (hazard.class !== 'ORDINARY' || !isRaise(hazard.riskLevel, input.riskLevel!)) throw problem('grade-not-raised');
  return [
    HazardGraded.of({ ...step(by, rules), class: hazard.class, riskLevel: input.riskLevel!, reason: input.reason, clocks: hazard.clocks }),
  ];
}

/** Names that the service looks up before the rule decides. */
export interface Names {
  readonly enterprise?: { readonly id: string; readonly name: string } | undefined;
  readonly subdistrict: { readonly division: string; readonly name: string };
  readonly department?: string | undefined;
}

export function assign(hazard: Hazard, input: AssignHazard, by: Actor, names: Names, rules: Rules): Fact[] {
  const to =
    input.to ??
    (hazard.responsibleEnterpriseId
      ? { kind: 'enterprise' as const, enterpriseId: hazard.responsibleEnterpriseId }
      : { kind: 'subdistrict' as const });
  if (to.kind === 'department') mustBeCounty(by);
  mustBePossible('assignHazard', hazard, by.role);
  if (!input.reason && (hazard.state === 'ACCEPTED' || hazard.state === 'RECTIFYING')) throw problem('reason-required');
  if (to.kind === 'enterprise' && !names.enterprise) throw problem('enterprise-unknown');
  const assignee: Assignee =
    to.kind === 'enterprise'
      ? { kind: 'enterprise', enterpriseId: names.enterprise!.id, name: names.enterprise!.name }
      : to.kind === 'subdistrict'
        ? { kind: 'subdistrict', ...names.subdistrict }
        : {
            kind: 'department',
            department: to.department,
            division: levelAt(hazard.division, 'county') ?? hazard.division,
            name: names.department ?? to.department,
          };
  const responsible =
    assignee.kind === 'enterprise'
      ? { responsibleEnterpriseId: assignee.enterpriseId, responsibleEnterpriseName: assignee.name }
      : { responsibleEnterpriseId: hazard.responsibleEnterpriseId, responsibleEnterpriseName: hazard.responsibleEnterpriseName };
  const departments =
    assignee.kind === 'department' && !hazard.departments.includes(assignee.department)
      ? [...hazard.departments, assignee.department]
      : hazard.departments;
  const clocks = [...without(hazard.clocks, 'assign', 'accept', 'rectify', 'decide-extension'), ...started('accept', hazard, rules)];
  return [HazardAssigned.of({ ...step(by, rules), assignee, departments, ...responsible, reason: input.reason, clocks })];
}

export function accept(hazard: Hazard, { note }: AcceptHazard, by: Actor, rules: Rules): Fact[] {
  mustHold(by, hazard);
  mustBePossible('acceptHazard', hazard, by.role);
  const begun = started('rectify', hazard, rules);
  const listed = hazard.listing ? movedTo(begun, 'rectify', instant(endOf(fromDay(hazard.listing.limitOn))), rules) : begun;
  const clocks = [...without(hazard.clocks, 'accept', 'rectify'), ...listed];
  return [HazardAccepted.of({ ...step(by, rules), note, clocks })];
}

export function giveBack(hazard: Hazard, { reason }: ReturnHazard, by: Actor, rules: Rules): Fact[] {
  mustHold(by, hazard);
  mustBePossible('returnHazard', hazard, by.role);
  const clocks = [...without(hazard.clocks, 'accept'), ...started('assign', hazard, rules)];
  return [HazardReturned.of({ ...step(by, rules), reason, clocks })];
}

export function submit(hazard: Hazard, { note }: SubmitRectification, photos: Photo[], by: Actor, rules: Rules): Fact[] {
  mustHold(by, hazard);
  mustBePossible('submitRectification', hazard, by.role);
  if (needsPlan(hazard, rules) && !hasPlan(hazard)) throw problem('plan-required');
  const clocks = [
    ...stopped(without(hazard.clocks, 'recheck', 'decide-extension'), 'rectify', rules),
    ...started('recheck', hazard, rules),
  ];
  return [RectificationSubmitted.of({ ...step(by, rules), note, photos, clocks })];
}

/** Signatures for a major hazard since the last failed re-check. */
const signatures = ({ rechecks = [] }: Hazard): string[] =>
  rechecks.filter(({ passed, isVoid }) => passed && !isVoid).map(({ by }) => by.sub);

export function recheck(hazard: Hazard, { passed, note }: RecheckHazard, photos: Photo[], by: Actor, rules: Rules): Fact[] {
  const isMajor = hazard.class === 'MAJOR';
  const rectified = hazard.rectifications?.some((rectification) => rectification.by.sub === by.sub);
  const reported = isMajor && hazard.reportedBy.sub === by.sub;
  const signed = passed && isMajor && hazard.state === 'SUBMITTED' && signatures(hazard).includes(by.sub);
  if (rectified || reported || signed) throw problem('not-yours-to-do');
  mustBePossible('recheckHazard', hazard, by.role);
  if (hazard.class === 'SUSPECTED_MAJOR') throw problem('major-undecided');
  if (passed && hazard.suspension) throw problem('place-suspended', { department: hazard.suspension.department });
  const data = { ...step(by, rules), passed, note, photos };
  if (!passed) return [RecheckFailed.of({ ...data, clocks: resumed(without(hazard.clocks, 'recheck'), 'rectify', rules) })];
  if (isMajor && signatures(hazard).length === 0) return [RecheckSigned.of({ ...data, clocks: hazard.clocks })];
  return [HazardClosed.of({ ...data, clocks: hazard.listing ? started('delist', hazard, rules) : [] })];
}

export function acknowledge(hazard: Hazard, { note }: NoteHazard, by: Actor, rules: Rules): Fact[] {
  mustBePossible('acknowledgeHazard', hazard, by.role);
  const mine = hazard.acknowledgements?.some((mark) => mark.by.sub === by.sub && mark.note === note);
  return mine ? [] : [HazardAcknowledged.of({ ...step(by, rules), note, clocks: hazard.clocks })];
}

export function urge(hazard: Hazard, { note }: NoteHazard, by: Actor, rules: Rules): Fact[] {
  mustBePossible('urgeHazard', hazard, by.role);
  return [HazardUrged.of({ ...step(by, rules), note, clocks: hazard.clocks })];
}

/** At which level a duty is held: escalation begins there and goes upward. */
const heldAt: Readonly<Partial<Record<Duty, DivisionLevel>>> = {
  assign: 'township',
  recheck: 'township',
  'decide-extension': 'township',
  decide: 'county',
  publish: 'county',
  'file-with-city': 'county',
  delist: 'county',
};
function territoryOf(hazard: Hazard, duty: Duty, territory: ReturnType<typeof ladder>[number]['territory']): string {
  const { kind } = hazard.assignee ?? {};
  const holder = heldAt[duty] ?? (kind === 'department' ? 'county' : kind === 'subdistrict' ? 'township' : 'community');
  const wanted = territory === undefined || territory === 'holder' ? holder : territory;
  const level = DivisionLevel.options[Math.min(DivisionLevel.options.indexOf(holder), DivisionLevel.options.indexOf(wanted))]!;
  return levelAt(hazard.division, level) ?? hazard.division;
}

/** The clock's next rung is reached: the deadline is put on record, and whoever stands above the holder hears of it. */
export function climb(hazard: Hazard, duty: Clock['duty'], by: Actor, rules: Rules): Fact[] {
  const clock = hazard.clocks.find((one) => one.duty === duty && !one.stoppedAt);
  const rung = clock && ladder(clock, rules)[clock.steps];
  if (!clock || !rung || rung.at > rules.at) return [];
  const clocks = hazard.clocks.map((one) =>
    one === clock ? { ...one, steps: one.steps + 1, ...(rung.isDeadline && { overdueAt: rung.at }) } : one,
  );
  const data = { ...step(by, rules), clocks };
  const { level, percent, territory } = rung;
  const to = territoryOf(hazard, duty, territory);
  return [
    ...(rung.isDeadline ? [HazardOverdue.of({ ...data, duty, dueAt: clock.dueAt })] : []),
    ...(level !== undefined ? [HazardEscalated.of({ ...data, level, cause: 'clock', to, duty, percent })] : []),
  ];
}
