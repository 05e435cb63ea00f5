/** A work permit as a row: the whole of it as folded from its events, beside it the columns by which it is found and guarded. */
import type { Actor } from '@anju/access/actor';
import { evolvePermit, isInForcePermit, type Permit, type PermitEvent } from '@anju/contracts/permits';
import type { Aggregate } from '@anju/events/change';
import type { Timer } from '@anju/events/timers';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { v5 } from 'uuid';
import { filedBy, snaked } from './hazard.entity.js';
import { goodUntil } from './permit.js';

export const PermitRow = defineEntity({
  name: 'PermitRow',
  tableName: 'permits',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    division: p.text(),
    departments: p.array(),
    responsibleEnterpriseId: p.uuid(),
    compoundId: p.uuid(),
    state: p.text().$type<Permit['state']>(),
    isInForce: p.boolean(),
    openedAt: p.datetime(),
    permit: p.json<Permit>(),
    contentHash: p.text(),
    filedDivision: p.text(),
    filedScope: p.text().nullable(),
    filedEnterpriseId: p.uuid().nullable(),
    filedScopeEnterprise: p.uuid().nullable(),
  },
});
export type PermitRow = InferEntity<typeof PermitRow>;

export const filedPermitRow = (permit: Permit, by: Actor, contentHash: string) =>
  snaked({
    id: permit.id,
    version: permit.version,
    division: permit.division,
    departments: permit.departments,
    responsibleEnterpriseId: permit.enterpriseId,
    compoundId: permit.compoundId,
    state: permit.state,
    isInForce: isInForcePermit(permit),
    openedAt: permit.openedAt,
    permit,
    ...filedBy(by, permit.division, permit.enterpriseId, contentHash),
  });

/** People may be inside: nothing else that is due fires before it. */
const first = 0;
export const permitTimers = (permit: Permit): Timer[] =>
  permit.state === 'OPEN'
    ? [
        {
          id: v5(`good until ${goodUntil(permit)}`, permit.id),
          aggregateType: 'permit',
          aggregateId: permit.id,
          division: permit.division,
          kind: 'suspend',
          detail: {},
          dueAt: goodUntil(permit),
          priority: first,
        },
      ]
    : [];

export const permitAggregate: Aggregate<Permit, PermitRow> = {
  context: 'safety-hazards',
  type: 'permit',
  row: PermitRow,
  read: ({ permit }) => permit,
  evolve: (permit, fact, version) => evolvePermit(permit, fact as PermitEvent, version),
  write: (row, permit) => void Object.assign(row, { permit, state: permit.state, isInForce: isInForcePermit(permit) }),
  scope: ({ division, enterpriseId, departments }) => ({ division, enterpriseId, departments }),
  timers: permitTimers,
};
