/** What the console asks of safety-hazards about work permits and 24-hour reports, one line per operation. */
import type { DutyReport, DutyReportPage, DutyReportQuery, FileDutyReport } from '@anju/contracts/duty-reports';
import type { AddReading, ClosePermit, OpenPermit, Permit, PermitPage, PermitQuery } from '@anju/contracts/permits';
import { queryOptions } from '@tanstack/react-query';
import { pathOf, send } from './client.js';

const at = (path: string): string => pathOf('safety-hazards', path);
type Asked<T> = { readonly [K in keyof T]?: T[K] | undefined };
type Known = Pick<Permit, 'id' | 'version'>;
/** People may be inside: the page asks again even where the live feed is silent. */
const againMs = 10_000;

export const listPermits = (query: Asked<PermitQuery>, signal?: AbortSignal): Promise<PermitPage> => send(at('permits'), { query, signal });
export const permitQuery = (id: string) =>
  queryOptions({
    queryKey: ['permit', id],
    queryFn: ({ signal }) => send<Permit>(at(`permits/${id}`), { signal }),
    placeholderData: undefined,
    refetchInterval: againMs,
  });
export const openPermit = (body: OpenPermit): Promise<Permit> => send(at('permits'), { method: 'POST', body });
export const addReading = ({ id, version }: Known, body: AddReading): Promise<Permit> =>
  send(at(`permits/${id}/readings`), { method: 'POST', version, body });
export const closePermit = ({ id, version }: Known, body: ClosePermit): Promise<Permit> =>
  send(at(`permits/${id}/close`), { method: 'POST', version, body });

export const listDutyReports = (query: Asked<DutyReportQuery>, signal?: AbortSignal): Promise<DutyReportPage> =>
  send(at('duty-reports'), { query, signal });
export const dutyReportQuery = (id: string) =>
  queryOptions({
    queryKey: ['duty-report', id],
    queryFn: ({ signal }) => send<DutyReport>(at(`duty-reports/${id}`), { signal }),
    placeholderData: undefined,
  });
export const fileDutyReport = (body: FileDutyReport): Promise<DutyReport> => send(at('duty-reports'), { method: 'POST', body });
