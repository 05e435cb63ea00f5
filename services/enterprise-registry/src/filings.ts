/**
 * Enterprises, compounds and contracts as the filing lane takes them: the row and the events that made it. A request brings
 * one event; the demo city brings whole lives at once, in batches, through the same form. A filing's row is what its last
 * event left, so both ways end in the same rows.
 */
import type { Actor } from '@anju/access/actor';
import type { CoverageGap } from '@anju/contracts/coverage';
import type { Fact, Scope } from '@anju/contracts/event';
import type { Compound, Contract, FileEnterprise } from '@anju/contracts/registry';
import type { Filing } from '@anju/events/filing';
import type { Entry } from '@anju/events/record';
import { compoundColumnsOf } from './compound.entity.js';
import { evolve as evolveCompound, type CompoundEvent } from './compound.js';
import { contractColumnsOf } from './contract.entity.js';
import { evolve as evolveContract, type ContractEvent } from './contract.js';
import { evolve as evolveEnterprise, type EnterpriseEvent, type PublicEnterprise } from '@anju/contracts/enterprise-life';
import { gapColumnsOf } from './gap.entity.js';
import { evolve as evolveGap, type GapEvent } from './gap.js';
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
  'exit_reason',
  'good_until',
  'refreshed_for',
  'staff_count',
  'project_count',
  'exited_on',
  'content_hash',
];
export const compoundColumns = [
  'id',
  'version',
  'division',
  'name',
  'search',
  'lng',
  'lat',
  'starts_on',
  'ends_on',
  'compound',
  'content_hash',
];
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

export const gapColumns = [
  'id',
  'version',
  'compound_id',
  'division',
  'opened_on',
  'closed_on',
  'reason',
  'is_planned',
  'gap',
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
  const { contentHash } = sent;
  const entries = entriesOf(type, id, facts, scope, sent);
  return { id, contentHash, row: { ...snake(row), id, content_hash: contentHash }, entries, timers: [] };
}
/** What one aggregate's facts are in the event log, the first of them at version `first`. */
export const entriesOf = (
  type: string,
  id: string,
  facts: readonly (Fact & { data: { at: string } })[],
  scope: Scope,
  { by, contentHash, traceparent }: Sent,
  first = 1,
): Entry[] =>
  facts.map((fact, i) => ({
    context: 'enterprise-registry',
    aggregateType: type,
    aggregateId: id,
    version: first + i,
    fact,
    scope,
    by,
    at: fact.data.at,
    contentHash,
    traceparent,
  }));
const folded = <State, Event>(
  evolve: (state: State | undefined, event: Event, version: number) => State,
  events: readonly Event[],
): State => events.reduce<State | undefined>((state, event, i) => evolve(state, event, i + 1), undefined)!;

export function filingOfEnterprise(events: readonly EnterpriseEvent[], contacts: Contacts, sent: Sent): Filing {
  const enterprise = folded<PublicEnterprise, EnterpriseEvent>(evolveEnterprise, events);
  const { id, division, name } = enterprise;
  const filedEnterpriseId = sent.by.role === 'enterprise-manager' ? sent.by.enterpriseId : undefined;
  const row = { ...enterprise, search: searchText([name]), filedEnterpriseId, contacts };
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

export function filingOfGap(events: readonly GapEvent[], sent: Sent): Filing {
  const gap = folded<CoverageGap, GapEvent>(evolveGap, events);
  return filing('coverage-gap', gap.id, gapColumnsOf(gap), { division: gap.division }, events, sent);
}

/** An import is nothing but its event; the row keeps who sent what under the id. */
export const filingOfImport = (type: 'division' | 'holiday', fact: Fact & { data: { id: string; at: string } }, sent: Sent): Filing =>
  filing(type, fact.data.id, {}, { division: '' }, [fact], sent);
