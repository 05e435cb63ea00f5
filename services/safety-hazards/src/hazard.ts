/**
 * The rules of a hazard's life: pure functions from what is asked and what is on record to what happened. They throw the
 * problem that the person will read. Who may call an operation at all, and from which states, stands in the table of the
 * contract; here is what depends on the case: whose duty it is, who may not check whom, and which clocks run afterwards.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { Department, Role } from '@anju/contracts/actors';
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
  HazardUrged,
  MajorConfirmed,
  MajorRefuted,
  RecheckFailed,
  RecheckSigned,
  RectificationSubmitted,
} from '@anju/contracts/hazard-events';
import { hazardOperations, type HazardOperation } from '@anju/contracts/hazard-operations';
import {
  isRaise,
  type AcceptHazard,
  type Assignee,
  type AssignHazard,
  type ConfirmMajor,
  type GradeHazard,
  type Hazard,
  type NoteHazard,
  type Photo,
  type RecheckHazard,
  type RefuteMajor,
  type ReportHazard,
  type SubmitRectification,
  type SuperviseHazard,
} from '@anju/contracts/hazards';
import { possibleFrom } from '@anju/contracts/operations';
import { at as levelAt, isWithinAny } from '@anju/contracts/place';
import { classAtReport, type HazardItem, type PolicyOf } from '@anju/contracts/policies';
import { problem } from '@anju/contracts/problems';
import { ladder, resumed, started, stopped, without, type Rules } from './hazard-clock.js';

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
}

export const refOf = ({ id, version, basis }: { id: string; version: number; basis: { zh: string; en: string } }) => ({
  id,
  version,
  basis,
});

export function report({ input, number, place, item, catalogue, photos, point }: Reported, by: Actor, rules: Rules) {
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
    reportedBy: personOf(by),
    foundAt: input.foundAt,
    recordedAt: rules.at,
    description: input.description,
    facts: input.facts,
    photos,
    policies: [refOf(catalogue), refOf(rules.deadlines)],
  };
  return HazardReported.of(hazard);
}

const possible = (operation: HazardOperation, hazard: Hazard, role: Actor['role']): void => {
  const { from } = hazardOperations[operation] as { from?: readonly string[] };
  if (!from || from.includes(hazard.state)) return;
  throw problem('not-in-this-state', {
    state: hazard.state,
    possible: possibleFrom(hazardOperations, hazard.state, role === 'platform' ? undefined : (role as Role)),
  });
};
const step = (by: Actor, { at }: Rules) => ({ by: personOf(by), at });
/** An operator of a whole county or above: the level at which departments are called in and items supervised. */
const isCountyOperator = ({ role, divisions }: Actor): boolean => role === 'operator' && divisions.some((division) => division.length <= 6);

export function isHolder(by: Actor, assignee: Assignee | undefined): boolean {
  switch (assignee?.kind) {
    case 'enterprise':
      return by.role === 'enterprise-manager' && by.enterpriseId === assignee.enterpriseId;
    case 'subdistrict':
      return by.role === 'subdistrict-officer' && isWithinAny(assignee.division, by.divisions);
    case 'department':
      return by.role === 'department-officer' && by.department === assignee.department;
    default:
      return false;
  }
}
const mustHold = (by: Actor, hazard: Hazard): void => {
  if (hazard.assignee && !isHolder(by, hazard.assignee)) throw problem('not-yours-to-do');
};

export function grade(hazard: Hazard, input: GradeHazard, by: Actor, item: HazardItem, rules: Rules): Fact[] {
  possible('gradeHazard', hazard, by.role);
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

const mustDecide = (operation: 'confirmMajor' | 'refuteMajor', hazard: Hazard, by: Actor): Department => {
  const department = by.department!;
  if (!hazard.departments.includes(department)) throw problem('department-not-named');
  possible(operation, hazard, by.role);
  if (hazard.class === 'SUSPECTED_MAJOR') return department;
  const last = hazard.decisions?.at(-1);
  const wanted = operation === 'confirmMajor' ? 'confirmed' : 'refuted';
  throw problem(last && last.department !== department && last.decision !== wanted ? 'already-decided' : 'not-suspected');
};

export function confirmMajor(hazard: Hazard, input: ConfirmMajor, by: Actor, rules: Rules): Fact[] {
  const department = mustDecide('confirmMajor', hazard, by);
  const weighed = { class: 'MAJOR' as const, riskLevel: 'RED' as const, itemCode: hazard.itemCode };
  const rectify = hazard.clocks.find(({ duty }) => duty === 'rectify');
  const anew = rectify ? started('rectify', weighed, rules) : [];
  const clocks = [...without(hazard.clocks, 'decide', 'rectify'), ...(rectify?.stoppedAt ? stopped(anew, 'rectify', rules) : anew)];
  return [
    MajorConfirmed.of({
      ...step(by, rules),
      department,
      criteriaVersion: input.criteriaVersion,
      clauses: input.clauses,
      reason: input.reason,
      class: weighed.class,
      riskLevel: weighed.riskLevel,
      clocks,
    }),
  ];
}

export function refuteMajor(hazard: Hazard, input: RefuteMajor, by: Actor, item: HazardItem, rules: Rules): Fact[] {
  const department = mustDecide('refuteMajor', hazard, by);
  const { criteriaVersion, clauses, reason } = input;
  return [
    MajorRefuted.of({
      ...step(by, rules),
      department,
      criteriaVersion,
      clauses,
      reason,
      class: 'ORDINARY',
      riskLevel: item.defaultRiskLevel,
      clocks: without(hazard.clocks, 'decide'),
    }),
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
  if (to.kind === 'department' && !isCountyOperator(by)) throw problem('county-operator-only');
  possible('assignHazard', hazard, by.role);
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
  const clocks = [...without(hazard.clocks, 'assign', 'accept', 'rectify'), ...started('accept', hazard, rules)];
  return [HazardAssigned.of({ ...step(by, rules), assignee, departments, ...responsible, reason: input.reason, clocks })];
}

export function accept(hazard: Hazard, { note }: AcceptHazard, by: Actor, rules: Rules): Fact[] {
  mustHold(by, hazard);
  possible('acceptHazard', hazard, by.role);
  const clocks = [...without(hazard.clocks, 'accept', 'rectify'), ...started('rectify', hazard, rules)];
  return [HazardAccepted.of({ ...step(by, rules), note, clocks })];
}

export function submit(hazard: Hazard, { note }: SubmitRectification, photos: Photo[], by: Actor, rules: Rules): Fact[] {
  mustHold(by, hazard);
  possible('submitRectification', hazard, by.role);
  const clocks = [...stopped(without(hazard.clocks, 'recheck'), 'rectify', rules), ...started('recheck', hazard, rules)];
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
  possible('recheckHazard', hazard, by.role);
  if (hazard.class === 'SUSPECTED_MAJOR') throw problem('major-undecided');
  const data = { ...step(by, rules), passed, note, photos };
  if (!passed) return [RecheckFailed.of({ ...data, clocks: resumed(without(hazard.clocks, 'recheck'), 'rectify', rules) })];
  if (isMajor && signatures(hazard).length === 0) return [RecheckSigned.of({ ...data, clocks: hazard.clocks })];
  return [HazardClosed.of({ ...data, clocks: [] })];
}

export function acknowledge(hazard: Hazard, { note }: NoteHazard, by: Actor, rules: Rules): Fact[] {
  possible('acknowledgeHazard', hazard, by.role);
  const mine = hazard.acknowledgements?.some((mark) => mark.by.sub === by.sub && mark.note === note);
  return mine ? [] : [HazardAcknowledged.of({ ...step(by, rules), note, clocks: hazard.clocks })];
}

export function urge(hazard: Hazard, { note }: NoteHazard, by: Actor, rules: Rules): Fact[] {
  possible('urgeHazard', hazard, by.role);
  return [HazardUrged.of({ ...step(by, rules), note, clocks: hazard.clocks })];
}

export function supervise(hazard: Hazard, { reason }: SuperviseHazard, by: Actor, rules: Rules): Fact[] {
  if (!isCountyOperator(by)) throw problem('county-operator-only');
  possible('superviseHazard', hazard, by.role);
  return [
    HazardEscalated.of({ ...step(by, rules), level: hazard.escalationLevel + 1, cause: 'supervision', reason, clocks: hazard.clocks }),
  ];
}

/** The clock's next rung is reached: the deadline is put on record, and whoever stands above the holder hears of it. */
export function climb(hazard: Hazard, duty: Hazard['clocks'][number]['duty'], by: Actor, rules: Rules): Fact[] {
  const clock = hazard.clocks.find((one) => one.duty === duty && !one.stoppedAt);
  const rung = clock && ladder(clock, rules.deadlines.content.escalation, rules.calendar)[clock.steps];
  if (!clock || !rung || rung.at > rules.at) return [];
  const clocks = hazard.clocks.map((one) =>
    one === clock ? { ...one, steps: one.steps + 1, ...(rung.isDeadline && { overdueAt: rung.at }) } : one,
  );
  const data = { ...step(by, rules), clocks };
  return [
    ...(rung.isDeadline ? [HazardOverdue.of({ ...data, duty, dueAt: clock.dueAt })] : []),
    ...(rung.level !== undefined ? [HazardEscalated.of({ ...data, level: rung.level, cause: 'clock', duty, percent: rung.percent })] : []),
  ];
}
