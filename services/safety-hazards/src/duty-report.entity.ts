/** A 24-hour report as a row: written once, found by place, firm and hazard. */
import type { Actor } from '@anju/access/actor';
import type { DutyReport } from '@anju/contracts/duty-reports';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { filedBy, snaked } from './hazard.entity.js';

export const DutyReportRow = defineEntity({
  name: 'DutyReportRow',
  tableName: 'duty_reports',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    division: p.text(),
    departments: p.array(),
    responsibleEnterpriseId: p.uuid(),
    compoundId: p.uuid(),
    hazardId: p.uuid().nullable(),
    isLate: p.boolean(),
    filedAt: p.datetime(),
    report: p.json<DutyReport>(),
    contentHash: p.text(),
    filedDivision: p.text(),
    filedScope: p.text().nullable(),
    filedEnterpriseId: p.uuid().nullable(),
    filedScopeEnterprise: p.uuid().nullable(),
  },
});
export type DutyReportRow = InferEntity<typeof DutyReportRow>;

export const filedDutyReportRow = (report: DutyReport, by: Actor, contentHash: string) =>
  snaked({
    id: report.id,
    version: report.version,
    division: report.division,
    departments: report.departments,
    responsibleEnterpriseId: report.enterpriseId,
    compoundId: report.compoundId,
    hazardId: report.hazardId ?? null,
    isLate: report.isLate,
    filedAt: report.filedAt,
    report,
    ...filedBy(by, report.division, report.enterpriseId, contentHash),
  });
