/**
 * A contract as a row. Its last day is a column, and an exclusion constraint over compound and
 * days keeps two contracts from being in force at once. The compound's name is kept as it was, because the firm may read
 * its past contracts but no longer the compound.
 */
import { lastDayOf, type Contract } from '@anju/contracts/registry';
import type { Aggregate } from '@anju/events/change';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { evolve, type ContractEvent } from './contract.js';

export const ContractRow = defineEntity({
  name: 'ContractRow',
  tableName: 'contracts',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    compoundId: p.uuid(),
    enterpriseId: p.uuid(),
    division: p.text(),
    startsOn: p.string().columnType('date'),
    lastOn: p.string().columnType('date'),
    contract: p.json<Contract>(),
    compoundName: p.text(),
    contentHash: p.text(),
  },
});
export type ContractRow = InferEntity<typeof ContractRow>;

export const contractColumnsOf = (contract: Contract) => ({
  version: contract.version,
  compoundId: contract.compoundId,
  enterpriseId: contract.enterpriseId,
  division: contract.division,
  startsOn: contract.startsOn,
  lastOn: lastDayOf(contract),
  contract,
});

export const contractAggregate: Aggregate<Contract, ContractRow> = {
  context: 'enterprise-registry',
  type: 'contract',
  row: ContractRow,
  read: ({ contract }) => contract,
  evolve: (contract, fact, version) => evolve(contract, fact as ContractEvent, version),
  write: (row, contract) => void Object.assign(row, contractColumnsOf(contract)),
  scope: ({ division, enterpriseId }) => ({ division, enterpriseId }),
};
