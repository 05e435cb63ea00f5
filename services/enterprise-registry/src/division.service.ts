/**
 * Takes in the divisions that ship with the service, once, and what an administrator imports, each as a row and an event, so
 * that other services learn them as they learn everything else; then answers from memory, because every filing asks whether a
 * code exists.
 */
import { personOf, platform, type Actor } from '@anju/access/actor';
import { Successions } from '@anju/access/successions';
import { dayOf } from '@anju/contracts/day';
import { DivisionImported, type Division, type DivisionArea, type DivisionImport, type ImportDivisions } from '@anju/contracts/divisions';
import type { FactOf } from '@anju/contracts/event';
import { isWithin, isWithinAny } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import type { Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { record, type Entry } from '@anju/events/record';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { areasWithin } from './areas.js';
import { aggregateIdOf, imported, namesOf, recorded } from './division.js';
import { shippedDivisions, type Shipped } from './division-files.js';
import { Filed } from './filed.service.js';
import { filingOfImport } from './filings.js';
import { initialsOf } from './initials.js';

/** A row that is there already becomes the next version of itself. */
const upsertSql = `insert into divisions as old (code, version, name, level, parent, is_pseudo, valid_from, valid_to, successors, source, initials)
  select d.code, 1, d.name, d.level, d.parent, d."isPseudo", d."validFrom", d."validTo", d.successors, d.source, d.initials from json_to_recordset(?::json)
  as d(code text, name text, level text, parent text, "isPseudo" boolean, "validFrom" date, "validTo" date, successors text[], source text, initials text)
  on conflict (code) do`;
const seedSql = `${upsertSql} nothing returning code, version`;
const importSql = `${upsertSql} update set version = old.version + 1, name = excluded.name, level = excluded.level, parent = excluded.parent,
  is_pseudo = excluded.is_pseudo, valid_from = excluded.valid_from, valid_to = excluded.valid_to, successors = excluded.successors,
  source = excluded.source, initials = excluded.initials returning code, version`;
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
    private readonly filed: Filed,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    const missing = shippedDivisions().filter(({ division }) => !this.known.has(division.code));
    if (missing.length === 0) return;
    await this.seed(missing);
    await this.load();
  }

  /** Reads the table again: at boot, and after an import here or in another instance. */
  async load(): Promise<void> {
    this.known = await this.read(this.em.fork());
    for (const division of this.known.values()) this.successions.learn(division);
  }

  private async read(em: EntityManager): Promise<Map<string, Known>> {
    const rows = await em.getConnection().execute<Kept[]>(selectSql, [], 'all', em.getTransactionContext());
    const present = (row: Kept) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Known;
    return new Map(rows.map((row) => [row.code!, present(row)]));
  }

  private async seed(missing: readonly Shipped[]): Promise<void> {
    const by = platform('division-seed', []);
    const rows = missing.map(({ division, initials }) => ({ ...division, initials }));
    await this.em.fork().transactional(async (em) => {
      await record(em as EntityManager, await this.written(em as EntityManager, seedSql, rows, by, this.clock.instant()));
    });
  }

  /** Writes rows and answers the events of those that were written. */
  private async written(em: EntityManager, sql: string, rows: readonly Known[], by: Actor, at: string): Promise<Entry[]> {
    const found = await em
      .getConnection()
      .execute<{ code: string; version: number }[]>(sql, [JSON.stringify(rows)], 'all', em.getTransactionContext());
    const versions = new Map(found.map(({ code, version }) => [code, version]));
    return rows
      .filter(({ code }) => versions.has(code))
      .map(({ initials: _, ...division }) => ({
        context: 'enterprise-registry',
        aggregateType: 'division',
        aggregateId: aggregateIdOf(division.code),
        version: versions.get(division.code)!,
        fact: recorded(division),
        scope: { division: division.code },
        by,
        at,
      }));
  }

  async import(input: ImportDivisions, asked: Asked): Promise<DivisionImport> {
    const { id, source, sourceOn, effectiveOn, dryRun } = input;
    const at = this.clock.instant();
    if (effectiveOn > dayOf(at) && !dryRun)
      throw problem('content-invalid', {
        errors: [{ pointer: '/effectiveOn', code: 'to-come', message: 'import it when the day has come' }],
      });
    const compare = (known: ReadonlyMap<string, Division>) => {
      const { difference, changed } = imported(input, known);
      if (changed.some(({ code }) => !isWithinAny(code, asked.by.divisions))) throw problem('out-of-scope');
      const said = { id, source, sourceOn, effectiveOn, dryRun, difference, by: personOf(asked.by), at };
      return { said, changed };
    };
    if (dryRun) return compare(this.known).said;
    const recordedSaid = await this.filed.file<FactOf<typeof DivisionImported>>('import', id, asked, async (em) => {
      await em.getConnection().execute('lock table divisions in share row exclusive mode', [], 'run', em.getTransactionContext());
      const { said, changed } = compare(await this.read(em));
      const rows = changed.map((division) => ({ ...division, initials: initialsOf(division.name) }));
      const entries = rows.length > 0 ? await this.written(em, importSql, rows, asked.by, at) : [];
      const filing = filingOfImport('division', DivisionImported.of(said), asked);
      return { ...filing, entries: [...filing.entries, ...entries] };
    });
    await this.load();
    return recordedSaid;
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

  /** Refuses what no table knows, what is over, and what is not the actor's. A manager files for a firm, which may be anywhere. */
  mustBeWithin(code: string, by: Actor): void {
    const division = this.known.get(code);
    if (!division || (division.validTo !== undefined && division.validTo < dayOf(this.clock.now())))
      throw problem('division-unknown', { errors: [{ pointer: '/division', code: 'unknown', message: code }] });
    if (by.role !== 'enterprise-manager' && !isWithinAny(code, by.divisions)) throw problem('out-of-scope');
  }
}
