/**
 * What is committed reaches the stream once and in order per aggregate, whoever writes at the same time, whatever is rolled
 * back, and whether it is handed over at once, late, or not at all as by another process.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { Rig, loggedIn, pendingIn, recordEvents, sleep, storedIn, until, type Broker } from './events.fixtures.js';
import type { Bus } from './bus.js';
import { listParked, releaseOutgoing } from './parked.js';
import { fromMessage } from './cloud-event.js';
import { STREAM, managerOf } from './stream.js';

const service = 'safety-hazards';

const versionsOf = async ({ bus }: { bus: Bus }, life: string): Promise<number[]> =>
  (await storedIn(bus)).filter(({ aggregateId }) => aggregateId === life).map(({ version }) => version);

describe('the relay', () => {
  let rig: Rig;
  let broker: Broker;
  beforeAll(async () => {
    rig = await Rig.start([service]);
    broker = await rig.broker();
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.stopOutlets());

  /** An outlet that has the lease, has looked at the stream and has relayed: from here on it holds what it is handed. */
  const ready = async (options?: Parameters<Rig['outlet']>[2]) => {
    const outlet = rig.outlet(service, broker, options);
    outlet.start();
    await recordEvents(rig.owner(service), service, v7(), [1]);
    await until('the relay is ready', async () => (await pendingIn(rig.owner(service))) === 0);
    return outlet;
  };

  it('delivers every committed event once and in order, under concurrent writers of which some roll back', async () => {
    const outlet = rig.outlet(service, broker);
    outlet.start();
    const owner = rig.owner(service);
    const committed: string[] = [];
    const writer = async (seed: number) => {
      const aggregates = Array.from({ length: 5 }, () => ({ id: v7(), version: 0 }));
      for (let n = 0; n < 60; n++) {
        const aggregate = aggregates[(n * 7 + seed) % aggregates.length]!;
        const client = await owner.connect();
        try {
          await client.query('begin');
          const rows = await recordEvents(client as never, service, aggregate.id, [aggregate.version + 1]);
          if (n % 10 === seed % 10) await sleep(Math.random() * 60);
          if ((n + seed) % 8 === 0) await client.query('rollback');
          else {
            await client.query('commit');
            aggregate.version += 1;
            committed.push(rows[0]!.id);
            const events = await loggedIn(owner, rows);
            const way = Math.random();
            if (way < 0.6) outlet.relay.take(events);
            else if (way < 0.8) setTimeout(() => outlet.relay.take(events), Math.random() * 80);
          }
        } finally {
          client.release();
        }
      }
    };
    await Promise.all(Array.from({ length: 6 }, (_, seed) => writer(seed)));
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
    const stored = await storedIn(outlet.bus);
    expect(stored.map(({ id }) => id).sort()).toEqual(committed.sort());
    const seen = new Map<string, number>();
    for (const { aggregateId, version } of stored) {
      expect(version).toBe((seen.get(aggregateId) ?? 0) + 1);
      seen.set(aggregateId, version);
    }
  });

  it('sends what is handed over without looking for it', async () => {
    const outlet = await ready();
    const owner = rig.owner(service);
    const life = v7();
    for (const versions of [[1, 2], [3]])
      outlet.relay.take(await loggedIn(owner, await recordEvents(owner, service, life, versions, { isMarked: false })));
    await until('all three are on the stream', async () => (await versionsOf(outlet, life)).length === 3);
    expect(await versionsOf(outlet, life)).toEqual([1, 2, 3]);
  });

  it('lets nothing that is handed over pass what waits of the same life', async () => {
    const outlet = await ready();
    const owner = rig.owner(service);
    const lives = Array.from({ length: 40 }, () => v7());
    for (const life of lives) {
      for (const version of [1, 2]) await recordEvents(owner, service, life, [version]);
      outlet.relay.take(await loggedIn(owner, await recordEvents(owner, service, life, [3])));
    }
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
    for (const life of lives) expect(await versionsOf(outlet, life)).toEqual([1, 2, 3]);
  });

  it('loses and turns round nothing when more is handed over than it holds', async () => {
    const outlet = await ready({ held: { payload: 300, aggregates: 3 } });
    const owner = rig.owner(service);
    const lives = Array.from({ length: 40 }, () => v7());
    for (const version of [1, 2, 3])
      await Promise.all(
        lives.map(async (life) => outlet.relay.take(await loggedIn(owner, await recordEvents(owner, service, life, [version])))),
      );
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
    for (const life of lives) expect(await versionsOf(outlet, life)).toEqual([1, 2, 3]);
  });

  it('publishes the bytes that were recorded, with every attribute of the event', async () => {
    const outlet = rig.outlet(service, broker);
    outlet.start();
    const owner = rig.owner(service);
    const [event] = await recordEvents(owner, service, v7(), [1]);
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
    const manager = await managerOf(outlet.bus);
    const { seq } = (await storedIn(outlet.bus)).find(({ id }) => id === event!.id)!;
    const message = (await manager.streams.getMessage(STREAM, { seq }))!;
    const { rows } = await owner.query('select payload::text as payload from event_log where event_id = $1', [event!.id]);
    expect(message.string()).toBe(rows[0].payload);
    expect(fromMessage({ subject: message.subject, data: message.data, headers: message.header })).toMatchObject({
      id: event!.id,
      type: 'hazard.urged.v1',
      source: '/anju/3101/safety-hazards',
      sequence: '00000000000000000001',
      division: '310115005',
      departments: 'fire',
      data: { version: 1, name: '王"某"' },
    });
  });

  it('parks what the stream refuses for good, holds back that aggregate only, and sends it when it is released', async () => {
    const outlet = rig.outlet(service, broker);
    const owner = rig.owner(service);
    const [large, small] = [v7(), v7()];
    const [refused] = await recordEvents(owner, service, large, [1]);
    await owner.query(`update event_log set payload = json_build_object('text', repeat('x', 1100000)) where event_id = $1`, [refused!.id]);
    await recordEvents(owner, service, large, [2]);
    await recordEvents(owner, service, small, [1, 2]);
    outlet.start();
    await until('only the large aggregate waits', async () => (await pendingIn(owner)) === 2);
    const [parked] = await listParked(outlet.pool);
    expect(parked).toMatchObject({ direction: 'out', eventId: refused!.id, cause: expect.stringContaining('max_payload') });
    await owner.query(`update event_log set payload = '{}' where event_id = $1`, [refused!.id]);
    expect(await releaseOutgoing(outlet.pool)).toBe(1);
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
    expect(await versionsOf(outlet, large)).toEqual([1, 2]);
  });

  it('keeps events in the outbox while the stream is full, and goes on by itself when there is room', async () => {
    const outlet = rig.outlet(service, broker);
    outlet.start();
    await until('the stream was looked at', () => outlet.healer.epoch !== undefined);
    const manager = await managerOf(outlet.bus);
    const { config, state } = await manager.streams.info(STREAM);
    await manager.streams.update(STREAM, { ...config, max_bytes: state.bytes + 400 });
    const owner = rig.owner(service);
    for (let n = 0; n < 30; n++) await recordEvents(owner, service, v7(), [1]);
    outlet.relay.wake();
    await sleep(1_500);
    expect(await pendingIn(owner)).toBeGreaterThan(25);
    await manager.streams.update(STREAM, { ...config, max_bytes: -1 });
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
  });

  it('empties a long outbox, every event once', async () => {
    const outlet = rig.outlet(service, broker);
    const owner = rig.owner(service);
    const count = 12_000;
    for (let n = 0; n < count / 1_000; n++) {
      await owner.query(
        `with input as materialized (select uuidv7() id, uuidv7() a from generate_series(1, 1000)), logged as (
           insert into event_log (event_id, aggregate_type, aggregate_id, aggregate_version, division_code, departments, subject, ce_type, payload, headers, occurred_at, recorded_at)
           select id, 'hazard', a, 1, '310115005', '{fire}', $1, 'hazard.urged.v1', json_build_object('text', repeat('x', 1000)), '{}', now(), now() from input)
         insert into outbox_pending (event_id, aggregate_id, aggregate_version) select id, a, 1 from input`,
        [`ev.${service}.hazard-urged.v1.fire.31.3101.310115`],
      );
    }
    outlet.start();
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
    const stored = await storedIn(outlet.bus);
    const { rows } = await owner.query('select event_id as id from event_log');
    expect(stored.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
  });
});
