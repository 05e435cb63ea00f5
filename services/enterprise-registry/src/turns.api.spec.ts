/** Names, mergers, splits, exits and refreshes over HTTP: one act, several compounds and contracts, and every day has its answer. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { daysAfter, monthsAfter } from '@anju/contracts/day';
import { eventually } from '@anju/testing/client';
import pg from 'pg';
import { v7 } from 'uuid';
import { aRegistry, firm, outcome, place, type Name, type Registry } from './registry-city.fixtures.js';
import { aCompound, aContract, anEnterprise, aUscc } from './registry.fixtures.js';

let registry: Registry;
let today: string;
beforeAll(async () => {
  registry = await aRegistry();
  today = (await registry.get(`compounds/${place.own}`)).body.on;
});
afterAll(() => registry?.city.stop());
const post: Registry['post'] = (...args) => registry.post(...args);
const get: Registry['get'] = (...args) => registry.get(...args);
const long = { startsOn: '2025-01-01', endsOn: '2030-12-31' };

async function aPlace(name: string, households = 100, enterpriseId?: string, division = '310115005') {
  const { body } = await post('compounds', aCompound({ name, households, aliases: [], division }));
  if (!enterpriseId) return { id: body.id as string, contract: undefined };
  const { body: contract } = await post('contracts', aContract({ compoundId: body.id, enterpriseId, ...long }));
  return { id: body.id as string, contract: contract.id as string };
}
async function aFirm(n: number, over = {}) {
  const { body } = await post('enterprises', anEnterprise({ name: `示例${n}号物业`, uscc: aUscc(n), ...over }));
  return (await post(`enterprises/${body.id}/accept`, {}, 'registrar', 1)).body;
}
const on = async (id: string, day: string, by: Name = 'registrar') => (await get(`responsible?compoundId=${id}&on=${day}`, by)).body;
const part = (name: string, households: number) => ({ ...aCompound({ id: v7(), name, households, aliases: [] }), isHighRise: false });
const parts = (names: [string, number][]) =>
  names.map(([name, households]) => {
    const { id, point, buildings } = part(name, households);
    return { id, name, point, buildings, households };
  });

describe('a compound that is renamed', () => {
  it('bears each name on its days, and is found by all of them', async () => {
    const { id } = await aPlace('示例旧名苑');
    expect(await post(`compounds/${id}/rename`, { name: '示例新名苑', from: '2026-05-01', reason: '更名' }, 'registrar', 1)).toMatchObject({
      status: 200,
      body: { name: '示例新名苑', formerNames: [{ name: '示例旧名苑', until: '2026-04-30' }], version: 2 },
    });
    const ahead = { name: '示例将名苑', from: daysAfter(today, 30), reason: '更名' };
    expect((await post(`compounds/${id}/rename`, ahead, 'registrar', 2)).status).toBe(200);
    expect((await post(`compounds/${id}/rename`, ahead, 'registrar', 2)).status).toBe(200);
    const between = { name: '示例中名苑', from: '2026-07-01', reason: '补登' };
    expect((await post(`compounds/${id}/rename`, between, 'registrar', 3)).status).toBe(200);
    const nameOn = async (day?: string) => (await get(`compounds/${id}${day ? `?on=${day}` : ''}`)).body.name;
    expect(await Promise.all(['2026-04-30', '2026-05-01', '2026-07-01', undefined, ahead.from].map(nameOn))).toEqual([
      '示例旧名苑',
      '示例新名苑',
      '示例中名苑',
      '示例中名苑',
      '示例将名苑',
    ]);
    for (const [q, matched] of [
      ['旧名', 'former-name'],
      ['将名', 'name'],
    ])
      expect((await get(`search?q=${encodeURIComponent(q!)}`)).body.items).toEqual([
        expect.objectContaining({ id, name: '示例中名苑', matched }),
      ]);
    expect((await get('compounds?q=%E6%97%A7%E5%90%8D&on=2026-01-01')).body.items[0].name).toBe('示例旧名苑');
  });

  it('cannot get two names from one day, nor the name that it has', async () => {
    const { id } = await aPlace('示例同名苑');
    await post(`compounds/${id}/rename`, { name: '示例别名苑', from: '2026-05-01', reason: '更名' }, 'registrar', 1);
    const again = (body: object) => post(`compounds/${id}/rename`, body, 'registrar', 2);
    expect(outcome(await again({ name: '示例又名苑', from: '2026-05-01', reason: '更名' }))).toEqual([409, 'dates-contradict']);
    expect(outcome(await again({ name: '示例别名苑', from: '2026-06-01', reason: '更名' }))).toEqual([422, 'content-invalid']);
    expect(outcome(await post(`compounds/${id}/rename`, { name: '示例', from: '2026-06-01', reason: '更名' }))).toEqual([
      428,
      'version-required',
    ]);
  });
});

describe('compounds that are merged', () => {
  it('are one from the day on: the others end with their contracts, and each day has its answer', async () => {
    const survivor = await aPlace('示例存续苑', 300, firm.own);
    const other = await aPlace('示例并入苑', 120, firm.rival);
    const body = { others: [other.id], from: '2026-06-01', reason: '区域调整' };
    const merged = await post(`compounds/${survivor.id}/merge`, body, 'registrar', 1);
    expect(merged).toMatchObject({ status: 200, body: { households: 420, version: 2, predecessors: [{ id: other.id, how: 'merged' }] } });
    expect((await post(`compounds/${survivor.id}/merge`, body, 'registrar', 1)).body).toEqual(merged.body);
    expect((await get(`compounds/${survivor.id}?on=2026-05-31`)).body.households).toBe(300);
    expect(await on(other.id, '2026-05-31')).toMatchObject({ exists: true, isGap: false, contract: { enterpriseId: firm.rival } });
    expect(await on(other.id, '2026-06-01')).toMatchObject({
      exists: false,
      isGap: false,
      successors: [{ id: survivor.id, name: '示例存续苑', how: 'merged', on: '2026-06-01' }],
    });
    expect((await get(`compounds/${other.id}`)).body).toMatchObject({
      exists: false,
      endsOn: '2026-05-31',
      mergedInto: survivor.id,
      contracts: [{ endedOn: '2026-05-31', endCause: 'merged' }],
    });
  });

  it('are listed and found on the days on which they were, or where ended ones are asked for', async () => {
    const { body } = await get('search?q=%E5%B9%B6%E5%85%A5');
    expect(body.items).toEqual([]);
    for (const more of ['&on=2026-05-31', '&includeEnded=true'])
      for (const path of ['search?q=', 'compounds?q='])
        expect((await get(`${path}%E5%B9%B6%E5%85%A5${more}`)).body.items).toEqual([expect.objectContaining({ name: '示例并入苑' })]);
    expect((await get('compounds?q=%E5%B9%B6%E5%85%A5')).body.items).toEqual([]);
  });

  it('refuse what contradicts the record, and say what took over', async () => {
    const [survivor, other, third] = [await aPlace('示例甲苑'), await aPlace('示例乙苑'), await aPlace('示例丙苑')];
    const merge = (into: string, others: string[], from: string, version: number, by: Name = 'registrar') =>
      post(`compounds/${into}/merge`, { others, from, reason: '区域调整' }, by, version);
    expect(outcome(await merge(survivor.id, [survivor.id], '2026-06-01', 1))).toEqual([422, 'content-invalid']);
    expect(outcome(await merge(survivor.id, [v7()], '2026-06-01', 1))).toEqual([422, 'place-unknown']);
    expect(outcome(await merge(survivor.id, [other.id], '2026-06-01', 1, 'elsewhere'))).toEqual([404, 'not-found']);
    expect((await merge(survivor.id, [other.id], '2026-06-01', 1)).status).toBe(200);
    expect(await merge(survivor.id, [other.id], '2026-07-01', 2)).toMatchObject({
      status: 409,
      body: { code: 'compound-ended', successors: [{ id: survivor.id }] },
    });
    expect(outcome(await merge(survivor.id, [third.id], '2026-05-01', 2))).toEqual([409, 'dates-contradict']);
    const late = aContract({ compoundId: other.id, enterpriseId: firm.own, startsOn: '2026-05-01', endsOn: '2026-12-31' });
    expect(outcome(await post('contracts', late))).toEqual([409, 'compound-ended']);
    expect((await post('contracts', { ...late, endsOn: '2026-05-31' })).status).toBe(201);
  });
});

describe('a compound that is split', () => {
  it('ends with its contract, and each part goes on with one of its own', async () => {
    const whole = await aPlace('示例整苑', 500, firm.own);
    const body = {
      from: '2026-06-01',
      parts: parts([
        ['示例东区', 200],
        ['示例西区', 300],
      ]),
      reason: '划分',
    };
    const apart = await post(`compounds/${whole.id}/split`, body, 'registrar', 1);
    const [east, west] = body.parts.map(({ id }) => id);
    expect(apart).toMatchObject({ status: 200, body: { endsOn: '2026-05-31', splitInto: [east, west] } });
    expect((await post(`compounds/${whole.id}/split`, body, 'registrar', 1)).body).toEqual(apart.body);
    expect(await on(whole.id, '2026-05-31')).toMatchObject({ contract: { id: whole.contract } });
    expect(await on(whole.id, '2026-06-01')).toMatchObject({ exists: false, successors: [{ id: east }, { id: west }] });
    for (const id of [east!, west!]) {
      expect(await on(id, '2026-06-01')).toMatchObject({
        contract: { continues: whole.contract, enterpriseId: firm.own, startsOn: '2026-06-01', endsOn: '2030-12-31' },
        predecessors: [{ id: whole.id, name: '示例整苑', how: 'split', on: '2026-06-01' }],
      });
      expect(await on(id, '2026-05-31')).toMatchObject({ exists: false, isGap: false });
      expect(await on(id, today, 'manager')).toMatchObject({ contract: { continues: whole.contract } });
    }
    const early = aContract({ compoundId: east!, enterpriseId: firm.own, startsOn: '2026-05-01', endsOn: '2026-05-31' });
    expect(outcome(await post('contracts', early))).toEqual([422, 'content-invalid']);
  });

  it('needs ids that are free and a day after what is known; nothing of a refused split is left', async () => {
    const whole = await aPlace('示例不分苑');
    const taken = {
      from: '2026-06-01',
      parts: parts([
        ['示例南区', 1],
        ['示例北区', 2],
      ]),
      reason: '划分',
    };
    taken.parts[1]!.id = place.own;
    expect(outcome(await post(`compounds/${whole.id}/split`, taken, 'registrar', 1))).toEqual([409, 'already-filed-differently']);
    expect((await get(`compounds/${taken.parts[0]!.id}`)).status).toBe(404);
    expect((await get(`compounds/${whole.id}`)).body).toMatchObject({ version: 1, exists: true });
    await post(`compounds/${whole.id}/rename`, { name: '示例后名苑', from: '2026-08-01', reason: '更名' }, 'registrar', 1);
    const early = {
      ...taken,
      parts: parts([
        ['示例南区', 1],
        ['示例北区', 2],
      ]),
    };
    expect(outcome(await post(`compounds/${whole.id}/split`, early, 'registrar', 2))).toEqual([409, 'dates-contradict']);
  });
});

describe('a filing', () => {
  it('is good for a time, and is refreshed once a year by the registrar or the firm', async () => {
    const { id, goodUntil } = await aFirm(11);
    expect(goodUntil).toBe(monthsAfter(today, 12));
    const year = Number(today.slice(0, 4));
    const body = { year, contacts: { manager: '陈静', phone: '021-51111111' }, staffCount: 80, projectCount: 5 };
    expect(outcome(await post(`enterprises/${id}/refresh`, body, 'manager', 2))).toEqual([404, 'not-found']);
    expect(outcome(await post(`enterprises/${id}/refresh`, { ...body, year: year + 1 }, 'registrar', 2))).toEqual([422, 'content-invalid']);
    expect(await post(`enterprises/${id}/refresh`, body, 'registrar', 2)).toMatchObject({
      status: 200,
      body: { refreshedFor: year, staffCount: 80, projectCount: 5, goodUntil, contacts: { manager: '陈静' } },
    });
    expect(outcome(await post(`enterprises/${id}/refresh`, { ...body, staffCount: 1 }, 'registrar', 3))).toEqual([
      409,
      'already-refreshed',
    ]);
    const own = await post(`enterprises/${firm.own}/refresh`, body, 'manager', 2);
    expect(own).toMatchObject({ status: 200, body: { refreshedFor: year, contacts: { manager: '陈静' } } });
    expect((await get(`enterprises/${firm.own}`, 'operator')).body).toMatchObject({ goodUntil });
    expect((await get(`enterprises/${firm.own}`, 'operator')).body.contacts).toBeUndefined();
  });

  it('of a branch names the legal person that answers, or the branch where none is filed', async () => {
    const head = await aFirm(12);
    const branch = await aFirm(13, { parentUscc: aUscc(12) });
    const lone = await aFirm(14, { parentUscc: aUscc(15) });
    const { id } = await aPlace('示例分公司苑', 10, branch.id);
    expect((await on(id, today)).legalPerson).toEqual({ id: head.id, name: head.name });
    expect((await get(`compounds/${id}`)).body.legalPerson).toEqual({ id: head.id, name: head.name });
    const personOf = async (firmId: string) => (await get(`enterprises/${firmId}`, 'operator')).body.legalPerson.id;
    expect(await Promise.all([head.id, branch.id, lone.id].map(personOf))).toEqual([head.id, head.id, lone.id]);
  });
});

describe('a firm that exits', () => {
  it('ends what would be in force from that day, wherever it is, and nothing else', async () => {
    const { id } = await aFirm(21);
    const here = await aPlace('示例退出苑', 10, id);
    const { body: there } = await post('compounds', aCompound({ name: '示例远方苑', division: '510603001' }), 'elsewhere');
    const { body: far } = await post('contracts', aContract({ compoundId: there.id, enterpriseId: id, ...long }), 'elsewhere');
    const over = await aPlace('示例早终苑');
    const past = aContract({ compoundId: over.id, enterpriseId: id, startsOn: '2024-01-01', endsOn: '2024-12-31' });
    const future = aContract({ compoundId: over.id, enterpriseId: id, startsOn: '2027-06-01', endsOn: '2028-05-31' });
    for (const body of [past, future]) expect((await post('contracts', body)).status).toBe(201);
    const body = { exitedOn: '2026-10-01', reason: '申请退出' };
    expect(outcome(await post(`enterprises/${id}/exit`, body, 'elsewhere', 2))).toEqual([404, 'not-found']);
    const exited = await post(`enterprises/${id}/exit`, body, 'registrar', 2);
    expect(exited).toMatchObject({ status: 200, body: { status: 'EXITED', exitedOn: '2026-10-01', exitReason: '申请退出' } });
    expect((await post(`enterprises/${id}/exit`, body, 'registrar', 2)).body).toEqual(exited.body);
    expect((await on(here.id, '2026-09-30')).contract.endCause).toBe('firm-exited');
    expect(await on(here.id, '2026-10-01')).toMatchObject({ isGap: true });
    expect((await get(`responsible?compoundId=${there.id}&on=2026-10-01`, 'elsewhere')).body).toMatchObject({ isGap: true });
    const rows = (await get(`compounds/${over.id}`)).body.contracts;
    expect(rows.map(({ endedOn }: { endedOn?: string }) => endedOn)).toEqual([undefined, '2027-05-31']);
    expect(await on(over.id, '2027-06-01')).toMatchObject({ isGap: true });
    expect(outcome(await post('contracts', aContract({ compoundId: over.id, enterpriseId: id, ...long })))).toEqual([
      409,
      'filing-not-accepted',
    ]);
    const free = { ...long, startsOn: '2026-10-01' };
    expect((await post('contracts', aContract({ compoundId: here.id, enterpriseId: firm.own, ...free }))).status).toBe(201);
    const db = new pg.Client(registry.city.urls['enterprise-registry']!.owner);
    await db.connect();
    const { rows: ended } = await db.query(
      `select e.headers -> 'by' ->> 'role' as role from event_log e where e.ce_type = 'contract.ended.v1' and e.aggregate_id = $1`,
      [far.id],
    );
    expect(ended).toEqual([{ role: 'registrar' }]);
    await db.end();
  });

  it('and a contract concluded at the same moment are never both good', async () => {
    const { id } = await aFirm(30);
    const { id: compoundId } = await aPlace('示例竞退苑');
    const options = '-c search_path=enterprise_registry';
    const db = new pg.Client({ connectionString: registry.city.urls['enterprise-registry']!.owner, options });
    await db.connect();
    const waiting = async () =>
      Number(
        (
          await db.query(
            `select count(*) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`,
          )
        ).rows[0].count,
      );
    await db.query('begin');
    await db.query('lock table contracts in share mode');
    // The firm was read as accepted, and the contract is about to be written.
    const concluding = post('contracts', aContract({ compoundId, enterpriseId: id, ...long }));
    await eventually(waiting, (count) => count > 0);
    let isOver = false;
    const exiting = post(`enterprises/${id}/exit`, { exitedOn: today, reason: '退出' }, 'registrar', 2).finally(() => void (isOver = true));
    await eventually(async () => isOver || (await waiting()) > 1, Boolean);
    await db.query('commit');
    expect([(await concluding).status, (await exiting).status]).toEqual([201, 200]);
    expect(await on(compoundId, daysAfter(today, -1))).toMatchObject({ contract: { endCause: 'firm-exited' } });
    expect(await on(compoundId, today)).toMatchObject({ isGap: true });
    await db.end();
  });
});
