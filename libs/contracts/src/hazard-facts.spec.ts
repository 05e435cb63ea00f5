/** One form per family: what it asks is what the contract accepts, and every choice has its words. */
import { describe, expect, it } from '@jest/globals';
import { factFields, HazardFacts, type readingFields } from './hazard-facts.js';
import { HazardFamily } from './policies.js';

const families = HazardFamily.options;

describe('the facts of a family', () => {
  it.each(families)('%s: the form asks for exactly what the contract accepts', (family) => {
    const accepted = Object.keys(HazardFacts.options.find(({ shape }) => shape.family.value === family)!.shape).filter(
      (name) => name !== 'family',
    );
    expect(Object.keys(factFields[family]).sort()).toEqual(accepted.sort());
  });
  it.each(families)('%s: every choice of the form is accepted', (family) => {
    for (const [name, field] of Object.entries(factFields[family]) as [string, (typeof readingFields)[keyof typeof readingFields]][]) {
      for (const [choice, words] of Object.entries(field.choices ?? {})) {
        expect(HazardFacts.safeParse({ family, [name]: choice }).success).toBe(true);
        expect([words.zh, words.en].every((word) => word.length > 0)).toBe(true);
      }
    }
  });
  it('are refused when they belong to another family or are misspelt', () => {
    expect(HazardFacts.safeParse({ family: 'gas', part: 'hydrant' }).success).toBe(false);
    expect(HazardFacts.safeParse({ family: 'fire', part: 'passage', ticketNo: 'A1' }).success).toBe(false);
    expect(HazardFacts.safeParse({ family: 'fire' }).success).toBe(false);
  });
  it('take gas readings in the unit of the gas only', () => {
    const facts = (gas: string, unit: string) => ({
      family: 'confined',
      spaceKind: 'septic-tank',
      readings: [{ gas, unit, value: 8, depth: 'lower', at: '2026-11-24T09:30:00+08:00' }],
    });
    expect(HazardFacts.safeParse(facts('H2S', 'ppm')).success).toBe(true);
    expect(HazardFacts.safeParse(facts('H2S', '%')).success).toBe(false);
    expect(HazardFacts.safeParse(facts('O2', '%')).success).toBe(true);
  });
});
