/**
 * A compound is the legal property-management area (物业管理区域), which may hold several housing estates or part of one:
 * hence the aliases. It is registered where it lies and never moves to another division; what changes is facts, and every
 * change says why. A new name, a merger and a split hold from a day, which may lie in the past; compounds that ended stay,
 * because what they were on a past day stays true. The place is stored as WGS-84 with the datum in which it was declared.
 */
import { personOf, type Actor } from '@anju/access/actor';
import { dayBefore } from '@anju/contracts/day';
import type { FactOf } from '@anju/contracts/event';
import { problem } from '@anju/contracts/problems';
import { existsOn, lastTurnOf, nameOn, successorsOf } from '@anju/contracts/compound-history';
import type { MergeCompounds, Part, RenameCompound, SplitCompound } from '@anju/contracts/compound-history';
import {
  CompoundChanged,
  CompoundMerged,
  CompoundRegistered,
  CompoundRenamed,
  CompoundSplit,
  type ChangeCompound,
  type Compound,
  type RegisterCompound,
} from '@anju/contracts/registry';
import { placeOf } from './coordinates.js';

type Registered = FactOf<typeof CompoundRegistered>;
type Merged = FactOf<typeof CompoundMerged>;
export type CompoundEvent =
  Registered | FactOf<typeof CompoundChanged> | FactOf<typeof CompoundRenamed> | Merged | FactOf<typeof CompoundSplit>;

export function register(input: RegisterCompound, by: Actor, at: string): Registered {
  const { point, polygon, ...facts } = input;
  const place = placeOf({ point, polygon })!;
  return CompoundRegistered.of({ by: personOf(by), at, compound: { ...facts, ...place, version: 1, registeredAt: at } });
}

export function change(compound: Compound, input: ChangeCompound, by: Actor, at: string): FactOf<typeof CompoundChanged> {
  const { point, polygon, reason, ...given } = input;
  const facts = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const changed: Compound = { ...compound, ...facts, ...placeOf({ point, polygon }), version: compound.version + 1 };
  return CompoundChanged.of({ by: personOf(by), at, compound: changed, reason });
}

const ended = (compound: Compound) =>
  problem('compound-ended', { compoundId: compound.id, endsOn: compound.endsOn, successors: successorsOf(compound) });
const contradicts = (compound: Compound, on: string, found: string) =>
  problem('dates-contradict', {
    compoundId: compound.id,
    on,
    errors: [{ pointer: '/from', code: 'contradicts', message: `${found} holds from or up to ${on}` }],
  });

/** It may be put between two names that are known: then it was borne up to the day before the later one. */
export function rename(compound: Compound, { name, from, reason }: RenameCompound, by: Actor, at: string): FactOf<typeof CompoundRenamed> {
  const { formerNames = [], startsOn, endsOn } = compound;
  const until = dayBefore(from);
  if (endsOn !== undefined && endsOn < from) throw ended(compound);
  if (startsOn !== undefined && from <= startsOn) throw contradicts(compound, startsOn, 'its first day');
  if (formerNames.some((former) => former.until === until)) throw contradicts(compound, until, 'another name');
  const formerName = nameOn(compound, from);
  if (formerName === name)
    throw problem('content-invalid', { errors: [{ pointer: '/name', code: 'unchanged', message: `bears it on ${from}` }] });
  const next = formerNames.findIndex((former) => from <= former.until);
  const names =
    next < 0
      ? [...formerNames, { name: formerName, until }]
      : [
          ...formerNames.slice(0, next),
          { name: formerName, until },
          { name, until: formerNames[next]!.until },
          ...formerNames.slice(next + 1),
        ];
  const renamed: Compound = { ...compound, ...(next < 0 && { name }), formerNames: names, version: compound.version + 1 };
  return CompoundRenamed.of({ by: personOf(by), at, compound: renamed, from, reason, name, formerName });
}

/** From the day on it can be merged or split; what it is recorded to be on a later day would contradict that. */
function mustTurn(compound: Compound, from: string): void {
  if (compound.endsOn !== undefined) throw ended(compound);
  const last = lastTurnOf(compound);
  if (last !== undefined && from <= last) throw contradicts(compound, last, 'an earlier order');
}
function mustEnd(compound: Compound, from: string): void {
  mustTurn(compound, from);
  const until = dayBefore(from);
  const later = compound.formerNames?.findLast((former) => former.until >= until);
  if (later) throw contradicts(compound, later.until, 'a name');
}

/** What is said of the survivor, then of each that ends. */
export function merge(survivor: Compound, others: readonly Compound[], input: MergeCompounds, by: Actor, at: string): Merged[] {
  const { from, facts, reason } = input;
  mustTurn(survivor, from);
  for (const other of others) mustEnd(other, from);
  const until = dayBefore(from);
  const { households, buildings, point, polygon, declaredCrs, formerFacts = [] } = survivor;
  const sum = (of: 'households' | 'buildings') => others.reduce((total, other) => total + other[of], survivor[of]);
  const before = { until, households, buildings, point, ...(polygon && { polygon }), declaredCrs };
  const merged: Compound = {
    ...survivor,
    version: survivor.version + 1,
    households: facts.households ?? sum('households'),
    buildings: facts.buildings ?? sum('buildings'),
    ...placeOf(facts),
    formerFacts: formerFacts.at(-1)?.until === until ? formerFacts : [...formerFacts, before],
    predecessors: [
      ...(survivor.predecessors ?? []),
      ...others.map((other) => ({ id: other.id, name: nameOn(other, until), how: 'merged' as const, on: from })),
    ],
  };
  const said = { by: personOf(by), at, from, reason, survivorId: survivor.id, endedIds: others.map(({ id }) => id) };
  return [
    CompoundMerged.of({ ...said, compound: merged }),
    ...others.map((other) =>
      CompoundMerged.of({ ...said, compound: { ...other, version: other.version + 1, endsOn: until, mergedInto: survivor.id } }),
    ),
  ];
}

/** What is said of the whole, then the registration of each part. */
export function split(
  whole: Compound,
  { from, parts, reason }: SplitCompound,
  by: Actor,
  at: string,
): [FactOf<typeof CompoundSplit>, ...Registered[]] {
  mustEnd(whole, from);
  const until = dayBefore(from);
  const partIds = parts.map(({ id }) => id);
  const apart: Compound = { ...whole, version: whole.version + 1, endsOn: until, splitInto: partIds };
  const partOf = ({ point, polygon, ...facts }: Part): Compound => {
    const { division, type, builtYear } = whole;
    return {
      ...facts,
      ...placeOf({ point, polygon })!,
      division,
      type,
      ...(builtYear !== undefined && { builtYear }),
      version: 1,
      registeredAt: at,
      startsOn: from,
      predecessors: [{ id: whole.id, name: nameOn(whole, until), how: 'split', on: from }],
    };
  };
  const said = { by: personOf(by), at };
  return [
    CompoundSplit.of({ ...said, from, reason, partIds, compound: apart }),
    ...parts.map((part) => CompoundRegistered.of({ ...said, compound: partOf(part) })),
  ];
}

export const evolve = (_: Compound | undefined, event: CompoundEvent, version: number): Compound => ({ ...event.data.compound, version });

/** The days of a contract have to lie within those of its compound. */
export function mustExistFor(compound: Pick<Compound, 'startsOn' | 'endsOn'>, startsOn: string, endsOn: string): void {
  if (compound.endsOn !== undefined && endsOn > compound.endsOn) throw ended(compound as Compound);
  if (!existsOn(compound, startsOn)) {
    const message = `there is no such compound before ${compound.startsOn}`;
    throw problem('content-invalid', { errors: [{ pointer: '/startsOn', code: 'before-compound', message }] });
  }
}
