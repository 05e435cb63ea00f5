/** The calendar changes as every rule does: proposed by one administrator, approved by another, from a day ahead on. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayOf } from '@anju/contracts/day';
import { policyOperations } from '@anju/contracts/policy-proposals';
import { aCity, type City } from '@anju/testing/city';
import { send } from '@anju/testing/client';
import type { Who } from '@anju/testing/realm';
import { v7 } from 'uuid';

const people = {
  system: { sub: 'a1', role: 'system-admin', divisions: ['310115'] },
  other: { sub: 'a3', role: 'system-admin', divisions: ['310115'] },
  security: { sub: 'a2', role: 'security-admin', divisions: ['310115'] },
  manager: { sub: 'm1', role: 'enterprise-manager', enterpriseId: v7() },
} satisfies Record<string, Who>;
type Name = keyof typeof people;

let city: City;
const tokens = {} as Record<Name, string>;
const at = (path: string) => `${city.services['enterprise-registry']!.url}/api/enterprise-registry/v1/${path}`;
const post = (path: string, body: unknown, by: Name, ifMatch?: number) =>
  send('POST', at(path), body, { token: tokens[by], ...(ifMatch !== undefined && { ifMatch }) });
const get = (path: string, by: Name = 'manager') => send('GET', at(path), undefined, { token: tokens[by] });
const outcome = ({ status, body }: { status: number; body: any }) => [status, body.code];
const year = Number(dayOf(new Date()).slice(0, 4)) + 1;
const schedule = (over: object = {}) => ({
  id: v7(),
  kind: 'holidays',
  validFrom: `${year}-01-01`,
  validTo: `${year}-12-31`,
  title: { zh: '节假日', en: 'Holidays' },
  basis: { zh: '示例', en: 'Example' },
  content: { year, holidays: [`${year}-01-01`], makeUpDays: [] },
  reason: '国务院办公厅通知。',
  ...over,
});

beforeAll(async () => {
  city = await aCity({ services: ['enterprise-registry'] });
  for (const [name, who] of Object.entries(people)) tokens[name as Name] = await city.token(who);
});
afterAll(() => city?.stop());

describe('the calendar of the coming year', () => {
  it('takes two administrators, and is there after a restart', async () => {
    const proposal = schedule();
    expect(outcome(await post('policy-proposals', proposal, 'security'))).toEqual([403, 'role-not-permitted']);
    expect((await post('policy-proposals', proposal, 'system')).status).toBe(201);
    expect(outcome(await post('policy-proposals', schedule(), 'other'))).toEqual([409, 'policy-already-proposed']);
    expect(outcome(await post(`policy-proposals/${proposal.id}/approve`, {}, 'system', 1))).toEqual([403, 'role-not-permitted']);
    expect(outcome(await post(`policy-proposals/${proposal.id}/withdraw`, {}, 'other', 1))).toEqual([403, 'not-yours-to-do']);
    expect((await get(`policies/holidays-${year}`)).status).toBe(404);
    expect((await post(`policy-proposals/${proposal.id}/approve`, { note: '已核对' }, 'security', 1)).body).toMatchObject({
      state: 'APPROVED',
      version: 2,
      decision: { by: { sub: 'a2', role: 'security-admin' }, note: '已核对' },
    });
    await city.restart('enterprise-registry');
    expect((await get(`policies/holidays-${year}`)).body).toMatchObject({ version: 1, content: { year } });
    expect((await get(`policies?kind=holidays&division=310115&day=${year}-03-01`)).body.items).toMatchObject([{ id: `holidays-${year}` }]);
    expect((await get(`policy-proposals/${proposal.id}`)).body).toMatchObject({ state: 'APPROVED', reason: proposal.reason });
  });

  it('is corrected by a next version that shows what it changes', async () => {
    const correction = schedule({
      basedOn: 1,
      validFrom: `${year}-02-01`,
      content: { year, holidays: [`${year}-01-01`, `${year}-02-08`], makeUpDays: [] },
    });
    const { body } = await post('policy-proposals', correction, 'system');
    expect(body.difference).toEqual([
      { path: ['validFrom'], before: `${year}-01-01`, after: `${year}-02-01` },
      { path: ['content', 'holidays', `${year}-02-08`], after: `${year}-02-08` },
    ]);
    expect((await post(`policy-proposals/${body.id}/approve`, {}, 'security', 1)).status).toBe(200);
    expect((await get(`policies/holidays-${year}`)).body).toMatchObject({ version: 2, previous: 1 });
  });

  it('is no place for rules that are kept elsewhere; the document’s example is accepted', async () => {
    const foreign = schedule({ kind: 'hazard-duplicates', content: { radiusM: 30, days: 30 } });
    expect((await post('policy-proposals', foreign, 'system')).body).toMatchObject({
      code: 'content-invalid',
      errors: [{ pointer: '/kind' }],
    });
    expect((await post('policy-proposals', { ...policyOperations.proposePolicy.example, id: v7() }, 'system')).status).toBe(201);
  });
});
