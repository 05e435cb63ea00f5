/** A year of the calendar: what fits, and that a known year gets a further version instead of being changed. */
import { describe, expect, it } from '@jest/globals';
import { importHolidays } from './holiday.js';
import { at, registrar } from './registry.fixtures.js';

const by = { ...registrar(), role: 'system-admin' as const };
const input = {
  id: '01930000-0000-7000-8000-000000000f01',
  year: 2027,
  holidays: ['2027-02-06', '2027-01-01'],
  makeUpDays: ['2027-02-13'],
  basis: { zh: '国办通知', en: 'notice' },
};
const imported = (over = {}, known?: Parameters<typeof importHolidays>[1]) => importHolidays({ ...input, ...over }, known, by, at).data;
const { document } = imported();

describe('a year of holidays', () => {
  it('becomes a rule document of that year, its days in order, with its basis', () => {
    expect(document).toMatchObject({ id: 'holidays-2027', version: 1, validFrom: '2027-01-01', validTo: '2027-12-31', basis: input.basis });
    expect(document.content).toEqual({ year: 2027, holidays: ['2027-01-01', '2027-02-06'], makeUpDays: ['2027-02-13'] });
  });

  it('that is known like this makes no further version, and one that differs makes the next', () => {
    expect(imported({ basis: { zh: '转载', en: 'copy' } }, document)).toMatchObject({ isUnchanged: true, document });
    expect(imported({ makeUpDays: [] }, document)).toMatchObject({ isUnchanged: false, document: { version: 2 } });
  });

  it.each([
    [{ holidays: ['2028-01-01'] }, '/holidays/0', 'other-year'],
    [{ holidays: ['2027-01-01', '2027-01-01'] }, '/holidays/1', 'named-twice'],
    [{ makeUpDays: ['2027-02-12'] }, '/makeUpDays/0', 'no-weekend'],
    [{ makeUpDays: ['2027-02-06'] }, '/makeUpDays/0', 'also-a-holiday'],
  ])('with %j is refused at %s', (over, pointer, code) => {
    expect(() => imported(over)).toThrow(
      expect.objectContaining({ code: 'content-invalid', details: { errors: [expect.objectContaining({ pointer, code })] } }),
    );
  });
});
