/**
 * Rules that change, as people change them: over HTTP, two administrators, on real processes whose business clock is moved
 * past the first day. Two places change differently and on different days, a third not at all.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeadlineRule, PolicyOf } from '@anju/contracts/policies';
import { Role } from '@anju/contracts/actors';
import { policyOperations } from '@anju/contracts/policy-proposals';
import { dayOf } from '@anju/contracts/day';
import { anchorFile } from '@anju/events/anchor';
import { verifyAudit } from '@anju/events/verify';
import { aCity, type City } from '@anju/testing/city';
import { eventually, send } from '@anju/testing/client';
import type { Who } from '@anju/testing/realm';
import { join } from 'node:path';
import pg from 'pg';
import { v7 } from 'uuid';

const people = {
  system: { sub: 'a1', role: 'system-admin', divisions: ['310115'] },
  security: { sub: 'a2', role: 'security-admin', divisions: ['310115'] },
  promoted: { sub: 'a1', role: 'security-admin', divisions: ['310115'] },
  inspector: { sub: 'i1', role: 'inspector', divisions: ['310115', '510603'] },
  officer: { sub: 's1', role: 'subdistrict-officer', divisions: ['310115', '510603'] },
  registrar: { sub: 'r1', role: 'registrar', divisions: ['310115'] },
  farRegistrar: { sub: 'r2', role: 'registrar', divisions: ['510603'] },
} satisfies Record<string, Who>;
type Name = keyof typeof people;
/** The subdistrict that gets rules of its own, the county whose rules change, and the one where nothing changes. */
const divisions = { own: '310115005', far: '510603001', untouched: '310115016' };
type Place = keyof typeof divisions;
const places = { own: v7(), far: v7(), untouched: v7() } satisfies Record<Place, string>;

let city: City;
const tokens = {} as Record<Name, string>;
const at = (path: string, context = 'safety-hazards') => `${city.services[context]!.url}/api/${context}/v1/${path}`;
const post = (path: string, body: unknown, by: Name, ifMatch?: number) =>
  send('POST', at(path), body, { token: tokens[by], ...(ifMatch !== undefined && { ifMatch }) });
const get = (path: string, by: Name = 'inspector') => send('GET', at(path), undefined, { token: tokens[by] });
const outcome = ({ status, body }: { status: number; body: any }) => [status, body.code];
const inDays = (days: number) => dayOf(new Date(Date.now() + days * 86_400_000));
const report = async (place: Place) => {
  const body = { id: v7(), compoundId: places[place], itemCode: 'F01', photos: [], foundAt: new Date().toISOString() };
  return post('hazards', body, 'inspector');
};

beforeAll(async () => {
  city = await aCity({ services: ['enterprise-registry', 'safety-hazards'] });
  for (const [name, who] of Object.entries(people)) tokens[name as Name] = await city.token(who);
  for (const [place, division] of Object.entries(divisions) as [Place, string][]) {
    const point = { lng: 121.507, lat: 31.236, crs: 'WGS84' };
    const compound = { id: places[place], division, name: `示例${place}苑`, point, households: 800, buildings: 10, type: 'commodity' };
    const token = tokens[place === 'far' ? 'farRegistrar' : 'registrar'];
    expect((await send('POST', at('compounds', 'enterprise-registry'), compound, { token })).status).toBe(201);
    await eventually(
      () => report(place),
      ({ status }) => status === 201,
    );
  }
});
afterAll(() => city?.stop());

/** The deadlines that hold at a place, with other times to assign and to rectify. */
async function aChange(jurisdiction: string, minutes: number, days: number, validFrom: string, over: object = {}) {
  const { body: page } = await get(`policies?kind=hazard-deadlines&division=${jurisdiction}`);
  const [{ id, version, jurisdiction: of }] = page.items;
  const { content, title, basis } = (await get(`policies/${id}?version=${version}`)).body as PolicyOf<'hazard-deadlines'>;
  const changed = (rule: DeadlineRule): DeadlineRule => {
    if (rule.duty === 'assign' && !rule.class) return { ...rule, amount: minutes, unit: 'minutes' };
    if (rule.duty === 'rectify' && (rule.riskLevel === 'YELLOW' || rule.itemCode === 'F01'))
      return { ...rule, amount: days, unit: 'calendar-days' };
    return rule;
  };
  return {
    id: v7(),
    kind: 'hazard-deadlines',
    jurisdiction,
    validFrom,
    title,
    basis,
    content: { ...content, rules: content.rules.map(changed) },
    ...(of === jurisdiction && { basedOn: version }),
    reason: '试行更短的交办时限。',
    ...over,
  };
}

describe('a change of a rule', () => {
  it('is read by every role and asked for by administrators only', async () => {
    for (const role of Role.options) {
      const who = { sub: role, role, divisions: ['310115'], enterpriseId: v7(), department: 'fire' };
      const token = await city.token(who);
      const seen = async (path: string) => (await send('GET', at(path), undefined, { token })).status;
      expect([role, await seen('policies'), await seen('policies/hazard-catalogue'), await seen('policy-proposals')]).toEqual([
        role,
        200,
        200,
        200,
      ]);
      for (const [operation, path] of [
        ['proposePolicy', 'policy-proposals'],
        ['approvePolicy', `policy-proposals/${v7()}/approve`],
        ['refusePolicy', `policy-proposals/${v7()}/refuse`],
        ['withdrawPolicy', `policy-proposals/${v7()}/withdraw`],
      ] as const) {
        const { status } = await send('POST', at(path), {}, { token, ifMatch: 1 });
        expect([role, operation, status === 403]).toEqual([
          role,
          operation,
          !(policyOperations[operation].roles as readonly string[]).includes(role),
        ]);
      }
    }
    expect((await send('GET', at('policy-proposals'))).status).toBe(401);
  });

  it('is accepted as the document shows it', async () => {
    const { status, body } = await post('policy-proposals', { ...policyOperations.proposePolicy.example, id: v7() }, 'system');
    expect([status, body.document.id, body.document.version]).toEqual([201, 'working-time-310199', 1]);
    expect((await post(`policy-proposals/${body.id}/refuse`, policyOperations.refusePolicy.example, 'security', 1)).body.state).toBe(
      'REFUSED',
    );
    const again = (await post('policy-proposals', { ...policyOperations.proposePolicy.example, id: v7() }, 'system')).body;
    expect((await post(`policy-proposals/${again.id}/approve`, policyOperations.approvePolicy.example, 'security', 1)).body.state).toBe(
      'APPROVED',
    );
    const stale = await post('policy-proposals', { ...policyOperations.proposePolicy.example, id: v7() }, 'system');
    expect(outcome(stale)).toEqual([409, 'policy-moved-on']);
  });

  it('is refused in the order of the contract, and one at a time', async () => {
    const change = await aChange('510603', 45, 2, inDays(30));
    const { content: _, ...without } = change;
    expect(outcome(await post('policy-proposals', without, 'system'))).toEqual([422, 'content-invalid']);
    const misspelt = { ...change, content: { ...change.content, escalations: [] } };
    expect((await post('policy-proposals', misspelt, 'system')).body.errors).toMatchObject([{ pointer: '/content/escalations' }]);
    expect(outcome(await post('policy-proposals', { ...change, validFrom: inDays(0) }, 'system'))).toEqual([422, 'policy-not-ahead']);
    expect(outcome(await post('policy-proposals', { ...change, basedOn: 7 }, 'system'))).toEqual([409, 'policy-moved-on']);
    const first = await post('policy-proposals', change, 'system');
    expect([first.status, first.headers.get('etag'), first.body.state]).toEqual([201, '"1"', 'PROPOSED']);
    expect(first.body.difference).toContainEqual({ path: ['content', 'rules', 'rectify YELLOW', 'amount'], before: 7, after: 2 });
    expect(outcome(await post('policy-proposals', { ...change, id: v7() }, 'system'))).toEqual([409, 'policy-already-proposed']);
    const on = (action: string, by: Name, ifMatch?: number, body: object = {}) =>
      post(`policy-proposals/${change.id}/${action}`, body, by, ifMatch);
    expect((await post(`policy-proposals/${v7()}/approve`, {}, 'security', 1)).status).toBe(404);
    expect((await on('approve', 'security')).status).toBe(428);
    expect((await on('approve', 'security', 9)).status).toBe(412);
    expect(outcome(await on('approve', 'promoted', 1))).toEqual([403, 'not-yours-to-do']);
    expect((await get('policy-proposals?state=open', 'security')).body.items.map(({ id }: { id: string }) => id)).toEqual([change.id]);
    const withdrawn = await on('withdraw', 'system', 1);
    expect([withdrawn.status, withdrawn.body.state]).toEqual([200, 'WITHDRAWN']);
    expect((await on('withdraw', 'system', 1)).body).toEqual(withdrawn.body);
    expect((await on('approve', 'security', 2)).body).toMatchObject({ code: 'not-in-this-state', state: 'WITHDRAWN', possible: [] });
    expect((await post('policy-proposals', change, 'system')).body).toEqual(first.body);
    const decided = (await get('policy-proposals?state=decided&limit=1')).body;
    expect([decided.items[0].id, decided.items[0].document.content]).toEqual([change.id, undefined]);
    expect((await get(`policy-proposals?state=decided&limit=1&cursor=${decided.nextCursor}`)).body.items[0].id).not.toBe(change.id);
  });
});

describe('a rule with a day ahead', () => {
  const assignBy = ({ clocks }: any): [minutes: number, rule: string] => {
    const { startedAt, dueAt, policy } = clocks.find(({ duty }: { duty: string }) => duty === 'assign');
    return [Math.round((Date.parse(dueAt) - Date.parse(startedAt)) / 60_000), `${policy.id} ${policy.version}`];
  };
  /** A hazard reported now at each place: minutes to assign it, and the rule that says so. */
  const now = async () => {
    const found = {} as Record<Place, { id: string; assign: ReturnType<typeof assignBy> }>;
    for (const place of Object.keys(places) as Place[]) {
      const { body } = await report(place);
      found[place] = { id: body.id, assign: assignBy(body) };
    }
    return found;
  };
  const rulesOf = (found: Awaited<ReturnType<typeof now>>) => Object.values(found).map(({ assign: [, rule] }) => rule);

  it('changes nothing before its day and everything after it, at each place on its own day and nowhere else', async () => {
    const [soon, later] = [inDays(10), inDays(20)];
    for (const change of [await aChange('310115005', 45, 3, soon), await aChange('510603', 20, 9, later)]) {
      expect((await post('policy-proposals', change, 'system')).status).toBe(201);
      const approved = await post(`policy-proposals/${change.id}/approve`, {}, 'security', 1);
      expect([approved.status, approved.body.state]).toEqual([200, 'APPROVED']);
      expect((await post(`policy-proposals/${change.id}/approve`, {}, 'security', 1)).body).toEqual(approved.body);
    }
    expect((await get('policies/hazard-deadlines-510603')).body).toMatchObject({ version: 2, previous: 1, validFrom: later });
    const before = await now();
    const old = ['hazard-deadlines-310115 1', 'hazard-deadlines-510603 1', 'hazard-deadlines-310115 1'];
    expect(rulesOf(before)).toEqual(old);
    const kept = (await get(`hazards/${before.own.id}`)).body.clocks;

    await city.restart('safety-hazards', { CLOCK_OFFSET: 'P15D' });
    const between = await now();
    expect(rulesOf(between)).toEqual(['hazard-deadlines-310115005 1', 'hazard-deadlines-510603 1', 'hazard-deadlines-310115 1']);
    expect(between.own.assign[0]).toBe(45);

    await city.restart('safety-hazards', { CLOCK_OFFSET: 'P25D' });
    const after = await now();
    expect(rulesOf(after)).toEqual(['hazard-deadlines-310115005 1', 'hazard-deadlines-510603 2', 'hazard-deadlines-310115 1']);
    expect([after.own.assign[0], after.far.assign[0]]).toEqual([45, 20]);

    for (const [place, { id, assign }] of Object.entries(before)) {
      const { body } = await get(`hazards/${id}`);
      expect([place, assignBy(body)]).toEqual([place, assign]);
    }
    const { body: hazard } = await get(`hazards/${before.own.id}`);
    expect(hazard.clocks.map(({ dueAt }: { dueAt: string }) => dueAt)).toEqual(kept.map(({ dueAt }: { dueAt: string }) => dueAt));
  });

  it('decides a duty that begins after its day, also of a hazard that was reported before', async () => {
    const { body } = await get('hazards?limit=200&division=310115005');
    const earliest = body.items.sort((a: any, b: any) => (a.recordedAt < b.recordedAt ? -1 : 1))[0];
    let { version } = (await get(`hazards/${earliest.id}`)).body;
    const step = async (action: string, input: object) => {
      for (let attempt = 0; attempt < 20; attempt++) {
        const answer = await post(`hazards/${earliest.id}/${action}`, input, 'officer', version);
        if (answer.status !== 412) return answer;
        version = answer.body.version;
      }
      throw new Error(`${action} is always late`);
    };
    ({ version } = (await step('assign', { to: { kind: 'subdistrict' } })).body);
    const accepted = await step('accept', {});
    const rectify = accepted.body.clocks.find(({ duty }: { duty: string }) => duty === 'rectify');
    expect(rectify.policy).toMatchObject({ id: 'hazard-deadlines-310115005', version: 1 });
    expect(dayOf(rectify.dueAt)).toBe(inDays(25 + 3));
  });

  it('comes too late for a proposal whose day has come meanwhile, which has to be proposed anew', async () => {
    const change = await aChange('510603', 30, 5, inDays(27));
    expect((await post('policy-proposals', change, 'system')).status).toBe(201);
    await city.restart('safety-hazards', { CLOCK_OFFSET: 'P27D' });
    expect(outcome(await post(`policy-proposals/${change.id}/approve`, {}, 'security', 1))).toEqual([409, 'policy-day-has-come']);
    expect((await post(`policy-proposals/${change.id}/withdraw`, {}, 'system', 1)).body.state).toBe('WITHDRAWN');
    expect((await get('policies/hazard-deadlines-510603')).body.version).toBe(2);
  });

  it('leaves through the relay, and its record is whole', async () => {
    const database = new pg.Pool({ connectionString: city.urls['safety-hazards']!.relay, max: 2 });
    const pending = async () => Number((await database.query('select count(*) from outbox_pending')).rows[0].count);
    expect(await eventually(pending, (count) => count === 0)).toBe(0);
    const { rows } = await database.query(
      `select ce_type as type, count(*)::int as events, count(distinct e.event_id) filter (where r.event_id is not null)::int as sent
       from event_log e left join publish_receipt r using (event_id) where ce_type like 'policy.%' group by 1 order by 1`,
    );
    const files = 3 + 8; // calendar, and the rules of this service
    expect(rows).toEqual([
      { type: 'policy.approved.v1', events: files + 3, sent: files + 3 },
      { type: 'policy.proposed.v1', events: 6, sent: 6 },
      { type: 'policy.refused.v1', events: 1, sent: 1 },
      { type: 'policy.withdrawn.v1', events: 2, sent: 2 },
    ]);
    const unsealed = async () =>
      Number(
        (await database.query(`select count(*) from event_log e where not exists (select 1 from audit_seal s where s.row_id = e.event_id)`))
          .rows[0].count,
      );
    expect(await eventually(unsealed, (count) => count === 0)).toBe(0);
    expect(await verifyAudit(database, anchorFile(join(city.folder, 'safety-hazards')))).toMatchObject({ ok: true, faults: [] });
    await database.end();
  });
});
