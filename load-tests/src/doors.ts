/**
 * Every door through which a case can be seen. Each gives back whether the case showed itself there; a door that answers
 * otherwise for a foreign case than for one that does not exist tells something too.
 */
import type { Api } from './api.js';
import type { Canary } from './canaries.js';
import type { Answer } from './http.js';

export interface Viewer {
  readonly login: string;
  readonly role: string;
  readonly token: string;
  /** All bytes of the live feed since before the cases were filed, and of a replay of the same stretch. */
  readonly live: string;
  readonly replay: string;
}

export interface Door {
  readonly name: string;
  /** Whether the case is there for somebody who may see it (a search by an unrelated word is not). */
  readonly isFor: (viewer: Viewer) => boolean;
  readonly shows: (api: Api, viewer: Viewer, canary: Canary) => Promise<boolean>;
}

const everyone = (): boolean => true;
const caseRole = ({ role }: Viewer): boolean => !role.endsWith('-admin');
const isIn = ({ status, text }: Answer, { word, id, number }: Canary): boolean =>
  status < 400 && [word, id, number].some((mark) => text.includes(mark));

/** A list, narrowed in one way. */
const list = (name: string, operationId: string, query: (canary: Canary) => Record<string, string | number>): Door => ({
  name,
  isFor: caseRole,
  shows: async (api, { token }, canary) => isIn(await api.call(operationId, { token, query: query(canary) }), canary),
});

export const doors: readonly Door[] = [
  list('listHazards', 'listHazards', () => ({ state: 'any', limit: 200 })),
  list('listHazards ?q=word', 'listHazards', ({ word }) => ({ state: 'any', q: word })),
  list('listHazards ?q=number', 'listHazards', ({ number }) => ({ state: 'any', q: number })),
  list('listHazards ?compoundId', 'listHazards', ({ compoundId }) => ({ state: 'any', compoundId, limit: 200 })),
  list('listHazards ?division', 'listHazards', ({ filed }) => ({ state: 'any', division: filed.division, limit: 200 })),
  list('suggestDuplicates', 'suggestDuplicates', ({ compoundId, family }) => ({ compoundId, family })),
  list('listEvents', 'listEvents', () => ({ order: 'newest', limit: 500 })),
  list('listEvents ?aggregateId', 'listEvents', ({ id }) => ({ aggregateId: id })),
  list('listEvents ?division', 'listEvents', ({ filed }) => ({ division: filed.division, order: 'newest', limit: 500 })),
  {
    name: 'readSnapshot',
    isFor: caseRole,
    shows: async (api, { token }, canary) => isIn(await api.call('readSnapshot', { token, query: { limit: 20_000 } }), canary),
  },
  { name: 'explainNumber', isFor: caseRole, shows: explained },
  {
    name: 'readHazard',
    isFor: everyone,
    shows: async (api, { token }, canary) => (await api.call('readHazard', { token, path: { id: canary.id } })).status === 200,
  },
  {
    name: 'listHazardEvents',
    isFor: everyone,
    shows: async (api, { token }, canary) => (await api.call('listHazardEvents', { token, path: { id: canary.id } })).status === 200,
  },
  {
    name: 'readPhoto',
    isFor: everyone,
    shows: async (api, { token }, canary) => (await api.call('readPhoto', { token, path: { sha256: canary.photo } })).status === 200,
  },
  { name: 'live feed', isFor: caseRole, shows: async (_, { live }, { word }) => live.includes(word) },
  { name: 'replay of the feed', isFor: caseRole, shows: async (_, { replay }, { word }) => replay.includes(word) },
];

/** Reports of today, newest pages and oldest: all of them are read, for the case may stand on any page. */
async function explained(api: Api, { token }: Viewer, canary: Canary): Promise<boolean> {
  for (let cursor: string | undefined, page = 0; page < 50; page++) {
    const answer = await api.call<{ nextCursor?: string }>('explainNumber', {
      token,
      query: { name: 'reported-today', limit: 1_000, cursor },
    });
    if (isIn(answer, canary)) return true;
    cursor = answer.body?.nextCursor;
    if (answer.status !== 200 || cursor === undefined) return false;
  }
  return false;
}

/** What a refusal says, without what differs between any two requests. */
export const refusal = ({ status, body }: Answer): string =>
  JSON.stringify([status, body?.code, body?.title, body?.detail, Object.keys(body ?? {}).sort()]);
