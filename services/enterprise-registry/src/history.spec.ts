/**
 * The promise of the register: whatever is recorded in whatever order, with days of the past and days to come, every question
 * about any day has one answer. Random histories are acted out by the rules and kept as events; what folding them says is
 * compared with a day book that knows no rules.
 */
import { describe, expect, it } from '@jest/globals';
import { compoundOn, existsOn } from '@anju/contracts/compound-history';
import { dayOf } from '@anju/contracts/day';
import fc from 'fast-check';
import { inForceOn } from './contract.js';
import { coverageOn, gapsKnownOn, gapsOf } from './coverage.js';
import { isVoid, settle } from './gap.js';
import { at, registrar } from './registry.fixtures.js';
import { dayAt, firms, length, World, type Act } from './world.fixtures.js';

const number = fc.nat(11);
const on = fc.integer({ min: 5, max: 120 });
const firm = fc.nat(firms.length - 1);
const households = fc.integer({ min: 1, max: 900 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('register' as const), households }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('conclude' as const), compound: number, firm, from: on, days: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), contract: number, on }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('exit' as const), firm, on }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), compound: number, from: on }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('merge' as const),
      survivor: number,
      others: fc.array(number, { minLength: 1, maxLength: 2 }),
      from: on,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('split' as const), compound: number, from: on, households: fc.tuple(households, households) }),
  },
);
const histories = fc.array(act, { minLength: 3, maxLength: 40 });
const lived = (acts: readonly Act[]): World => {
  const world = new World();
  world.act({ do: 'register', households: 100 });
  world.act({ do: 'register', households: 250 });
  for (const one of acts) if (world.today < length - 30) world.act(one);
  return world;
};
const days = [...Array(length - 1).keys()];

describe('a register of random histories', () => {
  it('answers for any day who was responsible, under which name, and whether the compound was there', () => {
    fc.assert(
      fc.property(histories, (acts) => {
        const world = lived(acts);
        for (const compound of world.compounds) {
          const contracts = world.contractsOf(compound.id);
          const found = days.map((day) => {
            const exists = existsOn(compound, dayAt(day));
            const { name, households: count } = compoundOn(compound, dayAt(day));
            return [exists, inForceOn(contracts, dayAt(day))?.enterpriseId, ...(exists ? [name, count] : [])];
          });
          const written = world.book
            .get(compound.id)!
            .slice(0, days.length)
            .map((cell) => [cell.exists, cell.firm, ...(cell.exists ? [cell.name, cell.households] : [])]);
          expect(found).toEqual(written);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('has in its ledger exactly the days without a contract, whatever was corrected, and each day once', () => {
    fc.assert(
      fc.property(histories, (acts) => {
        const world = lived(acts);
        const today = dayAt(world.today);
        for (const compound of world.compounds) {
          const own = world.gaps.filter((gap) => gap.compoundId === compound.id && !isVoid(gap));
          const known = gapsKnownOn(gapsOf(compound, world.contractsOf(compound.id)), today);
          const entries = own
            .map(({ openedOn, closedOn, reason, closedBy }) => ({ openedOn, closedOn, reason, closedBy }))
            .sort((a, b) => (a.openedOn < b.openedOn ? -1 : 1));
          expect(entries).toEqual(
            known.map(({ from, until, reason, closedBy }) => ({ openedOn: from, closedOn: until, reason, closedBy })),
          );
          const cells = world.book.get(compound.id)!;
          const begin = Math.min(
            days.find((day) => cells[day]!.firm !== undefined) ?? length,
            days.find((day) => dayAt(day) === dayOf(compound.registeredAt))!,
          );
          for (const day of days.slice(0, world.today + 1)) {
            const isGap = cells[day]!.exists && cells[day]!.firm === undefined && (compound.startsOn !== undefined || day >= begin);
            const listed = own.filter(
              ({ openedOn, closedOn }) => openedOn <= dayAt(day) && (closedOn === undefined || dayAt(day) < closedOn),
            );
            expect([compound.id, dayAt(day), listed.length]).toEqual([compound.id, dayAt(day), isGap ? 1 : 0]);
          }
        }
      }),
      { numRuns: 120 },
    );
  });

  it('counts as covered on any day the households of the day book', () => {
    fc.assert(
      fc.property(histories, on, (acts, index) => {
        const world = lived(acts);
        const { covered, uncovered } = coverageOn(world.compounds, world.contracts, dayAt(index), 2.62);
        const cells = [...world.book.values()].map((row) => row[index]!).filter(({ exists }) => exists);
        const sum = (those: typeof cells) => ({
          compounds: those.length,
          households: those.reduce((total, cell) => total + cell.households, 0),
        });
        expect(covered).toMatchObject(sum(cells.filter((cell) => cell.firm !== undefined)));
        expect(uncovered).toMatchObject(sum(cells.filter((cell) => cell.firm === undefined)));
        expect(covered.residents).toBe(Math.round(covered.households * 2.62));
      }),
      { numRuns: 120 },
    );
  });

  it('has nothing more to say of its ledger when it is asked again', () => {
    fc.assert(
      fc.property(histories, (acts) => {
        const world = lived(acts);
        for (const compound of world.compounds) {
          const known = gapsKnownOn(gapsOf(compound, world.contractsOf(compound.id)), dayAt(world.today));
          const entries = world.gaps.filter(({ compoundId }) => compoundId === compound.id);
          expect(settle(compound, entries, known, () => 'another', registrar(), at)).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('comes to everything that can happen, and refuses only what contradicts the record', () => {
    const told = new Map<string, number>();
    const count = (what: string) => told.set(what, (told.get(what) ?? 0) + 1);
    for (const acts of fc.sample(histories, { numRuns: 200, seed: 7 })) {
      const world = lived(acts);
      for (const { type } of [...world.log.values()].flat()) count(type);
      world.refused.forEach(count);
    }
    const types = ['merged', 'split', 'renamed'].map((what) => `compound.${what}.v1`);
    for (const type of [...types, 'contract.ended.v1', 'coverage-gap.closed.v1']) expect(told.get(type)).toBeGreaterThan(50);
    const refusals = [...told.keys()].filter((what) => what.includes(' '));
    expect(refusals).toEqual(expect.arrayContaining(['merge compound-ended', 'split dates-contradict', 'conclude filing-not-accepted']));
  });
});
