/** What the console asks of enterprise-registry. */
import type { Division, DivisionArea } from '@anju/contracts/divisions';
import type {
  CompoundFile,
  CompoundPage,
  CompoundQuery,
  Enterprise,
  EnterpriseFile,
  EnterprisePage,
  EnterpriseQuery,
  FileEnterprise,
  SearchHit,
} from '@anju/contracts/registry';
import { queryOptions } from '@tanstack/react-query';
import { pathOf, send } from './client.js';

const at = (path: string): string => pathOf('enterprise-registry', path);
type Asked<T> = { readonly [K in keyof T]?: T[K] | undefined };
const hour = 3_600_000;

export const searchRegistry = (q: string, limit: number, signal?: AbortSignal): Promise<{ items: SearchHit[] }> =>
  send(at('search'), { query: { q, limit }, signal });
export const listCompounds = (query: Asked<CompoundQuery>, signal?: AbortSignal): Promise<CompoundPage> =>
  send(at('compounds'), { query, signal });
export const listEnterprises = (query: Asked<EnterpriseQuery>, signal?: AbortSignal): Promise<EnterprisePage> =>
  send(at('enterprises'), { query, signal });
/** As it is, or as it was on a day. */
export const compoundQuery = (id: string, on?: string) =>
  queryOptions<CompoundFile, Error, CompoundFile, (string | undefined)[]>({
    queryKey: ['compound', id, on],
    queryFn: ({ signal }) => send(at(`compounds/${id}`), { query: { on }, signal }),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });
export const enterpriseQuery = (id: string) =>
  queryOptions({
    queryKey: ['enterprise', id],
    queryFn: ({ signal }) => send<EnterpriseFile>(at(`enterprises/${id}`), { signal }),
    placeholderData: undefined,
  });

export const fileEnterprise = (filing: FileEnterprise): Promise<Enterprise> => send(at('enterprises'), { method: 'POST', body: filing });
export const acceptFiling = ({ id, version }: Pick<Enterprise, 'id' | 'version'>): Promise<Enterprise> =>
  send(at(`enterprises/${id}/accept`), { method: 'POST', version, body: {} });
export const returnFiling = ({ id, version }: Pick<Enterprise, 'id' | 'version'>, reason: string): Promise<Enterprise> =>
  send(at(`enterprises/${id}/return`), { method: 'POST', version, body: { reason } });

export const divisionsQuery = (within: string) =>
  queryOptions({
    queryKey: ['divisions', within],
    staleTime: hour,
    gcTime: Infinity,
    queryFn: async ({ signal }) => (await send<{ items: Division[] }>(at('divisions'), { query: { within }, signal })).items,
  });
export const divisionAreasQuery = (within: string) =>
  queryOptions({
    queryKey: ['division-areas', within],
    staleTime: hour,
    gcTime: Infinity,
    queryFn: async ({ signal }) => (await send<{ items: DivisionArea[] }>(at('division-areas'), { query: { within }, signal })).items,
  });
