/**
 * Finds a nats-server that is new enough, or gets one: NATS_SERVER, PATH, the project's cache, and into that cache from the
 * Go module proxy (about half a minute, once) or, where that cannot be, from the official release archive. An old server is
 * not a worse server but a wrong one: before 2.14 it accepts the configuration and silently leaves promises out, so the
 * minimum is enforced and said.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { locked } from './lock.js';
import { downloadNats, natsRelease } from './nats-release.js';
import { SetupProblem } from './problem.js';

export const minimumNats = '2.14.5';
const pinned = '2.15.2';

export const cacheFolder = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'anju', 'bin');

/** `2.15.2` of `nats-server: v2.15.2`; undefined when it is no nats-server. */
export function natsVersion(path: string): string | undefined {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', env: process.env });
  return /nats-server: v?(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1];
}

export const isRecentEnough = (version: string): boolean => version.localeCompare(minimumNats, 'en', { numeric: true }) >= 0;

/** The path of a nats-server that is new enough. `say` hears what takes long. */
export async function findNats(say: (line: string) => void = () => undefined): Promise<string> {
  const named = process.env['NATS_SERVER'];
  if (named) {
    const version = natsVersion(named);
    if (version && isRecentEnough(version)) return named;
    throw new SetupProblem(
      'natsMissing',
      version
        ? `NATS_SERVER names nats-server ${version}, which is older than ${minimumNats}.`
        : `NATS_SERVER (${named}) is not a nats-server that runs here.`,
      `Point it to nats-server ${minimumNats} or later, or leave it out.`,
    );
  }
  const onPath = natsVersion('nats-server');
  if (onPath && isRecentEnough(onPath)) return 'nats-server';
  const cached = join(cacheFolder(), 'nats-server');
  if (isUsable(cached)) return cached;
  return locked(`${cached}.lock`, async () => {
    if (!isUsable(cached)) await install(cached, onPath, say);
    return cached;
  });
}

const isUsable = (path: string): boolean => existsSync(path) && isRecentEnough(natsVersion(path) ?? '0.0.0');

async function install(cached: string, onPath: string | undefined, say: (line: string) => void): Promise<void> {
  const reasons: string[] = [];
  for (const get of [build, download]) {
    try {
      return await get(cached, say);
    } catch (error) {
      const { message } = error as Error;
      if (/no space left|ENOSPC/i.test(message))
        throw new SetupProblem('diskFull', 'The disk is full: nats-server could not be installed.', 'Free some space and start again.');
      reasons.push(message);
    }
  }
  const found = onPath ? `nats-server ${onPath} on PATH is older than ${minimumNats}` : `No nats-server ${minimumNats} or later was found`;
  throw new SetupProblem(
    'natsMissing',
    `${found}; ${reasons.join('; ')}.`,
    `Install nats-server ${minimumNats} or later (put it on PATH, or name it in NATS_SERVER), or name a mirror of its releases in NATS_RELEASES, and start again.`,
  );
}

async function download(cached: string, say: (line: string) => void): Promise<void> {
  say(`downloading nats-server ${natsRelease.version} (once)`);
  await downloadNats(cached);
}

async function build(cached: string, say: (line: string) => void): Promise<void> {
  const goVersion = spawnSync('go', ['version'], { encoding: 'utf8', env: process.env }).stdout?.trim();
  if (!goVersion) throw new Error('there is no Go to build one with');
  say(`building nats-server ${pinned} with ${goVersion.split(' ')[2] ?? 'go'} (once, about 35 s)`);
  const folder = join(cacheFolder(), `build-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const go = spawn('go', ['install', '-modcacherw', '-trimpath', '-ldflags=-s -w', `github.com/nats-io/nats-server/v2@v${pinned}`], {
    env: { ...process.env, GOBIN: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = (): void => void go.kill();
  process.once('exit', end);
  let said = '';
  go.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  const code = await new Promise<number | null>((resolve) => go.once('close', resolve).once('error', () => resolve(null)));
  if (code === 0) renameSync(join(folder, 'nats-server'), cached);
  process.off('exit', end);
  rmSync(folder, { recursive: true, force: true });
  if (code === 0) return;
  const reason = /no space left/i.exec(said)?.[0] ?? said.trim().split('\n').at(-1) ?? '';
  throw new Error(`building one failed (${reason.slice(0, 300)})`);
}
