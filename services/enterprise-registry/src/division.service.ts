/**
 * Takes in the divisions that ship with the service, once, each as a row and an event, so that other services learn their
 * names as they learn everything else; then answers from memory, because every filing asks whether a code exists.
 */
import { platform, type Actor } from '@anju/access/actor';
import { Successions } from '@anju/access/successions';
import type { Division, DivisionArea } from '@anju/contracts/divisions';
import { isWithin, isWithinAny } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import { Clock } from '@anju/events/clock';
import { record } from '@anju/events/record';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { areasWithin } from './areas.js';
import { aggregateIdOf, namesOf, recorded } from './division.js';
import { shippedDivisions, type Shipped } from './division-files.js';

const insertSql = `insert into divisions (code, version, name, level, parent, is_pseudo, valid_from, valid_to, successors, source, initials)
  select d.code, 1, d.name, d.level, d.parent, d."isPseudo", d."validFrom", d."validTo", d.successors, d.source, d.initials from json_to_recordset(?::json)
  as d(code text, name text, level text, parent text, "isPseudo" boolean, "validFrom" date, "validTo" date, successors text[], source text, initials text)
  on conflict (code) do nothing returning code`;
const selectSql = `select code, name, level, parent, is_pseudo as "isPseudo", valid_from::text as "validFrom", valid_to::text as "validTo", successors, source, initials
  from divisions order by code`;

type Known = Division & { readonly initials: string };
type Kept = { [Key in keyof Known]: Known[Key] | null };

@Injectable()
export class Divisions implements OnModuleInit {
  private known = new Map<string, Known>();
  private readonly nameOf = (code: string) => this.known.get(code)?.name;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly successions: Successions,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    const missing = shippedDivisions().filter(({ division }) => !this.known.has(division.code));
    if (missing.length === 0) return;
    await this.seed(missing);
    await this.load();
  }

  private async load(): Promise<void> {
    const rows = await this.em.fork().getConnection().execute<Kept[]>(selectSql);
    const present = (row: Kept) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Known;
    this.known = new Map(rows.map((row) => [row.code!, present(row)]));
    for (const division of this.known.values()) this.successions.learn(division);
  }

  private async seed(missing: readonly Shipped[]): Promise<void> {
    const at = this.clock.instant();
    const by = platform('division-seed', []);
    await this.em.fork().transactional(async (em) => {
      const rows = JSON.stringify(missing.map(({ division, initials }) => ({ ...division, initials })));
      const added = await em.getConnection().execute<{ code: string }[]>(insertSql, [rows], 'all', em.getTransactionContext());
      const isNew = new Set(added.map(({ code }) => code));
      const entries = missing
        .filter(({ division }) => isNew.has(division.code))
        .map(({ division }) => ({
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
  }

  list(within?: string): Known[] {
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
      .filter((one) => (isCode ? one.code.startsWith(q) : one.name.includes(q) || one.initials.includes(q)))
      .sort((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1))
      .slice(0, limit);
  }

  /** Refuses what no table knows and what is not the actor's. A manager files for a firm, which may be anywhere. */
  mustBeWithin(code: string, by: Actor): void {
    if (!this.known.has(code)) throw problem('division-unknown', { errors: [{ pointer: '/division', code: 'unknown', message: code }] });
    if (by.role !== 'enterprise-manager' && !isWithinAny(code, by.divisions)) throw problem('out-of-scope');
  }
}
