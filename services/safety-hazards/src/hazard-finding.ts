/**
 * "Major" is a legal finding (Work Safety Law art. 118): people on site suspect it, a department that the item names decides
 * by its own criteria, once per suspicion. What a first department has found, another cannot overturn here.
 */
import type { Actor } from '@anju/access/actor';
import type { Department } from '@anju/contracts/actors';
import type { Fact } from '@anju/contracts/event';
import { MajorConfirmed, MajorRefuted } from '@anju/contracts/hazard-events';
import type { ConfirmMajor, RefuteMajor } from '@anju/contracts/hazard-requests';
import type { Hazard } from '@anju/contracts/hazards';
import type { HazardItem } from '@anju/contracts/policies';
import { problem } from '@anju/contracts/problems';
import { started, stopped, without, type Rules } from './hazard-clock.js';
import { mustBePossible, step } from './hazard-may.js';

const mustDecide = (operation: 'confirmMajor' | 'refuteMajor', hazard: Hazard, by: Actor): Department => {
  const department = by.department!;
  if (!hazard.departments.includes(department)) throw problem('department-not-named');
  mustBePossible(operation, hazard, by.role);
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
