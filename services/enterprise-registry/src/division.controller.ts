/** Divisions and their outlines: the same for everybody who is signed in. */
import { DivisionAreas, DivisionQuery, Divisions as DivisionList } from '@anju/contracts/divisions';
import { Returns } from '@anju/runtime/http';
import { Controller, Get, Query } from '@nestjs/common';
import { Divisions } from './division.service.js';

@Controller()
export class DivisionController {
  constructor(private readonly divisions: Divisions) {}

  @Get('divisions')
  @Returns(200, DivisionList)
  listDivisions(@Query({ schema: DivisionQuery }) { within }: DivisionQuery) {
    return { items: this.divisions.list(within) };
  }
  @Get('division-areas')
  @Returns(200, DivisionAreas)
  listDivisionAreas(@Query({ schema: DivisionQuery }) { within }: DivisionQuery) {
    return { items: this.divisions.areas(within) };
  }
}
