/** The front door as clients without a browser see it: what is sent on, what is refused, and what happens when a service is away. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { gateway } from './gateway.js';
import { aBus, aConfig, aService, bodyOf, type Listening } from './gateway.fixtures.js';

let bus: Awaited<ReturnType<typeof aBus>>;
let service: Listening;
let app: NestFastifyApplication;
let url: string;
let feedsClosed = 0;

const start = async (over: Record<string, string> = {}): Promise<[NestFastifyApplication, string]> => {
  const config = await aConfig({
    NATS_URL: bus.nats.url,
    NATS_NKEY_SEED_FILE: bus.nats.nkeySeedFile,
    UPSTREAMS: JSON.stringify({ 'safety-hazards': service.url, 'command-center': 'http://127.0.0.1:1' }),
    ...over,
  });
  const started = await gateway(config);
  await started.listen(config.PORT, config.HOST);
  return [started, config.PUBLIC_URL];
};

beforeAll(async () => {
  bus = await aBus();
  service = await aService(async (request, response) => {
    if (request.url?.endsWith('/live')) {
      response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'keep-alive, x-secret-hop', 'x-secret-hop': '1' });
      response.write('id: 1\n\n');
      request.on('close', () => feedsClosed++);
      return;
    }
    if (request.url?.endsWith('/half')) {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 50);
      return;
    }
    if (request.url?.endsWith('/early')) return void response.writeHead(413).end();
    if (request.url?.endsWith('/die')) return void request.socket.destroy();
    if (request.url?.endsWith('/slow')) await new Promise((resolve) => setTimeout(resolve, 400));
    const body = await bodyOf(request);
    response.writeHead(request.url?.endsWith('/boom') ? 500 : 201, { 'content-type': 'application/json', etag: '"7"' });
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, length: body.length }));
  });
  const folder = join(await mkdtemp(join(tmpdir(), 'anju-console-')), 'dist');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>安居</title>');
  await writeFile(join(folder, 'assets', 'index-BQ7gq1ab.js'), 'console.log(1)');
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  [app, url] = await start({ CONSOLE_DIR: folder });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await service?.close();
  await bus?.close();
});

const hazards = '/api/safety-hazards/v1/hazards';

describe('a request to a context', () => {
  it('arrives there as it was sent, with the caller’s own token and without cookies', async () => {
    const response = await fetch(`${url}${hazards}?limit=5&q=%E5%AE%89`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer mine',
        cookie: 'a=b',
        'content-type': 'application/json',
        'if-match': '"7"',
        'x-forwarded-for': '1.2.3.4',
      },
      body: JSON.stringify({ id: 1 }),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('"7"');
    const { headers, ...seen } = (await response.json()) as { headers: Record<string, string> };
    expect(seen).toMatchObject({ method: 'POST', url: `${hazards}?limit=5&q=%E5%AE%89`, length: 8 });
    expect(headers).toMatchObject({ authorization: 'Bearer mine', 'if-match': '"7"', 'x-forwarded-for': '127.0.0.1' });
    expect(headers).toHaveProperty('traceparent');
    expect(headers).not.toHaveProperty('cookie');
  });

  it('keeps its place in a trace that it brings', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const response = await fetch(`${url}${hazards}`, { headers: { traceparent } });
    expect(((await response.json()) as { headers: object }).headers).toMatchObject({ traceparent });
  });

  it('passes on whatever the service answers, also its failures', async () => {
    expect((await fetch(`${url}/api/safety-hazards/v1/boom`)).status).toBe(500);
    expect((await fetch(`${url}/api/safety-hazards/v1/hazards`, { method: 'DELETE', body: 'x' })).status).toBe(201);
  });

  it('that nobody serves is not found, in the asked language', async () => {
    const response = await fetch(`${url}/api/nothing/v1/x`, { headers: { 'accept-language': 'en' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'not-found', title: 'Not found', status: 404 });
    expect(await (await fetch(`${url}/api/__proto__/x`)).json()).toMatchObject({ code: 'not-found', title: '没有找到' });
    expect(await (await fetch(`${url}/api/safety-hazards/v1/hazards/%ff`)).json()).toMatchObject({ code: 'not-found', title: '没有找到' });
  });

  it.each(['/api/command-center/v1/snapshot', '/api/safety-hazards/v1/die'])('whose service is away may be repeated: %s', async (path) => {
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${url}${path}`, {
        method,
        ...(method === 'POST' && { body: '{}' }),
        headers: { 'accept-language': 'zh-CN' },
      });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.json()).toMatchObject({ code: 'unavailable', title: '服务暂时不可用' });
    }
  });

  it('whose answer breaks off is cut, not made to look whole', async () => {
    const response = await fetch(`${url}/api/safety-hazards/v1/half`);
    await expect(response.text()).rejects.toThrow();
  });
});

describe('an upload', () => {
  it('is sent on while it comes', async () => {
    const response = await fetch(`${url}/api/safety-hazards/v1/photos/x`, {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: Buffer.alloc(11 * 1024 * 1024),
    });
    expect(await response.json()).toMatchObject({ length: 11 * 1024 * 1024 });
  });

  it('that is refused before it was heard does not stand in the way of the next request', async () => {
    const { hostname, port } = new URL(url);
    const post = (path: string, length: number) =>
      `POST /api/safety-hazards/v1/${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-length: ${length}\r\n\r\n${'x'.repeat(length)}`;
    for (let time = 0; time < 5; time++) {
      const socket = connect(Number(port), hostname);
      socket.setTimeout(5_000, () => socket.end());
      socket.write(post('early', 5_000_000) + post('hazards', 2));
      let heard = '';
      for await (const chunk of socket) if (/ 413 [^]* 201 /.test((heard += String(chunk)))) break;
      expect(heard).toMatch(/ 413 [^]* 201 /);
    }
  });

  it('beyond the limit is refused, also when its length is not said', async () => {
    const big = Buffer.alloc(13 * 1024 * 1024);
    const send = (headers: Record<string, string>) =>
      new Promise<number | string | undefined>((resolve) => {
        const outgoing = httpRequest(`${url}/api/safety-hazards/v1/photos/x`, { method: 'PUT', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        outgoing.on('error', (error) => resolve((error as NodeJS.ErrnoException).code));
        outgoing.end(big);
      });
    for (let time = 0; time < 5; time++) {
      expect(await send({ 'content-length': String(big.length) })).toBe(413);
      expect(await send({ 'transfer-encoding': 'chunked' })).toBe(413);
    }
  });
});

describe('a live feed', () => {
  it('flows at once, hides what concerns one hop only, and ends when its reader leaves', async () => {
    const reader = new AbortController();
    const response = await fetch(`${url}/api/command-center/../safety-hazards/v1/live`, {
      headers: { accept: 'text/event-stream' },
      signal: reader.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-secret-hop')).toBeNull();
    const { value } = await response.body!.getReader().read();
    expect(Buffer.from(value!).toString()).toBe('id: 1\n\n');
    const before = feedsClosed;
    reader.abort();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(feedsClosed).toBe(before + 1);
  });

  it('is ended when the gateway stops, and does not hold it up', async () => {
    const [other, address] = await start();
    const response = await fetch(`${address}/api/safety-hazards/v1/live`, { headers: { accept: 'text/event-stream' } });
    const reader = response.body!.getReader();
    await reader.read();
    const closing = other.close();
    expect(await reader.read()).toMatchObject({ done: true });
    await closing;
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });
});

describe('limits', () => {
  it('tell whoever asks too often to wait, and leave the console alone', async () => {
    const [other, address] = await start({ RATE_LIMIT_PER_SECOND: '5' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${address}${hazards}`, { headers: { 'accept-language': 'en' } })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await refused[0]!.json()).toMatchObject({ code: 'too-many-requests', title: 'Too many requests' });
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    await other.close();
  });

  it('refuse early what would only queue', async () => {
    const [other, address] = await start({ MAX_IN_FLIGHT: '3', MAX_LIVE_PER_PRINCIPAL: '2' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${address}/api/safety-hazards/v1/slow`)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status, headers }) => status === 503 && headers.get('retry-after') === '1')).toHaveLength(5);
    const accept = { headers: { accept: 'text/event-stream' } };
    const feeds = [
      await fetch(`${address}/api/safety-hazards/v1/live`, accept),
      await fetch(`${address}/api/safety-hazards/v1/live`, accept),
    ];
    expect((await fetch(`${address}/api/safety-hazards/v1/live`, accept)).status).toBe(429);
    expect((await fetch(`${address}/api/safety-hazards/v1/slow`)).status).toBe(201);
    for (const feed of feeds) await feed.body!.cancel();
    await other.close();
  });
});

describe('the console', () => {
  const page = { headers: { accept: 'text/html' } };

  it('is one page for every address in it, never kept, and loads nothing from elsewhere', async () => {
    for (const path of ['/', '/desk', '/hazards/0190a000-0000-7000-8000-000000000001?class=MAJOR']) {
      const response = await fetch(`${url}${path}`, page);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('安居');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self';.*worker-src blob: 'self'/);
    }
  });

  it('has its hashed files kept for ever and its others asked for anew', async () => {
    expect((await fetch(`${url}/assets/index-BQ7gq1ab.js`)).headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${url}/favicon.svg`)).headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['/assets/gone-12345678.js', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd', '/a%00b'])('has no %s', async (path) => {
    const response = await fetch(`${url}${path}`);
    expect([400, 404]).toContain(response.status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('without a session', () => {
  it('nobody is signed in', async () => {
    const response = await fetch(`${url}/auth/me`, { headers: { 'accept-language': 'en', cookie: 'anju_x=1' } });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'token-missing' });
  });

  it('a sign-in while the provider is away says so, as a page or as a problem', async () => {
    const asPage = await fetch(`${url}/auth/login`, { redirect: 'manual', headers: { accept: 'text/html', 'accept-language': 'en' } });
    expect([asPage.status, asPage.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await asPage.text()).toContain('Temporarily unavailable');
    const asProblem = await fetch(`${url}/auth/login`, { redirect: 'manual' });
    expect(await asProblem.json()).toMatchObject({ code: 'unavailable' });
  });
});
