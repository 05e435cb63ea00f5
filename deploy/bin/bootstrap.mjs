/**
 * What has to happen before any TypeScript of ours can run, in plain JavaScript for whatever Node the machine has: the
 * dependencies of the lockfile, the pinned Node that is one of them, and a build of what has changed. Each step costs
 * milliseconds when there is nothing to do. Two copies that start at once wait for each other here and only here.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const startedMs = Date.now() - Math.round(process.uptime() * 1000);
const cache = join(project, 'node_modules', '.cache', 'anju');
const inProject = (...path) => join(project, ...path);

export const progress = (line) => process.stderr.write(`[${((Date.now() - startedMs) / 1000).toFixed(1).padStart(5)} s] ${line}\n`);

/** Ends with a sentence and the next step. The codes are those of libs/embedded/src/problem.ts. */
export function give(code, sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(code);
}

const running = new Set();
/** Runs a command to its end, its output on stderr (or on stdout when asked), and gives its exit code. */
export const run = (command, args, { cwd = project, env = process.env, stdout = 2 } = {}) =>
  new Promise((done) => {
    const child = spawn(command, args, { cwd, env, stdio: ['inherit', stdout, 2] });
    running.add(child);
    child.once('error', () => done(127));
    child.once('exit', (code, signal) => {
      running.delete(child);
      done(signal ? 128 + constants.signals[signal] : code);
    });
  });

/** Passes signals on to what runs now. A terminal sends Ctrl+C to the whole group anyway; a script may not. */
export function passSignalsOn() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (running.size === 0) process.exit(130);
      for (const child of running) child.kill(signal);
    });
  }
}

/** The environment of our own processes: which Node, compiled code kept, and when and by whom all this was started. */
export const ownEnvironment = () => ({
  ...process.env,
  PATH: `${dirname(pinnedNode())}:${process.env.PATH}`,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(cache, 'compiled'),
  ANJU_STARTED_MS: String(startedMs),
  ANJU_PARENT: String(process.pid),
});

export function pinnedNode() {
  const path = inProject('node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(path)) return path;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major === 24 && minor >= 9) return process.execPath;
  give(
    17,
    `Node 24.9 or later (below 25) is needed and npm has none for ${process.platform}-${process.arch}. Install it and start again; this is ${process.version}.`,
  );
}

export async function prepare({ console: withConsole = true } = {}) {
  const lockFile = join(tmpdir(), `anju-setup-${userInfo().uid}-${createHash('sha256').update(project).digest('hex').slice(0, 12)}.lock`);
  const fd = openSync(lockFile, 'a', 0o600);
  const lock = (...flags) => spawnSync('flock', [...flags, '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] }).status;
  if (lock('-n') === 1) {
    progress('waiting for another start to finish its set-up');
    lock();
  }
  await dependencies();
  await build(withConsole);
  closeSync(fd);
}

async function dependencies() {
  const lock = stamp('dependencies', [inProject('package-lock.json')]);
  if (lock.isFresh || !differs()) return;
  progress('installing dependencies (once, a minute or so)');
  const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) give(17, 'The dependencies could not be installed; npm says why above. Check the network and the disk, and start again.');
  lock.keep();
  progress('dependencies are installed');
}

/** Whether anything of the lockfile is missing from node_modules or has another version there. */
function differs() {
  const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {});
  const installed = read(inProject('node_modules', '.package-lock.json'));
  const isOurs = ([path, { optional, devOptional, peer, link }]) =>
    path.includes('node_modules/') && !(optional || devOptional || peer || link);
  return Object.entries(read(inProject('package-lock.json')))
    .filter(isOurs)
    .some(([path, { version }]) => installed[path]?.version !== version);
}

async function build(withConsole) {
  const shared = ['package.json', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json'].map((name) => inProject(name));
  const code = stamp(
    'code',
    [...shared, inProject('libs'), inProject('services'), inProject('deploy'), inProject('load-tests')],
    (path) => !path.startsWith(inProject('services', 'web-console')),
  );
  const page = stamp('console', [inProject('package-lock.json'), inProject('services', 'web-console'), inProject('libs', 'contracts')]);
  const tasks = [];
  if (!code.isFresh || !outputs().every((path) => existsSync(path))) {
    tasks.push(made('services', code, project, ['typescript', 'bin/tsc', '-b']));
  }
  if (withConsole && (!page.isFresh || !existsSync(inProject('services/web-console/dist/index.html')))) {
    tasks.push(made('console', page, inProject('services/web-console'), ['vite', 'bin/vite.js', 'build', '--logLevel', 'warn']));
  }
  const failed = (await Promise.all(tasks)).filter(Boolean);
  if (failed.length > 0)
    give(18, `Could not build the ${failed.join(' and the ')}; the lines above say why. Correct them and start again.`);
}

/** The name of what could not be built, or nothing. */
async function made(what, stamped, cwd, [tool, script, ...args]) {
  progress(`building the ${what}`);
  // npm puts a tool at the root or beside the workspace that asks for it, as it sees fit.
  const folder = dirname(createRequire(join(cwd, 'package.json')).resolve(`${tool}/package.json`));
  if ((await run(pinnedNode(), [join(folder, script), ...args], { env: ownEnvironment(), cwd })) !== 0) return what;
  stamped.keep();
  progress(`built the ${what}`);
}

/** What tells that a project was built; one without sources yet has none. */
const outputs = () =>
  JSON.parse(readFileSync(inProject('tsconfig.json'), 'utf8'))
    .references.filter(({ path }) => existsSync(inProject(path, 'src')) && readdirSync(inProject(path, 'src')).length > 0)
    .map(({ path }) => inProject(path, 'dist', '.tsbuildinfo'));

/** Names, sizes and times of sources against those of the last build. Specs and outputs do not count. */
function stamp(name, roots, counts = () => true) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const entry of readdirSync(path).sort()) {
        if (
          entry !== 'node_modules' &&
          entry !== 'dist' &&
          !entry.startsWith('.') &&
          !/\.spec\.tsx?$|^(openapi|asyncapi)\.json$/.test(entry)
        )
          visit(join(path, entry));
      }
    } else if (stat && counts(path)) hash.update(`${path}:${stat.size}:${stat.mtimeMs}\n`);
  };
  roots.forEach(visit);
  const now = hash.digest('hex');
  const file = join(cache, `${name}.stamp`);
  return {
    isFresh: existsSync(file) && readFileSync(file, 'utf8') === now,
    keep() {
      mkdirSync(cache, { recursive: true });
      writeFileSync(file, now);
    },
  };
}
