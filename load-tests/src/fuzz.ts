/**
 * A fuzz of our own, small and without chance: for every operation the same list of things that go wrong in the field and
 * in an attack. Each request is judged by the document (is the status named there?) and by the catalogue of problems (is it
 * its code, its status, and its words in the asked language?).
 */
import { hazardOperations } from '@anju/contracts/hazard-operations';
import { commandCenterOperations } from '@anju/contracts/command-center';
import { exampleIds } from '@anju/contracts/examples';
import { problemCatalogue, type ProblemCode } from '@anju/contracts/problems';
import { registryOperations } from '@anju/contracts/registry-operations';
import { v7 } from 'uuid';
import type { Api, Operation } from './api.js';
import { bodiesFor, pathsFor, queriesFor } from './nasty.js';
import { ask, sleep, type Answer, type Asked } from './http.js';
import { openStream } from './sse.js';
import type { Tokens } from './tokens.js';

const roles: Readonly<Record<string, Readonly<Record<string, { readonly roles: unknown }>>>> = {
  'safety-hazards': hazardOperations,
  'enterprise-registry': registryOperations,
  'command-center': commandCenterOperations,
};
const logins: Readonly<Record<string, string>> = {
  operator: 'operator',
  inspector: 'inspector-1',
  'subdistrict-officer': 'officer-005',
  'department-officer': 'fire',
  'enterprise-manager': 'manager-1',
  registrar: 'registrar',
  auditor: 'auditor',
  'system-admin': 'system-admin',
  'security-admin': 'security-admin',
  'audit-admin': 'audit-admin',
};

interface Sent extends Asked {
  readonly what: string;
  readonly url: string;
  readonly method?: string;
  /** Codes of which the answer has to carry one; left out, any of the document's. */
  readonly expect?: readonly string[];
}

export class Fuzz {
  sent = 0;
  private language: 'zh-CN' | 'en' = 'en';

  private constructor(
    private readonly api: Api,
    private readonly tokens: Tokens,
    /** A real id for each kind of path. */
    private readonly ids: Readonly<Record<string, string>>,
  ) {}

  static async prepare(api: Api, tokens: Tokens): Promise<Fuzz> {
    const token = tokens.of('operator');
    const [hazards, incidents] = await Promise.all([
      api.read<{ items: { id: string }[] }>('listHazards', { token, query: { limit: 1 } }),
      api.read<{ items: { id: string }[] }>('listIncidents', { token, query: { limit: 1 } }),
    ]);
    return new Fuzz(api, tokens, {
      hazards: hazards.items[0]?.id ?? v7(),
      incidents: incidents.items[0]?.id ?? v7(),
      compounds: exampleIds.compound,
      enterprises: exampleIds.enterprise,
      contracts: v7(),
      policies: 'hazard-catalogue',
      photos: 'a'.repeat(64),
    });
  }

  /** Sends everything to one operation and says what was wrong about the answers. */
  async operation(operation: Operation): Promise<{ sent: number; wrong: string[] }> {
    const wrong: string[] = [];
    const before = this.sent;
    for (const request of this.requests(operation)) {
      this.language = this.language === 'en' ? 'zh-CN' : 'en';
      this.sent++;
      const answer = await this.send(operation, request);
      const why = this.judge(operation, request, answer);
      if (why) wrong.push(`${request.what}: ${why}`);
    }
    return { sent: this.sent - before, wrong };
  }

  private async send(
    operation: Operation,
    { url, method = operation.method, what: _, expect: _e, headers, ...asked }: Sent,
  ): Promise<Answer> {
    // A feed never ends, so its body must not be waited for.
    if (operation.operationId === 'followLive' && asked.token !== undefined && asked.token.length > 300) {
      const status = await opened(url, asked.token);
      if (status === 200) return { status, headers: {}, text: '', body: undefined };
    }
    const send = () => ask(method, url, { language: this.language, ...asked, ...(headers && { headers }) });
    for (let attempt = 1; ; attempt++) {
      const answer = await send();
      // Faster than a person may ask; the answer that was wanted comes a second later.
      if (answer.status !== 429 || attempt === 5) return answer;
      await sleep(Number(answer.headers['retry-after'] ?? 1) * 1_000);
    }
  }

  private judge(operation: Operation, { expect, method }: Sent, answer: Answer): string | undefined {
    const { status, headers, body, cause, text } = answer;
    if (status === 0)
      return cause?.includes('SOCKET') || cause === 'ECONNRESET' || cause === 'EPIPE'
        ? `the connection was cut (${cause})`
        : `no answer: ${cause}`;
    if (status >= 500 && status !== 503) return `${status} ${String(body?.code ?? text.slice(0, 200))}`;
    if (method === undefined && !operation.responses.includes(String(status)))
      return `the status ${status} (${body?.code ?? text.slice(0, 60)}) is not in the document (${operation.responses.join(' ')})`;
    if (status < 400) return expect ? `${status} instead of ${expect.join(' or ')}` : undefined;
    if (!String(headers['content-type']).startsWith('application/problem+json'))
      return `${status} is no problem but ${headers['content-type']}`;
    const entry = Object.hasOwn(problemCatalogue, body?.code ?? '') ? problemCatalogue[body.code as ProblemCode] : undefined;
    if (!entry) return `the code ${body?.code} is not in the catalogue`;
    if (entry.status !== status || body.status !== status) return `${body.code} with status ${status}`;
    const title = this.language === 'en' ? entry.title.en : entry.title.zh;
    if (body.title !== title) return `"${body.title}" instead of "${title}" (${this.language})`;
    if (!body.traceId || !body.detail) return `${body.code} without traceId or detail`;
    if (status === 503 && headers['retry-after'] === undefined) return '503 without Retry-After';
    if (expect && !expect.includes(body.code)) return `${body.code} instead of ${expect.join(' or ')}`;
    return undefined;
  }

  private *requests(operation: Operation): Generator<Sent> {
    const { method, example, parameters } = operation;
    const allowed = roles[operation.context]?.[operation.operationId]?.roles;
    const isPublic = allowed === 'public';
    const permitted = Array.isArray(allowed) ? (allowed as string[]) : Object.keys(logins);
    const token = this.tokens.of(logins[permitted[0]!]!);
    const url = this.api.url(operation, { path: this.path(operation) });
    const withBody = method !== 'GET' && method !== 'DELETE';
    const isJson = operation.takes.includes('application/json');
    const body = (): Record<string, unknown> => {
      const shown = (example ?? {}) as Record<string, unknown>;
      return 'id' in shown ? { ...shown, id: v7() } : { ...shown };
    };
    const usual = { token, ...(withBody && isJson && { body: body(), ifMatch: '"999999"' }) };

    if (!isPublic) {
      yield { what: 'without a token', url, ...usual, token: undefined, expect: ['token-missing'] };
      yield { what: 'with a broken token', url, ...usual, token: 'x.y.z', expect: ['token-invalid'] };
      yield {
        what: 'with a foreign scheme',
        url,
        ...usual,
        token: undefined,
        headers: { authorization: 'Basic YTpi' },
        expect: ['token-missing', 'token-invalid'],
      };
      const [head, claims, signature] = token.split('.');
      yield { what: 'with a changed token', url, ...usual, token: `${head}.${claims}A.${signature}`, expect: ['token-invalid'] };
      for (const [role, login] of Object.entries(logins)) {
        if (Array.isArray(allowed) && !allowed.includes(role))
          yield { what: `as ${role}`, url, ...usual, token: this.tokens.of(login), expect: ['role-not-permitted'] };
      }
    }
    yield { what: 'as it should be, but for the version', url, ...usual };
    for (const [what, path] of pathsFor(parameters.filter((one) => one.in === 'path').map(({ name }) => name))) {
      yield {
        what: `path ${what}`,
        url: this.api.run.url + operation.path.replaceAll(/\{(\w+)\}/g, () => path),
        ...usual,
        expect: [
          'not-found',
          'content-invalid',
          'photo-hash-mismatch',
          'media-type-unsupported',
          'payload-too-large',
          'method-not-allowed',
          'body-malformed',
        ],
      };
    }
    for (const [what, query] of queriesFor(parameters.filter((one) => one.in === 'query')))
      yield { what: `query ${what}`, url: `${url}?${query}`, ...usual };
    for (const other of ['DELETE', 'PATCH', 'OPTIONS', 'PUT'])
      if (other !== method) yield { what: other, url, method: other, token, ...(withBody && { body: {} }) };
    yield { what: 'Accept: application/xml', url, ...usual, headers: { accept: 'application/xml' } };
    if (!withBody) return;
    for (const ifMatch of ['', '"', 'abc', '"-1"', '"1e9"', '"99999999999999999999"', '*, "1"', 'W/"1"'])
      yield { what: `If-Match ${ifMatch}`, url, ...usual, ifMatch };
    yield { what: 'without If-Match', url, ...usual, ifMatch: undefined };
    yield { what: 'as text/plain', url, ...usual, headers: { 'content-type': 'text/plain' } };
    yield { what: 'as XML', url, ...usual, body: '<a/>', headers: { 'content-type': 'application/xml' } };
    yield { what: 'as a form', url, ...usual, body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    yield { what: 'without a body', url, ...usual, body: undefined };
    if (isJson) for (const [what, nasty] of bodiesFor(body())) yield { what: `body ${what}`, url, ...usual, body: nasty };
    else
      for (const [what, bytes] of [
        ['empty', ''],
        ['of text', 'hello'],
        ['of 13 MB', 'x'.repeat(13_000_000)],
      ] as const)
        yield { what: `bytes ${what}`, url, token, body: bytes, headers: { 'content-type': 'image/png' } };
  }

  private path({ path }: Operation): Record<string, string> {
    const [, collection = '', name = 'id'] = /\/(\w+)\/\{(\w+)\}/.exec(path) ?? [];
    return { [name]: this.ids[collection] ?? v7() };
  }
}

/** Status with which a feed answers, without waiting for its end. */
const opened = (url: string, token: string): Promise<number> =>
  new Promise((resolve) => {
    const stream = openStream(url, token, undefined, {
      onOpen: () => {
        resolve(200);
        stream.close();
      },
      onMessage: () => undefined,
      onEnd: (why) => resolve(Number(/^status (\d+)/.exec(why)?.[1] ?? 0)),
    });
  });
