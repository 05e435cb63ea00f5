/** The rule files themselves: the whole catalogue in both languages with its basis, and a deadline for every duty everywhere. */
import { describe, expect, it } from '@jest/globals';
import { factFields } from '@anju/contracts/hazard-facts';
import { classAtReport, Duty, HazardClass, itemFor, type PolicyDocument, RiskLevel } from '@anju/contracts/policies';
import { policyAt, ruleFor } from '@anju/policy/lookup';
import { rulesIn } from '@anju/policy/rule-files';

const documents = rulesIn(new URL('./', import.meta.url));
const day = '2026-11-24';
const items = policyAt(documents, 'hazard-catalogue', '310115', day)!.content.items;
const item = (code: string) => items.find((one) => one.code === code)!;

const allWords = (value: unknown): { zh: string; en: string }[] => {
  if (typeof value !== 'object' || value === null) return [];
  return 'zh' in value ? [value as { zh: string; en: string }] : Object.values(value).flatMap(allWords);
};

describe('the catalogue', () => {
  it('has the 66 items of the five families, each once and in order', () => {
    const expected = Object.entries({ F: 20, E: 10, G: 15, H: 12, C: 9 }).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`),
    );
    expect(items.map(({ code }) => code)).toEqual(expected);
    expect(items).toHaveLength(66);
    const letters = { fire: 'F', ebike: 'E', gas: 'G', fall: 'H', confined: 'C' };
    for (const { code, family } of items) expect(code[0]).toBe(letters[family]);
  });
  it('says everything in Chinese and in English, with a basis', () => {
    for (const { code, title, basis } of items)
      expect([code, title.zh.length > 2, title.en.length > 5, basis.zh.length > 3, basis.en.length > 5]).toEqual([
        code,
        true,
        true,
        true,
        true,
      ]);
    for (const { zh, en } of documents.flatMap(allWords)) {
      expect(zh).toMatch(/[\u4e00-\u9fff]|GB|JGJ/);
      expect(en).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
  it('has one title per item', () => {
    expect(new Set(items.map(({ title }) => title.zh)).size).toBe(66);
    expect(new Set(items.map(({ title }) => title.en)).size).toBe(66);
  });
  it('shows whatever may be major as red, and nothing red as harmless', () => {
    for (const { code, kind, defaultClass, defaultRiskLevel, mayBeSuspected } of items) {
      if (kind === 'incident') continue;
      expect([code, defaultRiskLevel === 'RED']).toEqual([code, defaultClass === 'SUSPECTED_MAJOR']);
      if (defaultClass === 'SUSPECTED_MAJOR') expect(mayBeSuspected).toBe(true);
    }
  });
  it('raises at report only by facts that the form of its family asks for as yes or no', () => {
    for (const { code, family, suspectedWhen, mayBeSuspected } of items) {
      const fields: Record<string, { input: string }> = factFields[family];
      for (const name of suspectedWhen ?? []) expect([code, fields[name]?.input, mayBeSuspected]).toEqual([code, 'yes-no', true]);
    }
    expect(classAtReport(item('F01'), { isWholeStairLost: true })).toBe('SUSPECTED_MAJOR');
    expect(classAtReport(item('F01'), { isWholeStairLost: false })).toBe('ORDINARY');
    expect(classAtReport(item('F07'))).toBe('SUSPECTED_MAJOR');
  });
  it('treats a smell of gas and a throw as incidents with numbers to call, a missing camera as an ordinary hazard of the firm', () => {
    expect(items.filter(({ kind }) => kind === 'incident').map(({ code }) => code)).toEqual(['G15', 'H12']);
    for (const code of ['G15', 'H12']) expect(item(code).callNow!.length).toBeGreaterThan(0);
    expect(itemFor(item('H12'))).toMatchObject({ kind: 'incident', fixer: 'thrower', departments: ['police'] });
    expect(itemFor(item('H12'), 'throwing')).toMatchObject({ kind: 'incident', callNow: [{ phone: '110' }, { phone: '120' }] });
    expect(itemFor(item('H12'), 'no-upward-camera')).toMatchObject({
      kind: 'hazard',
      defaultClass: 'ORDINARY',
      fixer: 'firm',
      departments: ['police', 'housing'],
    });
    expect(itemFor(item('H12'), 'unheard-of')).toBeUndefined();
  });
});

describe('the deadlines', () => {
  const profiles = documents.filter((one): one is Extract<PolicyDocument, { kind: 'hazard-deadlines' }> => one.kind === 'hazard-deadlines');

  it('give every duty of every class, level and item a time', () => {
    for (const { content } of profiles) {
      for (const { code } of items)
        for (const level of RiskLevel.options)
          for (const hazardClass of HazardClass.options)
            for (const duty of Duty.options)
              expect(ruleFor(content, { duty, class: hazardClass, riskLevel: level, itemCode: code })?.amount).toBeGreaterThan(0);
    }
  });
  it('leave a confirmed major hazard to its plan, whatever the item', () => {
    for (const { content } of profiles) {
      for (const { code } of items)
        expect(ruleFor(content, { duty: 'rectify', class: 'MAJOR', riskLevel: 'RED', itemCode: code })?.isPlanBased).toBe(true);
    }
  });
  it('name each combination once and only items that exist', () => {
    for (const { content } of profiles) {
      const keys = content.rules.map(({ duty, class: hazardClass, riskLevel, itemCode }) =>
        [duty, hazardClass, riskLevel, itemCode].join(),
      );
      expect(new Set(keys).size).toBe(keys.length);
      for (const { itemCode } of content.rules) if (itemCode) expect(item(itemCode)).toBeDefined();
    }
  });
  it('escalate step by step', () => {
    for (const { content } of profiles) expect(content.escalation.map(({ level }) => level)).toEqual([1, 2, 3, 4, 5]);
  });
  it('differ between places, and say that the profiles of places are examples', () => {
    const rectify = (division: string) =>
      ruleFor(policyAt(documents, 'hazard-deadlines', division, day)!.content, { duty: 'rectify', riskLevel: 'YELLOW' });
    expect(rectify('440305')).toMatchObject({ amount: 7, unit: 'calendar-days' });
    expect(rectify('310115005')).toMatchObject({ amount: 5, unit: 'calendar-days' });
    expect(rectify('510603001')).toMatchObject({ amount: 7, unit: 'working-days' });
    for (const { jurisdiction, basis } of profiles) expect(basis.en).toMatch(jurisdiction ? /^Example profile/ : /^Platform default/);
  });
});

describe('the other rules', () => {
  it('hold everywhere throughout the history that is kept', () => {
    for (const kind of ['hazard-duplicates', 'photo-limits', 'hazard-catalogue', 'hazard-deadlines'] as const) {
      expect(policyAt(documents, kind, '510603', '2025-10-01')).toBeDefined();
    }
  });
});
