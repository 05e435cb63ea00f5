/** What a service says about itself and its events over the bus, and that it stops without leaving its lease behind. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { recordAudit } from './audit.js';
import { Clock } from './clock.js';
import { Rig, pendingIn, recordEvents, until, type Broker } from './events.fixtures.js';
import type { EventsPage } from './history.js';
import { Outlet } from './outlet.js';
import { ask } from './questions.js';
import { Wake } from './wake.js';
import { STREAM, managerOf } from './stream.js';
import { watermarkSubject, type Watermark } from './watermark.js';

const service = 'safety-hazards';

describe('a service on the bus', () => {
  let rig: Rig;
  let broker: Broker;
  let outlet: Outlet;
  let isStopped = false;
  const wake = new Wake();
  beforeAll(async () => {
    rig = await Rig.start([service]);
    broker = await rig.broker();
    const config = {
      RELAY_DATABASE_URL: rig.relayUrl(service),
      NATS_URL: broker.url,
      NATS_NKEY_SEED_FILE: broker.seed,
      STATE_DIR: join(rig.folder, 'state'),
    };
    outlet = new Outlet(service, config, new Clock(), wake, rig.log);
    outlet.start();
  });
  afterAll(async () => {
    if (!isStopped) await outlet.stop();
    await rig.stop();
  });
  const settled = () => until('the outbox is empty', async () => (await pendingIn(rig.owner(service))) === 0);

  it('publishes a watermark every second, also when idle, that waits for what is pending', async () => {
    const bus = rig.bus(broker);
    await bus.ready;
    const heard: Watermark[] = [];
    bus.connection.subscribe(watermarkSubject(service), { callback: (_, message) => void heard.push(message.json<Watermark>()) });
    const rows = await recordEvents(rig.owner(service), service, v7(), [1, 2, 3]);
    outlet.relay.wake();
    await settled();
    const manager = await managerOf(bus);
    const { state } = await manager.streams.info(STREAM);
    await until('the watermark reaches the last receipt', () => heard.at(-1)?.seq === state.last_seq);
    expect(heard.at(-1)).toMatchObject({ epoch: 1, fence: 1 });
    const count = heard.length;
    await until('it goes on while idle', () => heard.length >= count + 2);
    expect(Math.abs(Date.now() - Date.parse(heard.at(-1)!.at))).toBeLessThan(5_000);
    const { rows: parked } = await rig
      .owner(service)
      .query(
        `insert into outbox_pending (event_id, aggregate_id, aggregate_version, enqueued_at, parked_reason) values ($1, $1, 1, now() - interval '1 minute', 'held') returning enqueued_at`,
        [rows[0]!.id],
      );
    await until('it stands still at the oldest pending', () => heard.at(-1)!.at === parked[0].enqueued_at.toISOString());
    await rig.owner(service).query(`delete from outbox_pending where parked_reason = 'held'`);
  });

  it('answers its status, what is parked, its audit rows and whether they verify', async () => {
    await recordAudit(outlet.pool, { kind: 'login', at: new Date().toISOString(), sub: 'u1' });
    await outlet.sealer.seal();
    expect(await ask(outlet.bus, service, 'status')).toMatchObject({
      pending: 0,
      parked: 0,
      epoch: 1,
      isConnected: true,
      lease: { isMine: true },
    });
    expect(await ask(outlet.bus, service, 'parked.list')).toEqual({ items: [] });
    expect(await ask(outlet.bus, service, 'parked.replay')).toEqual({ replayed: 0, left: 0, released: 0 });
    expect(await ask(outlet.bus, service, 'audit.list', { kind: 'login' })).toMatchObject({
      items: [{ kind: 'login', sub: 'u1' }],
      hasMore: false,
    });
    expect(await ask(outlet.bus, service, 'audit.verify')).toMatchObject({ ok: true, faults: [] });
  });

  it('gives the events of an aggregate from a version on', async () => {
    const id = v7();
    await recordEvents(rig.owner(service), service, id, [1, 2, 3]);
    const { events, hasMore } = await ask<EventsPage>(outlet.bus, service, 'events.of', { aggregateId: id, fromVersion: 2 });
    expect(events.map(({ sequence }) => Number(sequence))).toEqual([2, 3]);
    expect(hasMore).toBe(false);
  });

  it('gives, page by page, what the stream does not hold: what was trimmed and is not pending', async () => {
    const first = await recordEvents(rig.owner(service), service, v7(), [1, 2, 3, 4, 5]);
    outlet.relay.wake();
    await settled();
    const manager = await managerOf(outlet.bus);
    const { rows } = await rig
      .owner(service)
      .query('select stream_seq from publish_receipt where event_id = $1 and epoch = 1', [first[2]!.id]);
    const firstSeq = Number(rows[0].stream_seq);
    await manager.streams.purge(STREAM, { seq: firstSeq });
    await rig
      .owner(service)
      .query(`insert into outbox_pending (event_id, aggregate_id, aggregate_version, parked_reason) values ($1, $2, 2, 'held')`, [
        first[1]!.id,
        first[1]!.aggregateId,
      ]);
    const had: string[] = [];
    for (let hasMore = true; hasMore;) {
      const page: EventsPage = await ask(outlet.bus, service, 'events.history', { epoch: 1, firstSeq, after: had.at(-1), limit: 2 });
      had.push(...page.events.map(({ id }) => id));
      hasMore = page.hasMore;
    }
    expect(had).toContain(first[0]!.id);
    for (const later of [1, 2, 3, 4]) expect(had).not.toContain(first[later]!.id);
    expect(had).toEqual([...had].sort());
    await expect(ask(outlet.bus, service, 'events.history', { epoch: 7, firstSeq })).rejects.toThrow('unavailable');
    await rig.owner(service).query(`delete from outbox_pending where parked_reason = 'held'`);
  });

  it('refuses an answer that would not fit, and cuts pages of large events below it', async () => {
    const id = v7();
    await recordEvents(rig.owner(service), service, id, [1, 2, 3, 4]);
    await rig
      .owner(service)
      .query(`update event_log set payload = json_build_object('text', repeat('x', 400000)) where aggregate_id = $1`, [id]);
    const page = await ask<EventsPage>(outlet.bus, service, 'events.of', { aggregateId: id });
    expect(page).toMatchObject({ hasMore: true });
    expect(page.events).toHaveLength(1);
  });

  it('is healed by nothing after trimming: what was trimmed on purpose does not come again', async () => {
    await settled();
    const before = outlet.healer.epoch;
    outlet.healer.doubt();
    outlet.relay.wake();
    await until('looked at again', () => outlet.healer.epoch !== undefined);
    // The marker itself was trimmed away, so an epoch is opened; the events of the head stay where they are.
    expect(outlet.healer.epoch).toBe(before! + 1);
    expect(await pendingIn(rig.owner(service))).toBe(0);
  });

  it('lets go of the lease when it stops', async () => {
    await outlet.stop();
    isStopped = true;
    const { rows } = await rig.owner(service).query('select expires_at <= clock_timestamp() as free from relay_lease');
    expect(rows[0].free).toBe(true);
  });
});
