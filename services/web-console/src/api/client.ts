/**
 * The only place that talks HTTP. An answer that is not a success becomes a `Refused` with the stable code of the
 * problem catalogue and its wording in the language of the page; no connection becomes `Refused` with code `offline`, so
 * that callers have one kind of failure. A lost session leads to the sign-in page and never loses what was typed.
 */
import type { Context } from '@anju/contracts/event';
import { inLanguage } from '@anju/contracts/schema';
import { problemCatalogue, type Problem, type ProblemCode } from '@anju/contracts/problems';
import { t } from '../words/i18n.js';
import { settings } from '../settings.js';

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly problem?: Problem,
    readonly retryAfterMs?: number,
  ) {
    super(title);
    this.name = 'Refused';
  }
  /** Nothing was decided: no connection, or the platform asks to come back. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
export interface Sending {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly query?: Query;
  readonly body?: unknown;
  /** Raw bytes, for photos. */
  readonly bytes?: Blob;
  /** Version for If-Match; `*` where the contract allows it. */
  readonly version?: number | '*';
  readonly signal?: AbortSignal | undefined;
}

export const address = (path: string, query?: Query): string => {
  const pairs = Object.entries(query ?? {}).filter(
    (pair): pair is [string, string | number | boolean] => pair[1] !== undefined && pair[1] !== '',
  );
  return pairs.length ? `${path}?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()}` : path;
};
export const pathOf = (context: Context, path: string): string => `/api/${context}/v1/${path}`;

const wordsOf = (code: string, problem?: Problem) => {
  const known = problemCatalogue[code as ProblemCode];
  const language = settings().language;
  return {
    title: problem?.title ?? (known ? inLanguage(known.title, language) : t('problem.unknown')),
    detail: problem?.detail ?? (known ? inLanguage(known.next, language) : t('problem.unknownNext')),
  };
};

const refusalOf = async (response: Response): Promise<Refused> => {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  const code =
    problem?.code ??
    { 401: 'token-missing', 404: 'not-found', 429: 'too-many-requests', 503: 'unavailable', 502: 'unavailable', 504: 'unavailable' }[
      response.status
    ] ??
    'internal-error';
  const { title, detail } = wordsOf(code, problem);
  const after = Number(response.headers.get('retry-after'));
  return new Refused(response.status, code, title, detail, problem, Number.isFinite(after) && after > 0 ? after * 1000 : undefined);
};

export async function send<T>(path: string, { method, query, body, bytes, version, signal }: Sending = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method: method ?? 'GET',
      credentials: 'same-origin',
      signal: signal ?? null,
      headers: {
        accept: 'application/json',
        'accept-language': settings().language,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(bytes && { 'content-type': bytes.type }),
        ...(version !== undefined && { 'if-match': version === '*' ? '*' : `"${version}"` }),
      },
      body: bytes ?? (body === undefined ? null : JSON.stringify(body)),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refused(0, 'offline', t('problem.offline'), t('problem.offlineNext'));
  }
  if (!response.ok) {
    const refused = await refusalOf(response);
    if (refused.status === 401 && path !== '/auth/me') window.dispatchEvent(new Event('anju:signed-out'));
    throw refused;
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}
