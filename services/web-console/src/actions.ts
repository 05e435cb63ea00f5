/**
 * What a person may do with a hazard now, read from the contract's table of operations and narrowed by what the page knows
 * besides: whose duty it is, what was decided already. It decides which buttons exist; whether a thing is allowed is
 * decided by the service alone. Pure.
 */
import { hazardOperations, type HazardOperation } from '@anju/contracts/hazard-operations';
import { runningClocks } from '@anju/contracts/hazard-life';
import type { Duty, Hazard, HazardSummary } from '@anju/contracts/hazards';
import type { Clock, ListingStep } from '@anju/contracts/hazard-records';
import { possibleFrom } from '@anju/contracts/operations';
import { isWithinAny } from '@anju/contracts/place';
import type { Me } from './session.js';

/** Changes of a hazard in the order of their buttons: what moves it on, what the desk does, what is needed now and then. */
const onward = [
  'resumePlace',
  'decideExtension',
  'confirmMajor',
  'refuteMajor',
  'recheckHazard',
  'acceptHazard',
  'submitRectification',
  'planRectification',
  'delistHazard',
  'recordListing',
  'lookBackHazard',
  'acknowledgeHazard',
  'assignHazard',
  'urgeHazard',
  'superviseHazard',
] as const satisfies HazardOperation[];
const besides = [
  'returnHazard',
  'requestExtension',
  'controlTemporarily',
  'listHazard',
  'gradeHazard',
  'suspendPlace',
  'transferHazard',
  'mergeHazard',
  'voidHazard',
] as const satisfies HazardOperation[];
export const changes = [...onward, ...besides] as const;
export type HazardChange = (typeof changes)[number];

type Case = Pick<
  HazardSummary,
  | 'state'
  | 'class'
  | 'assignee'
  | 'departments'
  | 'acknowledgedAt'
  | 'isSupervised'
  | 'division'
  | 'extension'
  | 'listing'
  | 'transferredTo'
  | 'suspension'
  | 'relapsedAs'
> &
  Partial<Pick<Hazard, 'plans' | 'rechecks'>>;

export function isAssignee(
  { assignee }: Pick<Case, 'assignee'>,
  me: Pick<Me, 'role' | 'divisions' | 'department' | 'enterpriseId'>,
): boolean {
  if (!assignee) return false;
  if (assignee.kind === 'enterprise') return me.role === 'enterprise-manager' && me.enterpriseId === assignee.enterpriseId;
  if (assignee.kind === 'subdistrict') return me.role === 'subdistrict-officer' && isWithinAny(assignee.division, me.divisions);
  return me.role === 'department-officer' && me.department === assignee.department;
}
export const isNamed = ({ departments }: Pick<Case, 'departments'>, me: Pick<Me, 'department'>): boolean =>
  me.department !== undefined && departments.includes(me.department);
/** The county's operator: a scope of a whole county or more. */
export const isCountyOperator = (me: Pick<Me, 'role' | 'divisions'>): boolean =>
  me.role === 'operator' && me.divisions.some((code) => code.length <= 6);
/** More time is granted by the subdistrict, for a major hazard by a department that the item names; never by who asked. */
const decidesExtension = (hazard: Case, me: Me): boolean =>
  hazard.extension?.by.sub !== me.sub &&
  (hazard.class === 'MAJOR' ? me.role === 'department-officer' && isNamed(hazard, me) : me.role === 'subdistrict-officer');

export function isMyDuty(duty: Duty, hazard: Case, me: Me): boolean {
  switch (duty) {
    case 'assign':
      return me.role === 'subdistrict-officer';
    case 'accept':
    case 'rectify':
      return isAssignee(hazard, me);
    case 'recheck':
      return me.role === 'inspector';
    case 'decide':
      return me.role === 'department-officer' && isNamed(hazard, me);
    case 'decide-extension':
      return decidesExtension(hazard, me);
    case 'publish':
    case 'file-with-city':
    case 'delist':
      return isCountyOperator(me);
  }
}
/** A suspicion that nobody at the desk has acknowledged waits for the operator, whoever else has a duty in it. */
const waitsForDesk = ({ class: of, acknowledgedAt }: Case, me: Me): boolean =>
  me.role === 'operator' && of === 'SUSPECTED_MAJOR' && !acknowledgedAt;
/** The clock to show: mine if one of the running ones is, else the most urgent. */
export const clockFor = (hazard: Case & Pick<HazardSummary, 'clocks'>, me: Me): { clock: Clock; isMine: boolean } | undefined => {
  const running = runningClocks(hazard);
  const mine = running.find(({ duty }) => isMyDuty(duty, hazard, me));
  const clock = mine ?? running[0];
  return clock && { clock, isMine: mine !== undefined || waitsForDesk(hazard, me) };
};

/** What is still to be put on record of a listing, or of its end. */
export const stepsLeft = ({ listing }: Pick<Case, 'listing'>): ListingStep[] => {
  if (!listing) return [];
  const { records } = listing.delisted ?? listing;
  return (['published', 'filed-with-city'] as const).filter((step) => !records.some((record) => record.step === step));
};
const isFree = ({ class: of, listing, transferredTo, suspension }: Case): boolean =>
  of !== 'MAJOR' && !listing && !transferredTo?.length && !suspension;

const narrowed: Partial<Record<HazardChange, (hazard: Case, me: Me) => boolean>> = {
  acknowledgeHazard: ({ acknowledgedAt }) => !acknowledgedAt,
  superviseHazard: ({ isSupervised }, me) => !isSupervised && isCountyOperator(me),
  gradeHazard: ({ class: of }) => of === 'ORDINARY',
  confirmMajor: (hazard, me) => hazard.class === 'SUSPECTED_MAJOR' && isNamed(hazard, me),
  refuteMajor: (hazard, me) => hazard.class === 'SUSPECTED_MAJOR' && isNamed(hazard, me),
  acceptHazard: isAssignee,
  returnHazard: isAssignee,
  planRectification: isAssignee,
  submitRectification: isAssignee,
  controlTemporarily: (hazard, me) => me.role === 'inspector' || isAssignee(hazard, me),
  requestExtension: (hazard, me) => isAssignee(hazard, me) && !hazard.extension,
  decideExtension: (hazard, me) => hazard.extension !== undefined && decidesExtension(hazard, me),
  recheckHazard: ({ class: of }) => of !== 'SUSPECTED_MAJOR',
  listHazard: ({ class: of, listing }, me) => of === 'MAJOR' && !listing && isCountyOperator(me),
  recordListing: (hazard, me) => stepsLeft(hazard).length > 0 && isCountyOperator(me),
  delistHazard: ({ listing }, me) => listing !== undefined && !listing.delisted && isCountyOperator(me),
  suspendPlace: ({ suspension }) => !suspension,
  resumePlace: ({ suspension }, me) => suspension !== undefined && suspension.department === me.department,
  mergeHazard: isFree,
  lookBackHazard: ({ relapsedAs, rechecks }, me) => !relapsedAs && !rechecks?.some(({ by }) => by.sub === me.sub),
};
export const actionsFor = (hazard: Case, me: Me): HazardChange[] => {
  const possible = possibleFrom(hazardOperations, hazard.state, me.role);
  const may = changes.filter((operation) => possible.includes(operation) && (narrowed[operation]?.(hazard, me) ?? true));
  const plan = may.indexOf('planRectification');
  /** A major one is not submitted without a plan, so the plan is the next step. */
  return plan >= 0 && hazard.class === 'MAJOR' && !hazard.plans?.length
    ? ['planRectification', ...may.filter((operation) => operation !== 'planRectification')]
    : may;
};

const mostShown = 4;
/** The buttons in sight and those in the menu beside them. */
export const grouped = (actions: readonly HazardChange[]): { shown: HazardChange[]; more: HazardChange[] } => {
  const isOnward = (operation: HazardChange): boolean => (onward as readonly string[]).includes(operation);
  const shown = actions.filter((operation, i) => i === 0 || isOnward(operation)).slice(0, mostShown);
  const more = actions.filter((operation) => !shown.includes(operation));
  // A menu of one thing is a button in disguise.
  return more.length === 1 && shown.length < mostShown ? { shown: [...shown, ...more], more: [] } : { shown, more };
};
export const keyOf: Partial<Record<HazardChange, string>> = {
  acknowledgeHazard: 'a',
  assignHazard: 'd',
  urgeHazard: 'u',
  superviseHazard: 's',
};
