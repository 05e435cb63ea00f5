/**
 * Which compounds had property service on a day, which had none and why, and how many residents that is: one calculation,
 * from compounds and contracts alone, so that an independent program can be given the same rows and must find the same. The
 * ledger of gaps, its timers and the coverage figure all come from here. Time is a row of days; a gap is half-open, from its
 * first day to the first day that no longer belongs to it.
 */
import type { CoverageShare, GapClosing, GapReason } from '@anju/contracts/coverage';
import { compoundOn, existsOn } from '@anju/contracts/compound-history';
import { dayOf, nextDay } from '@anju/contracts/day';
import { isInForce, lastDayOf, type Compound, type Contract } from '@anju/contracts/registry';

export type Timeline = Pick<Compound, 'startsOn' | 'endsOn' | 'mergedInto' | 'registeredAt'>;
export type Term = Pick<Contract, 'id' | 'startsOn' | 'endsOn' | 'endedOn' | 'endCause'>;
export interface Stretch {
  readonly from: string;
  readonly until?: string;
  readonly reason: GapReason;
  readonly afterContractId?: string;
  readonly closedBy?: Exclude<GapClosing, 'corrected'>;
  /** The contract that closes it. */
  readonly contractId?: string;
}

function reasonAfter(contract: Term | undefined, { startsOn }: Timeline): GapReason {
  if (!contract) return startsOn === undefined ? 'never-served' : 'split';
  if (contract.endCause === 'firm-exited') return 'firm-exited';
  return lastDayOf(contract) < contract.endsOn ? 'ended-early' : 'term-ended';
}

/**
 * Every gap of a compound, past and to come, oldest first. Days before the registration count from its first contract on;
 * without one it is without service from the day of its registration.
 */
export function gapsOf(compound: Timeline, contracts: readonly Term[]): Stretch[] {
  const terms = contracts.filter((term) => lastDayOf(term) >= term.startsOn).sort((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
  const registered = dayOf(compound.registeredAt);
  const begin = compound.startsOn ?? (terms[0] && terms[0].startsOn < registered ? terms[0].startsOn : registered);
  const over = compound.endsOn === undefined ? undefined : nextDay(compound.endsOn);
  const gaps: Stretch[] = [];
  let [free, last]: [string, Term | undefined] = [begin, undefined];
  const gap = (from: string): Pick<Stretch, 'from' | 'reason' | 'afterContractId'> => ({
    from,
    reason: reasonAfter(last, compound),
    ...(last && { afterContractId: last.id }),
  });
  for (const term of terms) {
    if (term.startsOn > free) gaps.push({ ...gap(free), until: term.startsOn, closedBy: 'contract', contractId: term.id });
    const after = nextDay(lastDayOf(term));
    if (after > free) [free, last] = [after, term];
  }
  if (over === undefined) gaps.push(gap(free));
  else if (free < over) gaps.push({ ...gap(free), until: over, closedBy: compound.mergedInto ? 'merged' : 'split' });
  return gaps;
}

/** The gaps as they are known on a day: what begins later is none yet, what ends later is still open. */
export const gapsKnownOn = (gaps: readonly Stretch[], today: string): Stretch[] =>
  gaps
    .filter(({ from }) => from <= today)
    .map(({ until, closedBy, contractId, ...open }) =>
      until === undefined || until > today ? open : { ...open, until, ...(closedBy && { closedBy }), ...(contractId && { contractId }) },
    );
/** The next day on which that changes by itself. */
export const nextTurn = (gaps: readonly Stretch[], today: string): string | undefined =>
  gaps
    .flatMap(({ from, until }) => [from, until])
    .filter((day) => day !== undefined && day > today)
    .sort()[0];

export type Counted = Pick<Compound, 'id' | 'name' | 'division' | 'households' | 'formerNames' | 'formerFacts' | 'startsOn' | 'endsOn'>;
export interface CoverageOn {
  readonly covered: CoverageShare;
  readonly uncovered: CoverageShare;
  /** Ids of the compounds of each, in the order of the input. */
  readonly coveredIds: readonly string[];
  readonly uncoveredIds: readonly string[];
}

/** Of the compounds that exist on a day, those with a contract in force and those without; residents are households times persons. */
export function coverageOn(
  compounds: readonly Counted[],
  contracts: readonly (Pick<Contract, 'compoundId'> & Pick<Contract, 'startsOn' | 'endsOn' | 'endedOn'>)[],
  day: string,
  personsPerHousehold: number,
): CoverageOn {
  const served = new Set(contracts.filter((contract) => isInForce(contract, day)).map(({ compoundId }) => compoundId));
  const present = compounds.filter((compound) => existsOn(compound, day)).map((compound) => compoundOn(compound, day));
  const shareOf = (those: readonly Counted[]): CoverageShare => {
    const households = those.reduce((sum, compound) => sum + compound.households, 0);
    return { compounds: those.length, households, residents: Math.round(households * personsPerHousehold) };
  };
  const covered = present.filter(({ id }) => served.has(id));
  const uncovered = present.filter(({ id }) => !served.has(id));
  return {
    covered: shareOf(covered),
    uncovered: shareOf(uncovered),
    coveredIds: covered.map(({ id }) => id),
    uncoveredIds: uncovered.map(({ id }) => id),
  };
}
