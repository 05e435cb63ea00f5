/**
 * Seals events and audit rows into one hash chain, a moment after they were committed and outside their transactions: a
 * chain head that every transaction had to lock would cost three quarters of the write path. It tails by transaction id
 * below the oldest one still running, which cannot miss a row that commits late.
 */
import type { Pool, PoolClient } from 'pg';
import { readHeads, writeHead } from './anchor.js';
import { canonicalSql, genesis, link, tableOf, type Source } from './chain.js';
import { LeaseLost, type Lease } from './lease.js';
import type { Log } from './log.js';

export interface SealerOptions {
  readonly pool: Pool;
  readonly lease: Lease;
  readonly service: string;
  /** File of the heads, outside the database. */
  readonly anchor: string;
  readonly log: Log;
}

const most = 2_000;

export class Sealer {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;
  /** The last head of an earlier run may have been committed and not anchored any more. */
  private isAnchored = false;

  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: SealerOptions) {}

  start(everyMs = 1_000): void {
    const tick = () => {
      this.round = this.seal()
        .catch((error: unknown) => {
          if (!(error instanceof LeaseLost)) this.options.log.warn({ err: error }, 'sealer: tries again');
          return 0;
        })
        .then(() => {
          if (!this.stopped) this.timer = setTimeout(tick, everyMs);
        });
    };
    tick();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /** Seals what there is; answers how many rows. One call after the other: two would give the same place in the chain. */
  seal(): Promise<number> {
    const turn = this.turn.then(() => this.sealNow());
    this.turn = turn.catch(() => 0);
    return turn;
  }

  /** The head is anchored after it was committed. */
  private async sealNow(): Promise<number> {
    const { lease, anchor, service } = this.options;
    if (lease.fence === undefined) return 0;
    let total = 0;
    let head: { seq: number; hash: Buffer } | undefined;
    for (let count = most; count >= most && !this.stopped;) {
      const sealed = await lease.fenced((client) => this.batch(client));
      count = sealed.count;
      total += count;
      if (count > 0 || !this.isAnchored) head = sealed.head;
    }
    this.isAnchored ||= head === undefined || readHeads(anchor).at(-1)?.seq === head.seq;
    if (head && (total > 0 || !this.isAnchored) && head.seq > 0)
      writeHead(anchor, { service, seq: head.seq, hash: head.hash.toString('hex'), at: new Date().toISOString() });
    this.isAnchored = true;
    return total;
  }

  private async batch(client: PoolClient): Promise<{ count: number; head: { seq: number; hash: Buffer } }> {
    const { rows: last } = await client.query<{ seq: string; hash: Buffer }>('select seq, hash from audit_seal order by seq desc limit 1');
    let seq = Number(last[0]?.seq ?? 0);
    let hash = last[0]?.hash ?? genesis;
    const sealed: { seq: number; source: Source; id: string; xid: string; hash: Buffer }[] = [];
    for (const source of ['event', 'audit'] as const) {
      for (const row of await rowsAfter(client, source)) {
        hash = link(hash, source, row.row);
        sealed.push({ seq: ++seq, source, id: row.id, xid: row.xid, hash });
      }
    }
    if (sealed.length > 0) {
      await client.query(
        `insert into audit_seal (seq, source, row_id, row_xid, hash)
         select * from unnest($1::bigint[], $2::text[], $3::uuid[], $4::text[]::xid8[], $5::bytea[])`,
        [
          sealed.map((s) => s.seq),
          sealed.map((s) => s.source),
          sealed.map((s) => s.id),
          sealed.map((s) => s.xid),
          sealed.map((s) => s.hash),
        ],
      );
    }
    return { count: sealed.length, head: { seq, hash } };
  }
}

async function rowsAfter(client: PoolClient, source: Source): Promise<{ id: string; xid: string; row: string }[]> {
  const { table, id } = tableOf[source];
  const { rows: last } = await client.query<{ row_xid: string; row_id: string }>(
    'select row_xid, row_id from audit_seal where source = $1 order by row_xid desc, row_id desc limit 1',
    [source],
  );
  const after = last[0];
  const { rows } = await client.query<{ id: string; xid: string; row: string }>(
    `select r.${id} as id, r.xid::text as xid, ${canonicalSql[source]} as row from ${table} r
     where r.xid < pg_snapshot_xmin(pg_current_snapshot()) and ${after ? `(r.xid, r.${id}) > ($2::xid8, $3::uuid)` : 'true'}
     order by r.xid, r.${id} limit $1`,
    after ? [most, after.row_xid, after.row_id] : [most],
  );
  return rows;
}
