/** What the console asks of command-center, beside the live feed. */
import type { AuditPage, AuditQuery, EventPage, EventQuery, ExplainQuery, Explanation } from '@anju/contracts/command-center';
import { pathOf, send } from './client.js';

const at = (path: string): string => pathOf('command-center', path);
type Asked<T> = { readonly [K in keyof T]?: T[K] | undefined };

export const explainNumber = (query: Asked<ExplainQuery>, signal?: AbortSignal): Promise<Explanation> =>
  send(at('explain'), { query, signal });
export const listEvents = (query: Asked<EventQuery>, signal?: AbortSignal): Promise<EventPage> => send(at('events'), { query, signal });
export const listAuditRecords = (query: Asked<AuditQuery>, signal?: AbortSignal): Promise<AuditPage> =>
  send(at('audit-records'), { query, signal });
