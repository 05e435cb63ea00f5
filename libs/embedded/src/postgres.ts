/**
 * A real PostgreSQL in a folder: the cluster is made once and started as a child of ours on the loopback interface.
 * PostgreSQL refuses to run as root, so as root it runs as the user `postgres`; where that user cannot reach the folder
 * (a home is closed to others) binaries and cluster lie under /var/lib/anju with a link from the folder.
 * Settings travel on the command line, so a newer release brings its own to an old cluster.
 */
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startChild, type Child, type Process } from './child.js';
import { keptSecret } from './files.js';
import { homeOf, removeHome, type PostgresHome } from './postgres-home.js';
import { SetupProblem } from './problem.js';

const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '128MB',
  synchronous_commit: 'on',
  fsync: 'on',
  // Recycled instead of created anew: a new WAL file costs a fresh allocation in the middle of a commit.
  min_wal_size: '512MB',
  max_wal_size: '2GB',
  checkpoint_completion_target: '0.9',
  autovacuum: 'on',
  autovacuum_naptime: '15s',
  autovacuum_vacuum_scale_factor: '0.05',
  random_page_cost: '1.1',
  jit: 'off',
  password_encryption: 'scram-sha-256',
  // Errors are answered to whoever caused them; the server's own log keeps what concerns the server.
  log_min_messages: 'log',
  log_line_prefix: '',
  timezone: 'UTC',
};

export interface PostgresOptions {
  /** Belongs to the cluster alone; created when missing. */
  folder: string;
  port: number;
  settings?: Record<string, string>;
  onLine?: (line: string) => void;
  onSpawn?: (process: Process) => void;
}

export interface RunningPostgres {
  /** Superuser, database `postgres`. */
  adminUrl: string;
  port: number;
  store: string;
  child: Child;
  /** Fast shutdown: sessions are ended, everything is written. */
  stop(): Promise<void>;
}

export async function startPostgres({ folder, port, settings: own = {}, onLine, onSpawn }: PostgresOptions): Promise<RunningPostgres> {
  mkdirSync(folder, { recursive: true });
  const home = homeOf(folder);
  const password = keptSecret(join(folder, 'superuser-password'));
  if (!existsSync(join(home.data, 'PG_VERSION'))) await initialise(home, password, onSpawn);

  const lines: string[] = [];
  const args = Object.entries({ ...settings, ...own }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = await startChild(home.postgres, ['-D', home.data, '-p', String(port), ...args], {
    cwd: '/',
    env: home.env,
    ...home.user,
    ...(onSpawn && { onSpawn }),
    onLine: (line) => {
      if (lines.length < 20) lines.push(line);
      onLine?.(line);
    },
  });
  const adminUrl = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  await answers(adminUrl, child, lines);
  return { adminUrl, port, store: home.data, child, stop: async () => void (await child.stop('SIGINT', 15_000)) };
}

/** Deletes the cluster of a stopped server, also what lies outside the folder. */
export function removePostgres(folder: string): void {
  removeHome(folder);
  rmSync(folder, { recursive: true, force: true });
}

async function initialise(home: PostgresHome, password: string, onSpawn?: (process: Process) => void): Promise<void> {
  // A cluster whose making was interrupted has no PG_VERSION yet, or files without one; initdb wants the folder empty.
  rmSync(home.data, { recursive: true, force: true });
  mkdirSync(home.data, { recursive: true, mode: 0o700 });
  const passwordFile = join(home.root, 'initdb-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (home.user) for (const path of [home.data, passwordFile]) chownSync(path, home.user.uid, home.user.gid);
  const lines: string[] = [];
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'];
  const initdb = await startChild(
    home.initdb,
    ['-D', home.data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, ...locale],
    {
      cwd: '/',
      env: home.env,
      ...home.user,
      ...(onSpawn && { onSpawn }),
      onLine: (line, from) => from === 'stderr' && lines.push(line),
    },
  );
  const { code } = await initdb.exited;
  rmSync(passwordFile, { force: true });
  if (code === 0) return;
  rmSync(home.data, { recursive: true, force: true });
  throw failed('PostgreSQL could not make its cluster', lines.join(' '));
}

async function answers(adminUrl: string, child: Child, lines: readonly string[]): Promise<void> {
  for (;;) {
    if (child.hasExited()) throw failed('PostgreSQL ended while it was starting', lines.join(' '));
    const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined); // a server that ends during the handshake shows as a failed connect
    try {
      await client.connect();
      return;
    } catch (error) {
      const code = (error as { code?: string }).code;
      // 57P03: it is still replaying what a crash left. Anything else that a running server answers will not change.
      if (code && code !== '57P03' && code !== 'ECONNREFUSED' && code !== 'ECONNRESET') {
        await child.stop('SIGINT');
        throw failed('PostgreSQL refuses its own superuser', (error as Error).message);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function failed(sentence: string, detail: string): SetupProblem {
  const said = detail.trim().replaceAll(/\s+/g, ' ').slice(0, 400);
  if (/No space left|ENOSPC/i.test(said))
    return new SetupProblem('diskFull', `The disk is full: ${sentence}.`, 'Free some space and start again.');
  if (/Address already in use/i.test(said))
    return new SetupProblem('portBusy', `${sentence}: its port is taken.`, 'Start again; another port is chosen.');
  return new SetupProblem(
    'postgresFailed',
    `${sentence}: ${said}.`,
    'Correct what it names and start again, or start with --reset to begin with an empty folder.',
  );
}
