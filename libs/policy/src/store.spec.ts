/** The rules of a service in a real PostgreSQL, under its app role: approved once, audited, never changed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarRules } from '@anju/calendar/rules';
import type { Actor } from '@anju/access/actor';
import type { PolicyDocument } from '@anju/contracts/policies';
import type { ProposePolicy } from '@anju/contracts/policy-proposals';
import { ProblemError } from '@anju/contracts/problems';
import { freePort } from '@anju/embedded/ports';
import { removePostgres, type RunningPostgres, startPostgres } from '@anju/embedded/postgres';
import { Clock } from '@anju/events/clock';
import { eventTablesSql, namesOf, partitionsSql } from '@anju/events/tables';
import { Wake } from '@anju/events/wake';
import { MikroORM } from '@mikro-orm/postgresql';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { v7 } from 'uuid';
import { policyTableSql } from './policy.entity.js';
import { policyEntities } from './policy.module.js';
import { aProposal } from './policy-proposal.fixtures.js';
import { PolicyProposalQueries } from './policy-proposal.queries.js';
import { PolicyProposals } from './policy-proposal.service.js';
import { rulesIn } from './rule-files.js';
import { aggregateIdOf, Policies } from './store.js';

const names = namesOf('safety-hazards');
const at = '2026-11-24T08:00:00.000Z';
const rules = rulesIn(calendarRules);
let folder: string;
let server: RunningPostgres;
let owner: pg.Client;
let orm: MikroORM;

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'anju-policy-')), 'postgres');
  server = await startPostgres({ folder, port: await freePort() });
  const admin = new pg.Client(server.adminUrl);
  await admin.connect();
  for (const role of [names.owner, names.app, names.relay]) await admin.query(`create role ${role} login password 'spec'`);
  await admin.query(`create database anju owner ${names.owner}`);
  await admin.end();
  const urlOf = (role: string): string => `postgresql://${role}:spec@127.0.0.1:${server.port}/anju`;
  owner = new pg.Client({ connectionString: urlOf(names.owner), options: `-c search_path=${names.schema}` });
  await owner.connect();
  await owner.query(`create schema ${names.schema}; grant usage on schema ${names.schema} to ${names.app}, ${names.relay}`);
  await owner.query(eventTablesSql(names) + partitionsSql(new Date(at)) + policyTableSql(names));
  orm = await MikroORM.init({
    clientUrl: urlOf(names.app),
    entities: policyEntities,
    schema: names.schema,
    driverOptions: { options: `-c search_path=${names.schema}` },
  });
}, 120_000);

afterAll(async () => {
  await orm?.close(true);
  await owner?.end();
  await server?.stop();
  removePostgres(folder);
  await rm(join(folder, '..'), { recursive: true, force: true });
}, 60_000);

describe('the rules of a service', () => {
  it('are approved once by instances that start together, each as a row and an audited event', async () => {
    const instances = [new Policies(orm.em), new Policies(orm.em), new Policies(orm.em)];
    await Promise.all(instances.map((policies) => policies.seed('safety-hazards', rules, at)));
    for (const policies of instances) expect(policies.all()).toHaveLength(3);
    const { rows } = await owner.query<{ type: string; id: string; version: string; document: PolicyDocument; by: string }>(
      `select ce_type as type, aggregate_id as id, aggregate_version as version, payload -> 'document' as document, headers -> 'by' ->> 'role' as by
       from event_log order by payload -> 'document' ->> 'id'`,
    );
    expect(rows.map(({ document }) => document.id)).toEqual(['holidays-2025', 'holidays-2026', 'working-time']);
    expect(rows[0]).toMatchObject({
      type: 'policy.approved.v1',
      id: aggregateIdOf('safety-hazards', { id: 'holidays-2025', version: 1 }),
      version: '1',
      by: 'platform',
    });
    expect(rows[1]!.document).toEqual(rules.find(({ id }) => id === 'holidays-2026'));
  });

  it('are read back as they were written, by id, version, place and day', async () => {
    const policies = new Policies(orm.em);
    await policies.load();
    expect([...policies.all()]).toEqual([...rules].sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(policies.read('holidays-2026')).toEqual(policies.read('holidays-2026', 1));
    expect(() => policies.read('holidays-2026', 2)).toThrow('not-found');
    expect(policies.at('holidays', '310115', '2026-05-01').content.year).toBe(2026);
    expect(() => policies.at('holidays', '310115', '2027-05-01')).toThrow('no holidays policy holds at 310115 on 2027-05-01');
  });

  it('are listed in pages, all of them or those that decide', async () => {
    const policies = new Policies(orm.em);
    await policies.load();
    const first = policies.list({ limit: 2 }, '2026-11-24');
    expect(first.items.map(({ id }) => id)).toEqual(['holidays-2025', 'holidays-2026']);
    expect(policies.list({ limit: 2, cursor: first.nextCursor }, '2026-11-24')).toMatchObject({ items: [{ id: 'working-time' }] });
    expect(policies.list({ limit: 9, division: '310115' }, '2025-11-24').items.map(({ id }) => id)).toEqual([
      'holidays-2025',
      'working-time',
    ]);
    expect(policies.list({ limit: 9, kind: 'holidays', day: '2026-01-01' }, '2025-11-24').items.map(({ id }) => id)).toEqual([
      'holidays-2026',
    ]);
  });

  it('take a new version beside the old one and leave an edited old one as it was', async () => {
    const policies = new Policies(orm.em);
    const working = rules.find(({ kind }) => kind === 'working-time') as PolicyDocument;
    const next = {
      ...working,
      version: 2,
      validFrom: '2026-12-01',
      content: { hours: [['09:00', '17:00']], weekdays: [1, 2, 3, 4, 5] },
    } as PolicyDocument;
    await policies.seed('safety-hazards', [{ ...working, title: { zh: '改', en: 'edited' } }, next], '2026-11-25T08:00:00.000Z');
    expect(policies.read('working-time', 1)).toEqual(working);
    expect(policies.at('working-time', '310115', '2026-11-30').version).toBe(1);
    expect(policies.at('working-time', '310115', '2026-12-01').version).toBe(2);
    const { rows } = await owner.query('select 1 from outbox_pending');
    expect(rows).toHaveLength(4);
  });

  it('can be neither changed nor deleted by the service', async () => {
    await expect(orm.em.fork().getConnection().execute('update policies set version = 9')).rejects.toThrow('permission denied');
    await expect(orm.em.fork().getConnection().execute('delete from policies')).rejects.toThrow('permission denied');
  });
});

describe('a change of the rules', () => {
  const actor = (sub: string, role: Actor['role']): Actor => ({
    iss: 'spec',
    sub,
    name: '李明',
    role,
    divisions: ['310115'],
    authzVersion: 0,
  });
  const [system, other] = [actor('system', 'system-admin'), actor('other', 'system-admin')];
  const [security, second] = [actor('security', 'security-admin'), actor('second', 'security-admin')];
  const asked = (by: Actor, body: unknown, ifMatch?: number) => ({
    by,
    ifMatch,
    contentHash: createHash('sha256')
      .update(JSON.stringify([by.sub, body]))
      .digest('hex'),
  });
  class At extends Clock {
    override now = () => new Date(at);
  }
  /** One process: its own memory of the rules. */
  const process = async () => {
    const policies = new Policies(orm.em);
    await policies.load();
    const proposals = new PolicyProposals(
      orm.em,
      new At(),
      policies,
      new PolicyProposalQueries(orm.em, policies),
      new Wake(),
      'safety-hazards',
    );
    return { policies, proposals };
  };
  type Process = Awaited<ReturnType<typeof process>>;
  const propose = ({ proposals }: Process, body: ProposePolicy, by = system) => proposals.propose(body, body, asked(by, body));
  const outcome = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof ProblemError ? error.code : String(error)),
    );
  const aRadius = (over: Partial<ProposePolicy> = {}): ProposePolicy =>
    aProposal({
      kind: 'holidays',
      validFrom: '2027-01-01',
      validTo: '2027-12-31',
      basedOn: undefined,
      content: { year: 2027, holidays: [], makeUpDays: [] },
      ...over,
    } as never);

  it('is open once, whoever proposes at the same moment, and sent again is the same', async () => {
    const one = await process();
    const body = aRadius();
    const answers = await Promise.all(Array.from({ length: 20 }, () => propose(one, body)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const others = await Promise.all(Array.from({ length: 10 }, () => outcome(propose(one, aRadius(), other))));
    expect(new Set(others)).toEqual(new Set(['policy-already-proposed']));
    expect(await outcome(propose(one, { ...body, reason: '别的' }))).toBe('already-filed-differently');
    expect(await outcome(propose(one, body, other))).toBe('already-filed-differently');
    const { rows } = await owner.query(
      `select aggregate_id as id, aggregate_version::int as version, ce_type as type from event_log where aggregate_type = 'policy-proposal'`,
    );
    expect(rows).toEqual([{ id: body.id, version: 1, type: 'policy.proposed.v1' }]);
    expect((await one.proposals.withdraw(body.id, asked(system, {}, 1))).state).toBe('WITHDRAWN');
    expect((await propose(one, body)).state).toBe('PROPOSED');
  });

  it('is approved once by one of two, and another process knows it before its day', async () => {
    const [one, two] = [await process(), await process()];
    const body = aRadius();
    await propose(one, body);
    const decisions = await Promise.all([security, second].map((by) => outcome(one.proposals.approve(body.id, {}, asked(by, {}, 1)))));
    expect(decisions.sort()).toEqual(['done', 'version-stale']);
    expect(one.policies.read('holidays-2027').version).toBe(1);
    expect(() => two.policies.read('holidays-2027')).toThrow('not-found');
    await two.policies.refresh();
    expect(two.policies.read('holidays-2027')).toEqual(one.policies.read('holidays-2027'));
    expect(two.policies.calendar('310115', '2027-01-04').isKnown(2027)).toBe(true);
    const { rows } = await owner.query(
      `select aggregate_version::int as version, ce_type as type, headers -> 'by' ->> 'role' as by from event_log where aggregate_id = $1 order by 1`,
      [body.id],
    );
    expect(rows).toEqual([
      { version: 1, type: 'policy.proposed.v1', by: 'system-admin' },
      { version: 2, type: 'policy.approved.v1', by: 'security-admin' },
    ]);
  });

  it('is refused when the service brought along a newer version meanwhile', async () => {
    const one = await process();
    const latest = one.policies.read('working-time');
    const body = aProposal({ validFrom: '2027-02-01', basedOn: latest.version });
    await propose(one, body);
    await new Policies(orm.em).seed('safety-hazards', [{ ...latest, version: latest.version + 1, validFrom: '2027-01-15' }], at);
    expect(await outcome(one.proposals.approve(body.id, {}, asked(security, {}, 1)))).toBe('policy-moved-on');
    expect((await one.proposals.refuse(body.id, { reason: '规则已更新' }, asked(security, {}, 1))).state).toBe('REFUSED');
    expect(await outcome(propose(one, aProposal({ basedOn: latest.version })))).toBe('policy-moved-on');
  });

  it('takes no member that no rule knows', async () => {
    const body = aProposal({ basedOn: 3 });
    const sent = { ...body, content: { ...body.content, weekday: [6] } };
    await expect((await process()).proposals.propose(body, sent, asked(system, sent))).rejects.toMatchObject({
      code: 'content-invalid',
      details: { errors: [{ pointer: '/content/weekday' }] },
    });
  });

  it('is kept from anybody but administrators, and from one person alone, by the table too', async () => {
    const em = orm.em.fork();
    const insert = `insert into policy_proposals (id, version, policy_id, kind, state, proposed_by, decided_by, proposed_at, proposal, content_hash)
      values (?, 1, 'x', 'x', 'APPROVED', ?, ?, now(), '{}', '')`;
    const as = (settings: Record<string, string>, proposer: string, decider: string | null) =>
      em.transactional(async (inner) => {
        for (const [name, value] of Object.entries(settings))
          await inner.getConnection().execute('select set_config(?, ?, true)', [name, value], 'all', inner.getTransactionContext());
        await inner.getConnection().execute(insert, [v7(), proposer, decider], 'run', inner.getTransactionContext());
      });
    await expect(as({}, 'a', 'b')).rejects.toThrow('row-level security');
    await expect(as({ 'app.sub': 'o', 'app.divs': '310115' }, 'a', 'b')).rejects.toThrow('row-level security');
    await expect(as({ 'app.sub': 'a' }, 'a', 'a')).rejects.toThrow('four_eyes');
    await expect(as({ 'app.sub': 'a' }, 'a', null)).rejects.toThrow('four_eyes');
    await expect(as({ 'app.sub': 'a' }, 'a', 'b')).resolves.toBeUndefined();
    await expect(em.getConnection().execute('delete from policy_proposals')).rejects.toThrow('permission denied');
    expect(await em.getConnection().execute('select 1 from policy_proposals')).toEqual([]);
  });
});
