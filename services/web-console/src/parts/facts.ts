/** Facts of a family in words, with the labels and choices of the contract; nothing of a family is known here. */
import { factFields, readingFields, type FactField, type HazardFacts } from '@anju/contracts/hazard-facts';
import type { Words } from '@anju/contracts/schema';
import type { Translate } from '../words/i18n.js';
import { instant } from './time.js';

type Say = (words: Words) => string;
const valueOf = (field: FactField, value: unknown, say: Say, t: Translate): string => {
  if (field.input === 'yes-no') return t(value ? 'app.yes' : 'app.no');
  if (field.input === 'choice') return field.choices?.[String(value)] ? say(field.choices[String(value)]!) : String(value);
  if (field.input === 'instant') return instant(String(value));
  return field.unit ? `${String(value)} ${field.unit}` : String(value);
};
const readingOf = (reading: Record<string, unknown>, say: Say, t: Translate): string => {
  const value = (name: keyof typeof readingFields): string => valueOf(readingFields[name], reading[name], say, t);
  return `${value('gas')} ${value('value')} ${value('unit')} · ${value('depth')} · ${value('at')}`;
};
export const factRows = (facts: HazardFacts, say: Say, t: Translate): [string, string][] =>
  Object.entries(factFields[facts.family] as Readonly<Record<string, FactField>>).flatMap(([name, field]): [string, string][] => {
    const value = (facts as Record<string, unknown>)[name];
    if (value === undefined) return [];
    if (field.input === 'readings')
      return (value as Record<string, unknown>[]).map((reading) => [say(field.label), readingOf(reading, say, t)]);
    return [[say(field.label), valueOf(field, value, say, t)]];
  });
/** One line of them: choices and numbers as they are, yes by its label, no left out. */
export const factLine = (facts: HazardFacts, say: Say, t: Translate): string =>
  Object.entries(factFields[facts.family] as Readonly<Record<string, FactField>>)
    .flatMap(([name, field]) => {
      const value = (facts as Record<string, unknown>)[name];
      if (value === undefined || field.input === 'readings' || value === false) return [];
      if (field.input === 'yes-no') return [say(field.label)];
      return [field.input === 'choice' ? valueOf(field, value, say, t) : `${say(field.label)} ${valueOf(field, value, say, t)}`];
    })
    .join(' · ');
