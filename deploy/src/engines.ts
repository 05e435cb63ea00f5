/**
 * The two engines of a copy: embedded ones by default, or servers that exist already (`DATABASE_URL` of a superuser,
 * `NATS_URL` with `NATS_NKEY_SEED_FILE`). The embedded broker is watched: after a write error it answers nobody until it is
 * started again, also when there is space again, so that is done for it once a tenth of the disk is free.
 */
import { freeShare, natsHealth, startNats, type RunningNats } from '@anju/embedded/nats';
import { findNats } from '@anju/embedded/nats-binary';
import { startPostgres } from '@anju/embedded/postgres';
import { SetupProblem } from '@anju/embedded/problem';
import { join } from 'node:path';
import type { Ports } from './parts.js';
import type { Supervisor } from './supervisor.js';

/** Not the polite refusals while it starts or stops. */
const worthSaying = /^(FATAL|PANIC):(?! +(the database system is|terminating connection))/;

interface Where {
  stateDir: string;
  ports: Ports;
  supervisor: Supervisor;
  say: (part: string, line: string) => void;
  progress: (line: string) => void;
}

export async function postgresEngine({ stateDir, ports, supervisor, say }: Where): Promise<{ adminUrl: string; store: string }> {
  const outside = process.env['DATABASE_URL'];
  if (outside) return { adminUrl: outside, store: '' };
  let engine = { adminUrl: '', store: '' };
  await supervisor.start('postgres', 0, async (onSpawn) => {
    const running = await startPostgres({
      folder: join(stateDir, 'postgres'),
      port: ports.postgres,
      onSpawn,
      onLine: (line) => {
        if (worthSaying.test(line)) say('postgres', line);
      },
    });
    engine = { adminUrl: running.adminUrl, store: running.store };
    return running;
  });
  return engine;
}

export async function natsEngine({
  stateDir,
  ports,
  supervisor,
  say,
  progress,
}: Where): Promise<{ url: string; nkeySeedFile: string; store: string; maxBytes?: number }> {
  const outside = process.env['NATS_URL'];
  if (outside) {
    const nkeySeedFile = process.env['NATS_NKEY_SEED_FILE'];
    if (nkeySeedFile) return { url: outside, nkeySeedFile, store: '' };
    throw new SetupProblem(
      'usage',
      'NATS_URL is set and NATS_NKEY_SEED_FILE is not.',
      'Name the file with the nkey seed of an account that has JetStream.',
    );
  }
  const binary = await findNats(progress);
  let engine: RunningNats | undefined;
  await supervisor.start('nats', 1, async (onSpawn) => {
    engine = await startNats({
      folder: join(stateDir, 'nats'),
      port: ports.nats,
      monitorPort: ports['nats-monitor'],
      binary,
      onSpawn,
      onLine: (line) => {
        if (/\[(WRN|ERR|FTL)\]/.test(line) && !line.includes('Healthcheck failed')) say('nats', line.replace(/^\[\d+\] \S+ \S+ /, ''));
      },
    });
    return engine;
  });
  watchNats(engine!, supervisor, say);
  return engine!;
}

function watchNats({ monitorUrl, store }: RunningNats, supervisor: Supervisor, say: Where['say']): void {
  let told = false;
  const look = async (): Promise<void> => {
    if ((await natsHealth(monitorUrl)) !== 'write-error') {
      told = false;
    } else if (freeShare(store) >= 0.1) {
      say('nats', 'could not write to its store; there is space, so it is started again');
      await supervisor.restart('nats');
    } else if (!told) {
      told = true;
      say(
        'nats',
        'cannot write to its store: the disk is full. Filings are still accepted; free a tenth of the disk and it goes on by itself',
      );
    }
  };
  setInterval(() => void look().catch(() => undefined), 2_000).unref();
}
