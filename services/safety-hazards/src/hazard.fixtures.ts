/** Valid cases to start specs from: each function takes what differs. */
import type { Actor } from '@anju/access/actor';
import { calendarRules } from '@anju/calendar/rules';
import { evolve } from '@anju/contracts/hazard-life';
import type { Hazard } from '@anju/contracts/hazards';
import type { PlanRectification, ReportHazard } from '@anju/contracts/hazard-requests';
import type { HazardEvent } from '@anju/contracts/hazard-events';
import type { Fact } from '@anju/contracts/event';
import { itemFor, type HazardItem, type PolicyOf } from '@anju/contracts/policies';
import { calendarAt, policyAt } from '@anju/policy/lookup';
import { rulesIn } from '@anju/policy/rule-files';
import { accept, assign, report, submit, type Place } from './hazard.js';
import { confirmMajor } from './hazard-finding.js';
import { plan } from './hazard-plan.js';
import type { Rules } from './hazard-clock.js';

export const documents = rulesIn(new URL('./rules/', import.meta.url), calendarRules);
const division = '310115005001';
export const day = '2026-11-24';

/** The default profile's rules at 310115005 at a moment. */
export const rulesAt = (at = `${day}T01:30:00.000Z`): Rules => ({
  at,
  deadlines: policyAt(documents, 'hazard-deadlines', division, day)!,
  calendar: calendarAt(documents, division, day),
});
export const catalogue = policyAt(documents, 'hazard-catalogue', division, day) as PolicyOf<'hazard-catalogue'>;
export const anItem = (code = 'F01', subtype?: string): HazardItem =>
  itemFor(
    catalogue.content.items.find((item) => item.code === code)!,
    subtype,
  )!;

export const firm = '01930000-0000-7000-8000-000000000201';
export const rival = '01930000-0000-7000-8000-000000000202';
const person = (role: Actor['role'], over: Partial<Actor> = {}): Actor => ({
  iss: 'spec',
  sub: `${role}-1`,
  name: '王建国',
  role,
  divisions: ['310115005'],
  authzVersion: 0,
  ...over,
});
export const inspector = (n = 1): Actor => person('inspector', { sub: `inspector-${n}` });
export const operator = (divisions = ['310115']): Actor => person('operator', { divisions });
export const officer = person('subdistrict-officer');
export const manager = (enterpriseId = firm): Actor =>
  person('enterprise-manager', { sub: `manager-${enterpriseId}`, divisions: [], enterpriseId });
export const department = (name: Actor['department']): Actor =>
  person('department-officer', { sub: `officer-${name}`, divisions: ['310115'], department: name });

export const aPlace: Place = {
  compoundId: '01930000-0000-7000-8000-000000000101',
  compoundName: '云栖苑',
  division,
  enterpriseId: firm,
  enterpriseName: '示例物业',
};
export const aReport = (over: Partial<ReportHazard> = {}): ReportHazard => ({
  id: '01930000-0000-7000-8000-00000000a001',
  compoundId: aPlace.compoundId,
  itemCode: 'F01',
  isSuspectedMajor: false,
  photos: [],
  foundAt: `${day}T09:00:00+08:00`,
  ...over,
});

export const aPlan = (finishOn = '2026-12-10'): PlanRectification => ({
  responsibility: '项目经理',
  measures: '更换全部损坏部件',
  funds: '自筹 2 万元',
  finishOn,
  contingency: '专人值守',
});

export const fold = (hazard: Hazard, facts: readonly Fact[]): Hazard =>
  facts.reduce<Hazard>((state, fact) => evolve(state, fact as HazardEvent, state.version + 1), hazard);

/** A reported hazard; `by` reports, at `at`. */
export function aHazard({
  by = inspector(),
  at,
  item = anItem(),
  place = aPlace,
  ...over
}: Partial<ReportHazard> & { by?: Actor; at?: string; item?: HazardItem; place?: Place } = {}): Hazard {
  const fact = report({ input: aReport(over), number: 'HZ-310115-2026-000001', place, item, catalogue, photos: [] }, by, rulesAt(at));
  return evolve<Hazard>(undefined, fact as HazardEvent, 1);
}
export const names = { enterprise: { id: firm, name: '示例物业' }, subdistrict: { division: '310115005', name: '陆家嘴街道' } };

/** The code of the problem that is thrown. */
export const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'allowed';
};
export const assigned = (hazard = aHazard()): Hazard => fold(hazard, assign(hazard, {}, officer, names, rulesAt()));
export const accepted = (hazard = assigned()): Hazard => fold(hazard, accept(hazard, {}, manager(), rulesAt()));
export const submitted = (hazard = accepted()): Hazard =>
  fold(hazard, submit(hazard, { note: '已清理', photos: [] }, [], manager(), rulesAt()));
export const planned = (hazard: Hazard): Hazard => fold(hazard, plan(hazard, aPlan(), manager(), rulesAt()));
/** Confirmed as major by the fire department; a report that looks so. */
export const finding = { criteriaVersion: 'GB 35181-2025', clauses: ['6.1'] };
export const major = (hazard = aHazard({ isSuspectedMajor: true })): Hazard =>
  fold(hazard, confirmMajor(hazard, finding, department('fire'), rulesAt()));
