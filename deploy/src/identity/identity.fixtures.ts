/** A realm on disk and the provider over it, in this process; `restart` forgets everything that is not in the files. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptRealm } from '../realm.js';
import { readConfig } from './config.js';
import { Personas, type Persona } from './personas.js';
import { identityProvider } from './provider.js';
import { identityServer } from './server.js';
import { Store } from './store.js';

export const people: Omit<Persona, 'authzVersion'>[] = [
  { login: 'operator', password: 'let-me-in', sub: 'demo-1', name: '周岚', role: 'operator', divisions: ['310115'] },
  {
    login: 'fire',
    password: 'let-me-in',
    sub: 'demo-2',
    name: '赵刚',
    role: 'department-officer',
    divisions: ['310115'],
    department: 'fire',
  },
  {
    login: 'manager-1',
    password: 'let-me-in',
    sub: 'demo-3',
    name: '何<丽>娟',
    role: 'enterprise-manager',
    divisions: ['310115005'],
    enterpriseId: '0190a000-0000-7000-8000-000000000001',
  },
];

export async function anIdentityProvider(publicUrl: string, port: number) {
  const stateDir = await mkdtemp(join(tmpdir(), 'anju-identity-'));
  const realm = await keptRealm(stateDir);
  const personasFile = join(stateDir, 'personas.json');
  await writeFile(personasFile, JSON.stringify(people));
  const environment = { PORT: String(port), ISSUER: `${publicUrl}/oidc`, STATE_DIR: stateDir, PERSONAS_FILE: personasFile };
  let server: Server | undefined;
  const start = async (): Promise<void> => {
    const config = readConfig(environment);
    const personas = new Personas(config.personasFile);
    server = identityServer(config.issuer, identityProvider(config, personas, new Store(config.storeFile)), personas);
    await new Promise<void>((resolve) => server!.listen(port, '127.0.0.1', resolve));
  };
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server!.close(() => resolve());
      server!.closeAllConnections();
    });
  await start();
  return { stateDir, realm, personasFile, environment, url: `http://127.0.0.1:${port}`, start, stop };
}

/** A browser as far as signing in goes: it keeps cookies by name and path and follows redirects when told to. */
export class Browser {
  private readonly jar = new Map<string, { value: string; path: string }>();
  readonly visited: string[] = [];

  constructor(private readonly headers: Record<string, string> = {}) {}

  cookie(name: RegExp): string | undefined {
    return [...this.jar].find(([key]) => name.test(key))?.[1].value;
  }

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    for (let next = url, options = init; ; options = {}) {
      const { pathname } = new URL(next);
      const cookies = [...this.jar]
        .filter(([, { path }]) => pathname.startsWith(path))
        .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`);
      const headers = {
        ...this.headers,
        ...(options.headers as Record<string, string>),
        ...(cookies.length && { cookie: cookies.join('; ') }),
      };
      const response = await fetch(next, { ...options, redirect: 'manual', headers });
      this.visited.push(`${options.method ?? 'GET'} ${pathname} ${response.status}`);
      for (const line of response.headers.getSetCookie()) this.keep(line);
      const location = response.headers.get('location');
      if (!location || response.status < 300 || response.status > 399) return response;
      next = new URL(location, next).href;
    }
  }

  /** Submits a form of the page that answered: its action, with these fields. */
  async submit(page: Response, html: string, fields: Record<string, string>): Promise<Response> {
    const action = /action="([^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&');
    return this.go(new URL(action, page.url).href, { method: 'POST', body: new URLSearchParams(fields) });
  }

  private keep(line: string): void {
    const [pair, ...attributes] = line.split(/; */);
    const [name, value] = [pair!.slice(0, pair!.indexOf('=')), pair!.slice(pair!.indexOf('=') + 1)];
    const attribute = (key: string): string | undefined =>
      attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const path = attribute('path') ?? '/';
    const isOver = attribute('max-age') === '0' || Date.parse(attribute('expires') ?? '') < Date.now();
    if (isOver) this.jar.delete(`${name} ${path}`);
    else this.jar.set(`${name} ${path}`, { value, path });
  }
}
