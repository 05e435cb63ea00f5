/** The rest of the loop as its users see it: machines, merges, look-backs, work lists, permits and 24-hour reports. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dutyReportOperations } from '@anju/contracts/duty-reports';
import { permitOperations } from '@anju/contracts/permits';
import { eventually, send } from '@anju/testing/client';
import pg from 'pg';
import { v7 } from 'uuid';
import { HazardCity, type Name } from './hazard-city.fixtures.js';

const here = new HazardCity();
const { act, aReport, as, firm, hazards, list, place, registry, report, service } = here;
beforeAll(() => here.start());
afterAll(() => here.city?.stop());

const day = (days: number): string => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const read = async (id: string, by: Name = 'operator') => (await send('GET', hazards(`/${id}`), undefined, as(by))).body;
const steps = async (id: string, ...todo: [action: string, body: unknown, by: Name][]): Promise<any> => {
  let hazard = await read(id);
  for (const [action, body, by] of todo) {
    const answer = await act(id, action, body, by, hazard.version);
    expect([action, answer.status, answer.body.code]).toEqual([action, 200, undefined]);
    hazard = answer.body;
  }
  return hazard;
};
const toSubmitted = (id: string) =>
  steps(id, ['assign', {}, 'officer'], ['accept', {}, 'manager'], ['submit', { note: '已清理', photos: [] }, 'manager']);
const toClosed = async (id: string) => {
  await toSubmitted(id);
  return steps(id, ['recheck', { passed: true, photos: [] }, 'second']);
};

describe('a machine', () => {
  const tell = (over: Record<string, unknown>) => report({ itemCode: 'E10', ...over }, 'source');

  it('files once for each of its names, and what it repeats while that is open is counted with it', async () => {
    const first = await tell({ sourceKey: 'smoke-17' });
    expect([first.status, first.body.version, first.body.sourceKeys]).toEqual([201, 1, ['m-fire/smoke-17']]);
    const again = aReport({ itemCode: 'E10', sourceKey: 'smoke-17', description: '再次报警' });
    const second = await send('POST', hazards(), again, as('source'));
    expect([second.status, second.body.id, second.body.version, second.body.repeats]).toEqual([201, first.body.id, 2, 1]);
    expect(second.body.reporters).toMatchObject([{ by: { sub: 'm-fire', role: 'source' }, description: '再次报警' }]);
    await tell({ sourceKey: 'smoke-17' });
    const repeated = await send('POST', hazards(), again, as('source'));
    expect(repeated.body).toEqual(second.body);
    expect((await send('POST', hazards(), { ...again, description: '别的' }, as('source'))).body.code).toBe('already-filed-differently');
    expect((await tell({ sourceKey: 'smoke-18' })).body.id).not.toBe(first.body.id);
  });
  it('that tells the same thing twenty times at once files one hazard and counts nineteen', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => tell({ sourceKey: 'smoke-storm' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const [id] = new Set(answers.map(({ body }) => body.id));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await read(id)).repeats).toBe(19);
  });
  it('files anew after the close, and goes on at the one into which its hazard was merged', async () => {
    const key = { sourceKey: 'smoke-life', itemCode: 'F01' };
    const first = (await report(key, 'source')).body.id;
    const target = (await report()).body.id;
    await steps(first, ['merge', { into: target, reason: '同一处' }, 'officer']);
    const merged = (await report(key, 'source')).body;
    expect([merged.id, merged.repeats]).toEqual([target, 2]);
    await toClosed(target);
    expect([first, target]).not.toContain((await report(key, 'source')).body.id);
  });
  it('has to name itself, people must not, and it sees nothing', async () => {
    expect((await tell({})).body.code).toBe('source-key-mismatch');
    expect((await report({ sourceKey: 'x' })).body.code).toBe('source-key-mismatch');
    expect((await send('GET', hazards(), undefined, as('source'))).body.code).toBe('role-not-permitted');
  });
});

describe('two cases that are one', () => {
  it('keep their reporters, and the event of each stands in its own history', async () => {
    const [source, target] = [(await report()).body.id, (await report({}, 'second')).body.id];
    const merged = await steps(source, ['merge', { into: target, reason: '同一处堆物' }, 'officer']);
    expect(merged).toMatchObject({ state: 'MERGED', mergedInto: { id: target } });
    expect((await read(target)).reporters).toMatchObject([{ by: { sub: 'i1' }, from: { id: source } }]);
    const typesOf = async (id: string) =>
      (await send('GET', hazards(`/${id}/events`), undefined, as('officer'))).body.items.map(({ event }: any) => event.type);
    expect([await typesOf(source), await typesOf(target)]).toEqual([
      ['hazard.reported.v1', 'hazard.merged.v1'],
      ['hazard.reported.v1', 'hazard.joined.v1'],
    ]);
    const repeated = await act(source, 'merge', { into: target, reason: '同一处堆物' }, 'officer', 1);
    expect([repeated.status, (await read(target)).reporters.length]).toEqual([200, 1]);
  });
  it('merged into each other at the same moment become one, and nobody waits for ever', async () => {
    for (let time = 0; time < 5; time += 1) {
      const [a, b] = [(await report()).body.id, (await report()).body.id];
      const answers = await Promise.all([
        act(a, 'merge', { into: b, reason: '同一处' }, 'officer', 1),
        act(b, 'merge', { into: a, reason: '同一处' }, 'operator', 1),
      ]);
      const [won, lost] = answers.map(({ status }) => status).sort();
      expect([won, lost === 409 || lost === 412]).toEqual([200, true]);
    }
  });
  it('are not merged across the scope of whoever asks', async () => {
    const own = (await report()).body.id;
    const { body } = await act(own, 'merge', { into: v7(), reason: '同一处' }, 'officer', 1);
    expect([body.code, body.errors[0].code]).toEqual(['merge-not-possible', 'unknown']);
  });
});

describe('a look-back', () => {
  it('that finds a relapse files a new hazard which names the old one, in one step', async () => {
    const { id, number } = await toClosed((await report()).body.id);
    const relapse = { id: v7(), description: '又堆上了' };
    const back = await steps(id, ['look-back', { outcome: 'relapsed', note: '反弹', photos: [], relapse }, 'third']);
    expect(back.relapsedAs.id).toBe(relapse.id);
    expect(await read(relapse.id)).toMatchObject({
      state: 'REPORTED',
      relapsedFrom: { id, number },
      description: '又堆上了',
      reportedBy: { sub: 'i3' },
    });
    expect(await list(`compoundId=${place.own}`, 'manager')).toContain(relapse.id);
  });
  it('with an id that is used changes nothing', async () => {
    const used = (await report()).body.id;
    const { id, version } = await toClosed((await report()).body.id);
    const { body } = await act(id, 'look-back', { outcome: 'relapsed', photos: [], relapse: { id: used } }, 'third', version);
    expect([body.code, (await read(id)).version]).toEqual(['already-filed-differently', version]);
  });
});

describe('work lists', () => {
  it('hold an extension until it is decided, and the moved deadline has its timer', async () => {
    const { id } = (await report()).body;
    await steps(
      id,
      ['assign', {}, 'officer'],
      ['accept', {}, 'manager'],
      ['request-extension', { until: day(30), reason: '配件' }, 'manager'],
    );
    expect(await list('duty=decide-extension', 'officer')).toContain(id);
    await steps(id, ['decide-extension', { isGranted: true }, 'officer']);
    expect(await list('duty=decide-extension', 'officer')).not.toContain(id);
    const db = new pg.Client(here.city.urls['safety-hazards']!.owner);
    await db.connect();
    const { rows } = await db.query(`select kind, due_at from safety_hazards.timers where aggregate_id = $1`, [id]);
    await db.end();
    expect(rows.map(({ kind }) => kind)).toEqual(['rectify']);
    expect(rows[0].due_at.getTime()).toBeGreaterThan(Date.now() + 13 * 86_400_000);
  });
  it('hold what is listed and what follows a listing', async () => {
    const { id } = (await report({ isSuspectedMajor: true })).body;
    await steps(
      id,
      ['confirm-major', { criteriaVersion: 'GB 35181-2025', clauses: ['6.1'] }, 'fire'],
      ['list', { limitOn: day(60), reason: '挂牌' }, 'operator'],
    );
    for (const query of ['isListed=true', 'duty=publish', 'duty=file-with-city'])
      expect([query, await list(query, 'operator')]).toEqual([query, expect.arrayContaining([id])]);
    await steps(id, ['record-listing', { step: 'published', on: day(0) }, 'operator']);
    expect(await list('duty=publish', 'operator')).not.toContain(id);
    expect(await list('isListed=true', 'elsewhere')).toEqual([]);
  });
  it('hold what was escalated to the own territory or above it', async () => {
    const { id } = (await report()).body;
    expect(await list('isEscalated=true', 'operator')).not.toContain(id);
    await steps(id, ['supervise', { reason: '督办' }, 'operator']);
    for (const name of ['operator', 'officer'] as const) expect(await list('isEscalated=true', name)).toContain(id);
    expect(await list('isEscalated=false', 'operator')).not.toContain(id);
  });
  it('hold for the subdistrict what a firm leaves behind when its contract ends', async () => {
    const compoundId = v7();
    const contractId = v7();
    const point = { lng: 121.51, lat: 31.24, crs: 'WGS84' };
    await here.register('compounds', {
      id: compoundId,
      division: '310115005',
      name: '移交苑',
      point,
      households: 10,
      buildings: 1,
      type: 'commodity',
    });
    const terms = { startsOn: '2025-01-01', endsOn: '2030-12-31', promisedStar: 3, feePerSqm: 2 };
    await here.register('contracts', { id: contractId, compoundId, enterpriseId: firm.own, ...terms });
    const filed = await eventually(
      () => report({ compoundId }),
      ({ status, body }) => status === 201 && body.responsibleEnterpriseId === firm.own,
    );
    expect(await list('isForHandOver=true', 'officer')).not.toContain(filed.body.id);
    const ended = await send('POST', registry(`contracts/${contractId}/end`), { endedOn: day(-1), reason: '解除' }, as('registrar', 1));
    expect(ended.status).toBe(200);
    const forHandOver = () => list('isForHandOver=true', 'officer');
    expect(await eventually(forHandOver, (found) => found.includes(filed.body.id))).toContain(filed.body.id);
    expect(await read(filed.body.id)).toMatchObject({ state: 'REPORTED', responsibleEnterpriseId: firm.own });
  });
});

describe('a 24-hour report', () => {
  it('is filed once by the firm in charge, and seen by whoever sees the place', async () => {
    const body = {
      ...dutyReportOperations.fileDutyReport.example,
      id: v7(),
      compoundId: place.own,
      foundAt: new Date(Date.now() - 30 * 3_600_000).toISOString(),
    };
    const filed = await send('POST', service('duty-reports'), body, as('manager'));
    expect([filed.status, filed.body.isLate, filed.body.departments]).toEqual([201, true, ['housing']]);
    expect(filed.body.number).toMatch(/^DR-310115-\d{4}-\d{6}$/);
    expect((await send('POST', service('duty-reports'), body, as('manager'))).body).toEqual(filed.body);
    expect((await send('POST', service('duty-reports'), { ...body, what: '别的' }, as('manager'))).body.code).toBe(
      'already-filed-differently',
    );
    expect((await send('POST', service('duty-reports'), { ...body, id: v7() }, as('rival'))).body.code).toBe('place-unknown');
    const sees = async (by: Name) => (await send('GET', service('duty-reports?isLate=true'), undefined, as(by))).body.items.length;
    expect(await Promise.all((['officer', 'manager', 'rival', 'elsewhere', 'fire'] as const).map(sees))).toEqual([1, 1, 0, 0, 0]);
    expect((await send('GET', service(`duty-reports/${body.id}`), undefined, as('rival'))).status).toBe(404);
  });
});

describe('a work permit', () => {
  const air = (at: Date, value = 20.8) =>
    permitOperations.openPermit.example.readings.map((reading) => ({
      ...reading,
      at: at.toISOString(),
      value: reading.gas === 'oxygen' ? value : reading.value,
    }));
  const now = () => new Date();
  const permit = (over: Record<string, unknown> = {}) => ({
    ...permitOperations.openPermit.example,
    id: v7(),
    compoundId: place.own,
    ventilatedFrom: new Date(Date.now() - 40 * 60_000).toISOString(),
    startsAt: now().toISOString(),
    endsAt: new Date(Date.now() + 3 * 3_600_000).toISOString(),
    readings: air(now()),
    ...over,
  });
  const open = (over: Record<string, unknown> = {}, by: Name = 'manager') => send('POST', service('permits'), permit(over), as(by));
  const one = async (id: string) => (await send('GET', service(`permits/${id}`), undefined, as('officer'))).body;

  it('is refused with everything that is missing', async () => {
    const { status, body } = await open({ gear: [], readings: air(now(), 17) });
    expect([status, body.code]).toEqual([422, 'permit-not-possible']);
    expect(new Set(body.errors.map(({ code }: { code: string }) => code))).toEqual(new Set(['outside-limits', 'gear-missing']));
    expect((await open({}, 'rival')).body.code).toBe('place-unknown');
  });
  it('suspends itself when nobody tests the air any more, also when the service was down at that moment', async () => {
    const { status, body } = await open();
    expect([status, body.state]).toEqual([201, 'OPEN']);
    await here.city.restart('safety-hazards', { CLOCK_OFFSET: 'PT1H' });
    const suspended = await eventually(
      () => one(body.id),
      ({ state }) => state === 'SUSPENDED',
    );
    expect(suspended).toMatchObject({ state: 'SUSPENDED', doubt: 'readings-old', version: 2 });
    const readings = air(new Date(Date.now() + 3_600_000));
    const resumed = await send('POST', service(`permits/${body.id}/readings`), { readings }, as('manager', 2));
    expect([resumed.status, resumed.body.state]).toEqual([200, 'OPEN']);
    const closed = await send('POST', service(`permits/${body.id}/close`), { isEverybodyOut: true }, as('manager', 3));
    expect([closed.status, closed.body.state]).toEqual([200, 'CLOSED']);
    const inForce = async () =>
      (await send('GET', service('permits'), undefined, as('officer'))).body.items.map(({ id }: { id: string }) => id);
    expect(await inForce()).not.toContain(body.id);
  });
});

it('asks for the version that was read, where it is not acknowledging or urging', async () => {
  const { id } = (await report()).body;
  expect((await act(id, 'grade', { riskLevel: 'ORANGE', reason: '加重' }, 'officer', '*')).status).toBe(428);
  expect((await act(id, 'acknowledge', {}, 'operator', '*')).status).toBe(200);
});
