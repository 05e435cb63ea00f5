/** Tables of divisions and the calendar, brought in by an administrator, and what the rest of the service makes of them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportDivisions } from '@anju/contracts/divisions';
import pg from 'pg';
import { v7 } from 'uuid';
import { aRegistry, outcome, type Registry } from './registry-city.fixtures.js';
import { aCompound } from './registry.fixtures.js';

let registry: Registry;
let db: pg.Client;
beforeAll(async () => {
  registry = await aRegistry();
  db = new pg.Client({ connectionString: registry.city.urls['enterprise-registry']!.owner, options: '-c search_path=enterprise_registry' });
  await db.connect();
});
afterAll(async () => {
  await db?.end();
  await registry?.city.stop();
});
const post: Registry['post'] = (...args) => registry.post(...args);
const get: Registry['get'] = (...args) => registry.get(...args);
const anImport = (over: Partial<ImportDivisions> = {}): ImportDivisions => ({
  id: v7(),
  source: '示例批复',
  sourceOn: '2026-10-15',
  effectiveOn: '2026-11-01',
  dryRun: false,
  rows: [{ code: '310115005098', name: '示例社区居委会', level: 'community', parent: '310115005' }],
  ...over,
});
const send = (body: unknown) => post('division-imports', body, 'system');
const eventsOf = async (types: string, since: number) =>
  (await db.query(`select ce_type as type, payload from event_log where ce_type like $1 order by xid, event_id offset $2`, [types, since]))
    .rows;
const count = async (types: string) => (await eventsOf(types, 0)).length;

describe('a table of divisions', () => {
  it('says what it would change and changes nothing, until it is applied', async () => {
    const before = await count('division.%');
    const body = anImport({
      rows: [
        { code: '310115005098', name: '示例社区居委会', level: 'community', parent: '310115005' },
        { code: '310115005', name: '陆家嘴新街道', level: 'township', parent: '310115' },
        { code: '310115016', name: '花木街道', level: 'township', parent: '3101' },
        { code: '310115501', name: '示例片区', level: 'township', parent: '310115', successors: ['310115005', '310115016'] },
        { code: '31', name: '上海市', level: 'province' },
      ],
    });
    const tried = await send({ ...body, dryRun: true });
    expect(tried).toMatchObject({
      status: 201,
      body: {
        difference: {
          added: [{ code: '310115005098', name: '示例社区居委会' }],
          renamed: [{ code: '310115005', name: '陆家嘴新街道', before: '陆家嘴街道' }],
          moved: [{ code: '310115016', before: '310115' }],
          ended: [{ code: '310115501', successors: ['310115005', '310115016'] }],
          unchanged: 1,
        },
      },
    });
    expect(await count('division.%')).toBe(before);
    const applied = await send(body);
    expect(applied).toMatchObject({ status: 201, body: { dryRun: false, difference: tried.body.difference } });
    expect((await send(body)).body).toEqual(applied.body);
    expect(outcome(await send({ ...body, source: '别处' }))).toEqual([409, 'already-filed-differently']);
    const said = await eventsOf('division.%', before);
    expect(said.map(({ type }) => type).sort()).toEqual(['division.imported.v1', ...Array<string>(4).fill('division.recorded.v1')]);
    const { body: list } = await get('divisions?within=310115', 'system');
    const found = (code: string) => list.items.find((one: { code: string }) => one.code === code);
    expect(found('310115005')).toMatchObject({ name: '陆家嘴新街道', validFrom: '2023-06-30', source: '示例批复 (2026-10-15)' });
    expect(found('310115005098')).toMatchObject({ validFrom: '2026-11-01', isPseudo: false });
    expect(found('310115501')).toMatchObject({ validTo: '2026-10-31', successors: ['310115005', '310115016'] });
    expect((await get('search?q=ljzxjd')).body.items[0]).toMatchObject({ id: '310115005', matched: 'initials' });
  });

  it('takes new divisions into use, and ended ones out of it, but for what was filed before', async () => {
    const rows = (over: object) => [
      { code: '310115005097', name: '示例旧居委会', level: 'community' as const, parent: '310115005', ...over },
    ];
    await send(anImport({ rows: rows({}) }));
    const before = aCompound({ division: '310115005097' });
    const filed = await post('compounds', before);
    await send(anImport({ rows: rows({ successors: ['310115005098'] }) }));
    expect(await post('compounds', before)).toMatchObject({ status: 201, body: filed.body });
    expect(outcome(await post('compounds', aCompound({ division: '310115005097' })))).toEqual([422, 'division-unknown']);
    expect((await post('compounds', aCompound({ division: '310115005098' }))).status).toBe(201);
    expect(outcome(await post('compounds', aCompound({ division: '310115501' })))).toEqual([422, 'division-unknown']);
  });

  it('ends what it does not name only where it says that it is complete', async () => {
    const rows = [{ code: '310115401', name: '示例农场', level: 'township' as const, parent: '310115' }];
    expect((await send(anImport({ rows, dryRun: true }))).body.difference.ended).toEqual([]);
    const { body } = await send(anImport({ rows, dryRun: true, completeWithin: '310115401' }));
    expect(body.difference.ended.length).toBeGreaterThan(0);
    expect(body.difference.ended.every(({ code }: { code: string }) => code.startsWith('310115401'))).toBe(true);
  });

  it.each([
    [{ effectiveOn: '2099-01-01' }, 422, 'content-invalid'],
    [{ rows: [{ code: '310115005096', name: '甲', level: 'township', parent: '310115' }] }, 422, 'content-invalid'],
    [{ rows: [{ code: '310115999', name: '甲', level: 'township', parent: '310198' }] }, 422, 'division-unknown'],
    [
      { rows: [{ code: '310115005096', name: '甲', level: 'community', parent: '310115005', successors: ['310115998'] }] },
      422,
      'division-unknown',
    ],
    [{ rows: [{ code: '310104', name: '别区', level: 'county', parent: '3101' }] }, 403, 'out-of-scope'],
    [{ rows: [] }, 422, 'content-invalid'],
  ])('with %j is refused', async (over, status, code) => {
    expect(outcome(await send({ ...anImport(), ...over }))).toEqual([status, code]);
  });

  it('is for the system administrator of the place, and the database says so too', async () => {
    expect(outcome(await post('division-imports', anImport(), 'registrar'))).toEqual([403, 'role-not-permitted']);
    const app = new pg.Client({
      connectionString: registry.city.urls['enterprise-registry']!.app,
      options: '-c search_path=enterprise_registry',
    });
    await app.connect();
    const renamed = async (settings: Record<string, string>) => {
      await app.query('begin');
      for (const [key, value] of Object.entries(settings)) await app.query('select set_config($1, $2, true)', [key, value]);
      const { rowCount } = await app.query(`update divisions set version = version where code = '310115016'`);
      await app.query('rollback');
      return rowCount;
    };
    expect(await renamed({ 'app.sub': 'x', 'app.admin_divs': '310115' })).toBe(1);
    expect(await renamed({ 'app.sub': 'x', 'app.admin_divs': '510603' })).toBe(0);
    expect(await renamed({ 'app.sub': 'x', 'app.divs': '310115' })).toBe(0);
    expect(await renamed({})).toBe(0);
    const imports = async (settings: Record<string, string>) => {
      await app.query('begin');
      for (const [key, value] of Object.entries(settings)) await app.query('select set_config($1, $2, true)', [key, value]);
      const { rows } = await app.query('select count(*)::int as n from imports');
      await app.query('rollback');
      return rows[0].n as number;
    };
    expect(await imports({ 'app.sub': 'x', 'app.admin_divs': '310115' })).toBeGreaterThan(0);
    expect(await imports({ 'app.sub': 'x', 'app.divs': '310115' })).toBe(0);
    await app.end();
  });
});

describe('a year of holidays', () => {
  const year = {
    year: 2027,
    holidays: ['2027-01-01', '2027-02-06'],
    makeUpDays: ['2027-02-13'],
    basis: { zh: '示例通知', en: 'example notice' },
  };
  const bring = (over: object = {}) => post('holiday-imports', { id: v7(), ...year, ...over }, 'system');

  it('becomes a rule of the year; the same again changes nothing, another one is the next version', async () => {
    const body = { id: v7(), ...year };
    const first = await post('holiday-imports', body, 'system');
    expect(first).toMatchObject({ status: 201, body: { isUnchanged: false, document: { id: 'holidays-2027', version: 1 } } });
    expect((await post('holiday-imports', body, 'system')).body).toEqual(first.body);
    expect((await bring()).body).toMatchObject({ isUnchanged: true, document: { version: 1 } });
    expect((await bring({ makeUpDays: [] })).body).toMatchObject({ isUnchanged: false, document: { version: 2 } });
    expect((await get('policies/holidays-2027?version=1')).body.content.makeUpDays).toEqual(['2027-02-13']);
    expect((await get('policies/holidays-2027')).body).toMatchObject({ version: 2, content: { makeUpDays: [] } });
    expect((await eventsOf('holiday.%', 0)).map(({ payload }) => payload.document.version)).toEqual([1, 1, 2]);
  });

  it('imported twice at once is two versions at most, and never one that overwrote the other', async () => {
    const days = ['2027-04-05', '2027-05-01', '2027-06-09', '2027-09-15'];
    const answers = await Promise.all(days.map((day) => bring({ holidays: [day] })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const versions = answers.map(({ body }) => body.document.version).sort((a: number, b: number) => a - b);
    expect(versions).toEqual([3, 4, 5, 6]);
  });

  it('is refused with days of another year, and for other roles', async () => {
    expect(outcome(await bring({ holidays: ['2028-01-01'] }))).toEqual([422, 'content-invalid']);
    expect(outcome(await post('holiday-imports', { id: v7(), ...year }, 'security'))).toEqual([403, 'role-not-permitted']);
  });
});
