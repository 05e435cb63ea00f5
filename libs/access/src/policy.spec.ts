/**
 * The second lock on a real PostgreSQL. Every reader that the first lock knows asks for all rows without any condition:
 * what comes back must be what `maySee` allows. And whoever forgot the session, or comes on a connection that had one
 * before, sees nothing, which is how policies written the obvious way leak.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { aDatabase } from './database.fixtures.js';
import { anActor } from './access.fixtures.js';
import { platform, type Actor } from './actor.js';
import { policySql } from './policy.js';
import { maySee, scopeWhere } from './scope.js';
import { sessionOf, within } from './session.js';

const firms = ['0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002'];
const rows = ['310115005', '310115005001', '310115016', '310115', '510603100', '441900'].flatMap((division) =>
  [firms[0], firms[1], null].flatMap((enterpriseId) =>
    [['fire'], ['gas', 'housing'], []].map((departments) => ({ division, enterpriseId, departments })),
  ),
);
const readers: Actor[] = [
  ...['31', '310115', '310115005', '510603', '4419'].flatMap((code) => [
    anActor({ divisions: [code] }),
    anActor({ role: 'department-officer', department: 'fire', divisions: [code] }),
    anActor({ role: 'enterprise-manager', enterpriseId: firms[0], divisions: [code] }),
    anActor({ role: 'security-admin', divisions: [code] }),
    platform('timers', [code]),
  ]),
  anActor({ divisions: ['310115005', '310115016'] }),
  anActor({ divisions: [] }),
  anActor({ role: 'enterprise-manager', enterpriseId: '0190a000-0000-7000-8000-00000000ffff', divisions: [] }),
];
const named = (actor: Actor): string => `${actor.role} ${actor.department ?? ''} of ${actor.divisions.join('+') || 'nowhere'}`;

let database: Awaited<ReturnType<typeof aDatabase>>;
let app: pg.Client;
let orm: MikroORM;

beforeAll(async () => {
  database = await aDatabase();
  await database.owner.query(`
    create table cases (id int generated always as identity primary key, division text collate "C" not null,
      responsible_enterprise_id uuid, departments text[] not null);
    grant select, insert, update, delete on cases to ${database.appRole};
    ${policySql('cases', { role: database.appRole, everything: [database.ownerRole] })}
    create table audit_rows (id int, division text collate "C");
    grant select on audit_rows to ${database.appRole};
    ${policySql('audit_rows', {
      role: database.appRole,
      columns: { enterprise: null, departments: null },
      everything: [database.ownerRole],
      administrators: true,
      writes: [],
    })}`);
  for (const { division, enterpriseId, departments } of rows) {
    await database.owner.query('insert into cases (division, responsible_enterprise_id, departments) values ($1, $2, $3)', [
      division,
      enterpriseId,
      departments,
    ]);
  }
  await database.owner.query(`insert into audit_rows select 1, '310115'`);
  app = new pg.Client(database.appUrl);
  await app.connect();
  orm = await MikroORM.init({ clientUrl: database.appUrl, entities: [], discovery: { warnWhenNoEntities: false } });
}, 60_000);
afterAll(async () => {
  await app?.end();
  await orm?.close(true);
  await database?.drop();
}, 60_000);

const withSession = async <T>(variables: Record<string, string>, work: () => Promise<T>): Promise<T> => {
  await app.query('begin');
  for (const [name, value] of Object.entries(variables)) await app.query('select set_config($1, $2, true)', [name, value]);
  return work().finally(() => app.query('rollback'));
};
const count = async (): Promise<number> => Number((await app.query<{ n: string }>('select count(*) n from cases')).rows[0]!.n);
const visibleTo = (actor: Actor): number =>
  rows.filter(({ enterpriseId, ...row }) => maySee(actor, { ...row, enterpriseId: enterpriseId ?? undefined })).length;

describe('without a session', () => {
  it('nobody sees a row, on a fresh connection and on one that had a session before', async () => {
    expect(await count()).toBe(0);
    expect(await withSession(sessionOf(anActor()), count)).toBeGreaterThan(0);
    expect((await app.query<{ v: string }>(`select current_setting('app.divs', true) v`)).rows[0]!.v).toBe('');
    expect(await count()).toBe(0);
  });

  it.each([
    { 'app.divs': '' },
    { 'app.divs': ',' },
    { 'app.divs': ',310115,', 'app.enterprise': firms[0]! },
    { 'app.department': 'fire' },
    { 'app.admin_divs': '310115' },
  ] as Record<string, string>[])('%j opens no division', async (variables) => {
    const own = variables['app.enterprise'] ? rows.filter(({ enterpriseId }) => enterpriseId === firms[0]).length : 0;
    expect(await withSession(variables, count)).toBe(own);
  });

  it('nobody writes or deletes one', async () => {
    await expect(app.query(`insert into cases (division, departments) values ('310115', '{}')`)).rejects.toThrow('row-level security');
    expect((await app.query(`update cases set departments = '{}'`)).rowCount).toBe(0);
    expect((await app.query('delete from cases')).rowCount).toBe(0);
  });
});

describe('both locks', () => {
  it.each(readers.map((reader) => [named(reader), reader] as const))('show %s the same rows', async (_, reader) => {
    expect(await withSession(sessionOf(reader), count)).toBe(visibleTo(reader));
    const { sql, params } = scopeWhere(reader, { first: 1 });
    const first = await database.owner.query<{ n: string }>(`select count(*) n from cases where ${sql}`, params);
    expect(Number(first.rows[0]!.n)).toBe(visibleTo(reader));
  });

  it('show an administrator audit rows of the own divisions and no cases', async () => {
    const audit = () => app.query('select 1 from audit_rows').then(({ rowCount }) => rowCount);
    expect(await withSession(sessionOf(anActor({ role: 'audit-admin' })), audit)).toBe(1);
    expect(await withSession(sessionOf(anActor({ role: 'audit-admin', divisions: ['510603'] })), audit)).toBe(0);
  });
});

describe('a row', () => {
  const file = (division: string, enterpriseId: string | null) => () =>
    app.query(`insert into cases (division, responsible_enterprise_id, departments) values ($1, $2, '{gas}')`, [division, enterpriseId]);
  const manager = anActor({ role: 'enterprise-manager', enterpriseId: firms[0], divisions: ['310115'] });

  it('can be filed within the own division or for the own firm, nowhere else', async () => {
    await withSession(sessionOf(anActor()), file('310115005', firms[1]!));
    await withSession(sessionOf(manager), file('510603100', firms[0]!));
    await withSession(sessionOf(anActor({ role: 'department-officer', department: 'fire' })), file('310115005', null));
    await expect(withSession(sessionOf(anActor()), file('510603', firms[1]!))).rejects.toThrow('row-level security');
    await expect(withSession(sessionOf(manager), file('310115005', firms[1]!))).rejects.toThrow('row-level security');
  });

  it('cannot be moved out of one’s own sight', async () => {
    const move = () => app.query(`update cases set division = '510603' where division = '310115005'`);
    await expect(withSession(sessionOf(anActor({ divisions: ['310115'] })), move)).rejects.toThrow('row-level security');
  });
});

describe('a unit of work', () => {
  it('carries its actor’s scope, and sixty-four at once never mix', async () => {
    const seen = await Promise.all(
      Array.from({ length: 320 }, async (_, i) => {
        const reader = readers[i % readers.length]!;
        const [row] = await within(orm.em, reader, (em: EntityManager) => em.execute<{ n: string }[]>('select count(*) n from cases'));
        return [Number(row!.n), visibleTo(reader)];
      }),
    );
    expect(seen.filter(([actual, expected]) => actual !== expected)).toEqual([]);
  });
});
