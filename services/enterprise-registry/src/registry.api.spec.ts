/**
 * The service as its users see it: HTTP in; answers, rows and messages out, on a real database and a real broker. Two firms
 * serve compounds of one subdistrict, because that is where a scope that is only a place would leak.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleUsccs } from '@anju/contracts/examples';
import { aCity, type City } from '@anju/testing/city';
import { eventually, send, type Answer } from '@anju/testing/client';
import type { Who } from '@anju/testing/realm';
import pg from 'pg';
import { v7 } from 'uuid';
import { aCompound, aContract, anEnterprise, aUscc } from './registry.fixtures.js';

const firm = { own: v7(), rival: v7() };
const place = { own: v7(), rival: v7(), orphan: v7(), past: v7() };
const people = {
  registrar: { sub: 'r1', role: 'registrar', divisions: ['310115'] },
  colleague: { sub: 'r2', role: 'registrar', divisions: ['310115'] },
  elsewhere: { sub: 'r3', role: 'registrar', divisions: ['510603'] },
  operator: { sub: 'o1', role: 'operator', divisions: ['310115005'] },
  neighbour: { sub: 'o2', role: 'operator', divisions: ['310115016'] },
  fire: { sub: 'd1', role: 'department-officer', divisions: ['310115'], department: 'fire' },
  manager: { sub: 'm1', role: 'enterprise-manager', enterpriseId: firm.own },
  rival: { sub: 'm2', role: 'enterprise-manager', enterpriseId: firm.rival },
  security: { sub: 'a1', role: 'security-admin', divisions: ['310115'] },
  system: { sub: 'a2', role: 'system-admin', divisions: ['310115'] },
  leaver: { sub: 'leaver', role: 'operator', divisions: ['310115'] },
} satisfies Record<string, Who>;
type Name = keyof typeof people;

let city: City;
const tokens = {} as Record<Name, string>;
const url = (path: string) => `${city.services['enterprise-registry']!.url}/api/enterprise-registry/v1/${path}`;
const as = (name: Name, ifMatch?: number, language?: string) => ({ token: tokens[name], ...(ifMatch !== undefined && { ifMatch }), ...(language && { language }) });
const post = (path: string, body: unknown, by: Name = 'registrar', ifMatch?: number, language?: string): Promise<Answer> => send('POST', url(path), body, as(by, ifMatch, language));
const get = (path: string, by: Name = 'registrar'): Promise<Answer> => send('GET', url(path), undefined, as(by));
const names = ({ body }: Answer): string[] => body.items.map(({ name }: { name: string }) => name);
const outcome = ({ status, body }: Answer) => [status, body.code];

async function accepted(over: Parameters<typeof anEnterprise>[0]): Promise<string> {
  const { body } = await post('enterprises', anEnterprise(over));
  expect((await post(`enterprises/${body.id}/accept`, {}, 'registrar', 1)).status).toBe(200);
  return body.id;
}

beforeAll(async () => {
  city = await aCity({ services: ['enterprise-registry'] });
  for (const [name, who] of Object.entries(people)) tokens[name as Name] = await city.token(who);
  await accepted({ id: firm.own, name: '示例安和物业服务有限公司', uscc: exampleUsccs.enterprise });
  await accepted({ id: firm.rival, name: '示例长宁物业服务有限公司', uscc: exampleUsccs.rival });
  const compounds = { own: '示例云栖苑', rival: '示例望江苑', orphan: '示例无人苑', past: '示例旧约苑' };
  for (const [key, name] of Object.entries(compounds) as [keyof typeof place, string][]) {
    expect((await post('compounds', aCompound({ id: place[key], name, aliases: key === 'own' ? ['栖霞花园'] : [] }))).status).toBe(201);
  }
  const contracts = [
    aContract({ compoundId: place.own, enterpriseId: firm.own, startsOn: '2025-01-01', endsOn: '2030-12-31' }),
    aContract({ compoundId: place.rival, enterpriseId: firm.rival, startsOn: '2025-01-01', endsOn: '2030-12-31' }),
    aContract({ compoundId: place.past, enterpriseId: firm.own, startsOn: '2023-01-01', endsOn: '2023-12-31' }),
    aContract({ compoundId: place.past, enterpriseId: firm.rival, startsOn: '2024-03-01', endsOn: '2030-12-31' }),
  ];
  for (const contract of contracts) expect((await post('contracts', contract)).status).toBe(201);
});
afterAll(() => city?.stop());

describe('filing', () => {
  it('sent fifty times at once, and again after a crash and a decision, is one filing and one answer', async () => {
    const body = anEnterprise({ name: '示例并发物业服务有限公司', uscc: aUscc(1) });
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('enterprises', body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers[0]!.headers.get('etag')).toBe('"1"');
    expect(await post(`enterprises/${body.id}/return`, { reason: '缺表' }, 'registrar', 1)).toMatchObject({ status: 200, body: { status: 'RETURNED', returnReason: '缺表' } });
    await city.restart('enterprise-registry');
    const again = await post('enterprises', body);
    expect([again.status, again.body]).toEqual([201, answers[0]!.body]);
  });

  it('of fifty contracts at once under one id makes one, though the days exclude each other', async () => {
    const compound = aCompound({ name: '示例抢约苑' });
    await post('compounds', compound);
    const body = aContract({ compoundId: compound.id, enterpriseId: firm.own });
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('contracts', body)));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
  });

  it('refuses a used id with other content or by another person, and shows nothing', async () => {
    const body = aCompound({ name: '示例一号苑' });
    expect((await post('compounds', body)).status).toBe(201);
    for (const answer of [await post('compounds', { ...body, households: 1 }), await post('compounds', body, 'colleague')]) {
      expect(outcome(answer)).toEqual([409, 'already-filed-differently']);
      expect(JSON.stringify(answer.body)).not.toContain('一号苑');
    }
  });

  it('knows one living filing per credit code; a returned one may be filed anew', async () => {
    const uscc = aUscc(2);
    const first = await post('enterprises', anEnterprise({ uscc }));
    expect(outcome(await post('enterprises', anEnterprise({ uscc })))).toEqual([409, 'uscc-already-filed']);
    await post(`enterprises/${first.body.id}/return`, { reason: '缺表' }, 'registrar', 1);
    expect((await post('enterprises', anEnterprise({ uscc }), 'manager')).status).toBe(201);
  });

  it('lets a failing code through with a reason, and warns in the asked language', async () => {
    const body = anEnterprise({ uscc: '91350211M0000XUF46' });
    expect(await post('enterprises', body)).toMatchObject({ status: 422, body: { code: 'uscc-check-failed', overridable: true } });
    const filed = await post('enterprises', { ...body, usccOverrideReason: '营业执照原件核对一致。' }, 'registrar', undefined, 'en');
    expect(filed).toMatchObject({ status: 201, body: { warnings: [{ code: 'uscc-check-failed', message: 'The credit code fails its check character' }] } });
    expect((await get(`enterprises/${filed.body.id}`)).body.usccOverrideReason).toBe('营业执照原件核对一致。');
  });

  it('stays within the registrar’s divisions, and in those that exist', async () => {
    expect(outcome(await post('compounds', aCompound(), 'elsewhere'))).toEqual([403, 'out-of-scope']);
    expect(outcome(await post('compounds', aCompound({ division: '310115999' })))).toEqual([422, 'division-unknown']);
    expect(outcome(await post('compounds', aCompound(), 'operator'))).toEqual([403, 'role-not-permitted']);
  });

  it('is on the bus with the place in its subject', async () => {
    const db = new pg.Client(city.urls['enterprise-registry']!.relay);
    await db.connect();
    const sql = `select e.subject, e.ce_type, count(r.event_id)::int receipts from event_log e left join publish_receipt r using (event_id) where aggregate_id = $1 group by 1, 2`;
    const { rows } = await eventually(() => db.query(sql, [place.own]), ({ rows: found }) => found[0]?.receipts === 1);
    expect(rows).toEqual([{ subject: 'ev.enterprise-registry.compound-registered.v1.-.31.3101.310115', ce_type: 'compound.registered.v1', receipts: 1 }]);
    await db.end();
  });
});

describe('changes', () => {
  it('need the version, take it once, and answer a repetition again', async () => {
    const { body } = await post('compounds', aCompound({ name: '示例二号苑' }));
    const change = { households: 861, reason: '核对户数。' };
    expect(outcome(await post(`compounds/${body.id}/change`, change))).toEqual([428, 'version-required']);
    const first = await post(`compounds/${body.id}/change`, change, 'registrar', 1);
    const repeated = await post(`compounds/${body.id}/change`, change, 'registrar', 1);
    expect([first.status, first.body.version, repeated.status, repeated.body]).toEqual([200, 2, 200, first.body]);
    expect(outcome(await post(`compounds/${body.id}/change`, { ...change, households: 1 }, 'registrar', 1))).toEqual([412, 'version-stale']);
    expect(outcome(await post(`compounds/${body.id}/change`, change, 'elsewhere', 2))).toEqual([404, 'not-found']);
  });

  it('to what is decided name the state and what is possible', async () => {
    const answer = await post(`enterprises/${firm.own}/return`, { reason: '缺表' }, 'registrar', 2);
    expect(answer).toMatchObject({ status: 409, body: { code: 'not-in-this-state', state: 'ACCEPTED', possible: [] } });
    expect(outcome(await post(`enterprises/${firm.own}/accept`, {}, 'elsewhere', 2))).toEqual([404, 'not-found']);
  });
});

describe('contracts', () => {
  it('need a known compound, a known and accepted firm, and free days', async () => {
    const body = aContract({ compoundId: place.orphan, enterpriseId: firm.own });
    const waiting = await post('enterprises', anEnterprise({ uscc: aUscc(3) }));
    expect(outcome(await post('contracts', { ...body, compoundId: v7() }))).toEqual([422, 'place-unknown']);
    expect(outcome(await post('contracts', { ...body, enterpriseId: v7() }))).toEqual([422, 'enterprise-unknown']);
    expect(outcome(await post('contracts', { ...body, enterpriseId: waiting.body.id }))).toEqual([409, 'filing-not-accepted']);
    expect(outcome(await post('contracts', { ...body, compoundId: place.own }))).toEqual([409, 'contract-overlaps']);
    expect(outcome(await post('contracts', body, 'elsewhere'))).toEqual([422, 'place-unknown']);
  });

  it('for the same days, concluded by many at once, are one', async () => {
    const { body } = await post('compounds', aCompound({ name: '示例竞约苑' }));
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => post('contracts', aContract({ compoundId: body.id, enterpriseId: i % 2 ? firm.own : firm.rival }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it('answer for any day, with gaps between them and after an early end', async () => {
    const { body: compound } = await post('compounds', aCompound({ name: '示例三任苑' }));
    const { body: first } = await post('contracts', aContract({ compoundId: compound.id, enterpriseId: firm.own, startsOn: '2024-01-01', endsOn: '2024-12-31' }));
    const { body: second } = await post('contracts', aContract({ compoundId: compound.id, enterpriseId: firm.rival, startsOn: '2025-03-01', endsOn: '2028-02-29' }));
    const on = async (day: string, by: Name = 'registrar') => {
      const { status, body } = await get(`responsible?compoundId=${compound.id}&on=${day}`, by);
      return status === 200 ? (body.isGap ? 'gap' : body.contract.id) : status;
    };
    const days = ['2023-12-31', '2024-01-01', '2024-12-31', '2025-01-01', '2025-02-28', '2025-03-01', '2028-02-29', '2028-03-01'];
    expect(await Promise.all(days.map((day) => on(day)))).toEqual(['gap', first.id, first.id, 'gap', 'gap', second.id, second.id, 'gap']);
    expect(await post(`contracts/${second.id}/end`, { endedOn: '2026-08-31', reason: '协商解除' }, 'registrar', 1)).toMatchObject({ status: 200, body: { endedOn: '2026-08-31', version: 2 } });
    expect([await on('2026-08-31'), await on('2026-09-01')]).toEqual([second.id, 'gap']);
    const third = aContract({ compoundId: compound.id, enterpriseId: firm.own, startsOn: '2026-09-01', endsOn: '2027-08-31' });
    expect((await post('contracts', third)).status).toBe(201);
    expect([await on('2026-09-01'), await on('2024-06-01', 'manager'), await on('2026-01-01', 'manager'), await on('2026-01-01', 'rival'), await on('2024-06-01', 'rival')]).toEqual([third.id, first.id, 404, second.id, 404]);
    expect(outcome(await post(`contracts/${second.id}/end`, { endedOn: '2026-07-31', reason: '再次' }, 'registrar', 2))).toEqual([409, 'contract-ended']);
  });
});

describe('scopes', () => {
  it('show each firm the compounds of its days and no other’s, in the same subdistrict', async () => {
    expect(names(await get('compounds?limit=200', 'manager'))).toContain('示例云栖苑');
    for (const name of ['示例望江苑', '示例无人苑', '示例旧约苑']) expect(names(await get('compounds?limit=200', 'manager'))).not.toContain(name);
    expect([(await get(`compounds/${place.own}`, 'manager')).status, (await get(`compounds/${place.rival}`, 'manager')).status]).toEqual([200, 404]);
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
    expect(await Promise.all((['registrar', 'manager', 'elsewhere', 'rival', 'operator', 'system'] as const).map(seen))).toEqual([true, true, false, false, false, false]);
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
    const db = new pg.Client(city.urls['enterprise-registry']!.app);
    await db.connect();
    const count = async (settings: Record<string, string>) => {
      await db.query('begin');
      for (const [key, value] of Object.entries(settings)) await db.query('select set_config($1, $2, true)', [key, value]);
      const { rows } = await db.query('select (select count(*)::int from compounds) c, (select count(*)::int from contracts) k, (select count(*)::int from enterprises) e');
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
    expect((await get(`search?q=${encodeURIComponent(q)}`)).body.items).toContainEqual(expect.objectContaining({ kind: 'compound', id: place.own, name, matched, detail: '上海市 · 浦东新区 · 陆家嘴街道' }));
  });

  it('finds firms by code and initials, divisions by name, initials and code', async () => {
    expect((await get(`search?q=${exampleUsccs.enterprise}`)).body.items).toEqual([expect.objectContaining({ kind: 'enterprise', id: firm.own, matched: 'code' })]);
    expect((await get('search?q=slahwy')).body.items[0]).toMatchObject({ kind: 'enterprise', matched: 'initials' });
    expect((await get('search?q=陆家嘴')).body.items[0]).toMatchObject({ kind: 'division', id: '310115005' });
    expect((await get('search?q=ljzjd')).body.items[0]).toMatchObject({ kind: 'division', matched: 'initials' });
    expect((await get('search?q=310115005')).body.items[0]).toMatchObject({ kind: 'division', id: '310115005', matched: 'code' });
    expect((await get(`search?q=${place.own}`)).body.items).toEqual([expect.objectContaining({ kind: 'compound', id: place.own })]);
  });

  it('pages through compounds and enterprises without loss or repetition', async () => {
    for (const [path, by] of [['compounds?', 'registrar'], ['compounds?nearLng=121.5&nearLat=31.2&', 'registrar'], ['enterprises?', 'operator']] as const) {
      const whole = (await get(`${path}limit=200`, by)).body.items.map(({ id }: { id: string }) => id);
      const paged: string[] = [];
      for (let cursor = ''; ; ) {
        const { body } = await get(`${path}limit=2${cursor && `&cursor=${cursor}`}`, by);
        paged.push(...body.items.map(({ id }: { id: string }) => id));
        if (!body.nextCursor) break;
        cursor = body.nextCursor;
      }
      expect(paged).toEqual(whole);
      expect(whole.length).toBeGreaterThan(3);
    }
  });

  it('filters by gap, firm and nearness', async () => {
    const [gaps, own, near] = [await get('compounds?isGap=true&limit=200'), await get(`compounds?enterpriseId=${firm.own}&limit=200`), await get('compounds?nearLng=121.507&nearLat=31.236&limit=1')];
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

describe('revoking access', () => {
  it('raises the version, refuses older tokens at once, and is remembered', async () => {
    expect((await get('divisions?within=31011500', 'leaver')).status).toBe(422);
    expect((await get('divisions?within=310115005', 'leaver')).status).toBe(200);
    const body = { id: v7(), sub: 'leaver', reason: '调离岗位。' };
    expect(outcome(await post('access-revocations', body, 'registrar'))).toEqual([403, 'role-not-permitted']);
    const first = await post('access-revocations', body, 'security');
    expect(first).toMatchObject({ status: 201, body: { sub: 'leaver', authzVersion: 1 } });
    expect((await post('access-revocations', body, 'security')).body).toEqual(first.body);
    expect(outcome(await get('divisions?within=310115005', 'leaver'))).toEqual([401, 'access-revoked']);
    const anew = await city.token({ ...people.leaver, authzVersion: 1 });
    expect((await send('GET', url('divisions?within=310115005'), undefined, { token: anew })).status).toBe(200);
    await city.restart('enterprise-registry');
    expect(outcome(await get('divisions?within=310115005', 'leaver'))).toEqual([401, 'access-revoked']);
  });

  it('many times at once gives each its own version', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('access-revocations', { id: v7(), sub: 'many', reason: '演练。' }, 'security')));
    expect(answers.map(({ status, body }) => [status, body.authzVersion]).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((version) => [201, version]));
  });
});

describe('refusals', () => {
  it.each([
    ['enterprises', { ...anEnterprise(), uscc: '123' }, 422, 'uscc-malformed'],
    ['enterprises', { ...anEnterprise(), surprise: 1 }, 422, 'content-invalid'],
    ['enterprises', '{"id":', 400, 'body-malformed'],
    ['compounds', { ...aCompound(), point: undefined }, 422, 'content-invalid'],
    ['compounds', { ...aCompound(), id: 'x' }, 422, 'content-invalid'],
    ['contracts', aContract({ compoundId: v7(), enterpriseId: v7(), startsOn: '2027-01-01', endsOn: '2026-01-01' }), 422, 'content-invalid'],
  ])('of a body to %s speak the asked language with a stable code', async (path, body, status, code) => {
    const [zh, en] = [await post(path, body, 'registrar', undefined, 'zh-CN'), await post(path, body, 'registrar', undefined, 'en')];
    expect([outcome(zh), outcome(en)]).toEqual([[status, code], [status, code]]);
    expect(zh.headers.get('content-type')).toMatch(/application\/problem\+json/);
    expect(zh.body.title).toMatch(/[\u4e00-\u9fff]/);
    expect(en.body.title).toMatch(/^[\x20-\x7e’]+$/);
    expect(zh.body.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each(['compounds?cursor=x', 'compounds?cursor=WzFd', 'compounds?limit=0', 'compounds?nearLng=121', 'compounds?nearLng=x&nearLat=1', 'responsible?compoundId=x&on=2026-01-01', 'responsible?on=2026-13-01', 'search?q=', 'enterprises?status=GONE', 'divisions?within=%00'])(
    'of a question like %s are 422',
    async (path) => {
      expect(outcome(await get(path))).toEqual([422, 'content-invalid']);
    },
  );

  it('of what is not there are 404, of a wrong method 405, without a token 401', async () => {
    expect((await get(`compounds/${v7()}`)).status).toBe(404);
    expect((await get('compounds/nothing')).status).toBe(404);
    expect((await send('DELETE', url('compounds'), undefined, as('registrar'))).status).toBe(405);
    expect((await send('GET', url('compounds'))).status).toBe(401);
  });
});
