/**
 * A compound as a row: the whole of it as folded from its events, and beside it the columns by which it is found and
 * guarded. Columns never say anything that the folded compound does not; `compoundColumnsOf` is the only place that derives them.
 */
import type { Compound } from '@anju/contracts/registry';
import type { Aggregate } from '@anju/events/change';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { evolve, type CompoundEvent } from './compound.js';
import { searchText } from './initials.js';

export const CompoundRow = defineEntity({
  name: 'CompoundRow',
  tableName: 'compounds',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    division: p.text(),
    name: p.text(),
    search: p.text(),
    lng: p.double(),
    lat: p.double(),
    startsOn: p.string().columnType('date').nullable(),
    endsOn: p.string().columnType('date').nullable(),
    compound: p.json<Compound>(),
    contentHash: p.text(),
  },
});
export type CompoundRow = InferEntity<typeof CompoundRow>;

export const compoundColumnsOf = (compound: Compound) => ({
  version: compound.version,
  division: compound.division,
  name: compound.name,
  search: searchText([compound.name, ...compound.aliases, ...(compound.formerNames ?? []).map(({ name }) => name)]),
  lng: compound.point.lng,
  lat: compound.point.lat,
  startsOn: compound.startsOn ?? null,
  endsOn: compound.endsOn ?? null,
  compound,
});

export const compoundAggregate: Aggregate<Compound, CompoundRow> = {
  context: 'enterprise-registry',
  type: 'compound',
  row: CompoundRow,
  read: ({ compound }) => compound,
  evolve: (compound, fact, version) => evolve(compound, fact as CompoundEvent, version),
  write: (row, compound) => void Object.assign(row, compoundColumnsOf(compound)),
  scope: ({ division }) => ({ division }),
};
