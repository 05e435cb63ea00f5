/**
 * Every refusal leaves as RFC 9457 `application/problem+json` in the asked language, with a stable code, the next step and
 * the trace id. What a database or the framework throws becomes a problem here and nowhere else; only what nobody foresaw
 * is a 500, and that is logged whole while the caller gets no detail.
 */
import { problemCatalogue, problem, ProblemError, type Problem, type ProblemCode } from '@anju/contracts/problems';
import type { Language } from '@anju/contracts/schema';
import { Catch, HttpException, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { log } from './log.js';

export const languageOf = (acceptLanguage: string | undefined): Language => {
  const ranges = (acceptLanguage ?? '').split(',').map((part) => part.trim().toLowerCase());
  return ranges.findIndex((range) => range.startsWith('en')) >= 0 && !ranges[0]?.startsWith('zh') ? 'en' : 'zh-CN';
};

/** Trace id of a W3C `traceparent`, or a fresh one. */
export const traceIdOf = (traceparent: string | undefined): string =>
  /^00-([0-9a-f]{32})-[0-9a-f]{16}-/.exec(traceparent ?? '')?.[1] ?? randomBytes(16).toString('hex');

const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'body-malformed',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'payload-too-large',
  415: 'media-type-unsupported',
  429: 'too-many-requests',
  503: 'unavailable',
};
/** SQLSTATEs that stand for a refusal; classes 08, 53 and 57 (connection, resources, shutdown) are `unavailable`. */
const bySqlState: Readonly<Record<string, ProblemCode>> = {
  '23514': 'out-of-scope',
  '42501': 'out-of-scope',
  '22021': 'content-invalid',
  '22P05': 'content-invalid',
  '40001': 'unavailable',
  '40P01': 'unavailable',
};
const lost = /ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|terminated|timeout|Connection (ended|closed)|not queryable/i;

export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HttpException) return problem(byStatus[error.getStatus()] ?? 'internal-error');
  const { code, statusCode, message, name } = error as { code?: string; statusCode?: number; message?: string; name?: string };
  if (typeof code === 'string' && bySqlState[code]) return problem(bySqlState[code]);
  if (typeof code === 'string' && /^(08|53|57)/.test(code)) return problem('unavailable');
  if (name === 'RowLevelSecurityViolationException') return problem('out-of-scope');
  if (typeof statusCode === 'number' && statusCode < 500) return problem(byStatus[statusCode] ?? 'body-malformed');
  if (lost.test(`${code ?? ''} ${name ?? ''} ${message ?? ''}`)) return problem('unavailable');
  return problem('internal-error');
}

export function problemBody({ code, details }: ProblemError, language: Language, traceId: string, instance?: string): Problem {
  const { status, title, next } = problemCatalogue[code];
  const say = (words: { zh: string; en: string }) => (language === 'en' ? words.en : words.zh);
  const sentence = language === 'en' ? `${say(title)}. ${say(next)}` : `${say(title)}。${say(next)}`;
  return {
    type: `/problems/${code}`,
    title: say(title),
    status,
    detail: sentence,
    ...(instance && { instance }),
    code,
    traceId,
    ...details,
  };
}

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  removeHeader(name: string): Reply;
  send(body: unknown): unknown;
  sent: boolean;
  raw: { headersSent: boolean };
}

@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host
      .switchToHttp()
      .getRequest<{ headers: Record<string, string | undefined>; url: string; method: string; allow?: string }>();
    const reply = host.switchToHttp().getResponse<Reply>();
    let found = problemOf(error);
    if (found.code === 'not-found' && error instanceof HttpException && request.allow) found = problem('method-not-allowed');
    const traceId = traceIdOf(request.headers['traceparent']);
    const { status } = problemCatalogue[found.code];
    if (status >= 500 && found.code === 'internal-error')
      log.error({ err: error, traceId, method: request.method, url: request.url }, 'unforeseen');
    if (reply.sent || reply.raw.headersSent) return;
    reply.status(status).header('content-type', 'application/problem+json; charset=utf-8').header('cache-control', 'no-store');
    if (found.code === 'method-not-allowed' && request.allow) reply.header('allow', request.allow);
    if (status === 503 || status === 429) reply.header('retry-after', String(found.details['retryAfterS'] ?? 1));
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    // The framework would close under a caller who is still sending and who then never reads this answer.
    if (status === 413) reply.removeHeader('connection');
    reply.send(JSON.stringify(problemBody(found, languageOf(request.headers['accept-language']), traceId, request.url.split('?')[0])));
  }
}

/** The filter for what happens outside Nest's routes. */
export const problemsBy = (filter: ExceptionFilter) => (error: unknown, request: unknown, reply: unknown) =>
  filter.catch(error, {
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }),
  } as unknown as ArgumentsHost) as void;
/** A path that cannot be decoded, or a part of it that is longer than any id: what is not even an address cannot be found. */
export const addressErrorsBy = (filter: ExceptionFilter) => (_: unknown, request: unknown, reply: unknown) =>
  problemsBy(filter)(problem('not-found'), request, reply);
