/**
 * Enterprises, compounds and contracts as the filing lane takes them: the row and the events that made it. A request brings
 * one event; the demo city brings whole lives at once, in batches, through the same form. A filing's row is what its last
 * event left, so both ways end in the same rows.
 */
import type { Actor } from '@anju/access/actor';
import type { Fact, Scope } from '@anju/contracts/event';
import type { Compound, Contract, FileEnterprise } from '@anju/contracts/registry';
import type { Filing } from '@anju/events/filing';
import { compoundColumnsOf } from './compound.entity.js';
import { evolve as evolveCompound, type CompoundEvent } from './compound.js';
import { contractColumnsOf } from './contract.entity.js';
import { evolve as evolveContract, type ContractEvent } from './contract.js';
import { evolve as evolveEnterprise, type EnterpriseEvent, type PublicEnterprise } from './enterprise.js';
import { searchText } from './initials.js';

export type Contacts = FileEnterprise['contacts'];
export interface Sent {
  readonly by: Actor;
  readonly contentHash: string;
  readonly traceparent?: string | undefined;
}

export const enterpriseColumns = [
  'id',
  'version',
  'name',
  'search',
  'uscc',
  'division',
  'status',
  'parent_uscc',
  'filed_at',
  'decided_at',
  'filed_enterprise_id',
  'contacts',
  'uscc_override_reason',
  'return_reason',
  'content_hash',
];
export const compoundColumns = ['id', 'version', 'division', 'name', 'search', 'lng', 'lat', 'compound', 'content_hash'];
export const contractColumns = [
  'id',
  'version',
  'compound_id',
  'enterprise_id',
  'division',
  'starts_on',
  'last_on',
  'contract',
  'compound_name',
  'content_hash',
];

const snake = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));

function filing(
  type: string,
  id: string,
  row: Record<string, unknown>,
  scope: Scope,
  facts: readonly (Fact & { data: { at: string } })[],
  sent: Sent,
): Filing {
  const { by, contentHash, traceparent } = sent;
  const entries = facts.map((fact, i) => ({
    context: 'enterprise-registry' as const,
    aggregateType: type,
    aggregateId: id,
    version: i + 1,
    fact,
    scope,
    by,
    at: fact.data.at,
    contentHash,
    traceparent,
  }));
  return { id, contentHash, row: { ...snake(row), id, content_hash: contentHash }, entries, timers: [] };
}
const folded = <State, Event>(
  evolve: (state: State | undefined, event: Event, version: number) => State,
  events: readonly Event[],
): State => events.reduce<State | undefined>((state, event, i) => evolve(state, event, i + 1), undefined)!;

export function filingOfEnterprise(events: readonly EnterpriseEvent[], contacts: Contacts, sent: Sent): Filing {
  const enterprise = folded<PublicEnterprise, EnterpriseEvent>(evolveEnterprise, events);
  const { id, version, name, uscc, division, status, parentUscc, filedAt, decidedAt, usccOverrideReason, returnReason } = enterprise;
  const filedEnterpriseId = sent.by.role === 'enterprise-manager' ? sent.by.enterpriseId : undefined;
  const row = {
    version,
    name,
    search: searchText([name]),
    uscc,
    division,
    status,
    parentUscc,
    filedAt,
    decidedAt,
    filedEnterpriseId,
    contacts,
    usccOverrideReason,
    returnReason,
  };
  return filing('enterprise', id, row, { division, enterpriseId: filedEnterpriseId ?? id }, events, sent);
}

export function filingOfCompound(events: readonly CompoundEvent[], sent: Sent): Filing {
  const compound = folded<Compound, CompoundEvent>(evolveCompound, events);
  return filing('compound', compound.id, compoundColumnsOf(compound), { division: compound.division }, events, sent);
}

export function filingOfContract(events: readonly ContractEvent[], compoundName: string, sent: Sent): Filing {
  const contract = folded<Contract, ContractEvent>(evolveContract, events);
  const scope = { division: contract.division, enterpriseId: contract.enterpriseId };
  return filing('contract', contract.id, { ...contractColumnsOf(contract), compoundName }, scope, events, sent);
}
