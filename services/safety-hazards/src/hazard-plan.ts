/**
 * Between signing for a hazard and submitting it: the plan in its five parts, temporary control, and more time. A plan sets
 * the deadline only where the rule says so and only once; every later day is an extension, which somebody else decides. A
 * deadline that was moved is climbed anew: steps that lie ahead again fire again.
 */
import type { Actor } from '@anju/access/actor';
import { deadline } from '@anju/calendar/deadline';
import { endOf, fromDay, instant } from '@anju/calendar/day';
import { dayOf } from '@anju/contracts/day';
import type { Fact } from '@anju/contracts/event';
import { ExtensionGranted, ExtensionRefused, ExtensionRequested, HazardControlled, PlanSubmitted } from '@anju/contracts/hazard-events';
import type { Clock, Photo } from '@anju/contracts/hazard-records';
import type { ControlTemporarily, DecideExtension, PlanRectification, RequestExtension } from '@anju/contracts/hazard-requests';
import type { Hazard } from '@anju/contracts/hazards';
import { problem } from '@anju/contracts/problems';
import { ruleFor } from '@anju/policy/lookup';
import { movedTo, started, without, type Rules } from './hazard-clock.js';
import { isHolder, mustBePossible, mustHold, step } from './hazard-may.js';

const rectifying = ({ clocks }: Hazard): Clock | undefined => clocks.find(({ duty }) => duty === 'rectify');
const endOfDay = (day: string): string => instant(endOf(fromDay(day)));
const within = (from: string, { amount, unit }: { amount: number; unit: Clock['unit'] }, { calendar }: Rules): string =>
  deadline(from, amount, unit, calendar).dueAt;

/** Refuses a day outside its range and says which days are possible. */
export function mustLieBetween(pointer: string, day: string, earliest: string, latest: string): void {
  if (earliest <= day && day <= latest) return;
  throw problem('day-not-possible', { errors: [{ pointer, code: 'outside-range', message: `${earliest} – ${latest}` }], earliest, latest });
}

/** Whether the hazard has to have a plan before it can be submitted: every major one, and whatever takes longer than the rule's time. */
export function needsPlan(hazard: Hazard, rules: Rules): boolean {
  const clock = rectifying(hazard);
  if (hazard.class === 'MAJOR') return true;
  return clock !== undefined && clock.dueAt > within(clock.startedAt, rules.deadlines.content.plan.beyond, rules);
}
const plansOf = ({ plans = [] }: Hazard, { startedAt }: Clock) => plans.filter(({ at }) => at >= startedAt);
export const hasPlan = (hazard: Hazard): boolean => {
  const clock = rectifying(hazard);
  return clock ? plansOf(hazard, clock).length > 0 : (hazard.plans ?? []).length > 0;
};

export function plan(hazard: Hazard, input: PlanRectification, by: Actor, rules: Rules): Fact[] {
  mustHold(by, hazard);
  mustBePossible('planRectification', hazard, by.role);
  const clock = rectifying(hazard);
  const data = { ...step(by, rules), ...input };
  if (!clock) return [PlanSubmitted.of({ ...data, clocks: hazard.clocks })];
  const { content } = rules.deadlines;
  const isPlanBased = ruleFor(content, { ...hazard, duty: 'rectify' })?.isPlanBased === true && plansOf(hazard, clock).length === 0;
  const today = dayOf(rules.at);
  const latest = isPlanBased ? dayOf(within(clock.startedAt, content.plan.limit, rules)) : dayOf(clock.dueAt);
  mustLieBetween('/finishOn', input.finishOn, today, latest < today ? today : latest);
  const clocks = isPlanBased ? movedTo(hazard.clocks, 'rectify', endOfDay(input.finishOn), rules) : hazard.clocks;
  return [PlanSubmitted.of({ ...data, clocks })];
}

export function control(hazard: Hazard, { measures }: ControlTemporarily, photos: Photo[], by: Actor, rules: Rules): Fact[] {
  const isInspector = by.role === 'inspector';
  if (!isInspector) mustHold(by, hazard);
  mustBePossible('controlTemporarily', hazard, by.role);
  if (!isInspector && !isHolder(by, hazard.assignee)) throw problem('not-yours-to-do');
  return [HazardControlled.of({ ...step(by, rules), measures, photos, clocks: hazard.clocks })];
}

export function requestExtension(hazard: Hazard, { until, reason }: RequestExtension, by: Actor, rules: Rules): Fact[] {
  mustHold(by, hazard);
  mustBePossible('requestExtension', hazard, by.role);
  const clock = rectifying(hazard);
  const { extension, listing } = rules.deadlines.content;
  if (hazard.extension) throw problem('extension-pending');
  if ((hazard.extensions ?? []).filter(({ decision }) => decision?.isGranted).length >= extension.maxTimes)
    throw problem('extensions-used-up', { times: extension.maxTimes });
  const isListed = hazard.listing !== undefined && !hazard.listing.delisted;
  const isLate = clock === undefined || (isListed ? within(rules.at, extension.listedNotice, rules) > clock.dueAt : rules.at > clock.dueAt);
  if (isLate) throw problem('extension-too-late', { dueAt: clock?.dueAt });
  mustLieBetween('/until', until, dayAfter(dayOf(clock.dueAt)), latestExtension(hazard, clock, listing.limit, rules));
  const clocks = [...without(hazard.clocks, 'decide-extension'), ...started('decide-extension', hazard, rules)];
  return [ExtensionRequested.of({ ...step(by, rules), until, reason, clocks })];
}

export function decideExtension(hazard: Hazard, input: DecideExtension, by: Actor, rules: Rules): Fact[] {
  const decides = hazard.class === 'MAJOR' ? 'department-officer' : 'subdistrict-officer';
  const isNamed = by.department === undefined || hazard.departments.includes(by.department);
  if (by.role !== decides || !isNamed || hazard.extension?.by.sub === by.sub) throw problem('not-yours-to-do');
  mustBePossible('decideExtension', hazard, by.role);
  const asked = hazard.extension;
  if (!asked) throw problem('no-extension-pending');
  const { reason } = input;
  const data = { ...step(by, rules), reason };
  const clocks = without(hazard.clocks, 'decide-extension');
  if (!input.isGranted) {
    if (!reason) throw problem('reason-required');
    return [ExtensionRefused.of({ ...data, clocks })];
  }
  const until = input.until ?? asked.until;
  const clock = rectifying(hazard)!;
  const first = [dayAfter(dayOf(clock.dueAt)), dayOf(rules.at)].sort()[1]!;
  mustLieBetween('/until', until, first, latestExtension(hazard, clock, rules.deadlines.content.listing.limit, rules));
  return [ExtensionGranted.of({ ...data, until, clocks: movedTo(clocks, 'rectify', endOfDay(until), rules) })];
}

const dayAfter = (day: string): string => dayOf(new Date(endOf(fromDay(day)) + 1));
/** Nothing may take longer than a plan, or under listed supervision than a listing. */
const latestExtension = (
  { listing }: Hazard,
  clock: Clock,
  limit: Rules['deadlines']['content']['listing']['limit'],
  rules: Rules,
): string => dayOf(listing ? within(listing.at, limit, rules) : within(clock.startedAt, rules.deadlines.content.plan.limit, rules));
