/**
 * The gateway says no as every service does, but for one thing: somebody who is signing in looks at a page, not at JSON,
 * so a refusal on the way there is shown as one, with what to do next.
 */
import { problemCatalogue, type ProblemError } from '@anju/contracts/problems';
import { languageOf, ProblemFilter, problemOf } from '@anju/runtime/problems';
import { Catch, Injectable, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageHeaders } from './console.js';

const page = ({ code }: ProblemError, language: 'zh-CN' | 'en'): string => {
  const { title, next } = problemCatalogue[code];
  const say = (words: { zh: string; en: string }): string => (language === 'en' ? words.en : words.zh);
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${say(title)} · 安居 Anju</title><style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:32rem;margin:18vh auto;padding:0 20px}</style></head>
<body><h1>${say(title)}</h1><p>${say(next)}</p><p><a href="/auth/login">${language === 'en' ? 'Sign in again' : '重新登录'}</a></p></body></html>`;
};

@Catch()
@Injectable()
export class GatewayProblemFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const isSigningIn = /^\/auth\/(login|callback)(\?|$)/.test(request.url) && request.headers.accept?.includes('text/html');
    if (!isSigningIn || reply.sent) return super.catch(error, host);
    const problem = problemOf(error);
    const { status } = problemCatalogue[problem.code];
    void reply.status(status).headers(pageHeaders).header('cache-control', 'no-store').type('text/html; charset=utf-8');
    if (status === 503 || status === 429) void reply.header('retry-after', '1');
    void reply.send(page(problem, languageOf(request.headers['accept-language'])));
  }
}
