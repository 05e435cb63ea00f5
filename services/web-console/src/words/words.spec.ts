/** Both languages say the same things: no key, and no place for a value, exists in one only. */
import { describe, expect, it } from '@jest/globals';
import { en } from './en.js';
import { zhCN } from './zh-CN.js';

const flat = (words: object, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value as object, `${prefix}${key}.`),
  );
const placesOf = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).sort();

describe('words of the console', () => {
  const chinese = flat(zhCN);
  const english = new Map(flat(en));

  it('the English file has exactly the keys of the Chinese one', () => {
    expect([...english.keys()].sort()).toEqual(chinese.map(([key]) => key).sort());
  });
  it('a sentence takes the same values in both languages', () => {
    for (const [key, text] of chinese) expect([key, ...placesOf(english.get(key)!)]).toEqual([key, ...placesOf(text)]);
  });
  it('nothing is left empty and no English text is still Chinese', () => {
    for (const [key, text] of chinese) expect([key, text.trim().length > 0]).toEqual([key, true]);
    for (const [key, text] of english) if (key !== 'settings.toChinese') expect([key, /[\u4e00-\u9fff]/.test(text)]).toEqual([key, false]);
  });
});
