/**
 * The whole invented city from a seed and the moment at which its history ends. It is pure: the same seed, size and end
 * make the same city on every machine, so a load that was broken off goes on where it stopped. Lives are made when they
 * are asked for, because a year of them does not have to be in memory at once.
 */
import { loadGeography, type Geography } from './geography.js';
import { liveIncident, type IncidentLife } from './incidents.js';
import { ledgerOf, type LedgerOf } from './ledger.js';
import { live, type Life, type World } from './life.js';
import { People } from './people.js';
import { planHazards, planIncidents, type Plan } from './plan.js';
import { Prng } from './prng.js';
import { makeRegistry, type Home, type Registry } from './registry.js';
import { Rulebook } from './rulebook.js';
import { fullCity, type CitySize } from './size.js';

export interface CityOptions {
  readonly seed: number;
  /** The history ends here. */
  readonly endMs: number;
  readonly size?: CitySize;
}
export interface City {
  readonly registry: Registry;
  /** In the order of time. */
  readonly hazards: readonly Plan[];
  readonly incidents: readonly Plan[];
  readonly book: Rulebook;
  /** How many numbers of each series (`HZ-310115-2026`) it needs. */
  readonly series: ReadonlyMap<string, number>;
  /** Where each series begins; 1 unless somebody has filed before. */
  numberFrom(first: Readonly<Record<string, number>>): void;
  /** The gaps of a compound, and its timer. */
  ledger(home: Home): LedgerOf;
  live(plan: Plan): Life;
  liveIncident(plan: Plan): IncidentLife;
}

let known: { geography: Geography; book: Rulebook } | undefined;

export function makeCity({ seed, endMs, size = fullCity }: CityOptions): City {
  const { geography, book } = (known ??= { geography: loadGeography(), book: new Rulebook() });
  const root = new Prng(`anju ${seed}`);
  const people = new People(root.fork('people'));
  const registry = makeRegistry(root, size, geography, people, endMs);
  const setting = { seed: root, size, homes: registry.homes, people, book, endMs };
  const names = new Map([...geography.pudong, ...geography.jingyang].map(({ code, name }) => [code, name]));
  let first: Readonly<Record<string, number>> = {};
  const world: World = {
    people,
    book,
    endMs,
    numberOf: ({ series, ordinal }) => `${series}-${String((first[series] ?? 1) + ordinal).padStart(6, '0')}`,
    subdistrictName: (township) => names.get(township) ?? township,
  };
  const [hazards, incidents] = [planHazards(setting), planIncidents(setting)];
  const series = new Map<string, number>();
  for (const plan of [...hazards, ...incidents]) series.set(plan.series, Math.max(series.get(plan.series) ?? 0, plan.ordinal + 1));
  return {
    registry,
    hazards,
    incidents,
    book,
    series,
    numberFrom: (begins) => void (first = begins),
    ledger: (home) => ledgerOf(root.fork(`ledger ${home.input.id}`), home, people, endMs),
    live: (plan) => live({ ...plan, prng: plan.prng.fork('life') }, world),
    liveIncident: (plan) => liveIncident({ ...plan, prng: plan.prng.fork('life') }, world),
  };
}
