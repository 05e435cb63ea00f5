/** What matched a search and how well: a whole word before a beginning, a beginning before a part, a name before its initials. */
import type { SearchHit } from '@anju/contracts/registry';
import { initialsOf } from './initials.js';

export interface Match {
  readonly matched: SearchHit['matched'];
  /** Lower is better. */
  readonly rank: number;
}

const within = (text: string, q: string): number | undefined =>
  text === q ? 0 : text.startsWith(q) ? 1 : text.includes(q) ? 2 : undefined;

export function matchOf(q: string, { codes = [], name, aliases = [] }: { codes?: readonly string[]; name: string; aliases?: readonly string[] }): Match | undefined {
  const asked = q.trim().toLowerCase();
  const tries: [SearchHit['matched'], readonly string[], number][] = [
    ['code', codes.map((code) => code.toLowerCase()), 0],
    ['name', [name.toLowerCase()], 0],
    ['alias', aliases.map((alias) => alias.toLowerCase()), 1],
    ['initials', [name, ...aliases].map(initialsOf), 2],
  ];
  const found = tries.flatMap(([matched, texts, penalty]) =>
    texts.flatMap((text) => {
      const quality = within(text, asked);
      return quality === undefined ? [] : [{ matched, rank: quality * 4 + penalty }];
    }),
  );
  return found.sort((a, b) => a.rank - b.rank)[0];
}
