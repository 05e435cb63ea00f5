/** Filing, accepting and returning, as the registrar and the firm see it. */
import { describe, expect, it } from '@jest/globals';
import { evolve } from '@anju/contracts/enterprise-life';
import { accept, exit, file, giveBack, mayReadPapers, refresh, warningsOf } from './enterprise.js';
import { anEnterprise, at, manager, registrar } from './registry.fixtures.js';

const by = registrar();
const filed = (over = {}) => evolve(undefined, file(anEnterprise(over), by, at), 1);
const yearly = { refreshMonths: 12 };
const failing = '91350211M0000XUF46';

describe('filing an enterprise', () => {
  it('keeps everything but the contacts in the event', () => {
    const { data } = file(anEnterprise(), by, at);
    expect(data.enterprise).toMatchObject({ status: 'FILED', version: 1, filedAt: at, division: '310115' });
    expect(JSON.stringify(data)).not.toContain('021-50000000');
    expect(data.by.name).toBe('王*');
  });

  it('refuses a code of the wrong form, whatever the reason', () => {
    expect(() => file(anEnterprise({ uscc: '91350100M000100Y4Z', usccOverrideReason: '有证' }), by, at)).toThrow(
      expect.objectContaining({ code: 'uscc-malformed' }),
    );
  });

  it('refuses a code that fails its check, and says that a reason overrides it', () => {
    expect(() => file(anEnterprise({ uscc: failing }), by, at)).toThrow(
      expect.objectContaining({ code: 'uscc-check-failed', details: expect.objectContaining({ overridable: true }) }),
    );
  });

  it('takes a failing code with a reason, keeps the reason and warns', () => {
    const { enterprise } = file(anEnterprise({ uscc: failing, usccOverrideReason: '营业执照原件核对一致。' }), by, at).data;
    expect(enterprise.usccOverrideReason).toBe('营业执照原件核对一致。');
    expect(warningsOf(enterprise)).toEqual([{ code: 'uscc-check-failed' }]);
  });

  it('checks the code of the parent firm as well', () => {
    expect(() => file(anEnterprise({ parentUscc: '123' }), by, at)).toThrow(
      expect.objectContaining({
        code: 'uscc-malformed',
        details: expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/parentUscc' })] }),
      }),
    );
  });
});

describe('deciding on a filing', () => {
  it('accepts what is filed', () => {
    expect(evolve(filed(), accept(filed(), {}, yearly, by, at), 2)).toMatchObject({ status: 'ACCEPTED', version: 2, decidedAt: at });
  });

  it('returns what is filed, with the reason', () => {
    expect(evolve(filed(), giveBack(filed(), { reason: '缺表' }, by, at), 2)).toMatchObject({ status: 'RETURNED', returnReason: '缺表' });
  });

  it('decides once, and says what is possible now', () => {
    const accepted = evolve(filed(), accept(filed(), {}, yearly, by, at), 2);
    expect(() => giveBack(accepted, { reason: '缺表' }, by, at)).toThrow(
      expect.objectContaining({ code: 'not-in-this-state', details: { state: 'ACCEPTED', possible: ['refreshFiling', 'exitEnterprise'] } }),
    );
  });
});

describe('an accepted filing', () => {
  const accepted = evolve(filed(), accept(filed(), {}, yearly, by, at), 2);
  const facts = { year: 2026, contacts: { manager: '陈静', phone: '021-50000001' }, staffCount: 80, projectCount: 5 };

  it('is good for as long as the rule of that day says, and anew from each refresh', () => {
    expect(accepted.goodUntil).toBe('2027-11-24');
    const later = '2027-01-31T02:00:00.000Z';
    const refreshed = evolve(accepted, refresh(accepted, facts, { refreshMonths: 13 }, by, later), 3);
    expect(refreshed).toMatchObject({ refreshedFor: 2026, staffCount: 80, projectCount: 5, goodUntil: '2028-02-29', version: 3 });
  });

  it('is refreshed without its contacts becoming part of the event', () => {
    expect(JSON.stringify(refresh(accepted, facts, yearly, by, at).data)).not.toContain('021-50000001');
  });

  it('is refreshed once for a year, and for none that has yet to begin', () => {
    const refreshed = evolve(accepted, refresh(accepted, facts, yearly, by, at), 3);
    expect(() => refresh(refreshed, facts, yearly, by, at)).toThrow(expect.objectContaining({ code: 'already-refreshed' }));
    expect(() => refresh(accepted, { ...facts, year: 2027 }, yearly, by, at)).toThrow(expect.objectContaining({ code: 'content-invalid' }));
  });

  it('is over with the exit, and nothing is possible after it', () => {
    const exited = evolve(accepted, exit(accepted, { exitedOn: '2026-12-31', reason: '申请退出' }, by, at), 3);
    expect(exited).toMatchObject({ status: 'EXITED', exitedOn: '2026-12-31', exitReason: '申请退出' });
    for (const again of [() => exit(exited, { exitedOn: at, reason: '再' }, by, at), () => refresh(exited, facts, yearly, by, at)])
      expect(again).toThrow(expect.objectContaining({ code: 'not-in-this-state', details: { state: 'EXITED', possible: [] } }));
  });
});

describe('the papers of a filing', () => {
  const { id, division } = filed();
  it.each([
    ['the registrar of the division', registrar(['310115']), true],
    ['the registrar of the city', registrar(['3101']), true],
    ['a registrar of another county', registrar(['510603']), false],
    ['the firm itself', manager(id), true],
    ['a competitor', manager('01930000-0000-7000-8000-000000000202'), false],
    ['an operator of the division', { ...registrar(), role: 'operator' as const }, false],
  ])('are shown to %s: %s', (_, reader, may) => {
    expect(mayReadPapers(reader, { id, division }, null)).toBe(may);
  });
});
