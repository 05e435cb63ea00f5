/**
 * A compound on one axis of days: which contract was in force when, which stretches belong to nobody and why, which names it
 * bore, and the days on which it was renamed, merged or split. A gap has its reason from the contract before it. Pure.
 */
import type { GapReason } from '@anju/contracts/coverage';
import type { HazardSummary } from '@anju/contracts/hazards';
import { lastDayOf, type CompoundFile, type Contract } from '@anju/contracts/registry';

const dayMs = 86_400_000;
export const dayAfter = (day: string, by = 1): string => new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

export type Stretch =
  | { readonly kind: 'contract'; readonly from: string; readonly to: string; readonly contract: Contract }
  | { readonly kind: 'gap'; readonly from: string; readonly to: string; readonly reason: GapReason; readonly words?: string | undefined };

const reasonAfter = ({ endCause, endedOn, endsOn, endReason }: Contract): { reason: GapReason; words?: string | undefined } =>
  endCause === 'firm-exited'
    ? { reason: 'firm-exited', words: endReason }
    : endCause === 'split'
      ? { reason: 'split', words: endReason }
      : endedOn !== undefined && endedOn < endsOn
        ? { reason: 'ended-early', words: endReason }
        : { reason: 'term-ended' };

/** Contracts and the gaps between them up to today, or up to the last day of a compound that is no more. */
export function stretchesOf(
  { contracts, startsOn, endsOn, registeredAt }: Pick<CompoundFile, 'contracts' | 'startsOn' | 'endsOn' | 'registeredAt'>,
  today: string,
): Stretch[] {
  // One that ended before its first day never came into force.
  const inForce = contracts.filter((one) => lastDayOf(one) >= one.startsOn).sort((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
  const until = endsOn !== undefined && endsOn < today ? endsOn : today;
  const stretches: Stretch[] = [];
  let before: Contract | undefined;
  let covered: string | undefined;
  const gap = (to: string): void => {
    const from = covered === undefined ? (startsOn ?? registeredAt.slice(0, 10)) : dayAfter(covered);
    if (from > to) return;
    stretches.push({ kind: 'gap', from, to, ...(before ? reasonAfter(before) : { reason: 'never-served' as const }) });
  };
  for (const contract of inForce) {
    if (covered !== undefined && dayAfter(covered) < contract.startsOn) gap(dayAfter(contract.startsOn, -1));
    const to = lastDayOf(contract);
    stretches.push({ kind: 'contract', from: contract.startsOn, to, contract });
    if (covered === undefined || to > covered) [covered, before] = [to, contract];
  }
  if (covered === undefined || covered < until) gap(until);
  return stretches;
}

/** Names with their days; the present one runs on. */
export function namesOf({ name, formerNames = [] }: Pick<CompoundFile, 'name' | 'formerNames'>, from: string, to: string) {
  let start = from;
  const former = formerNames.map(({ name: words, until }) => {
    const one = { name: words, from: start, to: until };
    start = dayAfter(until);
    return one;
  });
  return [...former, { name, from: start, to }].filter((one) => one.from <= one.to);
}

export interface Turn {
  readonly on: string;
  readonly how: 'renamed' | 'merged' | 'split';
  readonly about: string;
  readonly id?: string;
}
/** Days on which it became another: renamed, merged with or into others, split off or apart. */
export const turnsOf = ({ formerNames = [], predecessors = [], successors = [] }: CompoundFile): Turn[] =>
  [
    ...formerNames.map(({ name, until }) => ({ on: dayAfter(until), how: 'renamed' as const, about: name })),
    ...[...predecessors, ...successors].map(({ id, name, how, on }) => ({ on, how, about: name ?? '', id })),
  ].sort((a, b) => (a.on < b.on ? -1 : 1));

/** Whether a hazard was open at the end of a day. */
export const wasOpenOn = ({ recordedAt, closedAt }: Pick<HazardSummary, 'recordedAt' | 'closedAt'>, day: string): boolean => {
  const eastern = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);
  return eastern(recordedAt) <= day && (closedAt === undefined || eastern(closedAt) > day);
};
