/**
 * What is going to be reported in the year, before any of it has happened: when, where, what and by whom. Numbers follow
 * the order in time, as they would have been drawn. The last hours are written by hand: a handful of suspected majors
 * that nobody has decided yet, so that a desk that is opened for the first time has something to decide.
 */
import type { Actor } from '@anju/access/actor';
import { dayOf } from '@anju/contracts/day';
import { nameOn } from '@anju/contracts/compound-history';
import type { ReportHazard } from '@anju/contracts/hazard-requests';
import { isInForce } from '@anju/contracts/registry';
import type { HazardItem } from '@anju/contracts/policies';
import { at as levelAt } from '@anju/contracts/place';
import type { Place } from '@anju/safety-hazards/hazard';
import { hourMs } from './days.js';
import { counties } from './geography.js';
import { isDemoFirm, type People } from './people.js';
import { cumulative, type Prng } from './prng.js';
import { compoundOf, historyDays, type Home } from './registry.js';
import { itemAt, rhythm } from './rhythm.js';
import type { Rulebook } from './rulebook.js';
import { scenes, spotOf, type Scene } from './scenes.js';
import type { CitySize } from './size.js';

export interface Plan {
  readonly prng: Prng;
  readonly input: ReportHazard;
  readonly atMs: number;
  readonly place: Place;
  readonly item: HazardItem;
  readonly scene: Scene;
  readonly by: Actor;
  /** For example `HZ-310115-2026`, and its place in that series, from 0. */
  readonly series: string;
  readonly ordinal: number;
  /** Nobody decides it before the history ends. */
  readonly isUndecided: boolean;
}
export interface Setting {
  readonly seed: Prng;
  readonly size: CitySize;
  readonly homes: readonly Home[];
  readonly people: People;
  readonly book: Rulebook;
  readonly endMs: number;
}

/** The firm that was responsible on the day, as the service would have answered. */
export function placeOn({ input, facts, tenures }: Home, atMs: number): Place {
  const day = dayOf(new Date(atMs));
  const tenure = tenures.find(({ input: { startsOn, endsOn }, end }) => isInForce({ startsOn, endsOn, endedOn: end?.endedOn }, day));
  const { lng, lat } = input.point!;
  return {
    compoundId: input.id,
    compoundName: nameOn(compoundOf({ facts }), day),
    division: input.division,
    point: { lng, lat },
    enterpriseId: tenure?.firm.input.id,
    enterpriseName: tenure?.firm.input.name,
  };
}

type Sketch = Omit<Plan, 'series' | 'ordinal'>;
/** Hours before the end in which nothing new looks major, but for what is written by hand. */
const quietHours = 10;
const undecidedMinutes = [7, 26, 61, 140, 250, 395];
const undecidedItems = ['F02', 'H10', 'G08', 'F08', 'C04', 'G10'];
/** Where the personas of a subdistrict see them; the rest lies somewhere in Pudong. */
const undecidedPlaces = ['310115005', '310115016'];

export function planHazards(setting: Setting): Plan[] {
  const { seed, size, book, endMs } = setting;
  const prng = seed.fork('hazards');
  const choice = homesToVisit(setting);
  const { moments } = rhythm(book.calendar(counties.pudong, dayOf(new Date(endMs))), endMs, historyDays);
  const usual = moments(prng, Math.max(0, size.hazards - size.undecided)).map((atMs, index) =>
    sketch(setting, choice, prng.fork(index), atMs),
  );
  const byHand = undecidedMinutes.slice(0, size.undecided).map((minutes, index): Sketch => {
    const own = prng.fork(`undecided ${index}`);
    const atMs = endMs - minutes * 60_000 - own.below(50_000);
    const near = setting.homes.filter(({ input }) => input.division.startsWith(undecidedPlaces[index] ?? counties.pudong));
    return sketch(setting, near.length > 0 ? () => own.pick(near) : choice, own, atMs, undecidedItems[index]);
  });
  return numbered('HZ', [...usual, ...byHand]);
}

export function planIncidents(setting: Setting): Plan[] {
  const { seed, size, book, endMs } = setting;
  const prng = seed.fork('incidents');
  const choice = homesToVisit(setting);
  const { moments } = rhythm(book.calendar(counties.pudong, dayOf(new Date(endMs))), endMs, historyDays);
  const latest = endMs - 14 * 60_000;
  const all = [latest, ...moments(prng, Math.max(0, size.incidents - 1))].map((atMs, index) =>
    sketch(setting, choice, prng.fork(index), atMs, index === 0 || prng.fork(`kind ${index}`).chance(0.6) ? 'G15' : 'H12/throwing'),
  );
  return numbered('IN', all);
}

/** In the order of time. */
function numbered(prefix: string, sketches: readonly Sketch[]): Plan[] {
  const next = new Map<string, number>();
  return [...sketches]
    .sort((a, b) => a.atMs - b.atMs || (a.input.id < b.input.id ? -1 : 1))
    .map((one): Plan => {
      const series = `${prefix}-${levelAt(one.place.division, 'county')!}-${dayOf(new Date(one.atMs)).slice(0, 4)}`;
      const ordinal = next.get(series) ?? 0;
      next.set(series, ordinal + 1);
      return { ...one, series, ordinal };
    });
}

type Choice = (prng: Prng) => Home;
/** Larger compounds and those of the two demonstration firms are visited more often. */
function homesToVisit({ homes: all, endMs }: Setting): Choice {
  const homes = all.filter((home) => compoundOf(home).startsOn === undefined);
  const sums = cumulative(
    homes.map((home) => (1 + home.input.households / 800) * (isDemoFirm(placeOn(home, endMs).enterpriseId ?? '') ? 2.6 : 1)),
  );
  return (prng) => prng.draw(homes, sums);
}

/** Where one goes on a day: to a successor, if the compound was merged or split before. */
function thereOn(home: Home, homes: readonly Home[], prng: Prng, day: string): Home {
  const { startsOn, endsOn } = compoundOf(home);
  if (startsOn !== undefined && day < startsOn) return homes.find(({ successors }) => successors?.includes(home.input.id))!;
  if (endsOn === undefined || day <= endsOn) return home;
  const next = prng.pick(home.successors!);
  return thereOn(
    homes.find(({ input }) => input.id === next)!,
    homes,
    prng,
    day,
  );
}

function sketch({ people, book, endMs, homes }: Setting, choice: Choice, prng: Prng, atMs: number, fixed?: string): Sketch {
  const home = thereOn(choice(prng), homes, prng, dayOf(new Date(atMs)));
  const place = placeOn(home, atMs);
  const at = new Date(atMs).toISOString();
  const maySuspect = atMs < endMs - quietHours * hourMs;
  const { items } = book.catalogue(place.division, at).content;
  const wanted = fixed ?? itemAt(prng, items, atMs, maySuspect).code;
  const [code, subtype] = wanted === 'H12' ? ['H12', 'no-upward-camera'] : (wanted.split('/') as [string, string?]);
  const item = book.item(place.division, at, code, subtype);
  const scene = scenes[subtype ? `${code}/${subtype}` : code]!;
  const facts = scene.facts(prng);
  if (!maySuspect) for (const flag of item.suspectedWhen ?? []) delete (facts as unknown as Record<string, unknown>)[flag];
  const isUndecided = fixed !== undefined && item.kind === 'hazard';
  const looksMajor = maySuspect && item.defaultClass === 'ORDINARY' && item.mayBeSuspected && prng.chance(0.02);
  const input: ReportHazard = {
    id: prng.uuid(atMs),
    compoundId: home.input.id,
    itemCode: code,
    ...(subtype && { subtype }),
    isSuspectedMajor: item.kind === 'hazard' && (isUndecided || looksMajor),
    spot: spotOf(scene, prng),
    ...(prng.chance(0.85) && { description: scene.seen }),
    facts,
    photos: [],
    foundAt: new Date(atMs - Math.floor(prng.between(0.7, 18) * 60_000)).toISOString(),
  };
  return { prng, input, atMs, place, item, scene, by: reporter(prng, people, place, item), isUndecided };
}

function reporter(prng: Prng, people: People, place: Place, item: HazardItem): Actor {
  const share = prng.share();
  const inspector = (): Actor => prng.pick(people.inspectors(place.division));
  if (share < 0.2) return place.enterpriseId ? people.manager(place.enterpriseId, place.division) : inspector();
  if (share < 0.28) return people.officer(place.division);
  if (share < 0.33) return people.operator(place.division);
  if (share < 0.39) return people.department(place.division, item.departments[0]!);
  return inspector();
}
