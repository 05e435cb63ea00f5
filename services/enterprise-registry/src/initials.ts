/**
 * First letters of a Chinese name in pinyin, the way people type it into a search box: 示例云栖苑 → `slyxy`. Which reading a
 * character has depends on the word it stands in (重庆 is cq, 重阳 is zy), hence the dictionary; letters and digits stay.
 */
import { pinyin } from 'pinyin-pro';

export const initialsOf = (name: string): string =>
  pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** What a text search looks through: the names, then the initials of each, all in small letters. */
export const searchText = (names: readonly string[]): string => `${names.join('\n')}\t${names.map(initialsOf).join('\t')}`.toLowerCase();
