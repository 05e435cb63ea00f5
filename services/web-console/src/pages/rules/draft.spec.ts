/** What the page says about a draft is what the service would say. */
import { describe, expect, it } from '@jest/globals';
import type { PolicyReading, PolicySummary } from '@anju/contracts/policies';
import { bodyOf, changesOf, dayAfter, draftOf, faultsOf, nextMonth, targetOf, type Draft } from './draft.js';

const words = { zh: '例', en: 'example' };
const radius: PolicyReading = {
  id: 'hazard-duplicates',
  kind: 'hazard-duplicates',
  version: 3,
  previous: 2,
  validFrom: '2025-01-01',
  title: words,
  basis: words,
  content: { radiusM: 50, days: 30 },
};
const known = [radius, { ...radius, id: 'hazard-duplicates-310115', jurisdiction: '310115', version: 1 }] as PolicySummary[];
const id = '01930000-0000-7000-8000-000000000001';
const draft = (over: Partial<Draft> = {}): Draft => ({ ...draftOf(radius, '2027-01-01'), reason: '试点', ...over });
const faults = (over: Partial<Draft> = {}) =>
  faultsOf(bodyOf(id, radius, draft(over), known)).map(({ path, flaw }) => [path.join('/'), flaw]);

describe('a draft', () => {
  it('is the next version of the document of its place, or the first one there', () => {
    expect(bodyOf(id, radius, draft(), known)['basedOn']).toBe(3);
    expect(bodyOf(id, radius, draft({ jurisdiction: '310115' }), known)).toMatchObject({ jurisdiction: '310115', basedOn: 1 });
    expect(bodyOf(id, radius, draft({ jurisdiction: '510603' }), known)['basedOn']).toBeUndefined();
    expect(targetOf('holidays', draft({ content: { year: 2027 } }))).toBe('holidays-2027');
    expect(targetOf('holidays', draft({ content: undefined }))).toBeUndefined();
  });
  it('says what is wrong with it, a misspelt member too', () => {
    expect(faults()).toEqual([]);
    expect(faults({ reason: ' ' })).toEqual([['reason', 'missing']]);
    expect(faults({ content: { radiusM: -1, days: 30 } })).toEqual([['content/radiusM', 'too-few']]);
    expect(faults({ content: { radiusM: 30, days: 30, dais: 1 } })).toEqual([['content/dais', 'unknown-member']]);
    expect(faults({ validTo: '2026-12-31' })).toEqual([['validTo', 'before-first-day']]);
    expect(faults({ content: undefined })).toEqual([['content', 'missing']]);
    expect(faults({ content: { radiusM: '50', days: 30 } })).toEqual([['content/radiusM', 'wrong-type']]);
  });
  it('names the row that is wrong by its key', () => {
    const rule = { duty: 'rectify', riskLevel: 'RED', amount: 24, unit: 'hours' };
    const base = { ...radius, id: 'hazard-deadlines', kind: 'hazard-deadlines' } as unknown as PolicyReading;
    const period = { amount: 1, unit: 'working-days' };
    const limits = {
      plan: { beyond: period, limit: period },
      extension: { maxTimes: 1, listedNotice: period },
      listing: { limit: period },
    };
    const content = { ...limits, rules: [rule, { ...rule, riskLevel: 'BLUE', unit: 'weeks' }], escalation: [] };
    expect(faultsOf(bodyOf(id, base, draft({ content }), []))).toEqual([
      {
        path: ['content', 'rules', 'rectify BLUE', 'unit'],
        flaw: 'not-one-of',
        values: { values: expect.stringContaining('working-days') },
      },
    ]);
  });
  it('shows what it changes', () => {
    const changed = draft({ content: { radiusM: 30, days: 30 } });
    expect(changesOf(radius, changed)).toEqual([
      { path: ['validFrom'], before: '2025-01-01', after: '2027-01-01' },
      { path: ['content', 'radiusM'], before: 50, after: 30 },
    ]);
  });
  it('begins with the next month, and tomorrow at the earliest', () => {
    expect([nextMonth('2026-11-25'), nextMonth('2026-12-31'), dayAfter('2026-12-31')]).toEqual(['2026-12-01', '2027-01-01', '2027-01-01']);
  });
});
