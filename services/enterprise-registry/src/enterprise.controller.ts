/** The surface of filings: one line per operation of the contract. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import {
  AcceptFiling,
  Enterprise,
  EnterpriseFile,
  EnterprisePage,
  EnterpriseQuery,
  ExitEnterprise,
  FileEnterprise,
  RefreshFiling,
  ReturnFiling,
} from '@anju/contracts/registry';
import type { Language } from '@anju/contracts/schema';
import type { Asked } from '@anju/events/change';
import { Asking, IdParam, Returns } from '@anju/runtime/http';
import { languageOf } from '@anju/runtime/problems';
import { Body, Controller, createParamDecorator, Get, Param, Post, Query, type ExecutionContext } from '@nestjs/common';
import { EnterpriseQueries } from './enterprise.queries.js';
import { EnterpriseService } from './enterprise.service.js';

const Speaking = createParamDecorator((_: unknown, context: ExecutionContext): Language =>
  languageOf(context.switchToHttp().getRequest().headers['accept-language']),
);

@Controller('enterprises')
export class EnterpriseController {
  constructor(
    private readonly enterprises: EnterpriseService,
    private readonly queries: EnterpriseQueries,
  ) {}

  @Post()
  @Returns(201, Enterprise)
  fileEnterprise(@Body({ schema: FileEnterprise }) body: FileEnterprise, @Asking() asked: Asked, @Speaking() language: Language) {
    return this.enterprises.file(body, asked, language);
  }
  @Post(':id/accept')
  @Returns(200, Enterprise)
  acceptFiling(@Param('id', IdParam) id: string, @Body({ schema: AcceptFiling }) body: AcceptFiling, @Asking() asked: Asked) {
    return this.enterprises.accept(id, body, asked);
  }
  @Post(':id/return')
  @Returns(200, Enterprise)
  returnFiling(@Param('id', IdParam) id: string, @Body({ schema: ReturnFiling }) body: ReturnFiling, @Asking() asked: Asked) {
    return this.enterprises.giveBack(id, body, asked);
  }
  @Post(':id/refresh')
  @Returns(200, Enterprise)
  refreshFiling(@Param('id', IdParam) id: string, @Body({ schema: RefreshFiling }) body: RefreshFiling, @Asking() asked: Asked) {
    return this.enterprises.refresh(id, body, asked);
  }
  @Post(':id/exit')
  @Returns(200, Enterprise)
  exitEnterprise(@Param('id', IdParam) id: string, @Body({ schema: ExitEnterprise }) body: ExitEnterprise, @Asking() asked: Asked) {
    return this.enterprises.exit(id, body, asked);
  }

  @Get()
  @Returns(200, EnterprisePage)
  listEnterprises(@Query({ schema: EnterpriseQuery }) query: EnterpriseQuery, @By() by: Actor) {
    return this.queries.list(query, by);
  }
  @Get(':id')
  @Returns(200, EnterpriseFile)
  readEnterprise(@Param('id', IdParam) id: string, @By() by: Actor) {
    return this.queries.one(id, by);
  }
}
