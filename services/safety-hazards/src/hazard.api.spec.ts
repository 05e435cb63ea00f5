/**
 * The service as its users see it: HTTP in, rows and messages out, on a real database and a real broker, with the real
 * registry beside it. Compounds and firms are registered through its API, and reach this service as events.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, send } from '@anju/testing/client';
import { DivisionRecorded } from '@anju/contracts/divisions';
import { subjectOf } from '@anju/contracts/event';
import { Bus } from '@anju/events/bus';
import { headersOf } from '@anju/events/cloud-event';
import { silent } from '@anju/events/log';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { v7 } from 'uuid';
import { HazardCity, type Name } from './hazard-city.fixtures.js';

const here = new HazardCity();
const { act, aReport, as, firm, hazards, ids, place, registry, report } = here;
let city: HazardCity['city'];
beforeAll(async () => {
  await here.start();
  city = here.city;
});
afterAll(() => city?.stop());

describe('filing', () => {
  it('answers 201 with what was recorded, and the event is on the bus exactly once', async () => {
    const { status, body, headers } = await report();
    expect(status).toBe(201);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toMatchObject({
      kind: 'hazard',
      state: 'REPORTED',
      version: 1,
      compoundName: '云栖苑own',
      departments: ['fire'],
      responsibleEnterpriseId: firm.own,
    });
    expect(body.number).toMatch(/^HZ-310115-\d{4}-\d{6}$/);
    const db = new pg.Client(city.urls['safety-hazards']!.relay);
    await db.connect();
    const receipts = () =>
      db.query('select r.* from publish_receipt r join event_log e using (event_id) where e.aggregate_id = $1', [body.id]);
    expect((await eventually(receipts, ({ rows }) => rows.length > 0)).rows).toHaveLength(1);
    await db.end();
  });

  it('shows its photos to whoever may see the case, and those of a re-check too', async () => {
    const pictures = [1, 2].map((fill) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500, fill)]));
    const [first, later] = pictures.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    const photo = (sha256: string, by: Name, bytes?: Buffer) =>
      fetch(`${city.services['safety-hazards']!.url}/api/safety-hazards/v1/photos/${sha256}`, {
        headers: { authorization: `Bearer ${as(by).token}`, ...(bytes && { 'content-type': 'image/png' }) },
        ...(bytes && { method: 'PUT', body: new Uint8Array(bytes) }),
      }).then(({ status }) => status);
    expect(await photo(first!, 'inspector', pictures[0])).toBe(201);
    const { id } = (await report({ photos: [{ sha256: first }] })).body;
    expect((await act(id, 'assign', {}, 'officer', 1)).status).toBe(200);
    expect((await act(id, 'accept', {}, 'manager', 2)).status).toBe(200);
    expect((await act(id, 'submit', { note: '已清理', photos: [] }, 'manager', 3)).status).toBe(200);
    expect(await photo(later!, 'second', pictures[1])).toBe(201);
    expect(await photo(later!, 'inspector')).toBe(404);
    expect((await act(id, 'recheck', { passed: true, photos: [{ sha256: later }] }, 'second', 4)).status).toBe(200);
    for (const name of ['operator', 'manager', 'fire', 'inspector'] as const)
      expect([await photo(first!, name), await photo(later!, name)]).toEqual([200, 200]);
    for (const name of ['elsewhere', 'rival', 'gas'] as const) expect(await photo(first!, name)).toBe(404);
  });

  it('sent fifty times at once, and again after a crash, is one hazard and one answer', async () => {
    const body = aReport();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send('POST', hazards(), body, as('inspector'))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body: answer }) => JSON.stringify(answer))).size).toBe(1);
    const assigned = await act(body.id, 'assign', {}, 'officer', 1);
    expect(assigned.status).toBe(200);
    await city.restart('safety-hazards');
    const again = await send('POST', hazards(), body, as('inspector'));
    expect([again.status, again.body]).toEqual([201, answers[0]!.body]);
  });

  it('refuses a used id with other content or by another person, and shows nothing', async () => {
    const body = aReport();
    await send('POST', hazards(), body, as('inspector'));
    for (const answer of [
      await send('POST', hazards(), { ...body, description: '别的' }, as('inspector')),
      await send('POST', hazards(), body, as('second')),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'already-filed-differently']);
      expect(JSON.stringify(answer.body)).not.toContain('楼道堆物');
    }
  });

  it('goes on while the broker is away, and catches up by itself', async () => {
    await city.nats.child.stop('SIGKILL');
    const filed = await report();
    expect(filed.status).toBe(201);
    await city.restartNats();
    const db = new pg.Client(city.urls['safety-hazards']!.relay);
    await db.connect();
    const pending = await eventually(
      () => db.query('select count(*)::int n from outbox_pending'),
      ({ rows }) => rows[0].n === 0,
      30_000,
    );
    expect(pending.rows[0].n).toBe(0);
    await db.end();
  });

  it('records an emergency and says whom to call', async () => {
    const { status, body } = await report({ itemCode: 'G15' });
    expect([status, body.kind]).toEqual([201, 'incident']);
    expect(body.callNow.map(({ phone }: { phone: string }) => phone)).toContain('119');
    const handed = await send(
      'POST',
      `${city.services['safety-hazards']!.url}/api/safety-hazards/v1/incidents/${body.id}/hand-over`,
      { to: '燃气抢修' },
      as('operator', 1),
    );
    expect(handed.status).toBe(200);
  });
});

describe('the loop through the API', () => {
  it('runs from report to closed, each step by its own people', async () => {
    const { body } = await report();
    const steps: [string, unknown, Name, string][] = [
      ['acknowledge', {}, 'operator', 'REPORTED'],
      ['assign', {}, 'officer', 'ASSIGNED'],
      ['accept', {}, 'manager', 'ACCEPTED'],
      ['submit', { note: '已清理', photos: [] }, 'manager', 'SUBMITTED'],
      ['recheck', { passed: true, photos: [] }, 'second', 'CLOSED'],
    ];
    let version = 1;
    for (const [action, input, by, state] of steps) {
      const answer = await act(body.id, action, input, by, version);
      expect([action, answer.status, answer.body.state]).toEqual([action, 200, state]);
      version = answer.body.version;
    }
    const { body: events } = await send('GET', hazards(`/${body.id}/events`), undefined, as('operator'));
    expect(events.items.map(({ event }: any) => event.type.split('.')[1])).toEqual([
      'reported',
      'acknowledged',
      'assigned',
      'accepted',
      'rectification-submitted',
      'closed',
    ]);
  });

  it('answers a repeated change again and refuses a stale one', async () => {
    const { body } = await report();
    const first = await act(body.id, 'assign', {}, 'officer', 1);
    const repeated = await act(body.id, 'assign', {}, 'officer', 1);
    const stale = await act(body.id, 'assign', { to: { kind: 'subdistrict' } }, 'officer', 1);
    expect([first.status, repeated.status, repeated.body.version, stale.status, stale.body.code]).toEqual([
      200,
      200,
      2,
      412,
      'version-stale',
    ]);
  });

  it('refuses in the order of the contract', async () => {
    const { body } = await report();
    const unknown = v7();
    expect((await send('POST', hazards(`/${body.id}/assign`), {}, {})).status).toBe(401);
    expect((await act(unknown, 'assign', {}, 'manager', 1)).body.code).toBe('role-not-permitted');
    expect((await act(unknown, 'assign', { nonsense: true }, 'officer', 1)).status).toBe(422);
    expect((await act(unknown, 'assign', {}, 'officer', 1)).status).toBe(404);
    expect((await send('POST', hazards(`/${body.id}/assign`), {}, as('officer'))).status).toBe(428);
    expect((await act(body.id, 'assign', {}, 'officer', 9)).status).toBe(412);
    expect((await act(body.id, 'recheck', { passed: true, photos: [] }, 'second', 1)).body).toMatchObject({
      code: 'not-in-this-state',
      state: 'REPORTED',
    });
  });

  it('says what is wrong in the asked language', async () => {
    const chinese = await report({ itemCode: 'F99x' });
    const english = await send('POST', hazards(), aReport({ itemCode: 'F99x' }), { ...as('inspector'), language: 'en' });
    expect(chinese.body).toMatchObject({ status: 422, code: 'content-invalid', title: '内容有误' });
    expect(english.body).toMatchObject({ title: 'The content is not valid', errors: [{ pointer: '/itemCode' }] });
    expect((await send('POST', hazards(), '{"broken', as('inspector'))).body.code).toBe('body-malformed');
    expect((await report({ description: '\ud800' })).body.code).toBe('content-invalid');
    expect((await report({ compoundId: v7() })).body.code).toMatch(/place-unknown|place-not-known-yet/);
    for (const address of ['/%ff', `/${'x'.repeat(3_000)}`])
      expect((await send('GET', hazards(address), undefined, as('inspector'))).body).toMatchObject({
        status: 404,
        code: 'not-found',
        title: '没有找到',
      });
  });

  it('hears a body that is too large to its end, so that the refusal is read', async () => {
    for (const description of ['x'.repeat(2_000_000), 'x'.repeat(13_000_000)])
      for (let time = 0; time < 5; time++)
        expect(await report({ description })).toMatchObject({ status: 413, body: { code: 'payload-too-large' } });
  });
});

describe('jurisdiction', () => {
  it('keeps two firms of one subdistrict, two departments and two subdistricts apart', async () => {
    const own = (await report()).body.id as string;
    const other = (await report({ compoundId: place.other, itemCode: 'G09' })).body.id as string;
    const visible: [Name, boolean, boolean][] = [
      ['operator', true, true],
      ['officer', true, true],
      ['elsewhere', false, false],
      ['manager', true, false],
      ['rival', false, true],
      ['fire', true, false],
      ['gas', false, false],
    ];
    for (const [name, seesOwn, seesOther] of visible) {
      const listed = ids(await send('GET', `${hazards()}?state=any&limit=200`, undefined, as(name)));
      expect([name, listed.includes(own), listed.includes(other)]).toEqual([name, seesOwn, seesOther]);
      for (const [id, sees] of [
        [own, seesOwn],
        [other, seesOther],
      ] as const) {
        for (const path of ['', '/events'])
          expect([name, path, (await send('GET', hazards(`/${id}${path}`), undefined, as(name))).status]).toEqual([
            name,
            path,
            sees ? 200 : 404,
          ]);
      }
    }
  });

  it('does not let anybody file outside the own scope', async () => {
    expect((await report({}, 'elsewhere')).body.code).toBe('place-unknown');
    expect((await report({}, 'rival')).body.code).toBe('place-unknown');
    expect((await report({ compoundId: place.other }, 'rival')).status).toBe(201);
  });
});

describe('lists', () => {
  it('page through everything once, most urgent first', async () => {
    await report({ isSuspectedMajor: true });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await send('GET', `${hazards()}?limit=3${cursor && `&cursor=${cursor}`}`, undefined, as('operator'));
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    const { body: all } = await send('GET', `${hazards()}?limit=200`, undefined, as('operator'));
    expect(seen).toEqual(all.items.map(({ id }: { id: string }) => id));
    expect(all.items[0].class).toBe('SUSPECTED_MAJOR');
  });
  it('suggest what may be the same: open in the compound, or near the point across its fence', async () => {
    const point = { lng: 121.6, lat: 31.2, crs: 'WGS84' };
    const { id } = (await report({ point })).body;
    const near = async (over: Record<string, unknown>, by: Name = 'inspector') => {
      const asked = { compoundId: place.other, family: 'fire', lng: point.lng + 0.0003, lat: point.lat, ...over };
      const { body } = await send('GET', `${hazards('/duplicates')}?${new URLSearchParams(asked as never)}`, undefined, as(by));
      return body.items.find(({ hazard }: { hazard: { id: string } }) => hazard.id === id)?.distanceM;
    };
    expect(await near({})).toBeGreaterThanOrEqual(28);
    expect(await near({})).toBeLessThanOrEqual(29);
    expect(await near({ lng: point.lng + 0.01 })).toBeUndefined();
    expect(await near({ family: 'gas' })).toBeUndefined();
    expect(await near({ itemCode: 'F02' })).toBeUndefined();
    expect(await near({ compoundId: place.own, lng: point.lng + 0.01 })).toBeGreaterThan(900);
    expect(await near({ compoundId: place.own }, 'elsewhere')).toBeUndefined();
    expect(await near({ compoundId: place.own }, 'rival')).toBeUndefined();
    expect(await near({ compoundId: place.own }, 'manager')).toBeDefined();
  });
  it('show everybody the duties that are theirs', async () => {
    const toFirm = (await report()).body.id as string;
    const toSubdistrict = (await report()).body.id as string;
    await act(toFirm, 'assign', {}, 'officer', 1);
    await act(toSubdistrict, 'assign', { to: { kind: 'subdistrict' } }, 'officer', 1);
    const seen: [Name, boolean, boolean][] = [
      ['manager', true, false],
      ['officer', false, true],
      ['operator', true, true],
      ['rival', false, false],
    ];
    for (const [name, firms, subdistricts] of seen) {
      const listed = ids(await send('GET', `${hazards()}?duty=accept&limit=200`, undefined, as(name)));
      expect([name, listed.includes(toFirm), listed.includes(toSubdistrict)]).toEqual([name, firms, subdistricts]);
    }
    expect(ids(await send('GET', `${hazards()}?duty=decide&limit=200`, undefined, as('gas')))).toEqual([]);
  });
  it('refuse a cursor that is not theirs', async () => {
    for (const key of ['abc', '["x"]', '[1,"never","01930000-0000-7000-8000-00000000dead"]', '["infinity","' + v7() + '"]']) {
      const cursor = Buffer.from(key).toString('base64url');
      expect((await send('GET', `${hazards()}?cursor=${cursor}`, undefined, as('operator'))).body.code).toBe('content-invalid');
    }
  });
});

describe('a division that took over another', () => {
  it('sees what was filed under the code before it, and may go on with it, also after a restart', async () => {
    const { id } = (await report()).body;
    const open = async () => ids(await send('GET', `${hazards()}?limit=200`, undefined, as('elsewhere')));
    expect(await open()).toEqual([]);
    const { body } = await send('GET', registry('divisions?within=310115005'), undefined, as('registrar'));
    const data = { ...body.items[0], validTo: '2026-11-01', successors: ['310115016'] };
    const bus = new Bus({ url: city.nats.url, nkeySeedFile: city.nats.nkeySeedFile, name: 'spec', log: silent, onClosed: () => undefined });
    await bus.ready;
    const attributes = {
      specversion: '1.0',
      id: v7(),
      source: '/anju/3101/enterprise-registry',
      type: DivisionRecorded.type,
      subject: v7(),
      time: new Date().toISOString(),
      sequence: '00000000000000000002',
      datacontenttype: 'application/json',
      division: '310115005',
      dbgeneration: '1',
    } as const;
    const subject = subjectOf(DivisionRecorded, undefined, '310115005');
    bus.connection.publish(subject, JSON.stringify(data), { headers: headersOf(attributes, attributes.id) });
    expect(await eventually(open, (found) => found.includes(id))).toContain(id);
    await city.restart('safety-hazards');
    expect(await eventually(open, (found) => found.includes(id))).toContain(id);
    expect((await act(id, 'acknowledge', {}, 'elsewhere', 1)).status).toBe(200);
    await bus.close();
  });
});

describe('deadlines that passed while nobody was there', () => {
  const months = { CLOCK_OFFSET: 'P60D' };
  /** Lower fires first: what nobody was assigned, then what a department has to decide. */
  const urgency: Record<string, number> = { assign: 1, decide: 2, accept: 3, rectify: 4, recheck: 4 };
  let database: pg.Pool;
  beforeAll(() => {
    database = new pg.Pool({ connectionString: city.urls['safety-hazards']!.owner, max: 1, options: '-c search_path=safety_hazards' });
  });
  afterAll(() => database.end());

  const timersOf = async (id: string) =>
    (await database.query('select id, due_at from timers where aggregate_id = $1 order by id', [id])).rows;
  const due = async () =>
    Number((await database.query(`select count(*) from timers where due_at <= now() + interval '60 days'`)).rows[0].count);
  const acted = async () =>
    (
      await database.query<{ id: string; type: string; duty: string; level: number }>(
        `select aggregate_id as id, ce_type as type, payload ->> 'duty' as duty, (payload ->> 'level')::int as level from event_log
         where ce_type = 'hazard.overdue.v1' or payload ->> 'cause' = 'clock' order by xid, aggregate_version`,
      )
    ).rows;

  it('are not moved by an edit, and act once each, in order, unassigned first, also when the process dies over it', async () => {
    // Due hours before the unassigned one, and yet after it.
    const held = (await report({ isSuspectedMajor: true })).body.id;
    expect((await act(held, 'assign', { to: { kind: 'enterprise', enterpriseId: firm.own } }, 'operator', 1)).status).toBe(200);
    const unassigned = (await report()).body.id;
    const before = await timersOf(unassigned);
    expect(before.length).toBeGreaterThan(0);
    expect((await act(unassigned, 'urge', {}, 'operator', '*')).status).toBe(200);
    expect(await timersOf(unassigned)).toEqual(before);
    expect(await due()).toBeGreaterThanOrEqual(3);
    expect(await acted()).toEqual([]);

    await city.restart('safety-hazards', months);
    await eventually(acted, (found) => found.length > 0);
    await city.restart('safety-hazards', months);
    expect(await eventually(due, (count) => count === 0)).toBe(0);

    const all = await acted();
    const firsts = all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index).map(({ duty }) => urgency[duty]!);
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    expect(new Set(firsts).size).toBeGreaterThan(1);
    const ladders = new Map<string, typeof all>();
    for (const one of all) ladders.set(`${one.id} ${one.duty}`, [...(ladders.get(`${one.id} ${one.duty}`) ?? []), one]);
    expect([...ladders.keys()]).toEqual(expect.arrayContaining([`${unassigned} assign`, `${held} decide`, `${held} accept`]));
    for (const ladder of ladders.values()) {
      expect(ladder.filter(({ type }) => type === 'hazard.overdue.v1')).toHaveLength(1);
      expect(ladder.filter(({ type }) => type === 'hazard.escalated.v1').map(({ level }) => level)).toEqual([1, 2, 3, 4, 5]);
    }
  });
});
