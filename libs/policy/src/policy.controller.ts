/** The surface of the rules, the same in every service that keeps some: one line per operation of the contract. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import { dayOf } from '@anju/contracts/day';
import { ListPolicies, PolicyPage, PolicyReading, ReadPolicy } from '@anju/contracts/policies';
import {
  ApprovePolicy,
  ProposalPage,
  ProposalQuery,
  ProposePolicy,
  ReadProposal,
  RefusePolicy,
  WithdrawPolicy,
} from '@anju/contracts/policy-proposals';
import type { Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { Asking, IdParam, Received, Returns } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { PolicyProposalQueries } from './policy-proposal.queries.js';
import { PolicyProposals } from './policy-proposal.service.js';
import { Policies } from './store.js';

@Controller()
export class PolicyController {
  constructor(
    private readonly policies: Policies,
    private readonly proposals: PolicyProposals,
    private readonly queries: PolicyProposalQueries,
    private readonly clock: Clock,
  ) {}

  @Post('policy-proposals')
  @Returns(201, ReadProposal)
  proposePolicy(@Body({ schema: ProposePolicy }) body: ProposePolicy, @Received() received: unknown, @Asking() asked: Asked) {
    return this.proposals.propose(body, received, asked);
  }
  @Post('policy-proposals/:id/approve')
  @Returns(200, ReadProposal)
  approvePolicy(@Param('id', IdParam) id: string, @Body({ schema: ApprovePolicy }) body: ApprovePolicy, @Asking() asked: Asked) {
    return this.proposals.approve(id, body, asked);
  }
  @Post('policy-proposals/:id/refuse')
  @Returns(200, ReadProposal)
  refusePolicy(@Param('id', IdParam) id: string, @Body({ schema: RefusePolicy }) body: RefusePolicy, @Asking() asked: Asked) {
    return this.proposals.refuse(id, body, asked);
  }
  @Post('policy-proposals/:id/withdraw')
  @Returns(200, ReadProposal)
  withdrawPolicy(@Param('id', IdParam) id: string, @Body({ schema: WithdrawPolicy }) _: WithdrawPolicy, @Asking() asked: Asked) {
    return this.proposals.withdraw(id, asked);
  }

  @Get('policies')
  @Returns(200, PolicyPage)
  listPolicies(@Query({ schema: ListPolicies }) query: ListPolicies) {
    return this.policies.list(query, dayOf(this.clock.now()));
  }
  @Get('policies/:policyId')
  @Returns(200, PolicyReading)
  readPolicy(@Param('policyId') policyId: string, @Query({ schema: ReadPolicy }) query: ReadPolicy) {
    return this.policies.reading(policyId, query.version);
  }
  @Get('policy-proposals')
  @Returns(200, ProposalPage)
  listPolicyProposals(@Query({ schema: ProposalQuery }) query: ProposalQuery, @By() by: Actor) {
    return this.queries.list(query, by);
  }
  @Get('policy-proposals/:id')
  @Returns(200, ReadProposal)
  readPolicyProposal(@Param('id', IdParam) id: string, @By() by: Actor) {
    return this.queries.one(id, by);
  }
}
