/**
 * The digest of a view: SHA-256 over its rows in canonical form, sorted by key. Neither the feed nor the order in which
 * events arrived can be seen in it, so two digests at the same place of the same events are equal or something is wrong.
 * A counter that came back to zero is the same as one that never was.
 */
import { createHash } from 'node:crypto';
import { problem } from '@anju/contracts/problems';
import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import { Pool, type PoolClient } from 'pg';
import type { Table } from './view.js';
import { viewNamed, views } from './views.projection.js';

export interface Digest {
  readonly sha256: string;
  readonly epoch: number;
  readonly seq: number;
}
const page = 2_000;

@Injectable()
export class DigestQueries {
  constructor(private readonly pool: Pool) {}

  /** Of one view, or of all. */
  async digest(name?: string): Promise<Digest> {
    const chosen = name === undefined ? views : [viewNamed(name)].filter((view) => view !== undefined);
    if (chosen.length === 0) throw problem('not-found', { view: name, views: views.map((view) => view.name) });
    const client = await this.pool.connect();
    try {
      await client.query(`begin isolation level repeatable read read only`);
      await client.query(`set local timezone = 'UTC'`);
      const { rows } = await client.query<{ epoch: string; seq: string }>('select epoch, seq from projector');
      const hash = createHash('sha256');
      const tables = new Set(chosen.flatMap(({ tables }) => tables));
      for (const table of tables) await addTable(client, table, (line) => hash.update(`${line}\n`));
      return { sha256: hash.digest('hex'), epoch: Number(rows[0]!.epoch), seq: Number(rows[0]!.seq) };
    } finally {
      await client.query('rollback').catch(() => undefined);
      client.release();
    }
  }
}

async function addTable(client: PoolClient, { name, key, columns, counts }: Table, add: (line: string) => void): Promise<void> {
  add(name);
  const some = counts ? `where ${columns.map((column) => `${column} <> 0`).join(' or ')}` : '';
  await client.query(
    `declare digest_rows no scroll cursor for select ${[...key, ...columns].join(', ')} from ${name} ${some} order by ${key.join(', ')}`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: unknown }>({ text: `fetch ${page} from digest_rows`, rowMode: 'array' } as never);
    for (const row of rows) add(canonicalize(row)!);
    if (rows.length < page) break;
  }
  await client.query('close digest_rows');
}
