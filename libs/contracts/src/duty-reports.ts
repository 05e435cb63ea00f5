/**
 * What a property firm found and could not stop, reported to the owners' committee and the authority within the time of the
 * rule (Shanghai Residential Property Rules art. 59: 24 hours; Civil Code art. 942). It is a record of its own, with its own
 * clock, because the duty is the firm's even where fixing is the owner's, and even where no hazard was filed.
 */
import { z } from 'zod';
import { Department, Person, caseRoles } from './actors.js';
import { event } from './event.js';
import { exampleIds } from './examples.js';
import { Photo, PolicyRef } from './hazard-records.js';
import { photoRefs } from './hazard-requests.js';
import { exampleOf, type Operations } from './operations.js';
import { DivisionCode } from './place.js';
import { Id, Instant, NewId, named, pageOf, pageQuery, text } from './schema.js';

export const ReportedTo = z.enum(['owners-committee', 'subdistrict', 'department']);
export type ReportedTo = z.infer<typeof ReportedTo>;

export const DutyReport = named(
  'DutyReport',
  z.object({
    id: Id,
    version: z.number().int(),
    /** `DR-310115-2026-000017`. */
    number: z.string(),
    division: DivisionCode,
    compoundId: Id,
    compoundName: z.string(),
    enterpriseId: Id,
    enterpriseName: z.string(),
    /** The hazard it is about, where one was filed. */
    hazardId: Id.optional(),
    spot: z.string().optional(),
    what: z.string(),
    /** How the firm dissuaded and tried to stop it. */
    dissuaded: z.string(),
    reportedTo: z.array(ReportedTo),
    photos: z.array(Photo),
    departments: z.array(Department),
    /** When the firm found it; the clock runs from here. */
    foundAt: Instant,
    dueAt: Instant,
    filedAt: Instant,
    isLate: z.boolean(),
    policy: PolicyRef,
    by: Person,
  }),
);
export type DutyReport = z.infer<typeof DutyReport>;

export const FileDutyReport = named(
  'FileDutyReport',
  z.strictObject({
    id: NewId,
    compoundId: Id,
    hazardId: Id.optional(),
    spot: text(120).optional(),
    what: text(1000),
    dissuaded: text(1000),
    reportedTo: z.array(ReportedTo).min(1).max(3),
    photos: photoRefs,
    foundAt: Instant,
  }),
);
export type FileDutyReport = z.infer<typeof FileDutyReport>;

export const DutyReportQuery = z.strictObject({
  ...pageQuery,
  division: DivisionCode.optional(),
  compoundId: Id.optional(),
  enterpriseId: Id.optional(),
  hazardId: Id.optional(),
  isLate: z.enum(['true', 'false']).optional(),
});
export type DutyReportQuery = z.infer<typeof DutyReportQuery>;
export const DutyReportPage = pageOf('DutyReportPage', DutyReport);
export type DutyReportPage = z.infer<typeof DutyReportPage>;

export const DutyReportFiled = event(
  'safety-hazards',
  'duty-report.filed.v1',
  'A firm reported what it found and could not stop, in time or late.',
  DutyReport,
);
export const dutyReportEvents = [DutyReportFiled] as const;

export const dutyReportOperations = {
  fileDutyReport: {
    kind: 'create',
    roles: ['enterprise-manager'],
    summary: { zh: '24 小时报告', en: 'File a 24-hour report' },
    problems: ['already-filed-differently', 'place-unknown', 'place-not-known-yet', 'photo-missing', 'not-found'],
    events: ['duty-report.filed.v1'],
    example: exampleOf(FileDutyReport, {
      id: exampleIds.filing,
      compoundId: exampleIds.compound,
      spot: '5 号楼 301 室',
      what: '业主擅自拆改承重墙，劝阻无效。',
      dissuaded: '现场劝阻两次，书面告知并张贴整改通知。',
      reportedTo: ['owners-committee', 'subdistrict'],
      photos: [],
      foundAt: '2026-11-24T09:30:00+08:00',
    }),
  },
  listDutyReports: { kind: 'read', roles: [...caseRoles], summary: { zh: '24 小时报告列表', en: 'List 24-hour reports' } },
  readDutyReport: { kind: 'read', roles: [...caseRoles], summary: { zh: '查看 24 小时报告', en: 'Read a 24-hour report' } },
} as const satisfies Operations;
