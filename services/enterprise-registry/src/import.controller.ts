/** What a system administrator brings in from outside: tables of divisions and the calendar. */
import { DivisionImport, ImportDivisions } from '@anju/contracts/divisions';
import { HolidayImport, ImportHolidays } from '@anju/contracts/holidays';
import type { Asked } from '@anju/events/change';
import { Asking, Returns } from '@anju/runtime/http';
import { Body, Controller, Post } from '@nestjs/common';
import { Divisions } from './division.service.js';
import { HolidayService } from './holiday.service.js';

@Controller()
export class ImportController {
  constructor(
    private readonly divisions: Divisions,
    private readonly holidays: HolidayService,
  ) {}

  @Post('division-imports')
  @Returns(201, DivisionImport)
  importDivisions(@Body({ schema: ImportDivisions }) body: ImportDivisions, @Asking() asked: Asked) {
    return this.divisions.import(body, asked);
  }
  @Post('holiday-imports')
  @Returns(201, HolidayImport)
  importHolidays(@Body({ schema: ImportHolidays }) body: ImportHolidays, @Asking() asked: Asked) {
    return this.holidays.import(body, asked);
  }
}
