/** A projection that stores its position with its rows sees every event in order, also of a broker that went backwards. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { Rig, pendingIn, recordEvents, until, type Broker } from './events.fixtures.js';
import { openEpoch, presentEpoch } from './epoch.js';
import { StreamReader, type Position } from './reader.js';
import { managerOf } from './stream.js';
import { versionOf } from '@anju/contracts/event';
import { headers } from '@nats-io/nats-core';

const service = 'safety-hazards';

/** As a projection does it: skip by last applied version, hold nothing else. */
class Fold {
  readonly versions = new Map<string, number>();
  position: Position | undefined;
  repositions = 0;
  readonly epochs: number[] = [];
  unreadable = 0;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  constructor(private readonly reader: StreamReader) {}
  start(from?: Position) {
    this.running = (async () => {
      for await (const { events, position, repositioned, unreadable } of this.reader.read(from, this.stopping.signal)) {
        for (const { event } of events) {
          const last = this.versions.get(event.subject) ?? 0;
          const version = versionOf(event);
          if (version <= last) continue;
          if (version !== last + 1) throw new Error(`gap at ${event.subject}: ${last} then ${version}`);
          this.versions.set(event.subject, version);
        }
        this.unreadable += unreadable.length;
        if (this.epochs.at(-1) !== position.epoch) this.epochs.push(position.epoch);
        if (repositioned) this.repositions += 1;
        this.position = position;
      }
    })();
  }
  async stop() {
    this.stopping.abort();
    await this.running;
  }
}

describe('the reader', () => {
  let rig: Rig;
  let broker: Broker;
  let outlet: ReturnType<Rig['outlet']>;
  beforeAll(async () => {
    rig = await Rig.start([service]);
    broker = await rig.broker();
    outlet = rig.outlet(service, broker);
    outlet.start();
  });
  afterAll(() => rig.stop());

  const file = async (count: number) => {
    const owner = rig.owner(service);
    for (let n = 0; n < count; n++) await recordEvents(owner, service, v7(), [1, 2]);
    outlet.relay.wake();
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
  };
  const aggregates = async () =>
    Number((await rig.owner(service).query('select count(distinct aggregate_id) as n from event_log')).rows[0].n);
  const isComplete = async (fold: Fold) => {
    const all = await aggregates();
    await until('everything is folded', () => fold.versions.size === all && [...fold.versions.values()].every((version) => version === 2));
  };
  const reading = () => new StreamReader({ bus: rig.bus(broker, 'reader'), log: rig.log, batch: 50 });

  it('reads everything from the first message and goes on from a stored position', async () => {
    await file(120);
    const first = new Fold(reading());
    first.start();
    await isComplete(first);
    await first.stop();
    await file(30);
    const second = new Fold(reading());
    second.versions.clear();
    second.start(first.position);
    await until('the rest is read', () => second.versions.size === 30);
    expect(second.repositions).toBe(0);
    await second.stop();
  });

  it('survives a broker that is killed while it reads', async () => {
    const fold = new Fold(reading());
    fold.start();
    await isComplete(fold);
    await broker.kill();
    await broker.again();
    await file(20);
    await isComplete(fold);
    expect(fold.repositions).toBe(1);
    await fold.stop();
  });

  it('begins again when the broker was put back behind its position, and ends with everything once', async () => {
    await broker.kill();
    const copy = broker.copy();
    await broker.again();
    const fold = new Fold(reading());
    fold.start();
    await file(40);
    await isComplete(fold);
    const before = fold.position!;
    await broker.kill();
    broker.putBack(copy);
    await broker.again();
    await file(10);
    await isComplete(fold);
    await until('the new epoch is told', () => fold.position!.epoch > before.epoch);
    expect(fold.repositions).toBe(2);
    await fold.stop();
  });

  it('hears of a new epoch in the stream when nothing it read was lost', async () => {
    const fold = new Fold(reading());
    fold.start();
    await isComplete(fold);
    const before = fold.position!.epoch;
    outlet.healer.doubt();
    const manager = await managerOf(outlet.bus);
    await openEpoch(outlet.bus, manager, before, await presentEpoch(manager));
    await file(3);
    await isComplete(fold);
    await until('the epoch is told', () => fold.position!.epoch === before + 1);
    expect(fold.repositions).toBe(1);
    await fold.stop();
  });

  it('hands over a message that is no event, with its cause, and goes on', async () => {
    const fold = new Fold(reading());
    fold.start();
    await isComplete(fold);
    const bad = headers();
    bad.set('Nats-Msg-Id', 'x1');
    await outlet.bus.connection.request(`ev.${service}.nonsense.v1.-.-.-.-`, '{"a":', { headers: bad, timeout: 5_000 });
    await file(2);
    await isComplete(fold);
    expect(fold.unreadable).toBe(1);
    await fold.stop();
  });
});
