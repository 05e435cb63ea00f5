/** Who sees what: by list, search, id and file, through both locks; and what the lists and the search box find. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleUsccs } from '@anju/contracts/examples';
import pg from 'pg';
import { aRegistry, firm, names, place, type Name, type Registry } from './registry-city.fixtures.js';

let registry: Registry;
beforeAll(async () => {
  registry = await aRegistry();
});
afterAll(() => registry?.city.stop());
const get: Registry['get'] = (...args) => registry.get(...args);

describe('scopes', () => {
  it('show each firm the compounds of its days and no other’s, in the same subdistrict', async () => {
    expect(names(await get('compounds?limit=200', 'manager'))).toContain('示例云栖苑');
    for (const name of ['示例望江苑', '示例无人苑', '示例旧约苑'])
      expect(names(await get('compounds?limit=200', 'manager'))).not.toContain(name);
    expect([(await get(`compounds/${place.own}`, 'manager')).status, (await get(`compounds/${place.rival}`, 'manager')).status]).toEqual([
      200, 404,
    ]);
    expect(names(await get('search?q=望江', 'manager'))).toEqual([]);
    expect(names(await get('search?q=望江', 'rival'))).toEqual(['示例望江苑']);
    expect((await get(`responsible?compoundId=${place.rival}&on=2026-11-24`, 'manager')).status).toBe(404);
  });

  it('show a firm its own contracts of a compound, and of its file those that are past as well', async () => {
    const { body } = await get(`compounds/${place.past}`, 'rival');
    expect(body.contracts.map(({ enterpriseId }: { enterpriseId: string }) => enterpriseId)).toEqual([firm.rival]);
    const { body: file } = await get(`enterprises/${firm.own}`, 'manager');
    expect(file.contracts.map(({ compoundName }: { compoundName: string }) => compoundName)).toContain('示例旧约苑');
    expect((await get(`enterprises/${firm.own}`, 'rival')).body.contracts).toEqual([]);
  });

  it('keep contacts to the registrar of the division and the firm', async () => {
    const seen = async (by: Name) => (await get(`enterprises/${firm.own}`, by)).body.contacts !== undefined;
    expect(await Promise.all((['registrar', 'manager', 'elsewhere', 'rival', 'operator', 'system'] as const).map(seen))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('show a division its own compounds, and another county none', async () => {
    expect(names(await get('compounds?limit=200', 'operator'))).toContain('示例望江苑');
    expect(names(await get('compounds?limit=200', 'fire'))).toContain('示例望江苑');
    for (const by of ['neighbour', 'elsewhere'] as const) {
      expect(names(await get('compounds?limit=200', by))).toEqual([]);
      expect((await get(`compounds/${place.own}`, by)).status).toBe(404);
      expect(names(await get('search?q=云栖', by))).toEqual([]);
    }
    expect((await get('compounds', 'system')).body.code).toBe('role-not-permitted');
  });

  it('hold in the database too: without the first lock the second still hides', async () => {
    const db = new pg.Client(registry.city.urls['enterprise-registry']!.app);
    await db.connect();
    const count = async (settings: Record<string, string>) => {
      await db.query('begin');
      for (const [key, value] of Object.entries(settings)) await db.query('select set_config($1, $2, true)', [key, value]);
      const { rows } = await db.query(
        'select (select count(*)::int from compounds) c, (select count(*)::int from contracts) k, (select count(*)::int from enterprises) e',
      );
      await db.query('commit');
      return Object.values(rows[0]) as number[];
    };
    expect(await count({ 'app.sub': 'x', 'app.divs': '310115' })).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(await count({})).toEqual([0, 0, 0]);
    expect((await count({ 'app.sub': 'x', 'app.divs': '510603' })).slice(0, 2)).toEqual([0, 0]);
    expect((await count({ 'app.sub': 'x', 'app.enterprise': firm.own }))[0]).toBe(0);
    await expect(db.query('select contacts from enterprises')).rejects.toThrow(/permission denied/);
    await db.end();
  });
});

describe('search and lists', () => {
  it.each([
    ['slyqy', '示例云栖苑', 'initials'],
    ['栖霞', '示例云栖苑', 'alias'],
    ['云栖', '示例云栖苑', 'name'],
    ['qxhy', '示例云栖苑', 'initials'],
  ])('finds by %s', async (q, name, matched) => {
    expect((await get(`search?q=${encodeURIComponent(q)}`)).body.items).toContainEqual(
      expect.objectContaining({ kind: 'compound', id: place.own, name, matched, detail: '上海市 · 浦东新区 · 陆家嘴街道' }),
    );
  });

  it('finds firms by code and initials, divisions by name, initials and code', async () => {
    expect((await get(`search?q=${exampleUsccs.enterprise}`)).body.items).toEqual([
      expect.objectContaining({ kind: 'enterprise', id: firm.own, matched: 'code' }),
    ]);
    expect((await get('search?q=slahwy')).body.items[0]).toMatchObject({ kind: 'enterprise', matched: 'initials' });
    expect((await get('search?q=陆家嘴')).body.items[0]).toMatchObject({ kind: 'division', id: '310115005' });
    expect((await get('search?q=ljzjd')).body.items[0]).toMatchObject({ kind: 'division', matched: 'initials' });
    expect((await get('search?q=310115005')).body.items[0]).toMatchObject({ kind: 'division', id: '310115005', matched: 'code' });
    expect((await get(`search?q=${place.own}`)).body.items).toEqual([expect.objectContaining({ kind: 'compound', id: place.own })]);
  });

  it('pages through compounds and enterprises without loss or repetition', async () => {
    for (const [path, by] of [
      ['compounds?', 'registrar'],
      ['compounds?nearLng=121.5&nearLat=31.2&', 'registrar'],
      ['enterprises?', 'operator'],
    ] as const) {
      const whole = (await get(`${path}limit=200`, by)).body.items.map(({ id }: { id: string }) => id);
      const paged: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await get(`${path}limit=1${cursor && `&cursor=${cursor}`}`, by);
        paged.push(...body.items.map(({ id }: { id: string }) => id));
        if (!body.nextCursor) break;
        cursor = body.nextCursor;
      }
      expect(paged).toEqual(whole);
      expect(whole.length).toBeGreaterThan(1);
    }
  });

  it('filters by gap, firm and nearness', async () => {
    const [gaps, own, near] = [
      await get('compounds?isGap=true&limit=200'),
      await get(`compounds?enterpriseId=${firm.own}&limit=200`),
      await get('compounds?nearLng=121.507&nearLat=31.236&limit=1'),
    ];
    expect(names(gaps)).toContain('示例无人苑');
    expect(names(gaps)).not.toContain('示例云栖苑');
    expect(own.body.items.every((row: { enterpriseId: string }) => row.enterpriseId === firm.own)).toBe(true);
    expect(near.body.items[0].distanceM).toBe(0);
  });

  it('lists divisions and their schematic areas', async () => {
    expect((await get('divisions?within=310115', 'system')).body.items).toHaveLength(1569);
    expect((await get('division-areas?within=310115')).body.items).toHaveLength(37);
  });

  it('lists and reads the calendar as rules', async () => {
    const { body } = await get('policies');
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toContain('holidays');
    expect((await get(`policies/${body.items[0].id}`)).body.content).toBeDefined();
  });
});
