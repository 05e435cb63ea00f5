/** An entry of the ledger as a row: the whole of it as folded from its events, and the columns by which it is found and guarded. */
import type { CoverageGap, GapReason } from '@anju/contracts/coverage';
import type { Aggregate } from '@anju/events/change';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { evolve, type GapEvent } from './gap.js';

export const GapRow = defineEntity({
  name: 'GapRow',
  tableName: 'coverage_gaps',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    compoundId: p.uuid(),
    division: p.text(),
    openedOn: p.string().columnType('date'),
    closedOn: p.string().columnType('date').nullable(),
    reason: p.text().$type<GapReason>(),
    isPlanned: p.boolean(),
    gap: p.json<CoverageGap>(),
    contentHash: p.text(),
  },
});
export type GapRow = InferEntity<typeof GapRow>;

export const gapColumnsOf = (gap: CoverageGap) => ({
  version: gap.version,
  compoundId: gap.compoundId,
  division: gap.division,
  openedOn: gap.openedOn,
  closedOn: gap.closedOn ?? null,
  reason: gap.reason,
  isPlanned: gap.plan !== undefined,
  gap,
});

export const gapAggregate: Aggregate<CoverageGap, GapRow> = {
  context: 'enterprise-registry',
  type: 'coverage-gap',
  row: GapRow,
  read: ({ gap }) => gap,
  evolve: (gap, fact, version) => evolve(gap, fact as GapEvent, version),
  write: (row, gap) => void Object.assign(row, gapColumnsOf(gap)),
  scope: ({ division }) => ({ division }),
};
