/**
 * First letters of a Chinese name in pinyin, the way people type it into a search box: 示例云栖苑 → `slyqy`. Which reading a
 * character has depends on the word it stands in (重庆 is cq, 重阳 is cy), hence the dictionary; letters and digits stay. It
 * takes some 30 MB and only a new name needs it, so it is loaded with the first one.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const dictionary = (): typeof import('pinyin-pro') => require('pinyin-pro') as typeof import('pinyin-pro');

export const initialsOf = (name: string): string =>
  dictionary()
    .pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' })
    .join('')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');

/** What a text search looks through: the names, then the initials of each, all in small letters. */
export const searchText = (names: readonly string[]): string => `${names.join('\n')}\t${names.map(initialsOf).join('\t')}`.toLowerCase();
