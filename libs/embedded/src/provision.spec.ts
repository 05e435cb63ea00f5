/** One cluster, many databases at once: the roles are the cluster's, and what one service owns the other cannot read. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './ports.js';
import { removePostgres, startPostgres, type RunningPostgres } from './postgres.js';
import { provision } from './provision.js';

const services = ['safety-hazards', 'enterprise-registry'];

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a provisioned database', () => {
  let folder: string;
  let postgres: RunningPostgres;
  beforeAll(async () => {
    // Closed to others: as root this is the case that puts the cluster elsewhere.
    folder = mkdtempSync(join(tmpdir(), 'anju-postgres-'));
    postgres = await startPostgres({ folder: join(folder, 'postgres'), port: await freePort() });
  }, 60_000);
  afterAll(async () => {
    await postgres.stop();
    removePostgres(join(folder, 'postgres'));
    rmSync(folder, { recursive: true });
  });

  it('comes out the same when many ask at once and again later', async () => {
    const names = ['one', 'two', 'three', 'one'];
    const made = await Promise.all(names.map((database) => provision({ adminUrl: postgres.adminUrl, services, database, reader: true })));
    expect(made[0]).toEqual(made[3]);
    expect(await provision({ adminUrl: postgres.adminUrl, services, database: 'one', reader: true })).toEqual(made[0]);
    for (const { services: urls } of made)
      expect(await ask(urls['safety-hazards']!.app, 'select current_schema() as schema')).toEqual([{ schema: 'safety_hazards' }]);
  }, 60_000);

  it('lets only the owner make tables, and neither service see the other', async () => {
    const { services: urls, reader } = await provision({ adminUrl: postgres.adminUrl, services, database: 'walls', reader: true });
    const hazards = urls['safety-hazards']!;
    await ask(
      hazards.owner,
      'create table hazards (id int); alter table hazards enable row level security; alter table hazards force row level security',
    );
    await ask(hazards.owner, 'create policy own on hazards for all to safety_hazards_owner using (true); insert into hazards values (1)');
    await expect(ask(hazards.app, 'create table mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(ask(urls['enterprise-registry']!.owner, 'select * from safety_hazards.hazards')).rejects.toThrow(/permission denied/);
    expect(await ask(reader!, 'select id from safety_hazards.hazards')).toEqual([{ id: 1 }]);
    await expect(ask(reader!, 'delete from safety_hazards.hazards')).rejects.toThrow(/read-only|permission denied/);
  });
});
