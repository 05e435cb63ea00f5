/**
 * Folds everything again: first what the stream does not hold, from the owners, then the stream from its first message,
 * with the very statements of the projector on a connection where every table is a temporary one. Meanwhile people read
 * the old rows; at the end the projector holds still, what has come since is folded too, and one transaction exchanges
 * everything. The feed begins a new epoch, so every reader takes a new snapshot. Kept events keep their positions.
 */
import { Bus } from '@anju/events/bus';
import type { EventsPage } from '@anju/events/history';
import { Lease, LeaseLost } from '@anju/events/lease';
import { ask } from '@anju/events/questions';
import { pause, StreamReader, type Batch, type Position } from '@anju/events/reader';
import { managerOf, STREAM } from '@anju/events/stream';
import { presentEpoch } from '@anju/events/epoch';
import { log } from '@anju/runtime/log';
import { Injectable } from '@nestjs/common';
import { Client } from 'pg';
import { config } from './config.js';
import { DigestQueries, type Digest } from './digest.queries.js';
import { Folding } from './folding.service.js';
import { Projector } from './projector.service.js';
import { batchSize, byKey, consumer, copyColumns, heldColumns, stateColumns } from './store.service.js';
import { views } from './views.projection.js';
import { sources } from './watermark.consumer.js';

const schema = 'command_center';
/** Tables that are exchanged whole, with their columns. */
const folded = new Map<string, readonly string[]>([
  ['aggregate_state', ['kind', 'id', ...stateColumns]],
  ['held_event', heldColumns],
  ...views.flatMap(({ tables }) => tables.map(({ name, key, columns }): [string, readonly string[]] => [name, [...key, ...columns]])),
]);

@Injectable()
export class Rebuild {
  private isRunning = false;

  constructor(
    private readonly projector: Projector,
    private readonly bus: Bus,
    private readonly lease: Lease,
    private readonly digests: DigestQueries,
  ) {}

  /** Answers the digest afterwards, how many events were folded, and how long it took. */
  async run(view?: string): Promise<Digest & { events: number; ms: number }> {
    if (this.isRunning) throw new Error('a rebuild is running');
    this.isRunning = true;
    const begun = performance.now();
    const client = new Client({
      connectionString: config.RELAY_DATABASE_URL,
      options: `-c search_path=pg_temp,${schema} ${byKey}`,
      application_name: 'command-center rebuild',
    });
    const stop = new AbortController();
    client.on('error', () => undefined); // its queries fail too, and say it better
    try {
      await this.digests.digest(view);
      await client.connect();
      for (const table of [...folded.keys(), 'projector', 'event_copy', 'feed_log', 'feed_channels', 'parked_event'])
        await client.query(`create temporary table ${table} (like ${schema}.${table} including all)`);
      await client.query('insert into projector default values');
      const folding = new Folding(client, undefined, false);
      await folding.load();
      let events = await this.history(folding);
      const reading = new StreamReader({ bus: this.bus, log, batch: batchSize }).read(undefined, stop.signal);
      const follow = async (upTo: Position | undefined) => {
        while (!reaches(folding.standing.stream, upTo)) events += await take(folding, await next(reading));
        await this.fillGaps(folding);
      };
      await follow(this.projector.standing?.stream);
      await this.projector.exclusive(async (live) => {
        await follow(live.standing.stream);
        await this.exchange(client);
        await this.projector.exchanged(live);
      });
      return { ...(await this.digests.digest(view)), events, ms: Math.round(performance.now() - begun) };
    } finally {
      stop.abort();
      await client.end().catch(() => undefined);
      this.isRunning = false;
    }
  }

  /** A closed set, owner by owner. */
  private async history(folding: Folding): Promise<number> {
    const manager = await managerOf(this.bus);
    const { state } = await manager.streams.info(STREAM);
    const epoch = (await presentEpoch(manager))?.epoch;
    if (epoch === undefined) return 0;
    let count = 0;
    for (const service of sources) {
      for (let after: string | undefined; ;) {
        const question = { epoch, firstSeq: state.first_seq, limit: 2_000, ...(after && { after }) };
        const { events, hasMore } = await patiently(() => ask<EventsPage>(this.bus, service, 'events.history', question, 30_000));
        await folding.apply({ events });
        count += events.length;
        after = events.at(-1)?.id;
        if (!hasMore || after === undefined) break;
      }
    }
    return count;
  }

  private async fillGaps(folding: Folding): Promise<void> {
    for (const { from, event } of folding.gaps) {
      const owner = event.source.split('/').at(-1)!;
      const { events } = await ask<EventsPage>(this.bus, owner, 'events.of', { aggregateId: event.subject, fromVersion: from });
      await folding.apply({ events });
    }
  }

  /** Everything at once, and only while the lease is still ours. */
  private async exchange(client: Client): Promise<void> {
    const { fence, owner } = this.lease;
    await client.query('set enable_seqscan = on; set enable_hashjoin = on; set enable_mergejoin = on');
    await client.query('begin');
    try {
      for (const [table, columns] of folded) await copyOver(client, table, columns);
      // What was listed before keeps its place; what is new comes after it.
      await client.query(`create temporary table kept on commit drop as select event_id, position from ${schema}.event_copy`);
      await client.query(`delete from ${schema}.event_copy`);
      await client.query(
        `insert into ${schema}.event_copy (${copyColumns.join(', ')})
         select coalesce(k.position, t.position + (select coalesce(max(position), 0) from kept)), ${copyColumns.slice(1).join(', ')}
         from pg_temp.event_copy t left join kept k using (event_id)`,
      );
      await client.query(`delete from ${schema}.parked_event where consumer = '${consumer}' and replayed_at is null`);
      await client.query(
        `delete from ${schema}.parked_event p using pg_temp.parked_event t where p.consumer = t.consumer and p.event_id = t.event_id`,
      );
      await client.query(`insert into ${schema}.parked_event select * from pg_temp.parked_event`);
      await client.query(`delete from ${schema}.feed_log`);
      await client.query(`delete from ${schema}.feed_channels`);
      await client.query(
        `update ${schema}.projector p set epoch = t.epoch, seq = t.seq, message_id = t.message_id,
           position = (select coalesce(max(position), 0) from ${schema}.event_copy), feed_epoch = p.feed_epoch + 1, feed_seq = 0, feed_oldest = 1
         from pg_temp.projector t`,
      );
      // Last, because the lease cannot be renewed while its row is looked at like this.
      const held = await client.query(
        `select 1 from ${schema}.relay_lease where service = 'command-center' and shard = 0 and owner = $1 and fence = $2 and expires_at > clock_timestamp() for share`,
        [owner, String(fence ?? 0)],
      );
      if (held.rowCount !== 1) throw new LeaseLost();
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

const copyOver = async (client: Client, table: string, columns: readonly string[]): Promise<void> => {
  await client.query(`delete from ${schema}.${table}`);
  await client.query(`insert into ${schema}.${table} (${columns.join(', ')}) select ${columns.join(', ')} from pg_temp.${table}`);
};

const reaches = (mine: Position | undefined, theirs: Position | undefined): boolean =>
  !theirs || (mine !== undefined && mine.epoch === theirs.epoch && mine.seq >= theirs.seq);

async function next(reading: AsyncGenerator<Batch>): Promise<Batch> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the stream does not go on')), 60_000);
  });
  try {
    const { value, done } = await Promise.race([reading.next(), timeout]);
    if (done) throw new Error('the reading ended');
    return value;
  } finally {
    clearTimeout(timer); // or it would keep what was read for a minute
  }
}

async function take(folding: Folding, { events, unreadable, position, repositioned }: Batch): Promise<number> {
  if (repositioned && folding.standing.stream) throw new Error('the stream changed while it was read: ask again');
  await folding.apply({ events: events.map(({ event }) => event), stream: position, unreadable });
  return events.length;
}

/** An owner that is not in the present epoch yet says so, and is a moment later. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= 5) throw error;
      await pause(2_000);
    }
  }
}
