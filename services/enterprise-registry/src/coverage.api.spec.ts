/** The ledger of gaps over HTTP: it opens and closes by itself, also when days come; who sees and plans; the coverage figure. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Coverage, CoverageGapRow } from '@anju/contracts/coverage';
import { daysAfter } from '@anju/contracts/day';
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

async function aPlace(name: string, over = {}): Promise<string> {
  return (await post('compounds', aCompound({ name, aliases: [], ...over }))).body.id;
}
const serve = async (compoundId: string, startsOn: string, endsOn: string, enterpriseId = firm.own) =>
  (await post('contracts', aContract({ compoundId, enterpriseId, startsOn, endsOn }))).body;
const gapsOf = async (compoundId: string, query = 'state=any'): Promise<CoverageGapRow[]> =>
  (await get(`coverage-gaps?limit=200&${query}`)).body.items.filter((gap: CoverageGapRow) => gap.compoundId === compoundId);
const told = (gaps: CoverageGapRow[]) => gaps.map(({ openedOn, closedOn, reason, closedBy }) => [openedOn, closedOn, reason, closedBy]);
const ago = (days: number) => daysAfter(today, -days);

describe('the ledger', () => {
  it('has a compound from its registration on, until a contract is in force', async () => {
    const id = await aPlace('示例待管苑', { households: 321 });
    expect(await gapsOf(id)).toEqual([
      expect.objectContaining({ status: 'OPEN', openedOn: today, reason: 'never-served', compoundName: '示例待管苑', households: 321 }),
    ]);
    await serve(id, daysAfter(today, 10), daysAfter(today, 400));
    expect(told(await gapsOf(id))).toEqual([[today, undefined, 'never-served', undefined]]);
    const earlier = await aPlace('示例早管苑');
    await serve(earlier, ago(3), daysAfter(today, 400));
    expect(await gapsOf(earlier)).toEqual([]);
  });

  it('has every stretch between contracts with its reason, and moves with what is recorded afterwards', async () => {
    const id = await aPlace('示例几任苑');
    await serve(id, ago(400), ago(300));
    const second = await serve(id, ago(250), daysAfter(today, 200), firm.rival);
    expect(told(await gapsOf(id))).toEqual([[ago(299), ago(250), 'term-ended', 'contract']]);
    expect((await post(`contracts/${second.id}/end`, { endedOn: ago(20), reason: '解除' }, 'registrar', 1)).status).toBe(200);
    expect(told(await gapsOf(id))).toEqual([
      [ago(299), ago(250), 'term-ended', 'contract'],
      [ago(19), undefined, 'ended-early', undefined],
    ]);
    await serve(id, ago(10), ago(5));
    expect(told(await gapsOf(id))).toEqual([
      [ago(299), ago(250), 'term-ended', 'contract'],
      [ago(19), ago(10), 'ended-early', 'contract'],
      [ago(4), undefined, 'term-ended', undefined],
    ]);
    expect(told(await gapsOf(id, `on=${ago(15)}`))).toEqual([[ago(19), undefined, 'ended-early', undefined]]);
    await serve(id, ago(299), ago(251));
    expect(told(await gapsOf(id, 'state=closed'))).toEqual([[ago(19), ago(10), 'ended-early', 'contract']]);
  });

  it('opens a closed gap again, with its plan, when the contract that closed it never came into force', async () => {
    const { body: filed } = await post('enterprises', anEnterprise({ uscc: aUscc(41) }));
    await post(`enterprises/${filed.id}/accept`, {}, 'registrar', 1);
    const id = await aPlace('示例反复苑');
    await serve(id, ago(400), ago(50));
    const [open] = await gapsOf(id);
    const plan = { kind: 'self-managed', milestones: [{ dueOn: daysAfter(today, 30), title: '居民自管会成立' }] };
    expect((await post(`coverage-gaps/${open!.id}/plan`, plan, 'officer', open!.version)).status).toBe(200);
    await serve(id, ago(30), daysAfter(today, 300), filed.id);
    expect(told(await gapsOf(id))).toEqual([[ago(49), ago(30), 'term-ended', 'contract']]);
    await post(`enterprises/${filed.id}/exit`, { exitedOn: ago(40), reason: '退出' }, 'registrar', 2);
    expect(await gapsOf(id)).toEqual([
      expect.objectContaining({ id: open!.id, status: 'OPEN', openedOn: ago(49), plan: expect.objectContaining(plan) }),
    ]);
  });

  it('closes what ended with a merger and opens it at the parts of a split that nobody serves', async () => {
    const [survivor, other] = [await aPlace('示例台账甲苑'), await aPlace('示例台账乙苑')];
    await post(`compounds/${survivor}/merge`, { others: [other], from: today, reason: '调整' }, 'registrar', 1);
    expect(await gapsOf(other)).toEqual([]);
    const parts = ['示例台账东区', '示例台账西区'].map((name) => {
      const { point, buildings, households } = aCompound();
      return { id: v7(), name, point, buildings, households };
    });
    expect((await post(`compounds/${survivor}/split`, { from: daysAfter(today, 1), parts, reason: '划分' }, 'registrar', 2)).status).toBe(
      200,
    );
    expect(told(await gapsOf(survivor))).toEqual([[today, undefined, 'never-served', undefined]]);
    expect(await gapsOf(parts[0]!.id)).toEqual([]);
  });
});

describe('a gap', () => {
  it('is planned by the registrar or the subdistrict while it is open, with its version', async () => {
    const id = await aPlace('示例计划苑');
    const [gap] = await gapsOf(id);
    const plan = { kind: 'bundled', milestones: [], note: '连片' };
    const send = (by: Name, version?: number, body: object = plan) => post(`coverage-gaps/${gap!.id}/plan`, body, by, version);
    expect(outcome(await send('operator', 1))).toEqual([403, 'role-not-permitted']);
    expect(outcome(await send('officer', 1, { ...plan, kind: 'magic' }))).toEqual([422, 'content-invalid']);
    expect(outcome(await send('elsewhere', 1))).toEqual([404, 'not-found']);
    expect(outcome(await send('officer'))).toEqual([428, 'version-required']);
    const planned = await send('officer', 1);
    expect(planned).toMatchObject({ status: 200, body: { version: 2, plan: { kind: 'bundled', by: { role: 'subdistrict-officer' } } } });
    expect((await send('officer', 1)).body).toEqual(planned.body);
    expect(outcome(await send('officer', 1, { ...plan, note: '另' }))).toEqual([412, 'version-stale']);
    expect((await gapsOf(id, 'isPlanned=true')).length + (await gapsOf(id, 'isPlanned=false')).length).toBe(1);
    await serve(id, today, daysAfter(today, 100));
    await serve(await aPlace('示例无关苑'), today, daysAfter(today, 100));
    expect(outcome(await send('officer', 3))).toEqual([409, 'not-in-this-state']);
  });

  it('is seen within the division, by no firm and no administrator, through both locks', async () => {
    const id = await aPlace('示例可见苑');
    const seen = async (by: Name) => {
      const { status, body } = await get('coverage-gaps?limit=200', by);
      return status === 200 ? body.items.some(({ compoundId }: CoverageGapRow) => compoundId === id) : body.code;
    };
    expect(await Promise.all((['registrar', 'officer', 'fire', 'neighbour', 'elsewhere', 'manager', 'system'] as const).map(seen))).toEqual(
      [true, true, true, false, false, 'role-not-permitted', 'role-not-permitted'],
    );
    const db = new pg.Client(registry.city.urls['enterprise-registry']!.app);
    await db.connect();
    const count = async (settings: Record<string, string>) => {
      await db.query('begin');
      for (const [key, value] of Object.entries(settings)) await db.query('select set_config($1, $2, true)', [key, value]);
      const { rows } = await db.query('select count(*)::int as n from coverage_gaps');
      await db.query('commit');
      return rows[0].n as number;
    };
    expect(await count({ 'app.sub': 'x', 'app.divs': '310115' })).toBeGreaterThan(0);
    expect(await count({})).toBe(0);
    expect(await count({ 'app.sub': 'x', 'app.divs': '510603' })).toBe(0);
    expect(await count({ 'app.sub': 'x', 'app.divs': '310115', 'app.enterprise': firm.own })).toBe(0);
    expect(await count({ 'app.sub': 'x', 'app.admin_divs': '310115' })).toBe(0);
    await db.end();
  });

  it('lists are paged without loss or repetition, oldest first', async () => {
    const { body: whole } = await get('coverage-gaps?state=any&limit=200');
    const paged: CoverageGapRow[] = [];
    for (let cursor = ''; ;) {
      const { body } = await get(`coverage-gaps?state=any&limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...body.items);
      if (!body.nextCursor) break;
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(whole.items);
    expect(told(paged).map(([openedOn]) => openedOn)).toEqual(
      told(paged)
        .map(([openedOn]) => openedOn)
        .sort(),
    );
    expect(outcome(await get('coverage-gaps?cursor=bm8'))).toEqual([422, 'content-invalid']);
  });
});

describe('the coverage of a division', () => {
  it('is what the lists behind it add up to, on any day', async () => {
    for (const on of [today, ago(200), ago(2_000)]) {
      const { body } = (await get(`coverage?division=310115005&on=${on}`)) as { body: Coverage };
      const listed = async (drill: Coverage['drill']['covered']) => {
        expect(drill.operationId).toBe('listCompounds');
        const { items } = (await get(`compounds?limit=200&${new URLSearchParams(drill.query)}`)).body;
        const households = items.reduce((sum: number, { households: own }: { households: number }) => sum + own, 0);
        return { compounds: items.length, households, residents: Math.round(households * body.personsPerHousehold) };
      };
      expect(await listed(body.drill.covered)).toEqual(body.covered);
      expect(await listed(body.drill.uncovered)).toEqual(body.uncovered);
      expect(body.denominator).toMatchObject({ kind: 'registered-compounds', asOf: on });
      expect(body.percent).toBe(Math.round((1000 * body.covered.residents) / body.denominator.residents) / 10);
      expect(body.definition.zh).toContain('生效');
    }
    const { body } = await get('coverage?division=310115');
    expect(body.parts).toContainEqual(expect.objectContaining({ division: '310115005', name: '陆家嘴街道' }));
  });

  it('is answered for a known division within the own ones', async () => {
    expect(outcome(await get('coverage?division=310115', 'operator'))).toEqual([403, 'out-of-scope']);
    expect(outcome(await get('coverage?division=310999'))).toEqual([422, 'division-unknown']);
    expect((await get('coverage?division=310115005', 'operator')).status).toBe(200);
    expect(outcome(await get('coverage?division=310115005', 'manager'))).toEqual([403, 'role-not-permitted']);
  });
});

describe('when days come', () => {
  it('is measured against the urban population from the day on which a rule knows it', async () => {
    const db = new pg.Client({
      connectionString: registry.city.urls['enterprise-registry']!.owner,
      options: '-c search_path=enterprise_registry',
    });
    await db.connect();
    const urban = { division: '310115005', residents: 110_000, asOf: '2025-12-31', source: '示例统计公报' };
    const words = { zh: '示例', en: 'example' };
    await db.query(
      `insert into policies (id, version, kind, jurisdiction, valid_from, title, basis, content, approved_at)
       values ('coverage-310115005', 1, 'coverage', '310115005', '2026-06-01', $1, $1, $2, now())`,
      [words, { personsPerHousehold: 2.5, urbanPopulation: [urban] }],
    );
    await db.end();
    await registry.city.restart('enterprise-registry');
    const { body } = await get('coverage?division=310115005');
    expect(body).toMatchObject({
      denominator: { residents: 110_000, kind: 'urban-population', asOf: '2025-12-31', source: '示例统计公报' },
      covered: { residents: Math.round(body.covered.households * 2.5) },
      percent: Math.round((1000 * body.covered.residents) / 110_000) / 10,
      drill: { denominator: { operationId: 'readPolicy', query: { policyId: 'coverage-310115005', version: '1' } } },
    });
    expect((await get('coverage?division=310115005&on=2026-05-31')).body.denominator.kind).toBe('registered-compounds');
  });

  it('gaps open and close by themselves, once each and with the right day', async () => {
    const ending = await aPlace('示例届满苑');
    const contract = await serve(ending, ago(100), daysAfter(today, 5));
    const interim = await serve(ending, daysAfter(today, 20), daysAfter(today, 25));
    const leaving = await aPlace('示例将止苑');
    const { id, version } = await serve(leaving, ago(100), daysAfter(today, 500));
    await post(`contracts/${id}/end`, { endedOn: daysAfter(today, 9), reason: '将解除' }, 'registrar', version);
    const coming = await aPlace('示例将管苑');
    const [before] = await gapsOf(coming);
    const { id: starts } = await serve(coming, daysAfter(today, 12), daysAfter(today, 500));
    expect(await gapsOf(ending)).toEqual([]);

    const db = new pg.Client({
      connectionString: registry.city.urls['enterprise-registry']!.owner,
      options: '-c search_path=enterprise_registry',
    });
    await db.connect();
    const due = async (days: number) =>
      Number((await db.query(`select count(*) from timers where due_at <= now() + $1::interval`, [`${days} days`])).rows[0].count);
    await registry.city.restart('enterprise-registry', { CLOCK_OFFSET: 'P15D' });
    expect(
      await eventually(
        () => due(15),
        (left) => left === 0,
      ),
    ).toBe(0);
    expect(told(await gapsOf(ending))).toEqual([[daysAfter(today, 6), undefined, 'term-ended', undefined]]);
    expect(told(await gapsOf(leaving))).toEqual([[daysAfter(today, 10), undefined, 'ended-early', undefined]]);
    expect(await gapsOf(coming)).toEqual([
      expect.objectContaining({ id: before!.id, closedOn: daysAfter(today, 12), closedBy: 'contract', contractId: starts }),
    ]);
    await registry.city.restart('enterprise-registry', { CLOCK_OFFSET: 'P30D' });
    expect(
      await eventually(
        () => due(30),
        (left) => left === 0,
      ),
    ).toBe(0);
    expect(await gapsOf(ending)).toEqual([
      expect.objectContaining({ openedOn: daysAfter(today, 6), closedOn: daysAfter(today, 20), contractId: interim.id }),
      expect.objectContaining({ openedOn: daysAfter(today, 26), status: 'OPEN', afterContractId: interim.id }),
    ]);
    const { rows } = await db.query(
      `select ce_type as type, headers -> 'by' ->> 'role' as role from event_log where payload -> 'gap' ->> 'compoundId' = $1 order by xid`,
      [ending],
    );
    // Registered and concluded by the registrar, then by the days alone.
    expect(rows.map(({ type }) => type.split('.')[1])).toEqual(['opened', 'closed', 'opened', 'closed', 'opened']);
    expect(rows.slice(2).map(({ role }) => role)).toEqual(['platform', 'platform', 'platform']);
    expect(contract.id).toBeDefined();
    await db.end();
  });
});
