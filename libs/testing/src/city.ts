/**
 * A small platform for a spec: a database of its own, a broker of its own, and the services it asks for as real processes,
 * spoken to as their users speak to them. Tokens are signed by a realm of the spec's. Everything ends with `stop`.
 */
import { freePort } from '@anju/embedded/ports';
import { startNats, type RunningNats } from '@anju/embedded/nats';
import { provision, type ServiceUrls } from '@anju/embedded/provision';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRealm, type Realm, type Who } from './realm.js';
import { startService, type RunningService } from './service.js';

export interface City {
  readonly services: Record<string, RunningService>;
  readonly urls: Record<string, ServiceUrls>;
  readonly adminUrl: string;
  readonly database: string;
  readonly nats: RunningNats;
  readonly folder: string;
  token(who: Who): Promise<string>;
  /** Kills and starts a service again on the same address; what `changed` names is different this time. */
  restart(service: string, changed?: Record<string, string>): Promise<void>;
  /** Kills the broker, optionally with its store, and starts it again on the same address. */
  restartNats(before?: () => void): Promise<void>;
  stop(): Promise<void>;
}

export interface CityOptions {
  readonly services: readonly string[];
  readonly env?: Record<string, string>;
  /** Another server than the run's common one. */
  readonly adminUrl?: string;
}

export async function aCity({ services, env = {}, adminUrl = process.env['ANJU_TEST_POSTGRES'] }: CityOptions): Promise<City> {
  if (!adminUrl) throw new Error('no PostgreSQL: run specs through `npm test`');
  const folder = mkdtempSync(join(tmpdir(), 'anju-city-'));
  const database = `city_${randomUUID().replaceAll('-', '')}`;
  const realm: Realm = await aRealm(folder);
  const { services: urls } = await provision({ adminUrl, services, database });
  const natsPorts = { port: await freePort(), monitorPort: await freePort() };
  let nats = await startNats({ folder: join(folder, 'nats'), ...natsPorts });
  const running: Record<string, RunningService> = {};
  const start = async (name: string, port: number, changed: Record<string, string> = {}) => {
    const stateDir = join(folder, name);
    mkdirSync(stateDir, { recursive: true });
    running[name] = await startService(name, {
      PORT: String(port),
      DATABASE_URL: urls[name]!.app,
      OWNER_DATABASE_URL: urls[name]!.owner,
      RELAY_DATABASE_URL: urls[name]!.relay,
      NATS_URL: nats.url,
      NATS_NKEY_SEED_FILE: nats.nkeySeedFile,
      OIDC_ISSUER: realm.issuer,
      OIDC_JWKS_FILE: realm.jwksFile,
      STATE_DIR: stateDir,
      LOG_LEVEL: process.env['ANJU_TEST_LOG'] ?? 'error',
      ...env,
      ...changed,
    });
  };
  const stop = async () => {
    await Promise.all(Object.values(running).map((service) => service.stop('SIGTERM')));
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const started = await Promise.allSettled(services.map(async (name) => start(name, await freePort())));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    services: running,
    urls,
    adminUrl,
    database,
    get nats() {
      return nats;
    },
    folder,
    token: (who) => realm.token(who),
    restart: async (name, changed) => {
      const { port } = running[name]!;
      await running[name]!.stop('SIGKILL');
      await start(name, port, changed);
    },
    restartNats: async (before) => {
      await nats.child.stop('SIGKILL');
      before?.();
      nats = await startNats({ folder: join(folder, 'nats'), ...natsPorts });
    },
    stop,
  };
}
