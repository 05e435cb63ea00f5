/**
 * Which lists the work page offers to whom: the duties that a role may hold, and lists beside them that nobody has a
 * deadline for, each a question to the service. Pure.
 */
import type { Role } from '@anju/contracts/actors';
import type { HazardQuery } from '@anju/contracts/hazards';
import { Duty } from '@anju/contracts/policies';
import { isCountyOperator } from '../actions.js';
import type { Me } from '../session.js';

/** Lists beside the duties, each a question to the service. */
export const besides = {
  'hand-over': { isForHandOver: 'true', state: 'open' },
  'look-back': { state: 'CLOSED' },
  listed: { isListed: 'true', state: 'any' },
  escalated: { isEscalated: 'true', state: 'open' },
} as const satisfies Record<string, Partial<HazardQuery>>;
type Beside = keyof typeof besides;
export const workLists = [...Duty.options, ...(Object.keys(besides) as Beside[]), 'all'] as const;
export type WorkList = (typeof workLists)[number];

/** What a role looks after, in the order of its day. */
const listsOf: Partial<Record<Role, (Duty | Beside)[]>> = {
  operator: ['assign', 'escalated', 'listed', 'publish', 'file-with-city', 'delist'],
  'subdistrict-officer': ['assign', 'accept', 'rectify', 'decide-extension', 'hand-over', 'escalated', 'listed'],
  'department-officer': ['decide', 'accept', 'rectify', 'decide-extension', 'escalated', 'listed'],
  'enterprise-manager': ['accept', 'rectify', 'listed'],
  inspector: ['recheck', 'look-back'],
};
const ofCounty: readonly string[] = ['publish', 'file-with-city', 'delist'];
export const listsFor = (me: Me): WorkList[] =>
  (listsOf[me.role] ?? []).filter((list) => me.role !== 'operator' || !ofCounty.includes(list) || isCountyOperator(me));
export const isBeside = (list: WorkList): list is Beside => list in besides;
