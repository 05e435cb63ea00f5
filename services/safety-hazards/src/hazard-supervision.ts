/**
 * What stands above the one who fixes: the county's supervision and listed supervision with the clocks that follow it, the
 * transfer to a department for enforcement, and a department that takes a place out of use (Fire Law art. 54). None of these
 * changes the state; each is a dated fact beside it, and a suspended place keeps the case from being closed.
 */
import type { Actor } from '@anju/access/actor';
import { deadline } from '@anju/calendar/deadline';
import { endOf, fromDay, instant } from '@anju/calendar/day';
import { dayOf } from '@anju/contracts/day';
import type { Fact } from '@anju/contracts/event';
import {
  HazardDelisted,
  HazardEscalated,
  HazardListed,
  HazardTransferred,
  ListingRecorded,
  PlaceResumed,
  PlaceSuspended,
} from '@anju/contracts/hazard-events';
import type {
  DelistHazard,
  ListHazard,
  RecordListing,
  ResumePlace,
  SuperviseHazard,
  SuspendPlace,
  TransferHazard,
} from '@anju/contracts/hazard-requests';
import type { Hazard } from '@anju/contracts/hazards';
import { at as levelAt } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import { movedTo, started, without, type Rules } from './hazard-clock.js';
import { mustBeCounty, mustBePossible, step } from './hazard-may.js';
import { mustLieBetween } from './hazard-plan.js';

export function supervise(hazard: Hazard, { reason }: SuperviseHazard, by: Actor, rules: Rules): Fact[] {
  mustBeCounty(by);
  mustBePossible('superviseHazard', hazard, by.role);
  const to = levelAt(hazard.division, 'county') ?? hazard.division;
  return [
    HazardEscalated.of({ ...step(by, rules), level: hazard.escalationLevel + 1, cause: 'supervision', to, reason, clocks: hazard.clocks }),
  ];
}

/** The listing's last day becomes the deadline of the rectification, whether it runs already or starts with the signature. */
export function list(hazard: Hazard, { limitOn, reason, documentNo }: ListHazard, by: Actor, rules: Rules): Fact[] {
  mustBeCounty(by);
  mustBePossible('listHazard', hazard, by.role);
  if (hazard.class !== 'MAJOR') throw problem('not-major');
  if (hazard.listing) throw problem('already-listed');
  const { amount, unit } = rules.deadlines.content.listing.limit;
  mustLieBetween('/limitOn', limitOn, dayOf(rules.at), dayOf(deadline(rules.at, amount, unit, rules.calendar).dueAt));
  const moved = movedTo(hazard.clocks, 'rectify', instant(endOf(fromDay(limitOn))), rules);
  const clocks = [...moved, ...started('publish', hazard, rules), ...started('file-with-city', hazard, rules)];
  return [HazardListed.of({ ...step(by, rules), limitOn, reason, documentNo, clocks })];
}

const dutyOfStep = { published: 'publish', 'filed-with-city': 'file-with-city' } as const;
export function recordListing(hazard: Hazard, input: RecordListing, by: Actor, rules: Rules): Fact[] {
  mustBeCounty(by);
  mustBePossible('recordListing', hazard, by.role);
  const { listing } = hazard;
  if (!listing) throw problem('not-listed');
  const current = listing.delisted ?? listing;
  if (current.records.some((record) => record.step === input.step)) throw problem('already-recorded');
  mustLieBetween('/on', input.on, dayOf(current.at), dayOf(rules.at));
  return [ListingRecorded.of({ ...step(by, rules), ...input, clocks: without(hazard.clocks, dutyOfStep[input.step]) })];
}

export function delist(hazard: Hazard, { reason }: DelistHazard, by: Actor, rules: Rules): Fact[] {
  mustBeCounty(by);
  mustBePossible('delistHazard', hazard, by.role);
  if (!hazard.listing || hazard.listing.delisted) throw problem('not-listed');
  const clocks = [...started('publish', hazard, rules), ...started('file-with-city', hazard, rules)];
  return [HazardDelisted.of({ ...step(by, rules), reason, clocks })];
}

export function transfer(hazard: Hazard, { department, reason, documentNo }: TransferHazard, by: Actor, rules: Rules): Fact[] {
  mustBePossible('transferHazard', hazard, by.role);
  if (hazard.transferredTo?.includes(department)) throw problem('already-transferred');
  const departments = [...new Set([...hazard.departments, department])];
  return [HazardTransferred.of({ ...step(by, rules), department, departments, reason, documentNo, clocks: hazard.clocks })];
}

export function suspendPlace(hazard: Hazard, { extent, reason, documentNo }: SuspendPlace, by: Actor, rules: Rules): Fact[] {
  mustBePossible('suspendPlace', hazard, by.role);
  if (hazard.suspension) throw problem('place-suspended');
  return [PlaceSuspended.of({ ...step(by, rules), department: by.department!, extent, reason, documentNo, clocks: hazard.clocks })];
}

export function resumePlace(hazard: Hazard, { reason }: ResumePlace, by: Actor, rules: Rules): Fact[] {
  if (hazard.suspension && hazard.suspension.department !== by.department) throw problem('not-yours-to-do');
  if (!hazard.suspension) throw problem('place-not-suspended');
  return [PlaceResumed.of({ ...step(by, rules), reason, clocks: hazard.clocks })];
}
