/**
 * Who may do a thing to a hazard, and whether its state allows it. The order is the contract's: whose it is before whether
 * it is possible, so that nobody learns the state of what is not theirs to act on.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { Role } from '@anju/contracts/actors';
import type { Assignee } from '@anju/contracts/hazard-records';
import { hazardOperations, type HazardOperation } from '@anju/contracts/hazard-operations';
import type { Hazard } from '@anju/contracts/hazards';
import { possibleFrom } from '@anju/contracts/operations';
import { isWithinAny } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import type { Rules } from './hazard-clock.js';

export const mustBePossible = (operation: HazardOperation, hazard: Hazard, role: Actor['role']): void => {
  const { from } = hazardOperations[operation] as { from?: readonly string[] };
  if (!from || from.includes(hazard.state)) return;
  throw problem('not-in-this-state', {
    state: hazard.state,
    possible: possibleFrom(hazardOperations, hazard.state, role === 'platform' ? undefined : (role as Role)),
  });
};

/** What every event carries of who and when. */
export const step = (by: Actor, { at }: Pick<Rules, 'at'>) => ({ by: personOf(by), at });

/** An operator of a whole county or above: the level at which departments are called in and items supervised. */
const isCountyOperator = ({ role, divisions }: Actor): boolean => role === 'operator' && divisions.some((division) => division.length <= 6);
export const mustBeCounty = (by: Actor): void => {
  if (!isCountyOperator(by)) throw problem('county-operator-only');
};

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
export const mustHold = (by: Actor, hazard: Hazard): void => {
  if (hazard.assignee && !isHolder(by, hazard.assignee)) throw problem('not-yours-to-do');
};
