/**
 * What a person may do with a hazard now, read from the contract's table of operations and narrowed by what the page knows
 * besides: whose duty it is, what was decided already. It decides which buttons exist; whether a thing is allowed is
 * decided by the service alone. Pure.
 */
import { hazardOperations, type HazardOperation } from '@anju/contracts/hazard-operations';
import { runningClocks } from '@anju/contracts/hazard-life';
import type { Duty, HazardSummary } from '@anju/contracts/hazards';
import type { Clock } from '@anju/contracts/hazard-records';
import { possibleFrom } from '@anju/contracts/operations';
import { isWithinAny } from '@anju/contracts/place';
import type { Me } from './session.js';

/** Changes that the console offers, in the order of their buttons. */
export const changes = [
  'acceptHazard',
  'submitRectification',
  'recheckHazard',
  'confirmMajor',
  'refuteMajor',
  'acknowledgeHazard',
  'assignHazard',
  'urgeHazard',
  'superviseHazard',
  'gradeHazard',
] as const satisfies HazardOperation[];
export type HazardChange = (typeof changes)[number];

type Case = Pick<HazardSummary, 'state' | 'class' | 'assignee' | 'departments' | 'acknowledgedAt' | 'isSupervised' | 'division'>;

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

/** More time is granted by the subdistrict, for a major hazard by a department it names. */
const decidesExtension = (hazard: Pick<Case, 'class' | 'departments'>, me: Me): boolean =>
  hazard.class === 'MAJOR' ? me.role === 'department-officer' && isNamed(hazard, me) : me.role === 'subdistrict-officer';

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

const narrowed: Partial<Record<HazardChange, (hazard: Case, me: Me) => boolean>> = {
  acknowledgeHazard: ({ acknowledgedAt }) => !acknowledgedAt,
  superviseHazard: ({ isSupervised }, me) => !isSupervised && isCountyOperator(me),
  gradeHazard: ({ class: of }) => of === 'ORDINARY',
  confirmMajor: (hazard, me) => hazard.class === 'SUSPECTED_MAJOR' && isNamed(hazard, me),
  refuteMajor: (hazard, me) => hazard.class === 'SUSPECTED_MAJOR' && isNamed(hazard, me),
  acceptHazard: isAssignee,
  submitRectification: isAssignee,
  recheckHazard: ({ class: of }) => of !== 'SUSPECTED_MAJOR',
};
export const actionsFor = (hazard: Case, me: Me): HazardChange[] => {
  const possible = possibleFrom(hazardOperations, hazard.state, me.role);
  return changes.filter((operation) => possible.includes(operation) && (narrowed[operation]?.(hazard, me) ?? true));
};
export const keyOf: Partial<Record<HazardChange, string>> = {
  acknowledgeHazard: 'a',
  assignHazard: 'd',
  urgeHazard: 'u',
  superviseHazard: 's',
};
