/**
 * What filing needs of the registry, kept here so that no request waits for another service: compounds with their place and days,
 * contracts with their days, the firms' names, the divisions' names. Only the consumer writes them; each row remembers the
 * version of the event it came from and never goes back.
 */
import type { PublicEnterprise } from '@anju/contracts/enterprise-life';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';

export const CompoundCopy = defineEntity({
  name: 'CompoundCopy',
  tableName: 'compounds',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    division: p.text(),
    name: p.text(),
    formerNames: p.json<{ name: string; until: string }[]>().nullable(),
    lng: p.float(),
    lat: p.float(),
    startsOn: p.string().columnType('date').nullable(),
    endsOn: p.string().columnType('date').nullable(),
    successors: p.array().nullable(),
  },
});
export type CompoundCopy = InferEntity<typeof CompoundCopy>;

export const ContractCopy = defineEntity({
  name: 'ContractCopy',
  tableName: 'contracts',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    compoundId: p.uuid(),
    enterpriseId: p.uuid(),
    enterpriseName: p.text(),
    startsOn: p.string().columnType('date'),
    endsOn: p.string().columnType('date'),
    endedOn: p.string().columnType('date').nullable(),
  },
});
export type ContractCopy = InferEntity<typeof ContractCopy>;

export const EnterpriseCopy = defineEntity({
  name: 'EnterpriseCopy',
  tableName: 'enterprises',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    name: p.text(),
    uscc: p.text(),
    parentUscc: p.text().nullable(),
    status: p.text(),
    enterprise: p.json<PublicEnterprise>(),
  },
});
export type EnterpriseCopy = InferEntity<typeof EnterpriseCopy>;

export const DivisionCopy = defineEntity({
  name: 'DivisionCopy',
  tableName: 'divisions',
  properties: { code: p.text().primary(), version: p.integer(), name: p.text() },
});
export type DivisionCopy = InferEntity<typeof DivisionCopy>;
