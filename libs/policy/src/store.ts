/**
 * The rules of one service: kept in its table, held in memory, because every filing asks several of them and they change a
 * few times a year. A service brings its documents along as files; those it does not have yet are approved at boot, each
 * as a row and an audited event in one transaction, so two instances that start together approve a document once. A file
 * that was edited without a new version is not taken: what was in force on a past day must stay what it was. Rows are only
 * ever added, so how many there are tells whether another process has approved one.
 */
import { isDeepStrictEqual } from 'node:util';
import type { WorkingCalendar } from '@anju/calendar/working-calendar';
import { type Actor, personOf, platform } from '@anju/access/actor';
import type { Context } from '@anju/contracts/event';
import {
  type ListPolicies,
  type PolicyDocument,
  type PolicyKind,
  PolicyKind as kinds,
  type PolicyOf,
  type PolicyPage,
  type PolicyReading,
  PolicySummary,
  type PolicyVersion,
} from '@anju/contracts/policies';
import { policyApproved } from '@anju/contracts/policy-proposals';
import { problem } from '@anju/contracts/problems';
import { type Entry, record } from '@anju/events/record';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { v5 } from 'uuid';
import { calendarAt, policyAt } from './lookup.js';
import { documentOf, PolicyRow } from './policy.entity.js';

const space = 'b5a7c1de-6f0e-5d43-9a5e-0c9f5f6b7a11';
/**
 * The aggregate of a version that the service brought along: the same id in every installation, another one in every
 * context. A version that was proposed is the proposal's.
 */
export const aggregateIdOf = (context: Context, { id, version }: PolicyVersion): string => v5(`${context}/${id}/${version}`, space);
/** DI token: whose rules these are. */
export const POLICY_CONTEXT = Symbol('POLICY_CONTEXT');
/** How often a process looks for what others approved; an approval comes ten minutes ahead at least. */
const everyMs = 30_000;

/** Order of lists: id, then version; a page begins after the key of the last one. */
const keyOf = ({ id, version }: PolicyVersion): string => `${id} ${String(version).padStart(9, '0')}`;
const byKey = (a: PolicyDocument, b: PolicyDocument): number => (keyOf(a) < keyOf(b) ? -1 : 1);

const insertSql = `insert into policies (id, version, kind, jurisdiction, valid_from, valid_to, title, basis, content, approved_at)
  select d.id, d.version, d.kind, d.jurisdiction, d."validFrom", d."validTo", d.title, d.basis, d.content, ?::timestamptz
  from json_to_recordset(?::json) as d(id text, version int, kind text, jurisdiction text, "validFrom" date, "validTo" date, title jsonb, basis jsonb, content jsonb)
  on conflict (id, version) do nothing returning id, version`;

@Injectable()
export class Policies implements OnApplicationBootstrap, OnApplicationShutdown {
  private documents: readonly PolicyDocument[] = [];
  private readonly calendars = new Map<string, WorkingCalendar>();
  private readonly log = new Logger('policies');
  private loading: Promise<void> = Promise.resolve();
  private poll: NodeJS.Timeout | undefined;

  constructor(private readonly em: EntityManager) {}

  onApplicationBootstrap(): void {
    this.poll = setInterval(() => {
      this.refresh().catch((error: unknown) => this.log.warn(`rules not looked up, tries again: ${String(error)}`));
    }, everyMs).unref();
  }
  onApplicationShutdown(): void {
    clearInterval(this.poll);
  }

  /** Reads the table again, one reading after the other, so that none is undone by one that began before it. */
  load(): Promise<void> {
    const loaded = this.loading.then(async () => {
      const rows = await this.em.fork().find(PolicyRow, {});
      this.documents = rows.map(documentOf).sort(byKey);
      this.calendars.clear();
    });
    this.loading = loaded.catch(() => undefined);
    return loaded;
  }

  /** Takes in what was approved since, by whichever process. */
  async refresh(): Promise<void> {
    const [row] = await this.em.fork().getConnection().execute<{ count: number }[]>('select count(*)::int as count from policies');
    if (row?.count !== this.documents.length) await this.load();
  }

  /** Approves the documents that are not in the table yet, then loads all. `at` is business time. */
  async seed(context: Context, documents: readonly PolicyDocument[], at: string, by: Actor = platform('policy-seed', [])): Promise<void> {
    const declaration = policyApproved(context);
    const ordered = [...documents].sort(byKey);
    await this.em.fork().transactional(async (em) => {
      const isNew = new Set((await this.add(em as EntityManager, ordered, at)).map(keyOf));
      const entries = ordered
        .filter((document) => isNew.has(keyOf(document)))
        .map((document): Entry => ({
          context,
          aggregateType: declaration.aggregate,
          aggregateId: aggregateIdOf(context, document),
          version: 1,
          fact: declaration.of({ by: personOf(by), at, document }),
          scope: { division: document.jurisdiction ?? '' },
          by,
          at,
        }));
      await record(em as EntityManager, entries);
    });
    await this.load();
    for (const document of documents) {
      const kept = this.documents.find((one) => keyOf(one) === keyOf(document));
      if (!isDeepStrictEqual(kept, document))
        this.log.warn(`${document.id} differs from its version ${document.version} in force: raise the version`);
    }
  }

  /** Writes those that are not there yet, in the caller's transaction, and says which. */
  add(em: EntityManager, documents: readonly PolicyDocument[], at: string): Promise<PolicyVersion[]> {
    return em.getConnection().execute<PolicyVersion[]>(insertSql, [at, JSON.stringify(documents)], 'all', em.getTransactionContext());
  }

  /** The highest version of a document as the table has it at this moment; 0 where there is none. */
  async latest(em: EntityManager, id: string): Promise<number> {
    const sql = 'select coalesce(max(version), 0) as version from policies where id = ?';
    const [row] = await em.getConnection().execute<{ version: number }[]>(sql, [id], 'all', em.getTransactionContext());
    return row?.version ?? 0;
  }

  /** Everything the table holds. */
  all(): readonly PolicyDocument[] {
    return this.documents;
  }

  /** The document that decides at a place on a day; a kind that nothing decides is a mistake in the rules. */
  at<K extends PolicyKind>(kind: K, division: string, day: string): PolicyOf<K> {
    const found = policyAt(this.documents, kind, division, day);
    if (!found) throw new Error(`no ${kind} policy holds at ${division || 'the default place'} on ${day}`);
    return found;
  }

  /** Working time and holidays of a place on a day. */
  calendar(division: string, day: string): WorkingCalendar {
    const key = `${division} ${day}`;
    const known = this.calendars.get(key);
    if (known) return known;
    if (this.calendars.size > 5000) this.calendars.clear();
    const calendar = calendarAt(this.documents, division, day);
    this.calendars.set(key, calendar);
    return calendar;
  }

  /** Headers by id and version; with a place or a day, those that decide there and then. `today` is business time. */
  list({ kind, division, day, limit, cursor }: ListPolicies, today: string): PolicyPage {
    const deciding = (): PolicyDocument[] =>
      kinds.options.flatMap((one) => policyAt(this.documents, one, division ?? '', day ?? today) ?? []);
    const found = division === undefined && day === undefined ? this.documents : deciding().sort(byKey);
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
    const left = found.filter((one) => (kind === undefined || one.kind === kind) && keyOf(one) > after);
    const items = left.slice(0, limit).map((one) => PolicySummary.parse(one));
    return { items, ...(left.length > limit && { nextCursor: Buffer.from(keyOf(left[limit - 1]!)).toString('base64url') }) };
  }

  /** A document by id; without a version, the highest. */
  read(id: string, version?: number): PolicyDocument {
    const found = this.documents.findLast((one) => one.id === id && (version === undefined || one.version === version));
    if (!found) throw problem('not-found');
    return found;
  }

  /** The same with the version before it. */
  reading(id: string, version?: number): PolicyReading {
    const document = this.read(id, version);
    const previous = this.documents.findLast((one) => one.id === id && one.version < document.version)?.version;
    return { ...document, ...(previous !== undefined && { previous }) };
  }
}
