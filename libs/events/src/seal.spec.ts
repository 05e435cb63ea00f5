/** Whoever changes the record afterwards is found, also when it is the owner of the database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { recordAudit } from './audit.js';
import { canonicalSql, genesis, link } from './chain.js';
import { Rig, recordEvents } from './events.fixtures.js';
import { Lease } from './lease.js';
import { Sealer } from './seal.js';
import { verifyAudit } from './verify.js';

const service = 'safety-hazards';

describe('the sealed record', () => {
  let rig: Rig;
  let owner: Pool;
  let pool: Pool;
  let lease: Lease;
  let anchor: string;
  beforeAll(async () => {
    rig = await Rig.start([service]);
    owner = rig.owner(service);
    pool = rig.relayRole(service);
    anchor = join(rig.folder, 'audit-anchor.jsonl');
    lease = new Lease({ pool, service, log: rig.log });
    lease.start();
    while (lease.fence === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  afterAll(async () => {
    await lease.release();
    await rig.stop();
  });
  /** A row is sealed once no older transaction of the whole server is open; other specs use the same server. */
  const seal = async () => {
    const closed = `select coalesce(max(xid), '0'::xid8) < pg_snapshot_xmin(pg_current_snapshot()) as all from (select xid from event_log union all select xid from audit_log) rows`;
    while (!(await pool.query<{ all: boolean }>(closed)).rows[0]!.all) await new Promise((resolve) => setTimeout(resolve, 10));
    return new Sealer({ pool, lease, service, anchor, log: rig.log }).seal();
  };
  const kinds = async () => (await verifyAudit(pool, anchor)).faults.map(({ kind }) => kind);

  beforeEach(async () => {
    rmSync(anchor, { force: true });
    await owner.query('truncate event_log, outbox_pending, audit_log, audit_seal');
    await recordEvents(owner, service, v7(), [1, 2, 3, 4, 5]);
    for (const kind of ['login', 'reveal', 'export'])
      await recordAudit(pool, { kind, at: new Date().toISOString(), sub: 'u1', name: '王*', role: 'operator', detail: { reason: '复核' } });
    expect(await seal()).toBe(8);
  });

  it('verifies, and sealing again adds only what is new', async () => {
    expect(await verifyAudit(pool, anchor)).toMatchObject({ ok: true, checked: 8, anchors: 1, faults: [] });
    expect(await seal()).toBe(0);
    await recordEvents(owner, service, v7(), [1]);
    expect(await seal()).toBe(1);
    expect(await verifyAudit(pool, anchor)).toMatchObject({ ok: true, checked: 9, anchors: 2 });
  });

  it('shows an edited event and an edited audit row', async () => {
    await owner.query(`update event_log set payload = '{"version":9}' where aggregate_version = 3`);
    await owner.query(`update audit_log set sub = 'somebody' where kind = 'reveal'`);
    expect(await kinds()).toEqual(['changed', 'changed']);
  });

  it('shows a removed row, with and without its seal', async () => {
    await owner.query('delete from event_log where aggregate_version = 2');
    expect(await kinds()).toEqual(['removed']);
    await owner.query('delete from audit_seal where seq = 2');
    expect(await kinds()).toEqual(expect.arrayContaining(['gap', 'changed']));
  });

  it('shows two rows that were swapped', async () => {
    for (const [from, to] of [
      [1, -1],
      [2, 1],
      [-1, 2],
    ])
      await owner.query('update audit_seal set seq = $2 where seq = $1', [from, to]);
    expect(await kinds()).toEqual(expect.arrayContaining(['changed']));
  });

  it('shows a row slipped in among the sealed ones', async () => {
    await owner.query(
      `insert into event_log (event_id, aggregate_type, aggregate_id, aggregate_version, division_code, subject, ce_type, payload, headers, occurred_at, recorded_at, xid)
       select $1, aggregate_type, $1, 1, division_code, subject, ce_type, payload, headers, occurred_at, recorded_at, '3' from event_log limit 1`,
      [v7()],
    );
    expect(await kinds()).toEqual(['slipped-in']);
  });

  it('shows a tail that was cut off, rows and seals, by the head outside', async () => {
    await owner.query(`delete from audit_log where kind = 'export'`);
    await owner.query('delete from audit_seal where seq = 8');
    expect(await kinds()).toEqual(['cut']);
  });

  it('shows a record that was changed and hashed anew in full, by the head outside', async () => {
    await owner.query(`update event_log set division_code = '310116' where aggregate_version = 1`);
    let hash: Buffer = genesis;
    for (const { seq, source, row_id } of (await owner.query('select seq, source, row_id from audit_seal order by seq')).rows) {
      const [table, id] = source === 'event' ? ['event_log', 'event_id'] : ['audit_log', 'id'];
      const { rows } = await owner.query(`select ${canonicalSql[source as 'event']} as row from ${table} r where r.${id} = $1`, [row_id]);
      hash = link(hash, source, rows[0].row);
      await owner.query('update audit_seal set hash = $1 where seq = $2', [hash, seq]);
    }
    expect(await kinds()).toEqual(['rehashed']);
  });

  it('is checked at tens of thousands of rows a second', async () => {
    await owner.query(
      `insert into event_log (event_id, aggregate_type, aggregate_id, aggregate_version, division_code, subject, ce_type, payload, headers, occurred_at, recorded_at)
       select uuidv7(), 'hazard', uuidv7(), 1, '310115005', 'ev.x', 'hazard.reported.v1', json_build_object('text', repeat('x', 1000)), '{"by":{"sub":"u"}}', now(), now() from generate_series(1, 40000)`,
    );
    expect(await seal()).toBe(40_000);
    const verdict = await verifyAudit(pool, anchor);
    console.log(`verify: ${Math.round(verdict.checked / (verdict.ms / 1_000))} rows/s`);
    expect(verdict).toMatchObject({ ok: true, checked: 40_008 });
  });
});
