/**
 * The provider on plain node:http. It always speaks under its issuer's address: host and scheme of a request are replaced
 * before the provider sees them, because the gateway reaches it by another port than the browser does, and a link with
 * that port would lead nowhere.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { messagePage, signInPage } from './pages.js';
import type { Personas } from './personas.js';

const longestForm = 8_192;

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk as string;
    if (text.length > longestForm) throw new Error('the form is too long');
  }
  return new URLSearchParams(text);
}

function answer(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    .end(html);
}

export function identityServer(issuer: string, provider: Provider, personas: Personas): Server {
  const { host, protocol, pathname, origin } = new URL(issuer);
  const oidc = provider.callback();

  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { uid } = await provider.interactionDetails(request, response);
    const action = `${pathname}/interaction/${uid}`;
    if (request.method !== 'POST') return answer(response, 200, signInPage(action, personas.all()));
    const form = await formOf(request);
    const picked = form.get('persona');
    const login = form.get('login') ?? '';
    const person = picked ? (personas.byLogin(picked) ?? 'wrong') : personas.check(login, form.get('password') ?? '');
    if (typeof person === 'string')
      return answer(response, person === 'wait' ? 429 : 401, signInPage(action, personas.all(), person, login));
    await provider.interactionFinished(request, response, { login: { accountId: person.sub } }, { mergeWithLastSubmission: false });
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/healthz') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    if (!path.startsWith(`${pathname}/`)) return void response.writeHead(404).end();
    request.headers.host = host;
    request.headers['x-forwarded-host'] = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    if (path.startsWith(`${pathname}/interaction/`)) {
      interact(request, response).catch((error: unknown) => {
        if (response.headersSent) return response.destroy();
        answer(
          response,
          400,
          messagePage('登录已超时，请重新开始', 'This sign-in has expired; start again', origin, (error as Error).message),
        );
      });
      return;
    }
    (request as IncomingMessage & { originalUrl?: string }).originalUrl = path;
    request.url = path.slice(pathname.length);
    void oidc(request, response);
  });
  server.keepAliveTimeout = 75_000;
  return server;
}
