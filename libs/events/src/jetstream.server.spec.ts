/** Copies get every event at least once and in order, a poisonous one holds up nobody else, and nothing depends on the broker's memory. */
import { CompoundChanged, CompoundRegistered } from '@anju/contracts/registry';
import { versionOf, type CloudEvent } from '@anju/contracts/event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { v7 } from 'uuid';
import { openEpoch, presentEpoch } from './epoch.js';
import { Rig, pendingIn, recordEvents, sleep, until, type Broker } from './events.fixtures.js';
import { JetStreamServer } from './jetstream.server.js';
import { On } from './on.js';
import { listParked } from './parked.js';
import { STREAM, managerOf } from './stream.js';

const registry = 'enterprise-registry';
const hazards = 'safety-hazards';

const heard: { aggregateId: string; version: number }[] = [];
let fails: (event: CloudEvent) => boolean = () => false;
let running = 0;
let mostOfOne = 0;

// Declarations as the contracts have them, with a payload that the fixtures' events satisfy.
const loose = <D extends { data: unknown }>(declaration: D): D => ({
  ...declaration,
  data: { safeParse: (data: unknown) => ({ success: true, data }) } as never,
});

@Controller()
class Consumer {
  @On(loose(CompoundRegistered))
  async registered(event: CloudEvent) {
    running += 1;
    mostOfOne = Math.max(mostOfOne, running);
    await sleep(1);
    running -= 1;
    if (fails(event)) throw new Error(`cannot take ${versionOf(event)}`);
    heard.push({ aggregateId: event.subject, version: versionOf(event) });
  }
  @On(loose(CompoundChanged))
  changed(event: CloudEvent) {
    return this.registered(event);
  }
}
@Module({ controllers: [Consumer] })
class App {}

describe('the JetStream server', () => {
  let rig: Rig;
  let broker: Broker;
  let outlet: ReturnType<Rig['outlet']>;
  let app: INestMicroservice | undefined;
  let server: JetStreamServer;
  beforeAll(async () => {
    rig = await Rig.start([registry, hazards]);
    broker = await rig.broker();
    outlet = rig.outlet(registry, broker);
    outlet.start();
  });
  afterAll(() => rig.stop());
  afterEach(async () => {
    await app?.close();
    fails = () => false;
  });

  const serve = async () => {
    server = new JetStreamServer({
      bus: rig.bus(broker, 'copies'),
      pool: rig.relayRole(hazards),
      service: hazards,
      stream: {},
      log: rig.log,
      verifyMs: 1_000,
    });
    app = await NestFactory.createMicroservice(App, { strategy: server, logger: false });
    await app.listen();
  };
  const record = async (aggregateId: string, versions: number[]) => {
    await recordEvents(
      rig.owner(registry),
      registry,
      aggregateId,
      versions.filter((version) => version === 1),
      { type: 'compound.registered.v1' },
    );
    await recordEvents(
      rig.owner(registry),
      registry,
      aggregateId,
      versions.filter((version) => version > 1),
      { type: 'compound.changed.v1' },
    );
    outlet.relay.wake();
  };
  const of = (aggregateId: string) => heard.filter((one) => one.aggregateId === aggregateId).map(({ version }) => version);

  it('delivers what was recorded before it started and after, in the order of each aggregate', async () => {
    const ids = Array.from({ length: 40 }, () => v7());
    for (const id of ids) await record(id, [1, 2]);
    await serve();
    for (const id of ids) await record(id, [3]);
    await until('all is heard', () => ids.every((id) => of(id).length >= 3));
    for (const id of ids) expect(of(id)).toEqual([1, 2, 3]);
    expect(mostOfOne).toBeGreaterThan(1);
    const manager = await managerOf(outlet.bus);
    await until('all is acknowledged', async () => (await manager.consumers.info(STREAM, server.durable)).num_ack_pending === 0);
  });

  it('starts and stops without a broker', async () => {
    await broker.kill();
    await serve();
    await app!.close();
    await broker.again();
  });

  it('does not acknowledge a failure: what fails twice is heard the third time, later events of that aggregate after it', async () => {
    await serve();
    const [bad, good] = [v7(), v7()];
    let left = 2;
    fails = (event) => event.subject === bad && versionOf(event) === 1 && left-- > 0;
    await record(bad, [1, 2, 3]);
    await record(good, [1]);
    await until('the good one is heard', () => of(good).length === 1);
    await until('the bad one is heard in the end', () => of(bad).length >= 3);
    expect(of(bad)).toEqual([1, 2, 3]);
    expect(await server.parked.holds(bad)).toBe(false);
  });

  it('parks what fails three times with its cause, later events behind it, and replays them in order', async () => {
    await serve();
    const [bad, good] = [v7(), v7()];
    fails = (event) => event.subject === bad && versionOf(event) === 2;
    await record(bad, [1, 2, 3, 4]);
    await record(good, [1, 2]);
    const pool = rig.relayRole(hazards);
    await until('three are parked', async () => (await listParked(pool)).length === 3);
    const parked = await listParked(pool);
    expect(parked.map(({ version }) => version)).toEqual([2, 3, 4]);
    expect(parked[0]!.cause).toContain('cannot take 2');
    expect(of(bad)).toEqual([1]);
    expect(of(good)).toEqual([1, 2]);
    expect(await server.replay(bad)).toEqual({ replayed: 0, left: 3 });
    fails = () => false;
    expect(await server.replay()).toEqual({ replayed: 3, left: 0 });
    expect(of(bad)).toEqual([1, 2, 3, 4]);
    await record(bad, [5]);
    await until('the next is heard again', () => of(bad).length === 5);
  });

  it('parks a message that is no event', async () => {
    await serve();
    await outlet.bus.connection.request(`ev.${registry}.compound-registered.v1.-.-.-.-`, '{"broken');
    const pool = rig.relayRole(hazards);
    await until('it is parked', async () => (await listParked(pool)).length === 1);
    expect((await listParked(pool))[0]!.cause).toMatch(/JSON/);
  });

  it('reads everything again from a broker that was wiped and healed', async () => {
    await serve();
    const id = v7();
    await record(id, [1]);
    await until('heard', () => of(id).length === 1);
    await broker.kill();
    broker.wipe();
    await broker.again();
    await record(id, [2]);
    await until('heard, and the first again', () => of(id).length >= 3);
    expect(of(id)).toEqual([1, 1, 2]);
    expect(await pendingIn(rig.owner(registry))).toBe(0);
  });

  it('reads everything again in a new epoch, for the broker may remember having delivered what was lost since', async () => {
    await serve();
    const id = v7();
    await record(id, [1]);
    await until('heard', () => of(id).length === 1);
    const manager = await managerOf(outlet.bus);
    await openEpoch(outlet.bus, manager, 0, await presentEpoch(manager));
    await until('heard again', () => of(id).length === 2);
  });

  it('is not fooled by a consumer that stands past the end of a stream put back', async () => {
    await serve();
    await broker.kill();
    const copy = broker.copy();
    await broker.again();
    const id = v7();
    await record(id, [1, 2]);
    await until('heard', () => of(id).length === 2);
    await broker.kill();
    broker.putBack(copy);
    await broker.again();
    await record(id, [3]);
    await until('heard', () => of(id).includes(3));
  });
});
