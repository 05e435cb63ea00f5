/**
 * Who served a compound, one firm after the other. Terms end, are cut short, are bridged by an interim firm for half a
 * year or leave a gap; no two overlap, because the registry refuses that. The promised star and the fee go together, since
 * a fee that does not fit its star is what the city is looking for.
 */
import type { Actor } from '@anju/access/actor';
import { exampleIds } from '@anju/contracts/examples';
import type { ConcludeContract, EndCause } from '@anju/contracts/registry';
import { day, dayNumber, numberOf, startOfDay } from './days.js';
import type { Prng } from './prng.js';
import type { Firm } from './registry.js';

export interface Tenure {
  readonly input: ConcludeContract;
  readonly firm: Firm;
  readonly by: Actor;
  readonly at: string;
  /** With a cause where it ended with something else. */
  readonly end?: { readonly endedOn: string; readonly reason: string; readonly at: string; readonly cause?: EndCause };
  /** The tenure of the whole compound that goes on in this part. */
  readonly continues?: Tenure;
}
interface Wanted {
  readonly kind: 'orphan' | 'example' | 'served' | 'never' | 'usual';
  readonly compoundId: string;
  readonly compound: number;
  readonly endMs: number;
  /** When the files were moved in; contracts that began before were recorded then. */
  readonly recordedMs: number;
  /** The firm of the n-th tenure, counted back from the present one. */
  readonly firmFor: (tenure: number) => Firm;
  readonly by: Actor;
}
const reasons = ['双方协商解除。', '业主大会决定更换物业服务企业。', '企业退出项目。', '合同约定的解除条件成就。'];
const feeOf = (star: number, prng: Prng): number => Math.round((0.55 * star + prng.between(0.2, 1.1)) * 20) / 20;

/** Spans of days, the last first; a gap stands between two that do not touch. */
function spans(prng: Prng, kind: Wanted['kind'], today: number): [from: number, to: number, isInterim: boolean][] {
  if (kind === 'never') return [];
  if (kind === 'orphan') return [[numberOf('2023-09-01'), numberOf('2026-08-31'), false]];
  if (kind === 'example') return [[numberOf('2024-01-01'), Math.max(numberOf('2027-12-31'), today + 300), false]];
  const isGapNow = kind === 'usual' && prng.chance(0.045);
  const result: [number, number, boolean][] = [];
  let to = isGapNow ? today - prng.int(5, 150) : today + prng.int(20, 800);
  const begin = today - 800;
  while (to > begin && result.length < 4) {
    const isInterim = kind === 'usual' && prng.chance(0.07);
    const usual = to - (isInterim ? prng.int(100, 175) : prng.pick([364, 729, 729, 1094]));
    const from = Math.min(usual, today - prng.int(3, 200));
    result.push([kind === 'served' && result.length === 0 ? Math.min(from, today - 400) : from, to, isInterim]);
    to = Math.min(from, result.at(-1)![0]) - 1 - (prng.chance(0.25) ? prng.int(12, 95) : 0);
  }
  return result;
}

/** Oldest first. */
export function contractsFor(prng: Prng, wanted: Wanted): Tenure[] {
  const { kind, compoundId, endMs, recordedMs, firmFor, by } = wanted;
  const today = dayNumber(endMs);
  const star = prng.weighted([1, 2, 3, 4, 5], (one) => [1, 4, 6, 3, 1][one - 1]!);
  return spans(prng, kind, today)
    .map(([from, to, isInterim], index): Tenure => {
      const atMs = Math.max(recordedMs + index * 60_000, startOfDay(from - prng.int(5, 30)) + prng.between(9, 17) * 3_600_000);
      const promisedStar = Math.min(5, Math.max(1, star + (index > 0 && prng.chance(0.3) ? prng.pick([-1, 1]) : 0)));
      const firm = firmFor(index);
      const id = kind === 'example' && wanted.compound === 0 ? exampleIds.contract : prng.uuid(Math.floor(atMs));
      const feePerSqm = feeOf(promisedStar, prng);
      // Ended before its term within the history, and known to the registry some days later.
      const isCut = kind === 'usual' && to < today - 12 && to > dayNumber(recordedMs) + 20 && prng.chance(0.3);
      const term = isCut ? to + prng.int(60, 300) : to;
      return {
        input: { id, compoundId, enterpriseId: firm.input.id, startsOn: day(from), endsOn: day(term), promisedStar, feePerSqm, isInterim },
        firm,
        by,
        at: new Date(Math.floor(Math.min(atMs, endMs - 3_600_000))).toISOString(),
        ...(isCut && {
          end: {
            endedOn: day(to),
            reason: prng.pick(reasons),
            at: new Date(Math.floor(startOfDay(to + prng.int(0, 8)) + prng.between(9, 17) * 3_600_000)).toISOString(),
          },
        }),
      };
    })
    .reverse();
}
