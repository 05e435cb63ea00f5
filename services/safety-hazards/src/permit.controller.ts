/** The surface of confined-space permits: one line per operation of the contract. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import { AddReading, ClosePermit, OpenPermit, Permit, PermitPage, PermitQuery } from '@anju/contracts/permits';
import type { Asked } from '@anju/events/change';
import { Asking, IdParam, Returns } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { PermitQueries } from './permit.queries.js';
import { PermitService } from './permit.service.js';

@Controller('permits')
export class PermitController {
  constructor(
    private readonly permits: PermitService,
    private readonly queries: PermitQueries,
  ) {}

  @Post()
  @Returns(201, Permit)
  openPermit(@Body({ schema: OpenPermit }) body: OpenPermit, @Asking() asked: Asked) {
    return this.permits.open(body, asked);
  }
  @Post(':id/readings')
  @Returns(200, Permit)
  addReading(@Param('id', IdParam) id: string, @Body({ schema: AddReading }) body: AddReading, @Asking() asked: Asked) {
    return this.permits.addReading(id, body, asked);
  }
  @Post(':id/close')
  @Returns(200, Permit)
  closePermit(@Param('id', IdParam) id: string, @Body({ schema: ClosePermit }) body: ClosePermit, @Asking() asked: Asked) {
    return this.permits.close(id, body, asked);
  }
  @Get()
  @Returns(200, PermitPage)
  listPermits(@Query({ schema: PermitQuery }) query: PermitQuery, @By() by: Actor) {
    return this.queries.list(query, by);
  }
  @Get(':id')
  @Returns(200, Permit)
  readPermit(@Param('id', IdParam) id: string, @By() by: Actor) {
    return this.queries.one(id, by);
  }
}
