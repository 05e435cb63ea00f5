/**
 * A copy of the platform as a newcomer starts it: `npm start`, its ready line on stdout, `run.json` for everything else.
 * Its log goes to a file beside the state folder, so that a failed proof can be read afterwards. A copy that was already
 * running (`--run`) is used as it is and never stopped.
 */
import { isRunning, startTimeOf } from '@anju/embedded/child';
import { readJson } from '@anju/embedded/files';
import { freePort } from '@anju/embedded/ports';
import { removePostgres } from '@anju/embedded/postgres';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sleep } from './http.js';
import { backlog } from './lookups.js';

export interface Persona {
  readonly login: string;
  readonly role: string;
  readonly divisions: readonly string[];
  readonly department?: string;
  readonly enterpriseId?: string;
}
export interface Run {
  readonly url: string;
  readonly stateDir: string;
  readonly live: string;
  readonly openapi: Readonly<Record<string, string>>;
  readonly asyncapi: string;
  readonly nats: { readonly url: string; readonly nkeySeedFile: string; readonly stream: string; readonly store: string };
  readonly postgres: { readonly url: string; readonly store: string };
  readonly processes: Readonly<Record<string, number>>;
  readonly personas: readonly Persona[];
}

export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

export class Platform {
  private npm: ChildProcess | undefined;
  private ended: Promise<number | null> = Promise.resolve(null);

  private constructor(
    readonly stateDir: string,
    private readonly port: number | undefined,
    readonly logFile: string | undefined,
  ) {}

  static attach(runFile: string): Platform {
    const run = readJson<Run>(runFile);
    if (!run) throw new Error(`${runFile} is not there: no copy of the platform runs on that folder`);
    return new Platform(run.stateDir, undefined, undefined);
  }

  static async start(): Promise<Platform> {
    const folder = mkdtempSync(join(tmpdir(), 'anju-proof-'));
    chmodSync(folder, 0o755); // PostgreSQL runs as another user when we are root
    const platform = new Platform(join(folder, 'state'), await freePort(), join(folder, 'platform.log'));
    await platform.startAgain();
    return platform;
  }

  /** `npm start` on the same folder; resolves with the milliseconds until the ready line. */
  async startAgain(): Promise<number> {
    const began = performance.now();
    const log = openSync(this.logFile!, 'a');
    const flags = ['--json', '--no-simulator', '--port', String(this.port), '--state-dir', this.stateDir];
    const child = spawn('npm', ['start', '--', ...flags], { cwd: projectFolder, detached: true, stdio: ['ignore', 'pipe', log] });
    closeSync(log);
    this.npm = child;
    this.ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    const ready = new Promise<void>((resolve) => {
      createInterface({ input: child.stdout! }).on('line', (line) => {
        if (line.startsWith('{') && line.includes('"ready":true')) resolve();
      });
    });
    const first = await Promise.race([ready.then(() => 'ready'), this.ended.then(() => 'ended')]);
    if (first === 'ended') throw new Error(`npm start ended before it was ready:\n${this.lastLines(40)}`);
    return performance.now() - began;
  }

  /** The platform as it is now; undefined while it is being started again. */
  get current(): Run | undefined {
    return readJson<Run>(join(this.stateDir, 'run.json'));
  }
  get run(): Run {
    const run = this.current;
    if (!run) throw new Error(`there is no run.json in ${this.stateDir}`);
    return run;
  }

  /** Closed history of the demo city goes on loading behind the ready line; a proof begins when it is all there. */
  async whenLoaded(withinMs = 300_000): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (this.run.processes['demo'] !== undefined) {
      if (performance.now() > deadline) throw new Error('the demo city was not loaded in time');
      await sleep(500);
    }
    while ((await backlog(this.run)).pending > 0) {
      if (performance.now() > deadline) throw new Error('the history of the demo city was not published in time');
      await sleep(500);
    }
  }

  /** A mark in the platform's log, so that what it said during a fault can be found. */
  note(line: string): void {
    if (!this.logFile) return;
    const log = openSync(this.logFile, 'a');
    writeSync(log, `---- ${line}\n`);
    closeSync(log);
  }
  lastLines(count: number): string {
    return this.logFile ? readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '';
  }

  async stop(keep: boolean): Promise<void> {
    const { npm } = this;
    if (!npm?.pid) return;
    try {
      process.kill(-npm.pid, 'SIGINT');
    } catch {
      // it has ended
    }
    await Promise.race([this.ended, sleep(40_000)]);
    if (keep) return say(`the state folder and the log are kept: ${join(this.stateDir, '..')}`);
    removePostgres(join(this.stateDir, 'postgres'));
    rmSync(join(this.stateDir, '..'), { recursive: true, force: true });
  }
}

/** SIGKILL, and a promise of the moment when the process is gone. */
export async function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  const startedAt = startTimeOf(pid);
  if (startedAt === undefined) throw new Error(`process ${pid} is not there`);
  process.kill(pid, signal);
  if (signal !== 'SIGKILL') return;
  while (isRunning({ pid, startedAt })) await sleep(2);
}
export const isThere = (pid: number | undefined): boolean => pid !== undefined && startTimeOf(pid) !== undefined;
