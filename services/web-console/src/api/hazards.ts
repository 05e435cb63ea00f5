/** What the console asks of safety-hazards, one line per operation; shapes are the contract's. */
import type { CloudEvent } from '@anju/contracts/event';
import type { Duplicates, Hazard, HazardPage, HazardQuery, Incident, Report, DuplicateQuery } from '@anju/contracts/hazards';
import type { ReportHazard } from '@anju/contracts/hazard-requests';
import type { EventPage } from '@anju/contracts/command-center';
import type { HazardCatalogue, HazardItem, PolicyKind, PolicyOf, PolicyPage } from '@anju/contracts/policies';
import { queryOptions } from '@tanstack/react-query';
import type { HazardChange } from '../actions.js';
import { pathOf, send } from './client.js';

const at = (path: string): string => pathOf('safety-hazards', path);
type Asked<T> = { readonly [K in keyof T]?: T[K] | undefined };

export const hazardQuery = (id: string) =>
  queryOptions({
    queryKey: ['hazard', id],
    queryFn: ({ signal }) => send<Hazard>(at(`hazards/${id}`), { signal }),
    placeholderData: undefined,
  });
export const hazardEventsQuery = (id: string) =>
  queryOptions({
    queryKey: ['hazard', id, 'events'],
    queryFn: async ({ signal }) =>
      (await send<EventPage>(at(`hazards/${id}/events`), { signal })).items.map(({ event }) => event as CloudEvent),
    placeholderData: undefined,
  });
export const listHazards = (query: Asked<HazardQuery>, signal?: AbortSignal): Promise<HazardPage> => send(at('hazards'), { query, signal });
export const suggestDuplicates = (query: Asked<DuplicateQuery>, signal?: AbortSignal): Promise<Duplicates> =>
  send(at('hazards/duplicates'), { query, signal });

const changePaths: Readonly<Record<HazardChange, string>> = {
  acknowledgeHazard: 'acknowledge',
  assignHazard: 'assign',
  urgeHazard: 'urge',
  superviseHazard: 'supervise',
  gradeHazard: 'grade',
  confirmMajor: 'confirm-major',
  refuteMajor: 'refute-major',
  acceptHazard: 'accept',
  submitRectification: 'submit',
  recheckHazard: 'recheck',
  returnHazard: 'return',
  planRectification: 'plan',
  controlTemporarily: 'control',
  requestExtension: 'request-extension',
  decideExtension: 'decide-extension',
  listHazard: 'list',
  recordListing: 'record-listing',
  delistHazard: 'delist',
  transferHazard: 'transfer',
  suspendPlace: 'suspend-place',
  resumePlace: 'resume-place',
  mergeHazard: 'merge',
  voidHazard: 'void',
  lookBackHazard: 'look-back',
};
export const changeHazard = (operation: HazardChange, id: string, version: number | '*', body: unknown): Promise<Hazard> =>
  send(at(`hazards/${id}/${changePaths[operation]}`), { method: 'POST', version, body });
export const handOverIncident = (id: string, version: number, body: { to: string; note?: string }): Promise<Incident> =>
  send(at(`incidents/${id}/hand-over`), { method: 'POST', version, body });

export const reportHazard = (report: ReportHazard): Promise<Report> => send(at('hazards'), { method: 'POST', body: report });
export const photoAddress = (sha256: string): string => at(`photos/${sha256}`);
export const attachPhoto = (sha256: string, bytes: Blob): Promise<unknown> => send(photoAddress(sha256), { method: 'PUT', bytes });

const kept = (division: string | undefined): string => `anju.catalogue.${division ?? ''}`;
const fromDevice = (division: string | undefined): HazardItem[] | undefined => {
  const text = localStorage.getItem(kept(division));
  return text ? (JSON.parse(text) as HazardItem[]) : undefined;
};
/** The catalogue that decides at a place, with basis and fixer of every item; the last one known serves without a network. */
export const catalogueQuery = (division?: string) =>
  queryOptions({
    queryKey: ['catalogue', division],
    staleTime: 3_600_000,
    gcTime: Infinity,
    queryFn: async ({ signal }): Promise<HazardItem[]> => {
      try {
        const { items } = await send<PolicyPage>(at('policies'), { query: { kind: 'hazard-catalogue', division }, signal });
        const documents = await Promise.all(
          items.map(({ id, version }) => send<PolicyOf<'hazard-catalogue'>>(at(`policies/${id}`), { query: { version }, signal })),
        );
        const catalogue = documents.flatMap(({ content }: { content: HazardCatalogue }) => content.items);
        localStorage.setItem(kept(division), JSON.stringify(catalogue));
        return catalogue;
      } catch (error) {
        const last = fromDevice(division);
        if (last) return last;
        throw error;
      }
    },
  });

/** The rule of a kind that decides at a place today; null where none does. */
export const ruleQuery = <K extends PolicyKind>(kind: K, division?: string) =>
  queryOptions({
    queryKey: ['rule', kind, division],
    staleTime: 3_600_000,
    placeholderData: undefined,
    queryFn: async ({ signal }): Promise<PolicyOf<K> | null> => {
      const { items } = await send<PolicyPage>(at('policies'), { query: { kind, division }, signal });
      const [first] = items;
      return first ? send<PolicyOf<K>>(at(`policies/${first.id}`), { query: { version: first.version }, signal }) : null;
    },
  });
