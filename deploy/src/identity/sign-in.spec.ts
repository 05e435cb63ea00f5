/**
 * Signing in as a browser does it, through the gateway to the provider and back, and what a death of either in between
 * means for those who are signed in: nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { freePort } from '@anju/embedded/ports';
import { tokenVerifier } from '@anju/access/token';
import { gateway } from '@anju/gateway/gateway';
import { aBus, aConfig, aService } from '@anju/gateway/gateway.fixtures';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { anIdentityProvider, Browser, people } from './identity.fixtures.js';
import { readConfig } from './config.js';

let bus: Awaited<ReturnType<typeof aBus>>;
let identity: Awaited<ReturnType<typeof anIdentityProvider>>;
let service: Awaited<ReturnType<typeof aService>>;
let app: Awaited<ReturnType<typeof gateway>>;
let environment: Record<string, string>;
let url: string;

const startGateway = async (): Promise<void> => {
  const config = await aConfig(environment);
  app = await gateway({ ...config, SESSION_SECRET_FILE: environment['SESSION_SECRET_FILE']! });
  await app.listen(config.PORT, config.HOST);
};

beforeAll(async () => {
  bus = await aBus();
  service = await aService(async (request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ authorization: request.headers.authorization ?? null }));
  });
  const ports = new Set<number>();
  while (ports.size < 2) ports.add(await freePort());
  const [port, identityPort] = [...ports] as [number, number];
  url = `http://127.0.0.1:${port}`;
  identity = await anIdentityProvider(url, identityPort);
  environment = {
    PUBLIC_URL: url,
    IDENTITY_URL: identity.url,
    OIDC_JWKS_FILE: identity.realm.jwksFile,
    OIDC_CLIENT_SECRET_FILE: identity.realm.clientSecretFile,
    SESSION_SECRET_FILE: identity.realm.clientSecretFile,
    UPSTREAMS: JSON.stringify({ 'safety-hazards': service.url }),
    NATS_URL: bus.nats.url,
    NATS_NKEY_SEED_FILE: bus.nats.nkeySeedFile,
  };
  await startGateway();
}, 120_000);
afterAll(async () => {
  await app?.close();
  await identity?.stop();
  await service?.close();
  await bus?.close();
});

const signInPage = async (browser: Browser, returnTo = '/desk'): Promise<{ page: Response; html: string }> => {
  const page = await browser.go(`${url}/auth/login?returnTo=${encodeURIComponent(returnTo)}`, { headers: { accept: 'text/html' } });
  return { page, html: await page.text() };
};
const signIn = async (persona: string, browser = new Browser()): Promise<Browser> => {
  const { page, html } = await signInPage(browser);
  await browser.submit(page, html, { persona });
  return browser;
};
const me = (browser: Browser): Promise<Response> => browser.go(`${url}/auth/me`);
const sentToService = async (browser: Browser, init: RequestInit = {}): Promise<[number, string | undefined]> => {
  const response = await browser.go(`${url}/api/safety-hazards/v1/hazards`, init);
  const body = (await response.json()) as { authorization?: string; code?: string };
  return [response.status, body.authorization?.replace('Bearer ', '') ?? body.code];
};

describe('the sign-in page', () => {
  it('offers every persona by role in both languages, and nothing of theirs is taken as markup', async () => {
    const { page, html } = await signInPage(new Browser());
    expect(page.status).toBe(200);
    for (const { login } of people) expect(html).toContain(`value="${login}"`);
    expect(html).toContain('指挥中心值班员');
    expect(html).toContain('Department officer');
    expect(html).not.toContain('<丽>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('refuses a wrong password and slows down who guesses', async () => {
    const browser = new Browser();
    let { page, html } = await signInPage(browser);
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) {
      page = await browser.submit(page, html, { login: 'fire', password: 'wrong' });
      html = await page.text();
      statuses.push(page.status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(html).toContain('Too many attempts');
    expect((await me(browser)).status).toBe(401);
  });

  it('takes the right one and goes back to where the person was', async () => {
    const browser = new Browser();
    const { page, html } = await signInPage(browser, '/hazards?class=MAJOR');
    await browser.submit(page, html, { login: 'operator', password: 'let-me-in' });
    expect(browser.visited.at(-1)).toMatch(/^GET \/hazards /);
    expect(await (await me(browser)).json()).toEqual({ sub: 'demo-1', name: '周岚', role: 'operator', divisions: ['310115'] });
  });

  it.each(['//evil.test', '/\\evil.test', 'https://evil.test/', 'javascript:alert(1)'])('never leads elsewhere: %s', async (returnTo) => {
    const browser = new Browser();
    const { page, html } = await signInPage(browser, returnTo);
    const end = await browser.submit(page, html, { persona: 'operator' });
    expect(new URL(end.url).origin).toBe(url);
    expect(browser.visited.at(-1)).toMatch(/^GET \/ /);
  });
});

describe('a signed-in browser', () => {
  it('brings the services an access token for five minutes with all its claims, and never sees it', async () => {
    const browser = await signIn('manager-1');
    const [status, jwt] = await sentToService(browser);
    expect(status).toBe(200);
    expect(decodeProtectedHeader(jwt!)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const claims = decodeJwt(jwt!);
    expect(claims).toMatchObject({
      iss: `${url}/oidc`,
      aud: 'anju',
      sub: 'demo-3',
      role: 'enterprise-manager',
      divisions: ['310115005'],
      enterpriseId: '0190a000-0000-7000-8000-000000000001',
      authzVersion: 0,
    });
    expect(claims.exp! - claims.iat!).toBe(300);
    await tokenVerifier({ issuer: `${url}/oidc`, jwks: { file: identity.realm.jwksFile } }).verify(jwt);
    expect(browser.cookie(/^anju_\d+ /)).not.toContain(jwt!.split('.')[1]);
  });

  it('is on the audit record with a masked name', async () => {
    bus.audit.records.length = 0;
    const browser = await signIn('fire', new Browser({ 'user-agent': 'Spec/1' }));
    expect((await me(browser)).status).toBe(200);
    expect(bus.audit.records).toMatchObject([
      { kind: 'login', actor: { sub: 'demo-2', name: '赵*', role: 'department-officer' }, userAgent: 'Spec/1' },
    ]);
    expect(JSON.stringify(bus.audit.records)).not.toContain('赵刚');
  });

  it('that cannot be put on record is not signed in, and is once it can', async () => {
    bus.audit.stop();
    await bus.flush();
    const browser = await signIn('operator');
    expect(browser.visited.at(-1)).toBe('GET /auth/callback 503');
    expect((await me(browser)).status).toBe(401);
    bus.audit.start({ ok: false, problem: { code: 'unavailable' } });
    await bus.flush();
    expect((await me(await signIn('operator'))).status).toBe(401);
    bus.audit.stop();
    bus.audit.start();
    await bus.flush();
    expect((await me(await signIn('operator'))).status).toBe(200);
  });

  it('changes things from our own pages only', async () => {
    const browser = await signIn('operator');
    const post = (headers: Record<string, string>) => sentToService(browser, { method: 'POST', body: '{}', headers });
    expect(await post({ 'sec-fetch-site': 'same-origin' })).toMatchObject([200, expect.stringMatching(/^ey/)]);
    expect(await post({ origin: url })).toMatchObject([200, expect.anything()]);
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: url },
      { origin: 'https://evil.test' },
      { origin: 'null' },
    ]) {
      expect(await post(headers as Record<string, string>)).toEqual([403, 'cross-site-refused']);
    }
    expect(await sentToService(browser, { method: 'POST', headers: { authorization: 'Bearer own' } })).toEqual([200, 'own']);
  });

  it('stays signed in when the gateway is killed', async () => {
    const browser = await signIn('operator');
    await app.close();
    await startGateway();
    expect((await me(browser)).status).toBe(200);
  });

  it('stays signed in when the provider is killed, and waits while both are away', async () => {
    const browser = await signIn('operator');
    await identity.stop();
    expect((await sentToService(browser))[0]).toBe(200);
    await app.close();
    await startGateway();
    expect(await sentToService(browser)).toEqual([503, 'unavailable']);
    await identity.start();
    expect((await sentToService(browser))[0]).toBe(200);
    expect((await signInPage(browser)).html).not.toContain('name="persona"');
  });

  it('asks the provider once for all that it does at the same moment', async () => {
    const browser = await signIn('operator');
    await app.close();
    await startGateway();
    const tokens = await Promise.all(Array.from({ length: 30 }, () => sentToService(browser)));
    expect(new Set(tokens.map(([, jwt]) => jwt)).size).toBe(1);
  });

  it('has what the realm says of its person now, from the next token on', async () => {
    const browser = await signIn('fire');
    const changed = JSON.parse(await readFile(identity.personasFile, 'utf8')) as Record<string, unknown>[];
    await writeFile(
      identity.personasFile,
      JSON.stringify(changed.map((person) => (person['login'] === 'fire' ? { ...person, authzVersion: 4 } : person))),
    );
    await app.close();
    await startGateway();
    expect(decodeJwt((await sentToService(browser))[1]!)).toMatchObject({ authzVersion: 4 });
  });
});

describe('signing out', () => {
  it('ends the session everywhere, on record, and a kept cookie is worth nothing', async () => {
    const browser = await signIn('operator');
    const kept = browser.cookie(/^anju_\d+ /)!;
    expect((await browser.go(`${url}/auth/logout`, { method: 'POST' })).status).toBe(403);
    bus.audit.records.length = 0;
    const page = await browser.go(`${url}/auth/logout`, { method: 'POST', headers: { origin: url } });
    expect(bus.audit.records).toMatchObject([{ kind: 'logout', actor: { sub: 'demo-1' } }]);
    const html = await page.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)![1]!;
    await browser.submit(page, html, { xsrf, logout: 'yes' });
    expect((await me(browser)).status).toBe(401);
    expect((await signInPage(browser)).html).toContain('name="persona"');

    const thief = (): Promise<Response> => fetch(`${url}/auth/me`, { headers: { cookie: `anju_${new URL(url).port}=${kept}` } });
    expect((await thief()).status).toBe(401);
    await app.close();
    await startGateway();
    const late = await thief();
    expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([401, 'token-invalid']);
    expect(late.headers.getSetCookie().join()).toContain(`anju_${new URL(url).port}=;`);
  });

  it('tells a script where to go next', async () => {
    const browser = await signIn('operator');
    const response = await browser.go(`${url}/auth/logout`, { method: 'POST', headers: { origin: url, accept: 'application/json' } });
    expect(await response.json()).toMatchObject({ next: expect.stringContaining(`${url}/oidc/session/end`) });
  });
});

describe('a callback that nobody asked for', () => {
  it.each(['', '?code=x', '?code=x&state=y', '?error=access_denied&state=y'])('is refused: %s', async (query) => {
    expect((await fetch(`${url}/auth/callback${query}`)).status).toBe(401);
  });

  it('is refused with another browser’s state', async () => {
    const browser = new Browser();
    await signInPage(browser);
    const response = await browser.go(`${url}/auth/callback?code=x&state=stolen&iss=${encodeURIComponent(`${url}/oidc`)}`);
    expect(response.status).toBe(401);
    expect((await me(browser)).status).toBe(401);
  });
});

describe('the embedded provider', () => {
  it('does not run in production', () => {
    expect(() => readConfig({ ...identity.environment, NODE_ENV: 'production' })).toThrow('does not run with NODE_ENV=production');
  });

  it('speaks under its public address only', async () => {
    const metadata = (await (await fetch(`${url}/oidc/.well-known/openid-configuration`)).json()) as Record<string, string>;
    expect(metadata['issuer']).toBe(`${url}/oidc`);
    for (const key of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'end_session_endpoint'])
      expect(metadata[key]).toMatch(`${url}/oidc/`);
    const { keys } = (await (await fetch(metadata['jwks_uri']!)).json()) as { keys: Record<string, string>[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('takes no client without its secret and no code without PKCE', async () => {
    const token = await fetch(`${url}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'anju-console' }),
    });
    expect(token.status).toBe(401);
    const authorization = await fetch(
      `${url}/oidc/auth?client_id=anju-console&response_type=code&scope=openid&redirect_uri=${encodeURIComponent(`${url}/auth/callback`)}`,
      {
        redirect: 'manual',
      },
    );
    expect(authorization.headers.get('location')).toContain('error=invalid_request');
    const elsewhere = await fetch(
      `${url}/oidc/auth?client_id=anju-console&response_type=code&scope=openid&redirect_uri=https://evil.test/`,
      { redirect: 'manual' },
    );
    expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([400, null]);
  });
});
