/**
 * Nothing is published before the broker was looked at. The commit in the database is the promise and the stream only its
 * copy, so a broker that was put back, wiped or damaged is not an emergency: a new epoch is opened, what the stream really
 * holds of ours is written down as its receipts, and every other event of the log is queued again, without an operator.
 * The stream's own age says nothing (it survives a roll-back), so the content at the last receipts is compared. What
 * survived is read from the stream itself, all of it: that assumes nothing about which part was lost.
 */
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import type { Pool } from 'pg';
import type { Bus } from './bus.js';
import { eventIdOf } from './cloud-event.js';
import { openEpoch, presentEpoch, type EpochMarker } from './epoch.js';
import type { Lease } from './lease.js';
import type { Log } from './log.js';
import { pull } from './pull.js';
import { STREAM, ensureStream, managerOf, storedFrom, type StreamOptions } from './stream.js';

export interface HealerOptions {
  readonly bus: Bus;
  readonly pool: Pool;
  readonly lease: Lease;
  readonly service: string;
  readonly stream: StreamOptions;
  readonly log: Log;
}

const spotCheck = 1_000;
const page = 5_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class Healer {
  private checked: { session: string; epoch: number } | undefined;

  constructor(private readonly options: HealerOptions) {}

  /** The epoch to publish in, undefined until this very connection was checked. */
  get epoch(): number | undefined {
    return this.checked && this.checked.session === this.options.bus.session ? this.checked.epoch : undefined;
  }

  /** The stream contradicts what we know: nothing is published until the next check. */
  doubt(): void {
    this.checked = undefined;
  }

  /** Compares broker and log, and heals. Only under the lease; throws when it cannot be said. Answers what was queued again. */
  async check(): Promise<number> {
    const { bus, stream } = this.options;
    const session = bus.session;
    if (!session) throw new Error('not connected');
    const manager = await managerOf(bus);
    const info = await ensureStream(bus, manager, stream);
    const marker = await presentEpoch(manager);
    const known = await this.known();
    let requeued = 0;
    let epoch = known.epoch;
    if (!marker || marker.epoch !== known.epoch || !(await this.isIntact(manager, info, known.epoch))) {
      const isNewer = marker && marker.epoch > known.epoch && marker.epoch >= known.highest;
      const opened = isNewer ? marker : await openEpoch(bus, manager, known.highest, marker);
      requeued = await this.adopt(manager, opened, known.epoch);
      epoch = opened.epoch;
    }
    this.checked = { session, epoch };
    return requeued;
  }

  private async known(): Promise<{ epoch: number; highest: number }> {
    const { rows } = await this.options.pool.query<{ epoch: string; highest: string }>(
      `select coalesce((select epoch from stream_epoch where shard = $1), 0) as epoch,
              greatest((select max(epoch) from stream_epoch), (select max(epoch) from publish_receipt), 0) as highest`,
      [this.options.lease.shard],
    );
    return { epoch: Number(rows[0]!.epoch), highest: Number(rows[0]!.highest) };
  }

  /** The stream ends at or after our last receipt, and our last thousand receipts are where they were. */
  private async isIntact(manager: JetStreamManager, { state }: StreamInfo, epoch: number): Promise<boolean> {
    const { pool, service } = this.options;
    const { rows } = await pool.query<{ event_id: string; stream_seq: string }>(
      'select event_id, stream_seq from publish_receipt where epoch = $1 and stream_seq >= $2 order by stream_seq desc limit $3',
      [epoch, state.first_seq, spotCheck],
    );
    if (rows.length === 0) return true;
    const last = Number(rows[0]!.stream_seq);
    if (last > state.last_seq) return false;
    const expected = new Map(rows.map((row) => [Number(row.stream_seq), row.event_id]));
    for await (const message of storedFrom(manager, Number(rows.at(-1)!.stream_seq), `ev.${service}.>`)) {
      if (message.seq > last) break;
      if (expected.get(message.seq) === eventIdOf(message.header)) expected.delete(message.seq);
    }
    return expected.size === 0;
  }

  /** Makes the marker's epoch ours. Until the last step commits we stay in the old one, so an interruption only repeats it. */
  private async adopt(manager: JetStreamManager, marker: EpochMarker, from: number): Promise<number> {
    const { bus, lease, service, log } = this.options;
    const { state } = await manager.streams.info(STREAM);
    await lease.fenced((client) => client.query('delete from publish_receipt where epoch = $1', [marker.epoch]));
    let ids: string[] = [];
    let seqs: number[] = [];
    let survived = 0;
    const write = async () => {
      survived += ids.length;
      await lease.fenced((client) =>
        client.query(
          `insert into publish_receipt (event_id, stream, epoch, stream_seq)
           select m.id, $1, $2, m.seq from unnest($3::uuid[], $4::bigint[]) m (id, seq) on conflict do nothing`,
          [STREAM, marker.epoch, ids, seqs],
        ),
      );
      [ids, seqs] = [[], []];
    };
    for await (const messages of pull(bus, { from: 1, filter: [`ev.${service}.>`], headersOnly: true, batch: 1_000, untilEnd: true })) {
      for (const { headers, seq } of messages) {
        const id = eventIdOf(headers);
        if (!id || !uuid.test(id)) continue;
        ids.push(id);
        seqs.push(seq);
      }
      if (ids.length >= page) await write();
    }
    if (ids.length > 0) await write();

    const requeued = await lease.fenced(async (client) => {
      // What was trimmed on purpose was on the stream and is not to come again; the head of a new stream is 1.
      await client.query(
        `insert into publish_receipt (event_id, stream, epoch, stream_seq)
         select event_id, stream, $1, stream_seq from publish_receipt where epoch = $2 and stream_seq < $3 on conflict do nothing`,
        [marker.epoch, from, state.first_seq],
      );
      const { rowCount } = await client.query(
        `insert into outbox_pending (shard, event_id, aggregate_id, aggregate_version)
         select $1, e.event_id, e.aggregate_id, e.aggregate_version from event_log e
         where not exists (select 1 from publish_receipt r where r.event_id = e.event_id and r.epoch = $2)
         on conflict do nothing`,
        [lease.shard, marker.epoch],
      );
      await client.query(
        `insert into stream_epoch (shard, epoch) values ($1, $2) on conflict (shard) do update set epoch = $2, known_at = now()`,
        [lease.shard, marker.epoch],
      );
      return rowCount ?? 0;
    });
    if (from > 0) log.warn({ service, from, epoch: marker.epoch, survived, requeued }, 'the stream is not the one we knew: healed');
    else log.info({ service, epoch: marker.epoch, survived, requeued }, 'joined the stream');
    return requeued;
  }
}
