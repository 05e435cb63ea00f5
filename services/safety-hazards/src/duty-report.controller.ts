/** The surface of 24-hour reports: one line per operation of the contract. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import { DutyReport, DutyReportPage, DutyReportQuery, FileDutyReport } from '@anju/contracts/duty-reports';
import type { Asked } from '@anju/events/change';
import { Asking, IdParam, Returns } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { DutyReportService } from './duty-report.service.js';

@Controller('duty-reports')
export class DutyReportController {
  constructor(private readonly reports: DutyReportService) {}

  @Post()
  @Returns(201, DutyReport)
  fileDutyReport(@Body({ schema: FileDutyReport }) body: FileDutyReport, @Asking() asked: Asked) {
    return this.reports.file(body, asked);
  }
  @Get()
  @Returns(200, DutyReportPage)
  listDutyReports(@Query({ schema: DutyReportQuery }) query: DutyReportQuery, @By() by: Actor) {
    return this.reports.list(query, by);
  }
  @Get(':id')
  @Returns(200, DutyReport)
  readDutyReport(@Param('id', IdParam) id: string, @By() by: Actor) {
    return this.reports.one(id, by);
  }
}
