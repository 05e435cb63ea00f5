/** What matched a search and how well: a whole word before a beginning, a beginning before a part, a name before its initials. */
import type { SearchHit } from '@anju/contracts/registry';

export interface Match {
  readonly matched: SearchHit['matched'];
  /** Lower is better. */
  readonly rank: number;
}

const quality = (text: string, asked: string): number | undefined =>
  text === asked ? 0 : text.startsWith(asked) ? 1 : text.includes(asked) ? 2 : undefined;

/** `search` is the text that is looked through (`searchText`): names, the first of them the real one, then initials. */
export function matchOf(q: string, search: string, codes: readonly string[] = []): Match | undefined {
  const asked = q.trim().toLowerCase();
  const [names = '', ...initials] = search.split('\t');
  const [name = '', ...aliases] = names.split('\n');
  const tries: [SearchHit['matched'], readonly string[], number][] = [
    ['code', codes.map((code) => code.toLowerCase()), 0],
    ['name', [name], 0],
    ['alias', aliases, 1],
    ['initials', initials, 2],
  ];
  const found = tries.flatMap(([matched, texts, penalty]) =>
    texts.flatMap((text) => {
      const rank = quality(text, asked);
      return rank === undefined ? [] : [{ matched, rank: rank * 4 + penalty }];
    }),
  );
  return found.sort((a, b) => a.rank - b.rank)[0];
}
