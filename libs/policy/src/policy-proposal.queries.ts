/** Reads of proposals: a page, one with its difference, one as it was filed. */
import type { Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import type { PolicyProposal, ProposalPage, ProposalQuery, ReadProposal } from '@anju/contracts/policy-proposals';
import { problem } from '@anju/contracts/problems';
import { pageOf, readCursor, Where } from '@anju/runtime/lists';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { readingOf } from './policy-proposal.js';
import { PolicyProposalRow } from './policy-proposal.entity.js';
import { Policies } from './store.js';

const ofState = { open: `state = 'PROPOSED'`, decided: `state <> 'PROPOSED'` };

@Injectable()
export class PolicyProposalQueries {
  constructor(
    private readonly em: EntityManager,
    private readonly policies: Policies,
  ) {}

  list({ state, kind, policyId, limit, cursor }: ProposalQuery, by: Actor): Promise<ProposalPage> {
    const after = readCursor(cursor, 'instant');
    const where = new Where();
    if (state) where.and(ofState[state]);
    if (kind) where.and('kind = ?', kind);
    if (policyId) where.and('policy_id = ?', policyId);
    if (after) where.and('(proposed_at, id) < (?::timestamptz, ?::uuid)', ...after);
    const sql = `select id, proposal from policy_proposals where ${where.sql} order by proposed_at desc, id desc limit ?`;
    return within(this.em, by, async (em) => {
      const rows = await em
        .getConnection()
        .execute<{ id: string; proposal: PolicyProposal }[]>(sql, [...where.values, limit + 1], 'all', em.getTransactionContext());
      return pageOf(
        rows,
        limit,
        ({ proposal }) => proposal,
        ({ id, proposal }) => [proposal.proposedAt, id],
      );
    });
  }

  async one(id: string, by: Actor): Promise<ReadProposal> {
    const row = await this.row(id, by);
    if (!row) throw problem('not-found');
    return this.reading(row.proposal);
  }

  row(id: string, by: Actor): Promise<PolicyProposalRow | null> {
    return within(this.em, by, (em) => em.findOne(PolicyProposalRow, { id }));
  }

  /** The document it is compared with may have been approved in another process a moment ago. */
  async reading(proposal: PolicyProposal): Promise<ReadProposal> {
    await this.policies.refresh();
    return readingOf(proposal, this.policies.all());
  }
}
