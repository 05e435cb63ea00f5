/**
 * The use cases of a change of rules. An approval writes the document and the event in one transaction and makes the rules
 * of this process anew after it; other processes find the new row by themselves, long before its first day.
 */
import type { Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import { difference } from '@anju/contracts/difference';
import type { Context } from '@anju/contracts/event';
import type {
  ApprovePolicy,
  PolicyEvent,
  PolicyProposal,
  ProposePolicy,
  ReadProposal,
  RefusePolicy,
} from '@anju/contracts/policy-proposals';
import { problem } from '@anju/contracts/problems';
import { type Asked, change } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { FilingLane } from '@anju/events/filing';
import { poolOf } from '@anju/events/numbers';
import { Wake } from '@anju/events/wake';
import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import * as rules from './policy-proposal.js';
import { proposalAggregate, proposalColumns, proposalRowOf, proposalType, scopeOfRule } from './policy-proposal.entity.js';
import { PolicyProposalQueries } from './policy-proposal.queries.js';
import { POLICY_CONTEXT, Policies } from './store.js';

const uniqueViolation = '23505';

@Injectable()
export class PolicyProposals {
  private readonly lane: FilingLane;
  private readonly aggregate;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly policies: Policies,
    private readonly queries: PolicyProposalQueries,
    wake: Wake,
    @Inject(POLICY_CONTEXT) private readonly context: Context,
  ) {
    this.lane = new FilingLane('policy_proposals', proposalColumns, () => poolOf(this.em), wake);
    this.aggregate = proposalAggregate(context);
  }

  /** `received` is the body before its schema: a member that the schema does not know would be lost in silence. */
  async propose(input: ProposePolicy, received: unknown, asked: Asked): Promise<ReadProposal> {
    mustBeUnderstood(input, received);
    return (await this.filed(input.id, asked)) ?? this.file(input, asked);
  }

  private async file(input: ProposePolicy, asked: Asked): Promise<ReadProposal> {
    const { by, contentHash, traceparent } = asked;
    const at = this.clock.instant();
    await this.policies.refresh();
    const fact = rules.propose(input, by, at, this.policies.all());
    const proposal = rules.evolve(undefined, fact, 1);
    const entry = {
      context: this.context,
      aggregateType: proposalType,
      aggregateId: input.id,
      version: 1,
      fact,
      scope: scopeOfRule(input),
      by,
      at,
      contentHash,
      traceparent,
    };
    try {
      const row = proposalRowOf(proposal, contentHash);
      const [outcome] = await this.lane.file([{ id: input.id, contentHash, row, entries: [entry], timers: [] }], by);
      if (outcome === 'new') return await this.queries.reading(proposal);
    } catch (error) {
      if ((error as { code?: string }).code !== uniqueViolation) throw error;
    }
    const filed = await this.filed(input.id, asked);
    if (!filed) throw problem('policy-already-proposed');
    return filed;
  }

  /** The proposal as it was recorded at first, for the same person with the same content. */
  private async filed(id: string, { by, contentHash }: Asked): Promise<ReadProposal | undefined> {
    const row = await this.queries.row(id, by);
    if (!row) return undefined;
    if (row.contentHash !== contentHash) throw problem('already-filed-differently');
    return this.queries.reading(rules.atFirst(row.proposal));
  }

  async approve(id: string, input: ApprovePolicy, asked: Asked): Promise<ReadProposal> {
    const at = this.clock.instant();
    const approved = await within(this.em, asked.by, (em) =>
      change(em, this.aggregate, id, versioned(asked), at, async (proposal) => {
        const latest = await this.policies.latest(em, proposal.document.id);
        const fact = rules.approve(proposal, input, asked.by, at, latest);
        const added = await this.policies.add(em, [proposal.document], at);
        if (added.length === 0) throw problem('policy-moved-on', { policyId: proposal.document.id });
        return [fact];
      }),
    );
    return this.queries.reading(approved);
  }

  refuse = (id: string, input: RefusePolicy, asked: Asked): Promise<ReadProposal> =>
    this.change(id, asked, (proposal, by, at) => rules.refuse(proposal, input, by, at));
  withdraw = (id: string, asked: Asked): Promise<ReadProposal> => this.change(id, asked, rules.withdraw);

  private async change(
    id: string,
    asked: Asked,
    decide: (proposal: PolicyProposal, by: Actor, at: string) => PolicyEvent,
  ): Promise<ReadProposal> {
    const at = this.clock.instant();
    const changed = await within(this.em, asked.by, (em) =>
      change(em, this.aggregate, id, versioned(asked), at, (proposal) => [decide(proposal, asked.by, at)]),
    );
    return this.queries.reading(changed);
  }
}

/** Nothing here may be decided without having been read: `*` is no version. */
const versioned = (asked: Asked): Asked => (asked.ifMatch === '*' ? { ...asked, ifMatch: undefined } : asked);

function mustBeUnderstood(input: ProposePolicy, received: unknown): void {
  const errors = difference(input, received).map(({ path }) => ({
    pointer: path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    code: 'unrecognized_keys',
    message: 'no rule knows this member',
  }));
  if (errors.length > 0) throw problem('content-invalid', { errors: errors.slice(0, 50) });
}
