/** What is filed here once and for ever, by kind. */
import { FiledOnce } from '@anju/events/filed';
import { Wake } from '@anju/events/wake';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DutyReportRow } from './duty-report.entity.js';
import { columnsOfRow, HazardRow, IncidentRow } from './hazard.entity.js';
import { PermitRow } from './permit.entity.js';

export const filedTables = {
  hazard: ['hazards', columnsOfRow(HazardRow)],
  incident: ['incidents', columnsOfRow(IncidentRow)],
  'duty-report': ['duty_reports', columnsOfRow(DutyReportRow)],
  permit: ['permits', columnsOfRow(PermitRow)],
} as const;

@Injectable()
export class Filed extends FiledOnce<typeof filedTables> {
  constructor(em: EntityManager, wake: Wake) {
    super(em, wake, filedTables);
  }
}
