/** Access that is taken away, and every way of asking wrongly: stable codes, both languages, never a 500. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '@anju/testing/client';
import { v7 } from 'uuid';
import { aRegistry, outcome, people, type Registry } from './registry-city.fixtures.js';
import { aCompound, aContract, anEnterprise } from './registry.fixtures.js';

let registry: Registry;
beforeAll(async () => {
  registry = await aRegistry();
});
afterAll(() => registry?.city.stop());
const post: Registry['post'] = (...args) => registry.post(...args);
const get: Registry['get'] = (...args) => registry.get(...args);

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
    const anew = await registry.city.token({ ...people.leaver, authzVersion: 1 });
    expect((await send('GET', registry.url('divisions?within=310115005'), undefined, { token: anew })).status).toBe(200);
    await registry.city.restart('enterprise-registry');
    expect(outcome(await get('divisions?within=310115005', 'leaver'))).toEqual([401, 'access-revoked']);
  });

  it('many times at once gives each its own version', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('access-revocations', { id: v7(), sub: 'many', reason: '演练。' }, 'security')),
    );
    expect(answers.map(({ status, body }) => [status, body.authzVersion]).sort()).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((version) => [201, version]),
    );
  });
});

describe('refusals', () => {
  it.each([
    ['enterprises', { ...anEnterprise(), uscc: '123' }, 422, 'uscc-malformed'],
    ['enterprises', { ...anEnterprise(), surprise: 1 }, 422, 'content-invalid'],
    ['enterprises', '{"id":', 400, 'body-malformed'],
    ['compounds', { ...aCompound(), point: undefined }, 422, 'content-invalid'],
    ['compounds', { ...aCompound(), id: 'x' }, 422, 'content-invalid'],
    [
      'contracts',
      aContract({ compoundId: v7(), enterpriseId: v7(), startsOn: '2027-01-01', endsOn: '2026-01-01' }),
      422,
      'content-invalid',
    ],
  ])('of a body to %s speak the asked language with a stable code', async (path, body, status, code) => {
    const [zh, en] = [await post(path, body, 'registrar', undefined, 'zh-CN'), await post(path, body, 'registrar', undefined, 'en')];
    expect([outcome(zh), outcome(en)]).toEqual([
      [status, code],
      [status, code],
    ]);
    expect(zh.headers.get('content-type')).toMatch(/application\/problem\+json/);
    expect(zh.body.title).toMatch(/[\u4e00-\u9fff]/);
    expect(en.body.title).toMatch(/^[\x20-\x7e’]+$/);
    expect(zh.body.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    'compounds?cursor=x',
    'compounds?cursor=WzFd',
    'compounds?limit=0',
    'compounds?nearLng=121',
    'compounds?nearLng=x&nearLat=1',
    'responsible?compoundId=x&on=2026-01-01',
    'responsible?on=2026-13-01',
    'search?q=',
    'enterprises?status=GONE',
    'divisions?within=%00',
  ])('of a question like %s are 422', async (path) => {
    expect(outcome(await get(path))).toEqual([422, 'content-invalid']);
  });

  it('of what is not there are 404, of a wrong method 405, without a token 401', async () => {
    expect((await get(`compounds/${v7()}`)).status).toBe(404);
    expect((await get('compounds/nothing')).status).toBe(404);
    expect((await registry.send('DELETE', 'compounds', 'registrar')).status).toBe(405);
    expect((await registry.send('GET', 'compounds')).status).toBe(401);
  });
});
