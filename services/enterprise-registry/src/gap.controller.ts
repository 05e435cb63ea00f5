/** The surface of the ledger of gaps and of the coverage figure. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import { Coverage, CoverageGap, CoverageGapPage, CoverageGapQuery, CoverageQuery, PlanCoverage } from '@anju/contracts/coverage';
import type { Asked } from '@anju/events/change';
import { Asking, IdParam, Returns } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { GapQueries } from './gap.queries.js';
import { Ledger } from './gap.service.js';

@Controller()
export class GapController {
  constructor(
    private readonly ledger: Ledger,
    private readonly queries: GapQueries,
  ) {}

  @Post('coverage-gaps/:id/plan')
  @Returns(200, CoverageGap)
  planCoverage(@Param('id', IdParam) id: string, @Body({ schema: PlanCoverage }) body: PlanCoverage, @Asking() asked: Asked) {
    return this.ledger.plan(id, body, asked);
  }
  @Get('coverage-gaps')
  @Returns(200, CoverageGapPage)
  listCoverageGaps(@Query({ schema: CoverageGapQuery }) query: CoverageGapQuery, @By() by: Actor) {
    return this.queries.list(query, by);
  }
  @Get('coverage')
  @Returns(200, Coverage)
  readCoverage(@Query({ schema: CoverageQuery }) query: CoverageQuery, @By() by: Actor) {
    return this.queries.coverage(query, by);
  }
}
