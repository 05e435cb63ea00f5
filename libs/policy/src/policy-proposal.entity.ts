/**
 * Proposals as rows, one per proposal, with the columns by which they are found. A document has at most one open one by an
 * index, for two administrators may propose at the same moment; that proposer and decider are two people is a constraint
 * too. Everyone signed in reads, the events too; administrators write, and which of them is the guard's business.
 */
import type { Context } from '@anju/contracts/event';
import type { PolicyEvent, PolicyProposal, ProposalState } from '@anju/contracts/policy-proposals';
import type { Aggregate } from '@anju/events/change';
import { filedHashSql } from '@anju/events/filing';
import type { Names } from '@anju/events/tables';
import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import { evolve } from './policy-proposal.js';

export const PolicyProposalRow = defineEntity({
  name: 'PolicyProposalRow',
  tableName: 'policy_proposals',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    policyId: p.text(),
    kind: p.text(),
    state: p.text().$type<ProposalState>(),
    proposedBy: p.text(),
    decidedBy: p.text().nullable(),
    proposedAt: p.datetime(),
    proposal: p.json<PolicyProposal>(),
    contentHash: p.text(),
  },
});
export type PolicyProposalRow = InferEntity<typeof PolicyProposalRow>;

export const proposalColumns = ['id', 'version', 'policy_id', 'kind', 'state', 'proposed_by', 'proposed_at', 'proposal', 'content_hash'];
export const proposalRowOf = (proposal: PolicyProposal, contentHash: string): Record<string, unknown> => ({
  id: proposal.id,
  version: proposal.version,
  policy_id: proposal.document.id,
  kind: proposal.document.kind,
  state: proposal.state,
  proposed_by: proposal.proposedBy.sub,
  proposed_at: proposal.proposedAt,
  proposal,
  content_hash: contentHash,
});

/** The name under which its events are logged; what they are called after is the rule. */
export const proposalType = 'policy-proposal';
export const scopeOfRule = ({ jurisdiction }: { jurisdiction?: string | undefined }) => ({ division: jurisdiction ?? '' });

export const proposalAggregate = (context: Context): Aggregate<PolicyProposal, PolicyProposalRow> => ({
  context,
  type: proposalType,
  row: PolicyProposalRow,
  read: ({ proposal }) => proposal,
  evolve: (proposal, fact, version) => evolve(proposal, fact as PolicyEvent, version),
  write: (row, proposal) => {
    row.proposal = proposal;
    row.state = proposal.state;
    row.decidedBy = proposal.decision?.by.sub ?? null;
  },
  scope: ({ document }) => scopeOfRule(document),
});

const setting = (name: string): string => `nullif(current_setting('${name}', true), '')`;

/** Part of `policyTableSql`. */
export const proposalTableSql = (names: Names): string => {
  const { owner, app, relay } = names;
  const signedIn = `${setting('app.sub')} is not null`;
  const administrator = `${signedIn} and ${setting('app.divs')} is null and ${setting('app.enterprise')} is null`;
  return `
create table policy_proposals (
  id uuid primary key,
  version int not null check (version > 0),
  policy_id text not null,
  kind text not null,
  state text not null check (state in ('PROPOSED', 'APPROVED', 'REFUSED', 'WITHDRAWN')),
  proposed_by text not null,
  decided_by text,
  proposed_at timestamptz not null,
  proposal json not null,
  content_hash text not null,
  constraint policy_proposals_four_eyes check (state not in ('APPROVED', 'REFUSED') or (decided_by <> proposed_by) is true)
);
create unique index policy_proposals_one_open on policy_proposals (policy_id) where state = 'PROPOSED';
create index policy_proposals_by_time on policy_proposals (proposed_at desc, id desc);
alter table policy_proposals enable row level security;
alter table policy_proposals force row level security;
create policy policy_proposals_read on policy_proposals for select to ${app} using (${signedIn});
create policy policy_proposals_propose on policy_proposals for insert to ${app} with check (${administrator});
create policy policy_proposals_decide on policy_proposals for update to ${app} using (${administrator}) with check (${administrator});
create policy policy_proposals_all on policy_proposals to ${owner}, ${relay} using (true) with check (true);
create policy event_log_of_rules on event_log for select to ${app} using (aggregate_type = '${proposalType}' and ${signedIn});
grant select, insert, update on policy_proposals to ${app};
grant select on policy_proposals to ${relay};
${filedHashSql(names, 'policy_proposals')}`;
};
