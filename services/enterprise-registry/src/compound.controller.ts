/** The surface of compounds: one line per operation of the contract. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import { MergeCompounds, RenameCompound, SplitCompound } from '@anju/contracts/compound-history';
import {
  ChangeCompound,
  Compound,
  CompoundFile,
  CompoundPage,
  CompoundQuery,
  ReadCompound,
  RegisterCompound,
} from '@anju/contracts/registry';
import type { Asked } from '@anju/events/change';
import { Asking, IdParam, Returns } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CompoundQueries } from './compound.queries.js';
import { CompoundService } from './compound.service.js';

@Controller('compounds')
export class CompoundController {
  constructor(
    private readonly compounds: CompoundService,
    private readonly queries: CompoundQueries,
  ) {}

  @Post()
  @Returns(201, Compound)
  registerCompound(@Body({ schema: RegisterCompound }) body: RegisterCompound, @Asking() asked: Asked) {
    return this.compounds.register(body, asked);
  }
  @Post(':id/change')
  @Returns(200, Compound)
  changeCompound(@Param('id', IdParam) id: string, @Body({ schema: ChangeCompound }) body: ChangeCompound, @Asking() asked: Asked) {
    return this.compounds.change(id, body, asked);
  }
  @Post(':id/rename')
  @Returns(200, Compound)
  renameCompound(@Param('id', IdParam) id: string, @Body({ schema: RenameCompound }) body: RenameCompound, @Asking() asked: Asked) {
    return this.compounds.rename(id, body, asked);
  }
  @Post(':id/merge')
  @Returns(200, Compound)
  mergeCompounds(@Param('id', IdParam) id: string, @Body({ schema: MergeCompounds }) body: MergeCompounds, @Asking() asked: Asked) {
    return this.compounds.merge(id, body, asked);
  }
  @Post(':id/split')
  @Returns(200, Compound)
  splitCompound(@Param('id', IdParam) id: string, @Body({ schema: SplitCompound }) body: SplitCompound, @Asking() asked: Asked) {
    return this.compounds.split(id, body, asked);
  }

  @Get()
  @Returns(200, CompoundPage)
  listCompounds(@Query({ schema: CompoundQuery }) query: CompoundQuery, @By() by: Actor) {
    return this.queries.list(query, by);
  }
  @Get(':id')
  @Returns(200, CompoundFile)
  readCompound(@Param('id', IdParam) id: string, @Query({ schema: ReadCompound }) { on }: ReadCompound, @By() by: Actor) {
    return this.queries.one(id, by, on);
  }
}
