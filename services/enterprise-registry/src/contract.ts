/**
 * A service contract says which firm answers for a compound from a day to a day, both included. At most one is in force on
 * any day; days without one are gaps and an answer too. The table refuses overlaps by a constraint, because two registrars
 * may record two contracts at the same moment and no rule that reads first can see the other's.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { FactOf } from '@anju/contracts/event';
import { problem } from '@anju/contracts/problems';
import {
  ContractConcluded,
  ContractEnded,
  isInForce,
  type Compound,
  type ConcludeContract,
  type Contract,
  type EndContract,
  type Enterprise,
} from '@anju/contracts/registry';

export type ContractEvent = FactOf<typeof ContractConcluded> | FactOf<typeof ContractEnded>;

export function conclude(
  input: ConcludeContract,
  compound: Pick<Compound, 'division'>,
  enterprise: Pick<Enterprise, 'name' | 'status'>,
  by: Actor,
  at: string,
): FactOf<typeof ContractConcluded> {
  if (enterprise.status !== 'ACCEPTED') throw problem('filing-not-accepted', { state: enterprise.status });
  const contract: Contract = { ...input, version: 1, enterpriseName: enterprise.name, division: compound.division, concludedAt: at };
  return ContractConcluded.of({ by: personOf(by), at, contract });
}

export function end(contract: Contract, { endedOn, reason }: EndContract, by: Actor, at: string): FactOf<typeof ContractEnded> {
  if (contract.endedOn !== undefined) throw problem('contract-ended', { endedOn: contract.endedOn });
  if (endedOn < contract.startsOn || endedOn > contract.endsOn) {
    const message = `not within ${contract.startsOn} and ${contract.endsOn}`;
    throw problem('content-invalid', { errors: [{ pointer: '/endedOn', code: 'outside-term', message }] });
  }
  const ended: Contract = { ...contract, version: contract.version + 1, endedOn, endReason: reason };
  return ContractEnded.of({ by: personOf(by), at, contract: ended, reason });
}

export const evolve = (_: Contract | undefined, event: ContractEvent, version: number): Contract => ({ ...event.data.contract, version });

/** The contract in force on a day; undefined in a gap. */
export const inForceOn = (contracts: readonly Contract[], day: string): Contract | undefined =>
  contracts.find((contract) => isInForce(contract, day));
