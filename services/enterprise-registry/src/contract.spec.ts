/** Who answers on which day. */
import { describe, expect, it } from '@jest/globals';
import { conclude, end, evolve, inForceOn } from './contract.js';
import { aContract, at, registrar } from './registry.fixtures.js';

const by = registrar();
const parties = { compoundId: '01930000-0000-7000-8000-000000000101', enterpriseId: '01930000-0000-7000-8000-000000000201' };
const firm = { name: '示例安和物业服务有限公司', status: 'ACCEPTED' as const };
const concluded = (over = {}) =>
  evolve(undefined, conclude(aContract({ ...parties, ...over }), { division: '310115005' }, firm, by, at), 1);

describe('a contract', () => {
  it('takes the division of the compound and the name of the firm', () => {
    expect(concluded()).toMatchObject({ division: '310115005', enterpriseName: firm.name, version: 1, concludedAt: at });
  });

  it.each(['FILED', 'RETURNED'] as const)('needs a firm whose filing is accepted, not %s', (status) => {
    const input = aContract(parties);
    expect(() => conclude(input, { division: '310115005' }, { ...firm, status }, by, at)).toThrow(
      expect.objectContaining({ code: 'filing-not-accepted' }),
    );
  });

  it('is in force on its first and its last day', () => {
    const contracts = [
      concluded({ startsOn: '2026-01-01', endsOn: '2026-06-30' }),
      concluded({ startsOn: '2026-09-01', endsOn: '2027-08-31' }),
    ];
    const firstDays = ['2025-12-31', '2026-01-01', '2026-06-30', '2026-07-01', '2026-08-31', '2026-09-01'].map(
      (day) => inForceOn(contracts, day)?.startsOn,
    );
    expect(firstDays).toEqual([undefined, '2026-01-01', '2026-01-01', undefined, undefined, '2026-09-01']);
  });

  it('that ends early is in force up to the day it ended on', () => {
    const ended = evolve(concluded(), end(concluded(), { endedOn: '2026-12-31', reason: '协商解除' }, by, at), 2);
    expect(ended).toMatchObject({ endedOn: '2026-12-31', endReason: '协商解除', endsOn: '2027-12-31', version: 2 });
    expect([inForceOn([ended], '2026-12-31'), inForceOn([ended], '2027-01-01')]).toEqual([ended, undefined]);
  });

  it.each(['2025-12-31', '2028-01-01'])('cannot end on %s, outside its term', (endedOn) => {
    expect(() => end(concluded(), { endedOn, reason: '协商解除' }, by, at)).toThrow(
      expect.objectContaining({ code: 'content-invalid', details: { errors: [expect.objectContaining({ pointer: '/endedOn' })] } }),
    );
  });

  it('ends once', () => {
    const ended = evolve(concluded(), end(concluded(), { endedOn: '2026-12-31', reason: '协商解除' }, by, at), 2);
    expect(() => end(ended, { endedOn: '2026-11-30', reason: '再次' }, by, at)).toThrow(
      expect.objectContaining({ code: 'contract-ended' }),
    );
  });
});
