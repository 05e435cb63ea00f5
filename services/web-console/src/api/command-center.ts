/** What the console asks of command-center, beside the live feed. */
import type { AuditPage, AuditQuery, EventPage, EventQuery, ExplainQuery, Explanation } from '@anju/contracts/command-center';
import type { Board, Territory } from '@anju/contracts/boards';
import type { HazardIndex } from '@anju/contracts/hazard-index';
import { queryOptions } from '@tanstack/react-query';
import { pathOf, send } from './client.js';

const at = (path: string): string => pathOf('command-center', path);
type Asked<T> = { readonly [K in keyof T]?: T[K] | undefined };

export const explainNumber = (query: Asked<ExplainQuery>, signal?: AbortSignal): Promise<Explanation> =>
  send(at('explain'), { query, signal });
export const listEvents = (query: Asked<EventQuery>, signal?: AbortSignal): Promise<EventPage> => send(at('events'), { query, signal });
export const listAuditRecords = (query: Asked<AuditQuery>, signal?: AbortSignal): Promise<AuditPage> =>
  send(at('audit-records'), { query, signal });

/** Boards are made of the same data as the desk, but nobody stares at them by the second. */
const againMs = 30_000;
export const boardQuery = queryOptions({
  queryKey: ['board'],
  refetchInterval: againMs,
  queryFn: ({ signal }) => send<Board>(at('board'), { signal }),
});
export const territoryQuery = (division?: string) =>
  queryOptions({
    queryKey: ['territory', division],
    refetchInterval: againMs,
    queryFn: ({ signal }) => send<Territory>(at('territory'), { query: { division }, signal }),
  });
export const hazardIndexQuery = (division?: string) =>
  queryOptions({
    queryKey: ['hazard-index', division],
    staleTime: againMs,
    queryFn: ({ signal }) => send<HazardIndex>(at('hazard-index'), { query: { division }, signal }),
  });
