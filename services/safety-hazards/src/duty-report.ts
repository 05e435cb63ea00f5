/**
 * The firm's 24-hour report: what it found and could not stop. The clock runs from the finding as the firm declares it, and
 * a report that comes late is taken all the same, marked as late: refusing it would only hide it.
 */
import { personOf, type Actor } from '@anju/access/actor';
import { deadline } from '@anju/calendar/deadline';
import type { WorkingCalendar } from '@anju/calendar/working-calendar';
import { DutyReportFiled, type DutyReport, type FileDutyReport } from '@anju/contracts/duty-reports';
import type { Photo } from '@anju/contracts/hazard-records';
import type { PolicyOf } from '@anju/contracts/policies';
import { problem } from '@anju/contracts/problems';
import { refOf } from './hazard-clock.js';
import type { Place } from './hazard.js';

export interface DutyRules {
  readonly at: string;
  readonly rule: PolicyOf<'duty-report'>;
  readonly calendar: WorkingCalendar;
}

export function fileDutyReport(
  input: FileDutyReport,
  number: string,
  place: Place,
  photos: Photo[],
  by: Actor,
  { at, rule, calendar }: DutyRules,
) {
  if (Date.parse(input.foundAt) > Date.parse(at))
    throw problem('content-invalid', { errors: [{ pointer: '/foundAt', code: 'in-the-future', message: at }] });
  const { amount, unit } = rule.content.within;
  const { dueAt } = deadline(input.foundAt, amount, unit, calendar);
  const report: DutyReport = {
    id: input.id,
    version: 1,
    number,
    division: place.division,
    compoundId: place.compoundId,
    compoundName: place.compoundName,
    enterpriseId: place.enterpriseId!,
    enterpriseName: place.enterpriseName!,
    hazardId: input.hazardId,
    spot: input.spot,
    what: input.what,
    dissuaded: input.dissuaded,
    reportedTo: input.reportedTo,
    photos,
    departments: rule.content.departments,
    foundAt: input.foundAt,
    dueAt,
    filedAt: at,
    isLate: at > dueAt,
    policy: refOf(rule),
    by: personOf(by),
  };
  return DutyReportFiled.of(report);
}
