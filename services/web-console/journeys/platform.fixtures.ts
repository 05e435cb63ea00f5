/**
 * The whole platform as `npm start` brings it up, empty of any demonstration, with two firms and two compounds filed through
 * its API, and people who sign in with a real browser. Nothing is replaced: what a journey shows is what a person sees.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { exampleIds, exampleUsccs } from '@anju/contracts/examples';

const project = resolve(import.meta.dirname, '../../..');
const launcher = join(project, 'deploy/dist/launcher.js');
const chromiums = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const chromiumPath = chromiums.find((path) => path !== undefined && existsSync(path));

export const sizes = {
  wall: { width: 1920, height: 1080 },
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;
export interface Looks {
  readonly phone?: boolean;
  readonly size?: keyof typeof sizes;
  readonly theme?: 'dark' | 'light';
  readonly language?: 'zh-CN' | 'en';
}
interface Run {
  readonly url: string;
  readonly processes: Readonly<Record<string, number>>;
  readonly personas: readonly { login: string; password: string }[];
}

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });

export class Platform {
  private readonly folder: string;
  private launched: ChildProcess | undefined;
  private browser: Browser | undefined;
  private readonly tokens = new Map<string, Promise<string>>();
  run!: Run;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<Platform> {
    const platform = new Platform(mkdtempSync(join(tmpdir(), 'anju-journeys-')));
    try {
      await platform.launch();
      await platform.browse();
      await platform.file();
    } catch (error) {
      await platform.stop();
      throw error;
    }
    return platform;
  }

  /** One that runs already, with whatever it holds; it goes on when the journey is over. */
  static async attach(folder: string): Promise<Platform> {
    const platform = new Platform(folder);
    platform.run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Run;
    await platform.browse();
    const found = await fetch(`${platform.run.url}/api/enterprise-registry/v1/compounds/${exampleIds.compound}`, {
      headers: { authorization: `Bearer ${await platform.token('registrar')}` },
    });
    if (found.status === 404) await platform.file();
    return platform;
  }

  private async browse(): Promise<void> {
    this.browser = await chromium.launch({
      executablePath: chromiumPath!,
      args: ['--no-sandbox', '--disable-quic', '--use-gl=swiftshader', '--enable-unsafe-swiftshader'],
    });
  }

  private async launch(): Promise<void> {
    const flags = ['--no-demo', '--json', '--state-dir', this.folder, '--port', String(await freePort())];
    const child = (this.launched = spawn(process.execPath, [launcher, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ANJU_PARENT: String(process.pid), ANJU_STARTED_MS: String(Date.now()) },
    }));
    const said: string[] = [];
    createInterface({ input: child.stderr! }).on('line', (line) => said.push(line));
    this.run = await new Promise<Run>((ready, failed) => {
      createInterface({ input: child.stdout! }).once('line', (line) => ready(JSON.parse(line) as Run));
      child.once('exit', (code) => failed(new Error(`the launcher ended with ${code}:\n${said.slice(-20).join('\n')}`)));
    });
  }

  /** Two firms of one subdistrict, each with a compound under contract. */
  private async file(): Promise<void> {
    const registry = (path: string, body: object, version?: number) =>
      this.post(`enterprise-registry/v1/${path}`, body, 'registrar', version);
    const point = { lng: 121.507, lat: 31.236, crs: 'WGS84' };
    const firms = [
      { id: exampleIds.enterprise, uscc: exampleUsccs.enterprise, name: '示例安居物业', compound: exampleIds.compound, place: '云栖苑' },
      { id: exampleIds.rival, uscc: exampleUsccs.rival, name: '示例恒泰物业', compound: exampleIds.rivalCompound, place: '锦澜庭' },
    ];
    for (const [index, { id, uscc, name, compound, place }] of firms.entries()) {
      await registry('enterprises', { id, uscc, name, division: '310115', contacts: { manager: '周安', phone: '021-50000000' } });
      await registry(`enterprises/${id}/accept`, {}, 1);
      const built = { households: 860, buildings: 12, type: 'commodity' };
      await registry('compounds', {
        id: compound,
        division: '310115005',
        name: place,
        point: { ...point, lat: point.lat + index / 100 },
        ...built,
      });
      const contract = exampleIds.contract.slice(0, -1) + (index + 1);
      const terms = { startsOn: '2025-01-01', endsOn: '2035-12-31', promisedStar: 3, feePerSqm: 2.6 };
      await registry('contracts', { id: contract, compoundId: compound, enterpriseId: id, ...terms });
    }
  }

  token(login: string): Promise<string> {
    const kept = this.tokens.get(login);
    if (kept) return kept;
    const anju = join(project, 'deploy/bin/anju.mjs');
    const args = [anju, '--state-dir', this.folder, 'token', '--as', login, '--ttl', '1h'];
    const made = promisify(execFile)(process.execPath, args).then(({ stdout }) => stdout.trim());
    this.tokens.set(login, made);
    return made;
  }
  /** A place that was registered a moment ago is waited for. */
  async post<Answer>(path: string, body: object, login: string, version?: number, tries = 30): Promise<Answer> {
    const answer = await fetch(`${this.run.url}/api/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await this.token(login)}`,
        ...(version && { 'if-match': `"${version}"` }),
      },
      body: JSON.stringify(body),
    });
    if (answer.ok) return (await answer.json()) as Answer;
    const said = await answer.text();
    if (tries === 0 || !/place-(unknown|not-known-yet)/.test(said)) throw new Error(`${path}: ${answer.status} ${said}`);
    await sleep(500);
    return this.post(path, body, login, version, tries - 1);
  }
  async get<Body>(path: string, login: string): Promise<Body> {
    const answer = await fetch(`${this.run.url}/api/${path}`, { headers: { authorization: `Bearer ${await this.token(login)}` } });
    return (await answer.json()) as Body;
  }

  /** A browser of one's own, signed in through the page of the identity provider, at `path`. */
  async person(
    login: string,
    path: string,
    { size, phone = size === 'phone', theme = 'dark', language = 'zh-CN' }: Looks = {},
  ): Promise<Page> {
    const context = await this.browser!.newContext({
      viewport: sizes[size ?? (phone ? 'phone' : 'wall')],
      isMobile: phone,
      hasTouch: phone,
      colorScheme: theme,
      reducedMotion: 'reduce', // a click on something that still moves is nobody's click
      locale: language,
    });
    // The page is Chinese until somebody chooses otherwise, whatever the browser prefers.
    await context.addInitScript((chosen) => (localStorage['anju.settings'] ??= JSON.stringify({ language: chosen })), language);
    const page = await context.newPage();
    await page.goto(`${this.run.url}/auth/login?returnTo=${encodeURIComponent(path)}`);
    await page.fill('input[name=login]', login);
    await page.fill('input[name=password]', this.run.personas.find((persona) => persona.login === login)!.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${this.run.url}${path}*`);
    return page;
  }

  signal(process_: string, signal: NodeJS.Signals): void {
    process.kill(this.run.processes[process_]!, signal);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    const child = this.launched;
    if (!child) return;
    if (child.exitCode === null) {
      const ended = new Promise((resolve_) => child.once('exit', resolve_));
      child.kill('SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What automated accessibility checks find wrong on a page, as sentences. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(' | ')}`);
}
