/** What the registry changes about a place, as this service hears it: mergers, splits, names, the calendar. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCity, type City } from '@anju/testing/city';
import { eventually, send } from '@anju/testing/client';
import { v7 } from 'uuid';

let city: City;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  city = await aCity({ services: ['enterprise-registry', 'safety-hazards'] });
  tokens['registrar'] = await city.token({ sub: 'r1', role: 'registrar', divisions: ['310115'] });
  tokens['inspector'] = await city.token({ sub: 'i1', role: 'inspector', divisions: ['310115005'] });
  tokens['system'] = await city.token({ sub: 'a1', role: 'system-admin', divisions: ['310115'] });
});
afterAll(() => city?.stop());

const ask = (
  method: string,
  context: 'enterprise-registry' | 'safety-hazards',
  path: string,
  body: unknown,
  by: string,
  ifMatch?: number,
) =>
  send(method, `${city.services[context]!.url}/api/${context}/v1/${path}`, body, {
    token: tokens[by]!,
    ...(ifMatch !== undefined && { ifMatch }),
  });
const register = async (name: string): Promise<string> => {
  const id = v7();
  const point = { lng: 121.507, lat: 31.236, crs: 'WGS84' };
  const compound = { id, division: '310115005', name, point, households: 800, buildings: 10, type: 'commodity' };
  expect((await ask('POST', 'enterprise-registry', 'compounds', compound, 'registrar')).status).toBe(201);
  return id;
};
const report = (compoundId: string) =>
  ask(
    'POST',
    'safety-hazards',
    'hazards',
    { id: v7(), compoundId, itemCode: 'F01', photos: [], foundAt: '2026-11-24T09:00:00+08:00' },
    'inspector',
  );

describe('a place', () => {
  it('that was merged into another takes no more reports and names its successor', async () => {
    const [survivor, other] = [await register('示例存续苑'), await register('示例并入苑')];
    expect(
      (
        await eventually(
          () => report(other),
          ({ status }) => status === 201,
        )
      ).status,
    ).toBe(201);
    const merger = { others: [other], from: '2026-06-01', reason: '区域调整' };
    expect((await ask('POST', 'enterprise-registry', `compounds/${survivor}/merge`, merger, 'registrar', 1)).status).toBe(200);
    expect(
      await eventually(
        () => report(other),
        ({ status }) => status === 422,
      ),
    ).toMatchObject({
      status: 422,
      body: { code: 'place-ended', endsOn: '2026-05-31', successors: [{ id: survivor, name: '示例存续苑' }] },
    });
    expect((await report(survivor)).status).toBe(201);
  });

  it('that was split takes reports at its parts, under the name of the day', async () => {
    const whole = await register('示例整苑');
    const parts = ['示例东区', '示例西区'].map((name) => ({
      id: v7(),
      name,
      point: { lng: 121.507, lat: 31.236, crs: 'WGS84' },
      households: 400,
      buildings: 5,
    }));
    await ask('POST', 'enterprise-registry', `compounds/${whole}/split`, { from: '2026-06-01', parts, reason: '划分' }, 'registrar', 1);
    const rename = { name: '示例东苑', from: '2026-07-01', reason: '更名' };
    await ask('POST', 'enterprise-registry', `compounds/${parts[0]!.id}/rename`, rename, 'registrar', 1);
    const ahead = { name: '示例后苑', from: '2099-01-01', reason: '更名' };
    await ask('POST', 'enterprise-registry', `compounds/${parts[0]!.id}/rename`, ahead, 'registrar', 2);
    const filed = await eventually(
      () => report(parts[0]!.id),
      ({ body }) => body.compoundName === '示例东苑',
    );
    expect(filed).toMatchObject({ status: 201, body: { compoundName: '示例东苑' } });
    const refused = await eventually(
      () => report(whole),
      ({ status }) => status === 422,
    );
    expect(refused.body.successors.map(({ id }: { id: string }) => id)).toEqual(parts.map(({ id }) => id));
  });
});

describe('a branch', () => {
  it('is no legal person: what it serves is the duty of the firm that it names, from the day that firm is filed', async () => {
    const compoundId = await register('示例分公司苑');
    const usccs = { head: '91310199MA1DEM015X', branch: '91310199MA1DEM023Q' };
    const contacts = { manager: '周安', phone: '021-50000000' };
    const file = async (name: string, uscc: string, parentUscc?: string) => {
      const id = v7();
      await ask(
        'POST',
        'enterprise-registry',
        'enterprises',
        { id, name, uscc, division: '310115', contacts, ...(parentUscc && { parentUscc }) },
        'registrar',
      );
      await ask('POST', 'enterprise-registry', `enterprises/${id}/accept`, {}, 'registrar', 1);
      return id;
    };
    const branch = await file('示例物业浦东分公司', usccs.branch, usccs.head);
    const terms = { startsOn: '2025-01-01', endsOn: '2030-12-31', promisedStar: 3, feePerSqm: 2 };
    await ask('POST', 'enterprise-registry', 'contracts', { id: v7(), compoundId, enterpriseId: branch, ...terms }, 'registrar');
    const responsible = (wanted: string) =>
      eventually(
        () => report(compoundId),
        ({ body }) => body.responsibleEnterpriseId === wanted,
      );
    expect((await responsible(branch)).body.responsibleEnterpriseId).toBe(branch);
    const head = await file('示例物业', usccs.head);
    expect((await responsible(head)).body).toMatchObject({ responsibleEnterpriseId: head, responsibleEnterpriseName: '示例物业' });
  });
});

describe('a year of holidays', () => {
  it('imported at the registry is the same document here', async () => {
    const year = { id: v7(), year: 2027, holidays: ['2027-01-01'], makeUpDays: [], basis: { zh: '示例通知', en: 'example notice' } };
    const { body } = await ask('POST', 'enterprise-registry', 'holiday-imports', year, 'system');
    const read = () => ask('GET', 'safety-hazards', 'policies/holidays-2027', undefined, 'inspector');
    const copy = await eventually(read, ({ status }) => status === 200);
    expect(copy.body).toEqual(body.document);
  });
});
