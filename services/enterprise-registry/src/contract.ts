/**
 * A service contract says which firm answers for a compound from a day to a day, both included. At most one is in force on
 * any day; days without one are gaps and an answer too. The table refuses overlaps by a constraint, because two registrars
 * may record two contracts at the same moment and no rule that reads first can see the other's. One that is cut off before
 * its first day never came into force: its last day is then the day before the first.
 */
import { personOf, type Actor } from '@anju/access/actor';
import { dayBefore } from '@anju/contracts/day';
import type { FactOf } from '@anju/contracts/event';
import { problem } from '@anju/contracts/problems';
import {
  ContractConcluded,
  ContractEnded,
  isInForce,
  lastDayOf,
  type Compound,
  type ConcludeContract,
  type Contract,
  type EndCause,
  type EndContract,
  type Enterprise,
} from '@anju/contracts/registry';
import { mustExistFor } from './compound.js';

type Concluded = FactOf<typeof ContractConcluded>;
type Ended = FactOf<typeof ContractEnded>;
export type ContractEvent = Concluded | Ended;

export function conclude(
  input: ConcludeContract,
  compound: Pick<Compound, 'division' | 'startsOn' | 'endsOn'>,
  enterprise: Pick<Enterprise, 'name' | 'status'>,
  by: Actor,
  at: string,
): Concluded {
  if (enterprise.status !== 'ACCEPTED') throw problem('filing-not-accepted', { state: enterprise.status });
  mustExistFor(compound, input.startsOn, input.endsOn);
  const contract: Contract = { ...input, version: 1, enterpriseName: enterprise.name, division: compound.division, concludedAt: at };
  return ContractConcluded.of({ by: personOf(by), at, contract });
}

export function end(contract: Contract, { endedOn, reason }: EndContract, by: Actor, at: string): Ended {
  if (contract.endedOn !== undefined) throw problem('contract-ended', { endedOn: contract.endedOn });
  if (endedOn < contract.startsOn || endedOn > contract.endsOn) {
    const message = `not within ${contract.startsOn} and ${contract.endsOn}`;
    throw problem('content-invalid', { errors: [{ pointer: '/endedOn', code: 'outside-term', message }] });
  }
  const ended: Contract = { ...contract, version: contract.version + 1, endedOn, endReason: reason };
  return ContractEnded.of({ by: personOf(by), at, contract: ended, reason });
}

/** Whether it would be in force on some day from `from` on. */
export const reaches = (contract: Contract, from: string): boolean =>
  lastDayOf(contract) >= from && lastDayOf(contract) >= contract.startsOn;

/** Ends what would be in force from a day on, also what was to end later or has yet to begin. */
export function cutOff(contract: Contract, from: string, endCause: EndCause, reason: string, by: Actor, at: string): Ended {
  const last = dayBefore(from < contract.startsOn ? contract.startsOn : from);
  const ended: Contract = { ...contract, version: contract.version + 1, endedOn: last, endReason: reason, endCause };
  return ContractEnded.of({ by: personOf(by), at, contract: ended, reason });
}

/** The contract of the whole goes on for a part as a contract of its own, as long as it would have. */
export function carryOn(
  whole: Contract,
  part: Pick<Compound, 'id' | 'division'>,
  id: string,
  from: string,
  by: Actor,
  at: string,
): Concluded {
  const { enterpriseId, enterpriseName, promisedStar, feePerSqm, isInterim } = whole;
  const contract: Contract = {
    id,
    version: 1,
    compoundId: part.id,
    enterpriseId,
    enterpriseName,
    division: part.division,
    startsOn: from > whole.startsOn ? from : whole.startsOn,
    endsOn: lastDayOf(whole),
    continues: whole.id,
    promisedStar,
    feePerSqm,
    isInterim,
    concludedAt: at,
  };
  return ContractConcluded.of({ by: personOf(by), at, contract });
}

export const evolve = (_: Contract | undefined, event: ContractEvent, version: number): Contract => ({ ...event.data.contract, version });

/** The contract in force on a day; undefined in a gap. */
export const inForceOn = (contracts: readonly Contract[], day: string): Contract | undefined =>
  contracts.find((contract) => isInForce(contract, day));
