/** A broker that was killed, wiped or put back to an older copy is healed by the service itself, and nothing is lost. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { Rig, loggedIn, pendingIn, recordEvents, sleep, storedIn, until, type Broker } from './events.fixtures.js';
import { managerOf, STREAM } from './stream.js';
import { openEpoch, presentEpoch } from './epoch.js';

const service = 'safety-hazards';
const other = 'enterprise-registry';

describe('healing', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start([service, other]);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.stopOutlets());

  const file = async (count: number, of = service) => {
    const owner = rig.owner(of);
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push((await recordEvents(owner, of, v7(), [1, 2]))[0]!.id);
    return ids;
  };
  /** Waited for, because it is unknown while the stream is looked at, which it is again and again. */
  const epochOf = async ({ healer }: ReturnType<Rig['outlet']>): Promise<number> => {
    let epoch: number | undefined;
    await until('the stream was looked at', () => (epoch = healer.epoch) !== undefined);
    return epoch!;
  };
  const drained = (of = service) => until(`${of}: the outbox is empty`, async () => (await pendingIn(rig.owner(of))) === 0);
  const logged = async (of = service): Promise<string[]> =>
    (await rig.owner(of).query('select event_id from event_log order by 1')).rows.map((row) => row.event_id);
  const everythingIsThere = async (outlet: ReturnType<Rig['outlet']>, broker: Broker, of = service) => {
    const stored = await storedIn(outlet.bus, `ev.${of}.>`);
    expect([...new Set(stored.map(({ id }) => id))].sort()).toEqual(await logged(of));
    // The last time an event is stored is after the last time its predecessor is.
    const lastOf = new Map(stored.map((message) => [`${message.aggregateId} ${message.version}`, message.seq]));
    for (const [key, seq] of lastOf) if (key.endsWith(' 2')) expect(seq).toBeGreaterThan(lastOf.get(key.replace(/ 2$/, ' 1'))!);
    void broker;
  };

  it('goes on where it was after a broker was merely killed', async () => {
    const broker = await rig.broker();
    const outlet = rig.outlet(service, broker);
    outlet.start();
    await file(50);
    await drained();
    const before = await epochOf(outlet);
    await broker.kill();
    await file(30);
    await broker.again();
    await drained();
    expect(await epochOf(outlet)).toBe(before);
    await everythingIsThere(outlet, broker);
    await outlet.stop();
  });

  it('publishes everything again to a broker whose storage was wiped', async () => {
    const broker = await rig.broker();
    const outlet = rig.outlet(service, broker);
    outlet.start();
    await file(60);
    await drained();
    const before = await epochOf(outlet);
    await broker.kill();
    broker.wipe();
    await broker.again();
    await until('a new epoch', () => (outlet.healer.epoch ?? 0) > before);
    await drained();
    await everythingIsThere(outlet, broker);
    await outlet.stop();
  });

  it('sends what is handed over meanwhile behind what it sends again of the same life', async () => {
    const broker = await rig.broker();
    const outlet = rig.outlet(service, broker);
    outlet.start();
    const owner = rig.owner(service);
    const lives = Array.from({ length: 10 }, () => v7());
    for (const life of lives) await recordEvents(owner, service, life, [1]);
    await drained();
    const before = await epochOf(outlet);
    await broker.kill();
    broker.wipe();
    for (const life of lives) outlet.relay.take(await loggedIn(owner, await recordEvents(owner, service, life, [2])));
    await broker.again();
    await until('a new epoch', () => (outlet.healer.epoch ?? 0) > before);
    await drained();
    await everythingIsThere(outlet, broker);
    await outlet.stop();
  });

  it('publishes again what a broker put back to an older copy no longer has, and nothing twice', async () => {
    const broker = await rig.broker();
    const outlet = rig.outlet(service, broker);
    outlet.start();
    await file(40);
    await drained();
    await broker.kill();
    const copy = broker.copy();
    await broker.again();
    await until('connected and checked', () => outlet.healer.epoch !== undefined);
    const lost = await file(40);
    await drained();
    const before = await epochOf(outlet);
    await broker.kill();
    broker.putBack(copy);
    await broker.again();
    await until('a new epoch', () => (outlet.healer.epoch ?? 0) > before);
    await drained();
    const stored = await storedIn(outlet.bus, `ev.${service}.>`);
    expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
    expect(stored.map(({ id }) => id)).toEqual(expect.arrayContaining(lost));
    await everythingIsThere(outlet, broker);
    await outlet.stop();
  });

  it('notices within its minute that a stream was deleted without the connection being lost', async () => {
    const broker = await rig.broker();
    const outlet = rig.outlet(service, broker, { checkMs: 500 });
    outlet.start();
    await epochOf(outlet);
    await drained();
    const before = await epochOf(outlet);
    const manager = await managerOf(outlet.bus);
    await manager.streams.delete(STREAM);
    await until('a new epoch', () => (outlet.healer.epoch ?? 0) > before);
    await drained();
    await everythingIsThere(outlet, broker);
    await outlet.stop();
  });

  it('finds a message that was lost in the middle', async () => {
    const broker = await rig.broker();
    const outlet = rig.outlet(service, broker, { checkMs: 500 });
    outlet.start();
    await epochOf(outlet);
    await drained();
    const before = await epochOf(outlet);
    const stored = await storedIn(outlet.bus, `ev.${service}.>`);
    const victim = stored.at(-20)!;
    await (await managerOf(outlet.bus)).streams.deleteMessage(STREAM, victim.seq);
    await until('a new epoch', () => (outlet.healer.epoch ?? 0) > before);
    await drained();
    expect((await storedIn(outlet.bus, `ev.${service}.>`)).filter(({ id }) => id === victim.id)).toHaveLength(1);
    await outlet.stop();
  });

  it('finds that nothing of its own is left although the stream is long', async () => {
    const broker = await rig.broker();
    const outlets = [service, other].map((of) => rig.outlet(of, broker, { checkMs: 500 }));
    for (const outlet of outlets) {
      outlet.start();
      await epochOf(outlet);
    }
    await drained();
    await file(10, other);
    await drained(other);
    const before = await epochOf(outlets[0]!);
    const manager = await managerOf(outlets[0]!.bus);
    await manager.streams.purge(STREAM, { filter: `ev.${service}.>` });
    await until('a new epoch', () => (outlets[0]!.healer.epoch ?? 0) > before);
    await drained();
    await everythingIsThere(outlets[0]!, broker);
  });

  it('is noticed at once by a place that was given out before', async () => {
    const broker = await rig.broker();
    const outlet = rig.outlet(service, broker, { checkMs: 600_000 });
    outlet.start();
    await epochOf(outlet);
    await drained();
    const before = await epochOf(outlet);
    const manager = await managerOf(outlet.bus);
    const { config } = await manager.streams.info(STREAM);
    await manager.streams.delete(STREAM);
    await manager.streams.add(config);
    await file(1);
    outlet.relay.wake();
    await until('a new epoch', () => (outlet.healer.epoch ?? 0) > before);
    await drained();
    await everythingIsThere(outlet, broker);
    await outlet.stop();
  });

  it('of two services at once opens one epoch, which both adopt', async () => {
    const broker = await rig.broker();
    const outlets = [service, other].map((of) => rig.outlet(of, broker));
    outlets.forEach((outlet) => outlet.start());
    await file(10, other);
    await drained();
    await drained(other);
    await broker.kill();
    broker.wipe();
    await file(5);
    await file(5, other);
    await broker.again();
    await until('both are healed', () => outlets.every(({ healer }) => healer.epoch !== undefined));
    await drained();
    await drained(other);
    await until('both are in the present epoch', async () => {
      const marker = await presentEpoch(await managerOf(outlets[0]!.bus));
      return outlets.every(({ healer }) => healer.epoch !== undefined && healer.epoch === marker?.epoch);
    });
    await everythingIsThere(outlets[0]!, broker);
    await everythingIsThere(outlets[1]!, broker, other);
    for (const outlet of outlets) await outlet.stop();
  });

  it('of many that find the same fault at once opens one epoch', async () => {
    const broker = await rig.broker();
    const outlet = rig.outlet(service, broker);
    outlet.start();
    await epochOf(outlet);
    await outlet.stop();
    const bus = rig.bus(broker);
    await bus.ready;
    const manager = await managerOf(bus);
    const seen = (await presentEpoch(manager))!;
    const opened = await Promise.all(Array.from({ length: 8 }, () => openEpoch(bus, manager, seen.epoch, seen)));
    expect(new Set(opened.map(({ seq }) => seq)).size).toBe(1);
    expect(opened[0]!.epoch).toBe(seen.epoch + 1);
  });

  it('waits in the outbox while there is no broker at all, and accepts events', async () => {
    const broker = await rig.broker();
    await broker.kill();
    const outlet = rig.outlet(service, broker);
    outlet.start();
    const before = await pendingIn(rig.owner(service));
    await file(5);
    await sleep(300);
    expect(await pendingIn(rig.owner(service))).toBe(before + 10);
    await broker.again();
    await drained();
    await everythingIsThere(outlet, broker);
    await outlet.stop();
  });
});
