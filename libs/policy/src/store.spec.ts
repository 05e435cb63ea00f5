/** The rules of a service in a real PostgreSQL, under its app role: approved once, audited, never changed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarRules } from '@anju/calendar/rules';
import type { PolicyDocument } from '@anju/contracts/policies';
import { freePort } from '@anju/embedded/ports';
import { removePostgres, type RunningPostgres, startPostgres } from '@anju/embedded/postgres';
import { eventTablesSql, namesOf, partitionsSql } from '@anju/events/tables';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { PolicyRow, policyTableSql } from './policy.entity.js';
import { rulesIn } from './rule-files.js';
import { aggregateIdOf, Policies } from './store.js';

const names = namesOf('safety-hazards');
const at = '2026-11-24T08:00:00.000Z';
const rules = rulesIn(calendarRules);
let folder: string;
let server: RunningPostgres;
let owner: pg.Client;
let orm: MikroORM;

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'anju-policy-')), 'postgres');
  server = await startPostgres({ folder, port: await freePort() });
  const admin = new pg.Client(server.adminUrl);
  await admin.connect();
  for (const role of [names.owner, names.app, names.relay]) await admin.query(`create role ${role} login password 'spec'`);
  await admin.query(`create database anju owner ${names.owner}`);
  await admin.end();
  const urlOf = (role: string): string => `postgresql://${role}:spec@127.0.0.1:${server.port}/anju`;
  owner = new pg.Client({ connectionString: urlOf(names.owner), options: `-c search_path=${names.schema}` });
  await owner.connect();
  await owner.query(`create schema ${names.schema}; grant usage on schema ${names.schema} to ${names.app}, ${names.relay}`);
  await owner.query(eventTablesSql(names) + partitionsSql(new Date(at)) + policyTableSql(names));
  orm = await MikroORM.init({
    clientUrl: urlOf(names.app),
    entities: [PolicyRow],
    schema: names.schema,
    driverOptions: { options: `-c search_path=${names.schema}` },
  });
}, 120_000);

afterAll(async () => {
  await orm?.close(true);
  await owner?.end();
  await server?.stop();
  removePostgres(folder);
  await rm(join(folder, '..'), { recursive: true, force: true });
}, 60_000);

describe('the rules of a service', () => {
  it('are approved once by instances that start together, each as a row and an audited event', async () => {
    const instances = [new Policies(orm.em), new Policies(orm.em), new Policies(orm.em)];
    await Promise.all(instances.map((policies) => policies.seed('safety-hazards', rules, at)));
    for (const policies of instances) expect(policies.all()).toHaveLength(3);
    const { rows } = await owner.query<{ type: string; id: string; version: string; document: PolicyDocument; by: string }>(
      `select ce_type as type, aggregate_id as id, aggregate_version as version, payload -> 'document' as document, headers -> 'by' ->> 'role' as by
       from event_log order by payload -> 'document' ->> 'id'`,
    );
    expect(rows.map(({ document }) => document.id)).toEqual(['holidays-2025', 'holidays-2026', 'working-time']);
    expect(rows[0]).toMatchObject({
      type: 'policy.approved.v1',
      id: aggregateIdOf('safety-hazards', 'holidays-2025'),
      version: '1',
      by: 'platform',
    });
    expect(rows[1]!.document).toEqual(rules.find(({ id }) => id === 'holidays-2026'));
  });

  it('are read back as they were written, by id, version, place and day', async () => {
    const policies = new Policies(orm.em);
    await policies.load();
    expect([...policies.all()]).toEqual([...rules].sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(policies.read('holidays-2026')).toEqual(policies.read('holidays-2026', 1));
    expect(() => policies.read('holidays-2026', 2)).toThrow('not-found');
    expect(policies.at('holidays', '310115', '2026-05-01').content.year).toBe(2026);
    expect(() => policies.at('holidays', '310115', '2027-05-01')).toThrow('no holidays policy holds at 310115 on 2027-05-01');
  });

  it('are listed in pages, all of them or those that decide', async () => {
    const policies = new Policies(orm.em);
    await policies.load();
    const first = policies.list({ limit: 2 }, '2026-11-24');
    expect(first.items.map(({ id }) => id)).toEqual(['holidays-2025', 'holidays-2026']);
    expect(policies.list({ limit: 2, cursor: first.nextCursor }, '2026-11-24')).toMatchObject({ items: [{ id: 'working-time' }] });
    expect(policies.list({ limit: 9, division: '310115' }, '2025-11-24').items.map(({ id }) => id)).toEqual([
      'holidays-2025',
      'working-time',
    ]);
    expect(policies.list({ limit: 9, kind: 'holidays', day: '2026-01-01' }, '2025-11-24').items.map(({ id }) => id)).toEqual([
      'holidays-2026',
    ]);
  });

  it('take a new version beside the old one and leave an edited old one as it was', async () => {
    const policies = new Policies(orm.em);
    const working = rules.find(({ kind }) => kind === 'working-time') as PolicyDocument;
    const next = {
      ...working,
      version: 2,
      validFrom: '2026-12-01',
      content: { hours: [['09:00', '17:00']], weekdays: [1, 2, 3, 4, 5] },
    } as PolicyDocument;
    await policies.seed('safety-hazards', [{ ...working, title: { zh: '改', en: 'edited' } }, next], '2026-11-25T08:00:00.000Z');
    expect(policies.read('working-time', 1)).toEqual(working);
    expect(policies.at('working-time', '310115', '2026-11-30').version).toBe(1);
    expect(policies.at('working-time', '310115', '2026-12-01').version).toBe(2);
    const { rows } = await owner.query('select 1 from outbox_pending');
    expect(rows).toHaveLength(4);
  });

  it('can be neither changed nor deleted by the service', async () => {
    await expect(orm.em.fork().getConnection().execute('update policies set version = 9')).rejects.toThrow('permission denied');
    await expect(orm.em.fork().getConnection().execute('delete from policies')).rejects.toThrow('permission denied');
  });
});
