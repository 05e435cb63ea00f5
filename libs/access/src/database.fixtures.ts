/**
 * A PostgreSQL of its own for the specs of the second lock, with an owner and an app role as a service has them. It comes
 * straight from the embedded server, because the common fixtures of the services stand on this library.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@anju/embedded/ports';
import { removePostgres, startPostgres } from '@anju/embedded/postgres';
import pg from 'pg';

export async function aDatabase() {
  const folder = join(await mkdtemp(join(tmpdir(), 'anju-access-')), 'postgres');
  const server = await startPostgres({ folder, port: await freePort() });
  const ownerRole = 'cases_owner';
  const appRole = 'cases_app';
  const urlOf = (role: string): string => `postgresql://${role}:spec@127.0.0.1:${server.port}/anju`;
  const admin = new pg.Client(server.adminUrl);
  await admin.connect();
  for (const role of [ownerRole, appRole]) await admin.query(`create role ${role} login password 'spec' nobypassrls`);
  await admin.query(`create database anju owner ${ownerRole}`);
  await admin.end();
  const owner = new pg.Client(urlOf(ownerRole));
  await owner.connect();
  await owner.query(`grant usage on schema public to ${appRole}`).catch(() => undefined);
  return {
    owner,
    ownerRole,
    appRole,
    appUrl: urlOf(appRole),
    drop: async () => {
      await owner.end();
      await server.stop();
      removePostgres(folder);
    },
  };
}
