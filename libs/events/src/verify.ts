/**
 * Recomputes the whole chain from the rows as they are now. A changed row does not hash to its seal, a removed one leaves a
 * seal without a row or a gap, one slipped in has a transaction id below the sealed ones and no seal, and a chain that was
 * cut or hashed anew in full contradicts the heads that were anchored outside the database.
 */
import type { Pool } from 'pg';
import { readHeads } from './anchor.js';
import { canonicalSql, genesis, link, tableOf, type Source } from './chain.js';

export interface Fault {
  readonly kind: 'changed' | 'removed' | 'gap' | 'slipped-in' | 'cut' | 'rehashed';
  readonly seq?: number;
  readonly source?: Source;
  readonly rowId?: string;
}
export interface Verdict {
  readonly ok: boolean;
  readonly checked: number;
  readonly head: { readonly seq: number; readonly hash: string };
  /** Heads outside the database that were compared. */
  readonly anchors: number;
  readonly faults: readonly Fault[];
  readonly ms: number;
}

const page = 5_000;
const mostFaults = 100;

export async function verifyAudit(pool: Pool, anchor: string): Promise<Verdict> {
  const begun = performance.now();
  const faults: Fault[] = [];
  const heads = new Map(readHeads(anchor).map((head) => [head.seq, head.hash]));
  const report = (fault: Fault) => void (faults.length < mostFaults && faults.push(fault));
  const client = await pool.connect();
  try {
    // One snapshot for everything: what is sealed meanwhile is the next verification's business.
    await client.query('begin isolation level repeatable read read only');
    let seq = 0;
    let hash: Buffer = genesis;
    for (;;) {
      const { rows } = await client.query<{
        seq: string;
        source: Source;
        row_id: string;
        hash: Buffer;
        event: string | null;
        audit: string | null;
      }>(
        `select s.seq, s.source, s.row_id, s.hash, e.row as event, a.row as audit
         from (select * from audit_seal where seq > $1 order by seq limit $2) s
         left join lateral (select ${canonicalSql.event} as row from event_log r where s.source = 'event' and r.event_id = s.row_id limit 1) e on true
         left join lateral (select ${canonicalSql.audit} as row from audit_log r where s.source = 'audit' and r.id = s.row_id limit 1) a on true
         order by s.seq`,
        [seq, page],
      );
      for (const sealed of rows) {
        const at = { seq: Number(sealed.seq), source: sealed.source, rowId: sealed.row_id };
        if (at.seq !== seq + 1) report({ kind: 'gap', seq: seq + 1 });
        const row = sealed[sealed.source];
        if (row === null) report({ kind: 'removed', ...at });
        else if (!link(hash, sealed.source, row).equals(sealed.hash)) report({ kind: 'changed', ...at });
        // Goes on from the stored hash, so that one fault is one finding and not all that follow.
        hash = sealed.hash;
        seq = at.seq;
        const anchored = heads.get(seq);
        if (anchored !== undefined && anchored !== hash.toString('hex')) report({ kind: 'rehashed', seq });
      }
      if (rows.length < page) break;
    }
    if (Math.max(0, ...heads.keys()) > seq) report({ kind: 'cut', seq: seq + 1 });
    for (const source of ['event', 'audit'] as const) {
      const { table, id } = tableOf[source];
      const { rows } = await client.query<{ id: string }>(
        `select r.${id} as id from ${table} r where (r.xid, r.${id}) <= (select row_xid, row_id from audit_seal where source = '${source}' order by row_xid desc, row_id desc limit 1)
         and not exists (select 1 from audit_seal s where s.source = '${source}' and s.row_xid = r.xid and s.row_id = r.${id}) limit ${mostFaults}`,
      );
      for (const row of rows) report({ kind: 'slipped-in', source, rowId: row.id });
    }
    await client.query('commit');
    return {
      ok: faults.length === 0,
      checked: seq,
      head: { seq, hash: hash.toString('hex') },
      anchors: heads.size,
      faults,
      ms: Math.round(performance.now() - begun),
    };
  } finally {
    client.release(true);
  }
}
