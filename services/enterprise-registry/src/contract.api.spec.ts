/** Contracts over HTTP: who may conclude one, that days exclude each other however many try, who answered on any day. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { aRegistry, firm, outcome, place, type Name, type Registry } from './registry-city.fixtures.js';
import { aCompound, aContract, anEnterprise, aUscc } from './registry.fixtures.js';

let registry: Registry;
beforeAll(async () => {
  registry = await aRegistry();
});
afterAll(() => registry?.city.stop());
const post: Registry['post'] = (...args) => registry.post(...args);
const get: Registry['get'] = (...args) => registry.get(...args);

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
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        post('contracts', aContract({ compoundId: body.id, enterpriseId: i % 2 ? firm.own : firm.rival })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it('answer for any day, with gaps between them and after an early end', async () => {
    const { body: compound } = await post('compounds', aCompound({ name: '示例三任苑' }));
    const { body: first } = await post(
      'contracts',
      aContract({ compoundId: compound.id, enterpriseId: firm.own, startsOn: '2024-01-01', endsOn: '2024-12-31' }),
    );
    const { body: second } = await post(
      'contracts',
      aContract({ compoundId: compound.id, enterpriseId: firm.rival, startsOn: '2025-03-01', endsOn: '2028-02-29' }),
    );
    const on = async (day: string, by: Name = 'registrar') => {
      const { status, body } = await get(`responsible?compoundId=${compound.id}&on=${day}`, by);
      return status === 200 ? (body.isGap ? 'gap' : body.contract.id) : status;
    };
    const days = ['2023-12-31', '2024-01-01', '2024-12-31', '2025-01-01', '2025-02-28', '2025-03-01', '2028-02-29', '2028-03-01'];
    expect(await Promise.all(days.map((day) => on(day)))).toEqual(['gap', first.id, first.id, 'gap', 'gap', second.id, second.id, 'gap']);
    expect(await post(`contracts/${second.id}/end`, { endedOn: '2026-08-31', reason: '协商解除' }, 'registrar', 1)).toMatchObject({
      status: 200,
      body: { endedOn: '2026-08-31', version: 2 },
    });
    expect([await on('2026-08-31'), await on('2026-09-01')]).toEqual([second.id, 'gap']);
    const third = aContract({ compoundId: compound.id, enterpriseId: firm.own, startsOn: '2026-09-01', endsOn: '2027-08-31' });
    expect((await post('contracts', third)).status).toBe(201);
    expect([
      await on('2026-09-01'),
      await on('2024-06-01', 'manager'),
      await on('2026-01-01', 'manager'),
      await on('2026-01-01', 'rival'),
      await on('2024-06-01', 'rival'),
    ]).toEqual([third.id, first.id, 404, second.id, 404]);
    expect(outcome(await post(`contracts/${second.id}/end`, { endedOn: '2026-07-31', reason: '再次' }, 'registrar', 2))).toEqual([
      409,
      'contract-ended',
    ]);
  });
});
