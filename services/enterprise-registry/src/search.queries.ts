/**
 * One box for everything that has a name or a code: compounds of the own scope, enterprises, divisions. Each kind offers its
 * best candidates, then all are ranked together, so that a division is not buried under forty compounds of the same letters.
 */
import type { Actor } from '@anju/access/actor';
import { nameOn } from '@anju/contracts/compound-history';
import type { Compound, SearchHit, SearchQuery } from '@anju/contracts/registry';
import { Injectable } from '@nestjs/common';
import { Divisions } from './division.service.js';
import { inDivision, Where } from '@anju/runtime/lists';
import { Reader, type Ask } from './reader.service.js';
import { matchOf, type Match } from './search.js';

type Ranked = SearchHit & { rank: number };
const candidates = 60;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const divisionCode = /^\d{2,12}$/;

@Injectable()
export class SearchQueries {
  constructor(
    private readonly reader: Reader,
    private readonly divisions: Divisions,
  ) {}

  async search({ q, limit, on, includeEnded }: SearchQuery, by: Actor): Promise<{ items: SearchHit[] }> {
    const asked = q.trim().toLowerCase();
    if (!asked) return { items: [] };
    const day = on ?? this.reader.today();
    const found = await this.reader.reading(
      by,
      async (ask) => [...(await this.compounds(ask, asked, by, day, includeEnded === 'true')), ...(await this.enterprises(ask, asked))],
      day,
    );
    const ranked = [...found, ...this.divisionHits(asked, limit)].sort(
      (a, b) => a.rank - b.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1),
    );
    return { items: ranked.slice(0, limit).map(({ rank: _, ...hit }) => hit) };
  }

  private async compounds(ask: Ask, q: string, by: Actor, day: string, isWithEnded: boolean): Promise<Ranked[]> {
    const scope = this.reader.compoundScope(by, day);
    const where = new Where(scope);
    if (!isWithEnded) where.and(...this.reader.existing(day));
    if (uuid.test(q)) where.and('c.id = ?::uuid', q);
    else if (divisionCode.test(q))
      where.and(`(c.division >= ? and c.division < ?) or position(? in c.search) > 0`, ...inDivision('', q).slice(1), q);
    else where.and('position(? in c.search) > 0', q);
    const sql = `select c.compound, c.search from compounds c where ${where.sql} order by position(? in c.search), length(c.name), c.id limit ${candidates}`;
    const rows = await ask<{ compound: Compound; search: string }>(sql, [...where.values, q]);
    return rows.flatMap(({ search, compound }) => {
      const { id, division, aliases } = compound;
      const match = matchOf(q, search, [id]) ?? inside(division, q);
      const isAlias = aliases.some((alias) => alias.toLowerCase().includes(q));
      return ranked(match?.matched === 'alias' && !isAlias ? { ...match, matched: 'former-name' } : match, {
        kind: 'compound',
        id,
        name: nameOn(compound, day),
        division,
        detail: this.divisions.names(division).join(' · '),
      });
    });
  }

  private async enterprises(ask: Ask, q: string): Promise<Ranked[]> {
    const where = uuid.test(q)
      ? new Where().and('e.id = ?::uuid', q)
      : new Where().and('position(? in e.search) > 0 or (e.uscc >= ? and e.uscc < ?)', q, q.toUpperCase(), `${q.toUpperCase()}~`);
    const sql = `select e.id, e.name, e.search, e.uscc, e.division from enterprises e where ${where.sql} order by position(? in e.search), length(e.name), e.id limit ${candidates}`;
    const rows = await ask<{ id: string; name: string; search: string; uscc: string; division: string }>(sql, [...where.values, q]);
    return rows.flatMap(({ id, name, search, uscc, division }) =>
      ranked(matchOf(q, search, [id, uscc]), { kind: 'enterprise', id, name, division, detail: uscc }),
    );
  }

  private divisionHits(q: string, limit: number): Ranked[] {
    return this.divisions.search(q, limit).flatMap(({ code, name, initials }) =>
      ranked(matchOf(q, `${name}\t${initials}`, [code]), {
        kind: 'division',
        id: code,
        name,
        division: code,
        detail: this.divisions.names(code).slice(0, -1).join(' · '),
      }),
    );
  }
}

/** A code of a division finds what lies in it, after everything that bears the code itself. */
const inside = (division: string, code: string): Match | undefined =>
  division.startsWith(code) ? { matched: 'code', rank: 16 } : undefined;
const ranked = (match: Match | undefined, hit: Omit<SearchHit, 'matched'>): Ranked[] => (match ? [{ ...hit, ...match }] : []);
