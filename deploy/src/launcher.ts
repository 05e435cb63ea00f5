/**
 * `npm start`: brings up a whole copy on this machine, engine by engine and service by service, and keeps it up. Whatever
 * happens to the launcher itself, nothing it started is lost track of: Ctrl+C, a vanished parent and a failed start end in
 * the same stop, and what a killed launcher left is ended by the next one.
 */
import { keptSecret } from '@anju/embedded/files';
import { isFree, keptPorts } from '@anju/embedded/ports';
import { SetupProblem } from '@anju/embedded/problem';
import { provision } from '@anju/embedded/provision';
import { mkdirSync, rmSync } from 'node:fs';
import { durationText, keptClock } from './business-clock.js';
import { DemoCity } from './demo-city.js';
import { natsEngine, postgresEngine } from './engines.js';
import { logTo } from './log.js';
import { nodeProcess, type NodeProcess } from './node-process.js';
import { help, parseOptions, type Options } from './options.js';
import { whenParentGoes } from './parent.js';
import { demoProcess, gatewayProcess, identityProcess, loopbackPorts, serviceProcess, services, type Surroundings } from './parts.js';
import { keptPersonas } from './personas.js';
import { projectFolder, release } from './project.js';
import { keptRealm } from './realm.js';
import { runFile, writeRunFile, type Known } from './run-file.js';
import { keptSeed } from './seed.js';
import { openStateFolder, type StateFolder } from './state-folder.js';
import { Supervisor } from './supervisor.js';
import { watchSources } from './watch.js';
import { welcome } from './welcome.js';

const log = logTo((line) => process.stderr.write(`${line}\n`), Number(process.env['ANJU_STARTED_MS'] ?? Date.now()));

class Launcher {
  private stopped: Promise<void> | undefined;
  private demoCity: DemoCity | undefined;
  private known: Known | undefined;
  private processes: Record<string, number> = { launcher: process.pid };
  private readonly supervisor: Supervisor;

  constructor(
    private readonly options: Options,
    private readonly state: StateFolder,
  ) {
    this.supervisor = new Supervisor(log.part, (running) => {
      state.record(running);
      this.processes = { launcher: process.pid, ...Object.fromEntries(Object.entries(running).map(([name, { pid }]) => [name, pid])) };
      this.tell();
    });
  }

  async start(): Promise<void> {
    const { options, state, supervisor } = this;
    rmSync(state.file('run.json'), { force: true });
    if (!(await isFree(options.port))) {
      throw new SetupProblem(
        'portBusy',
        `Port ${options.port} is taken by another program.`,
        `Stop that one, or choose another: npm start -- --port ${options.port + 100}.`,
      );
    }
    const publicUrl = `http://127.0.0.1:${options.port}`;
    const seed = keptSeed(state.file('seed.json'), options.seed);
    const clockOffset = durationText(keptClock(state.file('clock.json'), options.clockMs));
    const ports = await keptPorts(state.file('ports.json'), loopbackPorts, [options.port]);
    const realm = await keptRealm(state.path);
    keptSecret(state.file('gateway', 'session-secret'));
    const personasFile = state.file('personas.json');
    const personas = keptPersonas(personasFile);

    const where = { stateDir: state.path, ports, supervisor, say: log.part, progress: log.progress };
    const [postgres, nats] = await Promise.all([
      postgresEngine(where).then(async (engine) => ({
        ...engine,
        ...(await provision({ adminUrl: engine.adminUrl, services, reader: true })),
      })),
      natsEngine(where),
    ]);
    log.progress('PostgreSQL and NATS are up');

    const at: Surroundings = {
      projectFolder,
      stateDir: state.path,
      publicUrl,
      port: options.port,
      ports,
      realm,
      personasFile,
      nats,
      clockOffset,
      release,
      seed,
      isDemo: options.demo,
      issuer: process.env['OIDC_ISSUER'] ?? `${publicUrl}/oidc`,
      databases: postgres.services,
      logLevel: process.env['LOG_LEVEL'] ?? (options.watch ? 'info' : 'warn'),
      onLine: log.part,
    };
    for (const name of ['gateway', 'identity', 'demo', 'simulator', ...services]) mkdirSync(state.file(name), { recursive: true });
    const flags = options.watch ? ['--watch', '--watch-preserve-output'] : [];
    const kept = (part: NodeProcess) => nodeProcess({ ...part, nodeFlags: [...flags, ...(part.nodeFlags ?? [])] });
    await Promise.all([
      ...(process.env['OIDC_ISSUER'] ? [] : [supervisor.start('identity', 2, kept(identityProcess(at)))]),
      supervisor.start('gateway', 3, kept(gatewayProcess(at))).then(() => log.progress('the console is up')),
      ...services.map(async (name) => {
        await supervisor.start(name, 2, kept(serviceProcess(at, name)));
        log.progress(`${name} is up`);
      }),
    ]);

    if (options.demo) {
      this.demoCity = new DemoCity(at, log.progress, (process) => supervisor.note('demo', process));
      await this.demoCity.load();
    }
    if (options.simulator)
      await supervisor.start('simulator', 4, nodeProcess(demoProcess(at, 'simulator', (line) => log.part('simulator', line))));
    if (options.watch) await watchSources(supervisor, log.part);

    this.known = { publicUrl, stateDir: state.path, nats, postgres: { url: postgres.reader!, store: postgres.store }, personas };
    this.tell();
    const run = runFile(this.known, this.processes);
    log.progress(`ready at ${publicUrl}`);
    process.stdout.write(options.json ? `${JSON.stringify(run)}\n` : `${welcome(run, options.demo)}\n`);
  }

  stop(): Promise<void> {
    return (this.stopped ??= (async () => {
      log.progress('stopping');
      this.known = undefined;
      rmSync(this.state.file('run.json'), { force: true });
      await this.demoCity?.stop();
      await this.supervisor.stopAll();
      this.state.record({});
      this.state.release();
    })());
  }

  get isStopping(): boolean {
    return this.stopped !== undefined;
  }

  /** Rewrites run.json; before everything is ready there is none. */
  private tell(): void {
    if (this.known) writeRunFile(this.state.file('run.json'), runFile(this.known, this.processes));
  }
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), projectFolder, process.env['INIT_CWD'] ?? process.cwd());
  const state = await openStateFolder(options.stateDir, options.reset, log.progress);
  const launcher = new Launcher(options, state);
  const stop = (): void => {
    void launcher.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenParentGoes(stop);
  try {
    await launcher.start();
  } catch (error) {
    if (launcher.isStopping) return; // it was stopped while it was starting; the stop ends the process
    await launcher.stop();
    throw error;
  }
}

if (process.argv.some((argument) => argument === '--help' || argument === '-h')) {
  process.stdout.write(help);
  process.exit(0);
}
await main().catch((error: unknown) => {
  process.stderr.write(error instanceof SetupProblem ? `\n${error.message}\n` : `\n${(error as Error).stack}\n`);
  process.exit(error instanceof SetupProblem ? error.exitCode : 1);
});
