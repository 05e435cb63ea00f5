/**
 * One hazard's life, lived by the service's own rules with a clock that is moved: whoever is next does what the state asks
 * for, deadlines that fall due in between climb, and the end of the history cuts it off wherever it stands. Nothing is
 * written that the rules did not answer, so a loaded year and a lived one cannot be told apart.
 */
import { platform, type Actor } from '@anju/access/actor';
import type { Fact } from '@anju/contracts/event';
import type { HazardEvent } from '@anju/contracts/hazard-events';
import { evolve } from '@anju/contracts/hazard-life';
import { isOpen, type Hazard } from '@anju/contracts/hazards';
import type { Timer } from '@anju/events/timers';
import * as rules from '@anju/safety-hazards/hazard';
import { timersOf } from '@anju/safety-hazards/hazard-timers';
import { hourMs } from './days.js';
import { duty, type Act } from './duties.js';
import type { People } from './people.js';
import type { Plan } from './plan.js';
import type { Rulebook } from './rulebook.js';
import { besides } from './besides.js';

export interface Step {
  readonly fact: Fact;
  readonly by: Actor;
  readonly at: string;
  readonly version: number;
  /** The hazard after it. */
  readonly hazard: Hazard;
}
export interface Life {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly hazard: Hazard;
}
export interface World {
  readonly people: People;
  readonly book: Rulebook;
  readonly endMs: number;
  readonly numberOf: (plan: Plan) => string;
  readonly subdistrictName: (township: string) => string;
}

/** What changes nothing of the state and yet makes the next duty another one. */
const restarts: ReadonlySet<string> = new Set(['hazard.recheck-signed.v1', 'hazard.plan-submitted.v1', 'hazard.place-resumed.v1']);

const timers = (division: string): Actor => platform('hazard-timers', [division]);

export function live(plan: Plan, world: World): Life {
  const { book, endMs } = world;
  const steps: Step[] = [];
  let hazard!: Hazard;
  let acts: Act[] = [];
  let clocks: Hazard['clocks'] | undefined;
  let rung: Timer | undefined;

  const take = (facts: readonly Fact[], by: Actor, at: string): void => {
    for (const fact of facts) {
      const before: Hazard | undefined = hazard;
      const version = steps.length + 1;
      hazard = evolve(before, fact as HazardEvent, version);
      steps.push({ fact, by, at, version, hazard });
      const more = besides({ plan, world, hazard, before, fact: fact as HazardEvent, atMs: Date.parse(at) });
      if (before?.state !== hazard.state || before.class !== hazard.class || restarts.has(fact.type)) {
        acts = acts.filter(({ isDuty }) => !isDuty);
        const next = duty({ plan, world, hazard, fromMs: Date.parse(at) });
        if (next) acts.push(next);
      }
      acts.push(...more);
    }
  };

  const { input, place, item, by } = plan;
  const number = world.numberOf(plan);
  const recordedAt = new Date(plan.atMs).toISOString();
  const catalogue = book.catalogue(place.division, recordedAt);
  take([rules.report({ input, number, place, item, catalogue, photos: [] }, by, book.rules(place.division, recordedAt))], by, recordedAt);

  for (;;) {
    if (!isOpen(hazard)) acts = acts.filter(({ isAfterwards }) => isAfterwards);
    const act = acts.reduce<Act | undefined>((first, one) => (!first || one.atMs < first.atMs ? one : first), undefined);
    if (hazard.clocks !== clocks) [clocks, rung] = [hazard.clocks, nextRung(hazard, book)];
    // A clock that runs on after a failed re-check may have rungs behind it; the service fires those a moment later.
    const rungMs = rung ? Math.max(Date.parse(rung.dueAt), Date.parse(steps.at(-1)!.at) + 1_000) : Infinity;
    const nextMs = Math.min(act?.atMs ?? Infinity, rungMs);
    if (nextMs > endMs) break;
    if (rung && rungMs <= (act?.atMs ?? Infinity)) {
      const { kind, division } = rung;
      const at = new Date(rungMs).toISOString();
      const clock = hazard.clocks.find((one) => one.duty === kind)!;
      const actor = timers(division);
      const facts = rules.climb(hazard, clock.duty, actor, book.rulesOf(clock, hazard, at));
      if (facts.length === 0) throw new Error(`${hazard.number}: a rung of ${kind} does not climb`);
      take(facts, actor, at);
      continue;
    }
    acts = acts.filter((one) => one !== act);
    const at = new Date(act!.atMs).toISOString();
    if (act!.isPossible && !act!.isPossible(hazard)) continue;
    const { by: actor, facts } = act!.decide(hazard, book.rules(hazard.division, at));
    take(facts, actor, at);
  }
  return { plan, steps, hazard };
}

const nextRung = (hazard: Hazard, book: Rulebook): Timer | undefined =>
  timersOf(hazard, (clock) => book.rulesOf(clock, hazard)).reduce<Timer | undefined>(
    (first, one) => (!first || one.dueAt < first.dueAt ? one : first),
    undefined,
  );

/** Somebody at work: not before the delay is over, and by day. */
export function atWork(
  { book }: Pick<World, 'book'>,
  plan: Plan,
  fromMs: number,
  [low, high]: readonly [number, number],
  wholeWeek = false,
): number {
  const { prng, place } = plan;
  let ms = Math.floor(fromMs + prng.between(low, high) * 60_000);
  const shanghai = (value: number) => ((value + 8 * hourMs) % (24 * hourMs)) / hourMs;
  for (let tries = 0; tries < 20; tries += 1) {
    const hour = shanghai(ms);
    const day = Math.floor((ms + 8 * hourMs) / (24 * hourMs));
    const isWorked = wholeWeek || book.calendar(place.division, new Date(ms).toISOString().slice(0, 10)).isWorking(day);
    if (isWorked && hour >= 8.6 && hour < 17.4) return ms;
    const next = isWorked && hour < 8.6 ? day : day + 1;
    ms = Math.floor(next * 24 * hourMs - 8 * hourMs + prng.between(8.7, 10.6) * hourMs);
  }
  return ms;
}
