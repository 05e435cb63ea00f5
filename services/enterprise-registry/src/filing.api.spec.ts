/** Filing and changing over HTTP, on a real database and a real broker: once for ever, by whoever may, with a message for each. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DivisionRecorded } from '@anju/contracts/divisions';
import { registryEvents } from '@anju/contracts/registry';
import type { Filing } from '@anju/events/filing';
import { eventually } from '@anju/testing/client';
import pg from 'pg';
import { filingOfCompound, filingOfContract, filingOfEnterprise, filingOfGap } from './filings.js';
import { aRegistry, firm, outcome, place, type Registry } from './registry-city.fixtures.js';
import { aCompound, aContract, anEnterprise, aUscc, registrar } from './registry.fixtures.js';

const sent = { by: registrar(), contentHash: '' };
const folds: Record<string, (facts: any[], row: Record<string, any>) => Filing> = {
  enterprises: (facts, row) => filingOfEnterprise(facts, row['contacts'], sent),
  compounds: (facts) => filingOfCompound(facts, sent),
  contracts: (facts, row) => filingOfContract(facts, row['compound_name'], sent),
  coverage_gaps: (facts) => filingOfGap(facts, sent),
};
/** Who filed under which hash stands beside the event. */
const unfolded = new Set(['content_hash', 'filed_enterprise_id']);
const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

let registry: Registry;
beforeAll(async () => {
  registry = await aRegistry();
});
afterAll(() => registry?.city.stop());
const post: Registry['post'] = (...args) => registry.post(...args);
const get: Registry['get'] = (...args) => registry.get(...args);

describe('filing', () => {
  it('sent fifty times at once, and again after a crash and a decision, is one filing and one answer', async () => {
    const body = anEnterprise({ name: '示例并发物业服务有限公司', uscc: aUscc(1) });
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('enterprises', body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers[0]!.headers.get('etag')).toBe('"1"');
    expect(await post(`enterprises/${body.id}/return`, { reason: '缺表' }, 'registrar', 1)).toMatchObject({
      status: 200,
      body: { status: 'RETURNED', returnReason: '缺表' },
    });
    await registry.city.restart('enterprise-registry');
    const again = await post('enterprises', body);
    expect([again.status, again.body]).toEqual([201, answers[0]!.body]);
  });

  it('of fifty contracts at once under one id makes one, though the days exclude each other', async () => {
    const compound = aCompound({ name: '示例抢约苑' });
    await post('compounds', compound);
    const body = aContract({ compoundId: compound.id, enterpriseId: firm.own });
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('contracts', body)));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
  });

  it('refuses a used id with other content or by another person, and shows nothing', async () => {
    const body = aCompound({ name: '示例一号苑' });
    expect((await post('compounds', body)).status).toBe(201);
    for (const answer of [await post('compounds', { ...body, households: 1 }), await post('compounds', body, 'colleague')]) {
      expect(outcome(answer)).toEqual([409, 'already-filed-differently']);
      expect(JSON.stringify(answer.body)).not.toContain('一号苑');
    }
  });

  it('knows one living filing per credit code; a returned one may be filed anew', async () => {
    const uscc = aUscc(2);
    const first = await post('enterprises', anEnterprise({ uscc }));
    expect(outcome(await post('enterprises', anEnterprise({ uscc })))).toEqual([409, 'uscc-already-filed']);
    await post(`enterprises/${first.body.id}/return`, { reason: '缺表' }, 'registrar', 1);
    expect((await post('enterprises', anEnterprise({ uscc }), 'manager')).status).toBe(201);
  });

  it('lets a failing code through with a reason, and warns in the asked language', async () => {
    const body = anEnterprise({ uscc: '91350211M0000XUF46' });
    expect(await post('enterprises', body)).toMatchObject({ status: 422, body: { code: 'uscc-check-failed', overridable: true } });
    const filed = await post('enterprises', { ...body, usccOverrideReason: '营业执照原件核对一致。' }, 'registrar', undefined, 'en');
    expect(filed).toMatchObject({
      status: 201,
      body: { warnings: [{ code: 'uscc-check-failed', message: 'The credit code fails its check character' }] },
    });
    expect((await get(`enterprises/${filed.body.id}`)).body.usccOverrideReason).toBe('营业执照原件核对一致。');
  });

  it('stays within the registrar’s divisions, and in those that exist', async () => {
    expect(outcome(await post('compounds', aCompound(), 'elsewhere'))).toEqual([403, 'out-of-scope']);
    expect(outcome(await post('compounds', aCompound({ division: '310115999' })))).toEqual([422, 'division-unknown']);
    expect(outcome(await post('compounds', aCompound(), 'operator'))).toEqual([403, 'role-not-permitted']);
  });

  it('is on the bus with the place in its subject', async () => {
    const db = new pg.Client(registry.city.urls['enterprise-registry']!.relay);
    await db.connect();
    const sql = `select e.subject, e.ce_type, count(r.event_id)::int receipts from event_log e left join publish_receipt r using (event_id) where aggregate_id = $1 group by 1, 2`;
    const { rows } = await eventually(
      () => db.query(sql, [place.own]),
      ({ rows: found }) => found[0]?.receipts === 1,
    );
    expect(rows).toEqual([
      { subject: 'ev.enterprise-registry.compound-registered.v1.-.31.3101.310115', ce_type: 'compound.registered.v1', receipts: 1 },
    ]);
    await db.end();
  });
});

describe('changes', () => {
  it('need the version, take it once, and answer a repetition again', async () => {
    const { body } = await post('compounds', aCompound({ name: '示例二号苑' }));
    const change = { households: 861, reason: '核对户数。' };
    expect(outcome(await post(`compounds/${body.id}/change`, change))).toEqual([428, 'version-required']);
    expect(outcome(await post(`compounds/${body.id}/change`, change, 'registrar', '*'))).toEqual([428, 'version-required']);
    const first = await post(`compounds/${body.id}/change`, change, 'registrar', 1);
    const repeated = await post(`compounds/${body.id}/change`, change, 'registrar', 1);
    expect([first.status, first.body.version, repeated.status, repeated.body]).toEqual([200, 2, 200, first.body]);
    expect(outcome(await post(`compounds/${body.id}/change`, { ...change, households: 1 }, 'registrar', 1))).toEqual([
      412,
      'version-stale',
    ]);
    expect(outcome(await post(`compounds/${body.id}/change`, change, 'elsewhere', 2))).toEqual([404, 'not-found']);
  });

  it('to what is decided name the state and what is possible', async () => {
    const answer = await post(`enterprises/${firm.own}/return`, { reason: '缺表' }, 'registrar', 2);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'not-in-this-state', state: 'ACCEPTED', possible: ['refreshFiling', 'exitEnterprise'] },
    });
    expect(outcome(await post(`enterprises/${firm.own}/accept`, {}, 'elsewhere', 2))).toEqual([404, 'not-found']);
  });
});

describe('the event log', () => {
  it('holds what the contract declares, and folds into the rows', async () => {
    const db = new pg.Client(registry.city.urls['enterprise-registry']!.owner);
    await db.connect();
    pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
    const { rows: events } = await db.query(
      `select * from event_log where aggregate_type <> 'policy' order by aggregate_id, aggregate_version`,
    );
    const declarations = [...registryEvents, DivisionRecorded];
    for (const { ce_type, payload } of events) {
      const declared = declarations.find(({ type }) => type === ce_type)!;
      expect(declared.data.parse(payload)).toEqual(payload);
    }
    const factsOf = (id: string) =>
      events.filter(({ aggregate_id }) => aggregate_id === id).map(({ ce_type, payload }) => ({ type: ce_type, data: payload }));
    for (const [table, filingOf] of Object.entries(folds)) {
      const { rows } = await db.query(`select * from ${table}`);
      expect(rows.length).toBeGreaterThan(3);
      for (const row of rows) {
        const { row: folded } = filingOf(factsOf(row.id), row);
        for (const [column, value] of Object.entries(folded)) {
          if (!unfolded.has(column)) expect([column, plain(row[column])]).toEqual([column, value ?? null]);
        }
      }
    }
    await db.end();
  });
});
