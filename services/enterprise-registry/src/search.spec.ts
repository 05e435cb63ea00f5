/** What people type: the name, a part of it, another name, first letters, a code. */
import { describe, expect, it } from '@jest/globals';
import { initialsOf, searchText } from './initials.js';
import { matchOf } from './search.js';

describe('initials', () => {
  it.each([
    ['示例云栖苑', 'slyqy'],
    ['重庆路小区', 'cqlxq'],
    ['长宁路3期A区', 'cnl3qaq'],
    ['绿地·香颂（北区）', 'ldxsbq'],
  ])('of %s are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

describe('a search', () => {
  const compound = searchText(['示例云栖苑', '望江花园']);
  it.each([
    ['云栖', 'name'],
    ['望江', 'alias'],
    ['yqy', 'initials'],
    ['WJHY', 'initials'],
    ['310115', 'code'],
  ])('for %s matches the %s', (q, matched) => {
    expect(matchOf(q, compound, ['310115005'])?.matched).toBe(matched);
  });

  it('for something else matches nothing', () => {
    expect(matchOf('海棠', compound)).toBeUndefined();
  });

  it('ranks the whole name before a beginning, a beginning before a part, a name before its initials', () => {
    const ranks = [
      matchOf('云栖苑', searchText(['云栖苑'])),
      matchOf('云栖', searchText(['云栖苑'])),
      matchOf('yq', searchText(['云栖苑'])),
      matchOf('栖苑', searchText(['云栖苑'])),
    ].map((match) => match!.rank);
    expect([...ranks].sort((a, b) => a - b)).toEqual(ranks);
  });
});
