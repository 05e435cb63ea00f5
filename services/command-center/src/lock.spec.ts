/**
 * The second lock, on a real database: every reader asks every table for all rows, without any condition, and gets what the
 * first lock would give; whoever forgot the session gets nothing. And what the service really asks is found by an index as
 * the app role, for a policy can take an index away without changing any answer.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '@anju/access/actor';
import { channelsOf, maySee } from '@anju/access/scope';
import { within } from '@anju/access/session';
import type { CloudEvent } from '@anju/contracts/event';
import { isWithinAny } from '@anju/contracts/place';
import { provision } from '@anju/embedded/provision';
import { Clock } from '@anju/events/clock';
import { policyAt } from '@anju/policy/lookup';
import { rulesIn } from '@anju/policy/rule-files';
import { MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Folding } from './folding.service.js';
import { contractStory, dice, dutyReportStory, firms, hazardStory, incidentStory, permitStory, registryStory } from './story.fixtures.js';
import { views } from './views.projection.js';

const actor = (over: Partial<Actor>): Actor => ({
  iss: 'spec',
  sub: 'u',
  name: '王',
  role: 'operator',
  divisions: [],
  authzVersion: 0,
  ...over,
});
const people: Record<string, Actor> = {
  county: actor({ divisions: ['310115'] }),
  subdistrict: actor({ divisions: ['310115005'], role: 'subdistrict-officer' }),
  two: actor({ divisions: ['310115005', '310115016'] }),
  elsewhere: actor({ divisions: ['510603'] }),
  fire: actor({ divisions: ['310115'], role: 'department-officer', department: 'fire' }),
  gas: actor({ divisions: ['310115005'], role: 'department-officer', department: 'gas' }),
  firm: actor({ role: 'enterprise-manager', enterpriseId: firms[0] }),
  rival: actor({ role: 'enterprise-manager', enterpriseId: firms[1] }),
  administrator: actor({ divisions: ['310115'], role: 'security-admin' }),
};
const asked: { sql: string; by: Actor }[] = [];
let reading: Actor;
let orm: MikroORM;
let relay: pg.Pool;
let owner: pg.Pool;

beforeAll(async () => {
  const { services } = await provision({
    adminUrl: process.env['ANJU_TEST_POSTGRES']!,
    services: ['command-center'],
    database: `lock_${randomUUID().replaceAll('-', '')}`,
  });
  const urls = services['command-center']!;
  Object.assign(process.env, {
    DATABASE_URL: urls.app,
    OWNER_DATABASE_URL: urls.owner,
    RELAY_DATABASE_URL: urls.relay,
    NATS_URL: 'nats://127.0.0.1:1',
    NATS_NKEY_SEED_FILE: '/dev/null',
    OIDC_ISSUER: 'spec',
    STATE_DIR: '.',
  });
  const { schema } = await import('./app.module.js');
  const { config } = await import('./config.js');
  const { database, migrate } = await import('@anju/runtime/database');
  await migrate(config, schema, new Date());
  const options = '-c search_path=command_center';
  owner = new pg.Pool({ connectionString: urls.owner, max: 1, options });
  relay = new pg.Pool({ connectionString: urls.relay, max: 1, options });
  const folding = new Folding(relay, undefined, true);
  await relay.query(`update projector set feed_from = '2026-01-01'`);
  await folding.load();
  const events: CloudEvent[] = [];
  for (let number = 0; number < 80; number++) {
    const rolls = Array.from({ length: 40 }, (_, index) => Math.abs(Math.imul(number * 7919 + index * 104_729 + 17, 2_654_435_761)) >>> 8);
    const at = new Date(Date.now() - (400 - number) * 3_600_000).toISOString();
    events.push(...hazardStory(number, dice(rolls), at, number % 8), ...incidentStory(number, dice(rolls), at));
    events.push(...permitStory(number, dice(rolls), at), ...dutyReportStory(number, dice(rolls), at));
  }
  for (let index = 0; index < 4; index++) events.push(...registryStory(index, '2026-10-01T02:00:00.000Z'));
  events.push(...contractStory(1, 0, firms[0]), ...contractStory(2, 2, firms[1]));
  await folding.apply({ events });
  orm = await MikroORM.init({
    ...database(config, schema),
    debug: ['query'],
    loggerFactory: () =>
      ({
        log: () => undefined,
        error: () => undefined,
        warn: () => undefined,
        setDebugMode: () => undefined,
        isEnabled: () => true,
        logQuery: ({ query }: { query: string }) => asked.push({ sql: query, by: reading }),
      }) as never,
  } as never);
}, 60_000);
afterAll(async () => {
  await orm.close(true);
  await relay.end();
  await owner.end();
});

const select = (em: EntityManager, sql: string) =>
  em.getConnection().execute<Record<string, any>[]>(sql, [], 'all', em.getTransactionContext());
const all = (table: string) => relay.query<Record<string, any>>(`select * from ${table}`).then(({ rows }) => rows);
const seen = (by: Actor, table: string) => within(orm.em, by, (em) => select(em, `select * from ${table}`));
const caseTables = ['open_hazards', 'open_incidents', 'listed_hazards', 'permits_in_force', 'duty_reports', 'tasks', 'figure_spans'];
/** Rows by the key of their view. */
const keysOf = (table: string, rows: readonly Record<string, any>[]) => {
  const { key } = views.flatMap(({ tables }) => tables).find(({ name }) => name === table)!;
  return rows.map((row) => key.map((column) => String(row[column])).join(' ')).sort();
};
const sorted = (rows: readonly Record<string, any>[], key: string) => rows.map((row) => String(row[key])).sort();

describe.each(Object.entries(people))('%s', (_, by) => {
  it.each(caseTables)('sees of %s what the scope allows', async (table) => {
    const rows = await all(table);
    expect(rows.length).toBeGreaterThan(5);
    const allowed = rows.filter((row) =>
      maySee(by, { division: row['division'], enterpriseId: row['enterprise_id'] ?? undefined, departments: row['departments'] }),
    );
    expect(keysOf(table, await seen(by, table))).toEqual(keysOf(table, allowed));
  });

  it('sees of units what they did in the own places, a department and a firm only their own', async () => {
    const rows = await all('unit_days');
    expect(new Set(rows.map(({ unit }) => unit as string)).size).toBe(4);
    const allowed = rows.filter(({ unit, holder, division }) => {
      if (by.role === 'security-admin') return false;
      if (by.role === 'enterprise-manager') return unit === 'enterprise' && holder === by.enterpriseId;
      const isOwn = by.role !== 'department-officer' || (unit === 'department' && holder === by.department);
      return isOwn && isWithinAny(division, by.divisions);
    });
    expect(keysOf('unit_days', await seen(by, 'unit_days'))).toEqual(keysOf('unit_days', allowed));
  });

  it('sees the households of the own places, a firm those of its compounds and its own contracts only', async () => {
    const terms = await all('compound_terms');
    const own = terms.filter(({ enterprise_id }) => by.role === 'enterprise-manager' && enterprise_id === by.enterpriseId);
    expect(keysOf('compound_terms', await seen(by, 'compound_terms'))).toEqual(keysOf('compound_terms', own));
    const households = (await all('household_days')).filter(({ division, compound_id }) =>
      by.role === 'enterprise-manager'
        ? own.some((term) => term['compound_id'] === compound_id)
        : by.role !== 'security-admin' && isWithinAny(division, by.divisions),
    );
    expect(keysOf('household_days', await seen(by, 'household_days'))).toEqual(keysOf('household_days', households));
  });

  it('sees of the events what was recorded within the scope, and the report of what is its own now', async () => {
    const allowed = (await all('event_copy')).filter(
      (row) =>
        maySee(by, { division: row['division'], enterpriseId: row['enterprise_id'] ?? undefined, departments: row['departments'] }) ||
        (by.role === 'enterprise-manager' && row['case_enterprise_id'] === by.enterpriseId),
    );
    expect(sorted(await seen(by, 'event_copy'), 'position')).toEqual(sorted(allowed, 'position'));
  });

  it('sees of the feed the own channels, of the counters those and what lies inside them', async () => {
    const channels = channelsOf(by);
    const feed = (await all('feed_log')).filter((row) => row['channels'].some((channel: string) => channels.includes(channel)));
    expect(sorted(await seen(by, 'feed_log'), 'seq')).toEqual(sorted(feed, 'seq'));
    const inside = (channel: string): boolean => {
      const [kind, ...rest] = channel.split('.');
      if (by.role === 'security-admin') return false;
      if (by.role === 'enterprise-manager') return kind === 'e' && rest[0] === by.enterpriseId;
      if (by.role === 'department-officer') return kind === 'p' && rest[0] === by.department && isWithinAny(rest[1]!, by.divisions);
      return kind === 'd' && isWithinAny(rest[0]!, by.divisions);
    };
    for (const table of ['present_counts', 'day_counts']) {
      const allowed = (await all(table)).filter((row) => inside(row['channel']));
      expect(sorted(await seen(by, table), 'channel')).toEqual(sorted(allowed, 'channel'));
    }
  });
});

describe('who forgot the session', () => {
  const more = ['event_copy', 'feed_log', 'day_counts', 'present_counts', 'unit_days', 'household_days', 'compound_terms'];
  it.each([...caseTables, ...more])('sees nothing of %s', async (table) => {
    const em = orm.em.fork();
    expect(await em.transactional((inner) => select(inner as EntityManager, `select * from ${table}`))).toEqual([]);
  });
  it('cannot read what requests never read, and cannot write at all', async () => {
    await expect(seen(people['county']!, 'aggregate_state')).rejects.toThrow(/permission denied/);
    await expect(within(orm.em, people['county']!, (em) => select(em, 'delete from open_hazards'))).rejects.toThrow(/permission denied/);
  });
});

describe('what the service asks', () => {
  it('is found by an index as the app role', async () => {
    const [{ BoardQueries }, { DeskQueries }, { IndexQueries }, { EventQueries }, { FeedQueries }] = await Promise.all([
      import('./board.queries.js'),
      import('./desk.queries.js'),
      import('./hazard-index.queries.js'),
      import('./event.queries.js'),
      import('./feed.queries.js'),
    ]);
    const clock = new Clock();
    const freshness = { times: () => ({ dataAsOf: null, serverTime: clock.instant() }) } as never;
    const desk = new DeskQueries(orm.em, clock, freshness);
    const boards = new BoardQueries(orm.em, clock, freshness);
    const rules = rulesIn(new URL('./rules/', import.meta.url));
    const at = (kind: 'hazard-index', division: string, day: string) => policyAt(rules, kind, division, day);
    const indexes = new IndexQueries(orm.em, clock, { at } as never);
    const events = new EventQueries(orm.em, clock);
    const list = { after: 0, limit: 20, order: 'oldest' } as const;
    for (const by of [people['county']!, people['two']!, people['fire']!, people['firm']!]) {
      reading = by;
      asked.length = 0;
      await desk.snapshot({ limit: 100 }, by);
      await desk.territory({ division: '310115005', limit: 100 }, by);
      await boards.board(by);
      await indexes.index({}, by);
      await events.list(list, by);
      await events.list({ ...list, type: 'hazard.reported.v1', order: 'newest' }, by);
      for (const name of ['open', 'escalated', 'reported-today', 'closed-in-time'] as const) await events.explain({ name, limit: 20 }, by);
      await events.explain({ name: 'overdue', limit: 20, day: '2026-11-01' }, by);
      await events.explain({ name: 'open', limit: 20, olderThanDays: 3 }, by);
      await new FeedQueries(orm.em).page(by, channelsOf(by), 3);
      const statements = asked
        .map(({ sql }) => sql)
        .filter((sql) => /^select(?! set_config)/i.test(sql.trim()) && !/^select feed_epoch/.test(sql));
      expect(statements.length).toBeGreaterThan(12);
      for (const sql of statements) {
        const plan = await within(orm.em, by, async (em) => {
          await select(em, 'set local enable_seqscan = off');
          return (await select(em, `explain ${sql}`)).map((row) => row['QUERY PLAN'] as string).join('\n');
        });
        expect({ sql, scans: plan.match(/Seq Scan on (?!projector|divisions)\w+/g) }).toEqual({ sql, scans: null });
      }
    }
  });
});
