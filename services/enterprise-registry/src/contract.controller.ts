/** The surface of contracts: one line per operation of the contract. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import { ConcludeContract, Contract, EndContract, Responsible, ResponsibleQuery } from '@anju/contracts/registry';
import type { Asked } from '@anju/events/change';
import { Asking, IdParam, Returns } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ContractQueries } from './contract.queries.js';
import { ContractService } from './contract.service.js';

@Controller()
export class ContractController {
  constructor(
    private readonly contracts: ContractService,
    private readonly queries: ContractQueries,
  ) {}

  @Post('contracts')
  @Returns(201, Contract)
  concludeContract(@Body({ schema: ConcludeContract }) body: ConcludeContract, @Asking() asked: Asked) {
    return this.contracts.conclude(body, asked);
  }
  @Post('contracts/:id/end')
  @Returns(200, Contract)
  endContract(@Param('id', IdParam) id: string, @Body({ schema: EndContract }) body: EndContract, @Asking() asked: Asked) {
    return this.contracts.end(id, body, asked);
  }
  @Get('responsible')
  @Returns(200, Responsible)
  responsibleOn(@Query({ schema: ResponsibleQuery }) query: ResponsibleQuery, @By() by: Actor) {
    return this.queries.responsibleOn(query, by);
  }
}
