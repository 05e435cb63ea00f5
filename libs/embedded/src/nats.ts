/**
 * A real nats-server with JetStream over a store folder. A second server on the same store starts without complaint and
 * loses messages that were acknowledged, so the server inherits a kernel lock on the store and holds it as long as it runs.
 * Every message is synced before it is acknowledged (checked at start, for a misspelt setting would go unnoticed), and the
 * store is kept below the free disk: a limit is answered with a clear error and passes by itself, a full disk does neither.
 */
import { createUser, fromSeed } from '@nats-io/nkeys';
import { mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startChild, type Child, type Process } from './child.js';
import { keptSecret, writeText } from './files.js';
import { holderOf, lock } from './lock.js';
import { findNats } from './nats-binary.js';
import { SetupProblem } from './problem.js';

export interface NatsOptions {
  /** Holds the store, the configuration and the seeds; created when missing. */
  folder: string;
  port: number;
  monitorPort: number;
  /** The binary; found or built when left out. */
  binary?: string;
  onLine?: (line: string) => void;
  onSpawn?: (process: Process) => void;
  say?: (line: string) => void;
}

export interface RunningNats {
  url: string;
  monitorUrl: string;
  nkeySeedFile: string;
  store: string;
  /** What a stream may hold at most: a little below the store, which also keeps indexes and consumers. */
  maxBytes: number;
  child: Child;
  stop(): Promise<void>;
}

const MB = 1024 * 1024;
const smallestDisk = 512 * MB;
const largestStore = 64 * 1024 * MB;

export async function startNats({ folder, port, monitorPort, binary, onLine, onSpawn, say }: NatsOptions): Promise<RunningNats> {
  const store = join(folder, 'store');
  mkdirSync(store, { recursive: true });
  const command = binary ?? (await findNats(say));
  const lockFile = join(folder, 'store.lock');
  const held = lock(lockFile);
  if (!held) {
    throw new SetupProblem(
      'inUse',
      `The NATS store ${store} is in use by process ${holderOf(lockFile)}.`,
      'Stop that one first, or choose another --state-dir.',
    );
  }
  try {
    const config = join(folder, 'nats.conf');
    const storeBytes = roomFor(store);
    writeText(config, configOf(folder, store, storeBytes, port, monitorPort));
    const lines: string[] = [];
    const child = await startChild(command, ['-c', config], {
      cwd: folder,
      inherit: [held.fd],
      ...(onSpawn && { onSpawn }),
      onLine: (line) => {
        lines.push(line);
        if (lines.length > 20) lines.shift();
        onLine?.(line);
      },
    });
    held.heldBy(child.pid);
    const monitorUrl = `http://127.0.0.1:${monitorPort}`;
    await syncsAlways(monitorUrl, child, lines);
    return {
      url: `nats://127.0.0.1:${port}`,
      monitorUrl,
      nkeySeedFile: join(folder, 'platform.nk'),
      store,
      maxBytes: Math.floor(storeBytes * 0.9),
      child,
      stop: async () => void (await child.stop('SIGTERM')),
    };
  } finally {
    held.release(); // ours; the server keeps its own
  }
}

export type NatsHealth = 'ok' | 'write-error' | 'ill' | 'silent';

/** What the health page says. After a write error the server does not recover by itself, not even with space again. */
export async function natsHealth(monitorUrl: string): Promise<NatsHealth> {
  try {
    const answer = await fetch(`${monitorUrl}/healthz`, { signal: AbortSignal.timeout(2_000) });
    if (answer.ok) return 'ok';
    return /write error/i.test(await answer.text()) ? 'write-error' : 'ill';
  } catch {
    return 'silent';
  }
}

/** Free part of the disk under `path`, 0 to 1. */
export function freeShare(path: string): number {
  const { bavail, blocks } = statfsSync(path);
  return bavail / blocks;
}

function roomFor(store: string): number {
  const { bavail, bsize } = statfsSync(store);
  const free = bavail * bsize;
  if (free < smallestDisk) {
    throw new SetupProblem(
      'diskFull',
      `Only ${Math.floor(free / MB)} MB are free under ${store}.`,
      `Free ${smallestDisk / MB} MB or more and start again.`,
    );
  }
  // What is stored already does not count as free any more, but still has to fit below the limit.
  return Math.floor(Math.min(largestStore, stored(store) + free * 0.8));
}

const stored = (store: string): number =>
  readdirSync(store, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );

function configOf(folder: string, store: string, storeBytes: number, port: number, monitorPort: number): string {
  const quoted = JSON.stringify;
  return `server_name: "anju"
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitorPort}"
pid_file: ${quoted(join(folder, 'nats.pid'))}
max_payload: 1MB
max_connections: 256
ping_interval: "10s"
ping_max: 2
write_deadline: "10s"
lame_duck_grace_period: "1s"
lame_duck_duration: "30s"
jetstream {
  store_dir: ${quoted(store)}
  sync_interval: always
  max_memory_store: 64MB
  max_file_store: ${storeBytes}
}
accounts {
  PLATFORM { jetstream: enabled, users: [ { nkey: ${publicKey(join(folder, 'platform.nk'))} } ] }
  SYS { users: [ { nkey: ${publicKey(join(folder, 'system.nk'))} } ] }
}
system_account: SYS
`;
}

function publicKey(seedFile: string): string {
  const seed = keptSecret(seedFile, () => new TextDecoder().decode(createUser().getSeed()));
  return fromSeed(new TextEncoder().encode(seed)).getPublicKey();
}

async function syncsAlways(monitorUrl: string, child: Child, lines: readonly string[]): Promise<void> {
  for (;;) {
    if (child.hasExited()) throw refused(lines);
    try {
      const answer = await fetch(`${monitorUrl}/jsz?config=true`, { signal: AbortSignal.timeout(2_000) });
      // Until JetStream is up the page says `disabled` and shows an empty configuration.
      const { config, disabled } = (await answer.json()) as { config?: { sync_always?: boolean }; disabled?: boolean };
      if (config && !disabled) {
        if (config.sync_always) return;
        await child.stop();
        throw new SetupProblem('natsFailed', 'This nats-server does not sync every message.', 'Use nats-server 2.14.5 or later.');
      }
    } catch (error) {
      if (error instanceof SetupProblem) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

function refused(lines: readonly string[]): SetupProblem {
  const said = lines.findLast((line) => /\[FTL\]|nats-server:/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  if (/address already in use/.test(said))
    return new SetupProblem('portBusy', 'NATS could not start: its port is taken.', 'Start again; another port is chosen.');
  if (/no space left/i.test(said))
    return new SetupProblem('diskFull', 'The disk is full: NATS could not start.', 'Free some space and start again.');
  return new SetupProblem('natsFailed', `NATS could not start: ${said}.`, 'Correct what it names and start again.');
}
