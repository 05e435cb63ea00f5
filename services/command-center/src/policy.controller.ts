/** The rules that this service keeps: the points of the hazard index. */
import { dayOf } from '@anju/contracts/day';
import { ListPolicies, PolicyDocument, PolicyPage, ReadPolicy } from '@anju/contracts/policies';
import { Clock } from '@anju/events/clock';
import { Policies } from '@anju/policy/store';
import { Returns } from '@anju/runtime/http';
import { Controller, Get, Param, Query } from '@nestjs/common';

@Controller('policies')
export class PolicyController {
  constructor(
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Returns(200, PolicyPage)
  listPolicies(@Query({ schema: ListPolicies }) query: ListPolicies) {
    return this.policies.list(query, dayOf(this.clock.now()));
  }
  @Get(':policyId')
  @Returns(200, PolicyDocument)
  readPolicy(@Param('policyId') policyId: string, @Query({ schema: ReadPolicy }) query: ReadPolicy) {
    return this.policies.read(policyId, query.version);
  }
}
