/**
 * The rules of a confined-space permit. A set of readings is complete when every gas of the rule was tested at every depth;
 * it holds as long as its oldest value. Values outside the limits are never refused once somebody is inside: they are put
 * on record and suspend the permit, because a refused reading would leave people where they are.
 */
import { personOf, type Actor } from '@anju/access/actor';
import { deadline } from '@anju/calendar/deadline';
import type { WorkingCalendar } from '@anju/calendar/working-calendar';
import type { Fact } from '@anju/contracts/event';
import { possibleFrom } from '@anju/contracts/operations';
import {
  PermitClosed,
  PermitOpened,
  PermitSuspended,
  permitOperations,
  ReadingAdded,
  type AddReading,
  type ClosePermit,
  type PermitReading,
  type OpenPermit,
  type Permit,
  type PermitDoubt,
} from '@anju/contracts/permits';
import type { PolicyOf } from '@anju/contracts/policies';
import { problem } from '@anju/contracts/problems';
import { refOf } from './hazard-clock.js';
import type { Place } from './hazard.js';

export interface PermitRules {
  readonly at: string;
  readonly rule: PolicyOf<'confined-space'>;
  readonly calendar: WorkingCalendar;
}
type Content = PermitRules['rule']['content'];
interface Lack {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}
const earlier = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b);
const after = (from: string, { amount, unit }: Content['readingEvery'], calendar: WorkingCalendar): string =>
  deadline(from, amount, unit, calendar).dueAt;

/** The latest value of each gas at each depth. */
const latest = (readings: readonly PermitReading[]): Map<string, PermitReading> => {
  const found = new Map<string, PermitReading>();
  for (const reading of readings) {
    const key = `${reading.gas} ${reading.depth}`;
    const known = found.get(key);
    if (!known || Date.parse(known.at) <= Date.parse(reading.at)) found.set(key, reading);
  }
  return found;
};

/** What is missing or outside its limits among the latest readings, and until when they hold; a time in the future counts as now. */
function judged(
  readings: readonly PermitReading[],
  { at, rule, calendar }: PermitRules,
): { missing: Lack[]; outside: Lack[]; goodUntil: string } {
  const values = latest(readings);
  const missing: Lack[] = [];
  const outside: Lack[] = [];
  let goodUntil: string | undefined;
  for (const { gas, unit, min, max } of rule.content.limits)
    for (const depth of rule.content.depths) {
      const reading = values.get(`${gas} ${depth}`);
      if (!reading || reading.unit !== unit) {
        missing.push({ pointer: '/readings', code: 'reading-missing', message: `${gas} ${depth} ${unit}` });
        continue;
      }
      if ((min !== undefined && reading.value < min) || (max !== undefined && reading.value > max))
        outside.push({
          pointer: '/readings',
          code: 'outside-limits',
          message: `${gas} ${depth} ${reading.value} ${unit} (${min ?? 0}–${max ?? '∞'})`,
        });
      const until = after(earlier(reading.at, at), rule.content.readingEvery, calendar);
      goodUntil = goodUntil === undefined ? until : earlier(goodUntil, until);
    }
  return { missing, outside, goodUntil: goodUntil ?? at };
}

/** Everything that keeps people from going in, each with what it is about. */
function lacking(input: OpenPermit, rules: PermitRules): Lack[] {
  const { at, rule, calendar } = rules;
  const { missing, outside, goodUntil } = judged(input.readings, rules);
  const lacks = [...missing, ...outside];
  const say = (pointer: string, code: string, message: string): void => void lacks.push({ pointer, code, message });
  if (missing.length === 0 && goodUntil <= at) say('/readings', 'readings-old', goodUntil);
  const ventilated = after(input.ventilatedFrom, rule.content.ventilateBefore, calendar);
  if (Date.parse(ventilated) > Date.parse(input.startsAt)) say('/ventilatedFrom', 'not-ventilated', ventilated);
  if (Date.parse(input.endsAt) <= Date.parse(at)) say('/endsAt', 'time-over', input.endsAt);
  if (Date.parse(input.endsAt) <= Date.parse(input.startsAt)) say('/endsAt', 'ends-before-it-starts', input.startsAt);
  if (input.guards.length < rule.content.minGuards) say('/guards', 'too-few-guards', String(rule.content.minGuards));
  for (const name of input.guards) if (input.entrants.includes(name)) say('/guards', 'guard-enters', name);
  for (const { code, isRequired } of rule.content.gear) if (isRequired && !input.gear.includes(code)) say('/gear', 'gear-missing', code);
  return lacks;
}

export function open(input: OpenPermit, number: string, place: Place, by: Actor, rules: PermitRules) {
  const errors = lacking(input, rules);
  if (errors.length > 0) throw problem('permit-not-possible', { errors });
  const permit: Permit = {
    ...input,
    version: 1,
    number,
    division: place.division,
    compoundName: place.compoundName,
    enterpriseId: place.enterpriseId!,
    enterpriseName: place.enterpriseName!,
    departments: rules.rule.content.departments,
    state: 'OPEN',
    readingsGoodUntil: judged(input.readings, rules).goodUntil,
    openedBy: personOf(by),
    openedAt: rules.at,
    policy: refOf(rules.rule),
  };
  return PermitOpened.of(permit);
}

const mustBePossible = (operation: 'addReading' | 'closePermit', { state }: Permit, { role }: Actor): void => {
  if ((permitOperations[operation].from as readonly string[]).includes(state)) return;
  throw problem('not-in-this-state', { state, possible: role === 'platform' ? [] : possibleFrom(permitOperations, state, role) });
};
const mustBeOwn = (permit: Permit, by: Actor): void => {
  if (permit.enterpriseId !== by.enterpriseId) throw problem('not-yours-to-do');
};

/** Good values of a complete set let the work go on; anything else leaves it suspended or suspends it. */
export function addReading(permit: Permit, { readings }: AddReading, by: Actor, rules: PermitRules): Fact[] {
  mustBeOwn(permit, by);
  mustBePossible('addReading', permit, by);
  const { missing, outside, goodUntil } = judged([...permit.readings, ...readings], rules);
  const { at } = rules;
  const doubt: PermitDoubt | undefined =
    outside.length > 0
      ? 'outside-limits'
      : missing.length > 0 || goodUntil <= at
        ? 'readings-old'
        : Date.parse(permit.endsAt) <= Date.parse(at)
          ? 'time-over'
          : undefined;
  const step = { by: personOf(by), at };
  const isNew = doubt !== undefined && permit.doubt !== doubt;
  const state = doubt === undefined ? 'OPEN' : isNew ? permit.state : 'SUSPENDED';
  return [
    ReadingAdded.of({ ...step, readings, readingsGoodUntil: goodUntil, state }),
    ...(isNew ? [PermitSuspended.of({ ...step, doubt })] : []),
  ];
}

export function close(permit: Permit, { note }: ClosePermit, by: Actor, { at }: PermitRules): Fact[] {
  mustBeOwn(permit, by);
  mustBePossible('closePermit', permit, by);
  return [PermitClosed.of({ by: personOf(by), at, note })];
}

/** When an open permit stops being good by itself. */
export const goodUntil = ({ readingsGoodUntil, endsAt }: Permit): string => earlier(readingsGoodUntil, endsAt);
/** Its readings are too old, or its time is over. */
export function suspend(permit: Permit, by: Actor, at: string): Fact[] {
  if (permit.state !== 'OPEN' || Date.parse(goodUntil(permit)) > Date.parse(at)) return [];
  const doubt = Date.parse(permit.endsAt) <= Date.parse(at) ? 'time-over' : 'readings-old';
  return [PermitSuspended.of({ by: personOf(by), at, doubt })];
}
