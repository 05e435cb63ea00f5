/**
 * A compound is the legal property-management area (物业管理区域), which may hold several housing estates or part of one:
 * hence the aliases. It is registered where it lies and never moves to another division; what changes is facts, and every
 * change says why. The place is stored as WGS-84 with the datum in which it was declared.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { FactOf } from '@anju/contracts/event';
import { CompoundChanged, CompoundRegistered, type ChangeCompound, type Compound, type RegisterCompound } from '@anju/contracts/registry';
import { placeOf } from './coordinates.js';

export type CompoundEvent = FactOf<typeof CompoundRegistered> | FactOf<typeof CompoundChanged>;

export function register(input: RegisterCompound, by: Actor, at: string): FactOf<typeof CompoundRegistered> {
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

export const evolve = (_: Compound | undefined, event: CompoundEvent, version: number): Compound => ({ ...event.data.compound, version });
