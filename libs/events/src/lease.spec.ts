/** Whoever was stopped and goes on can repeat what is harmless to repeat, and cannot remove what it no longer owns. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { Lease, LeaseLost } from './lease.js';
import { Rig, pendingIn, recordEvents, sleep, storedIn, until, type Broker } from './events.fixtures.js';

const service = 'safety-hazards';

describe('the lease', () => {
  let rig: Rig;
  let broker: Broker;
  beforeAll(async () => {
    rig = await Rig.start([service]);
    broker = await rig.broker();
  });
  afterAll(() => rig.stop());

  it('has one holder; a second instance takes over with a higher fence when the first stops renewing', async () => {
    const pool = rig.relayRole(service);
    const one = new Lease({ pool, service, log: rig.log, ttlMs: 600, renewMs: 100 });
    const two = new Lease({ pool, service, log: rig.log, ttlMs: 600, renewMs: 100 });
    one.start();
    await until('the first holds it', () => one.fence !== undefined);
    two.start();
    await sleep(900);
    expect(two.fence).toBeUndefined();
    const before = one.fence!;
    await one.release();
    await until('the second holds it', () => two.fence !== undefined, 2_000);
    expect(two.fence).toBeGreaterThan(before);
    await two.release();
  });

  it('lets a holder that stopped renewing commit nothing once it was taken over', async () => {
    const pool = rig.relayRole(service);
    const stopped = new Lease({ pool, service, log: rig.log, ttlMs: 400, renewMs: 100_000 });
    stopped.start();
    await until('held', () => stopped.fence !== undefined);
    // As after SIGCONT: it still believes, because its own clock was not asked.
    (stopped as unknown as { until: number }).until = Infinity;
    const next = new Lease({ pool, service, log: rig.log, ttlMs: 2_000, renewMs: 300 });
    next.start();
    await until('taken over', () => next.fence !== undefined);
    await expect(stopped.fenced(() => Promise.resolve())).rejects.toThrow(LeaseLost);
    await next.release();
    await stopped.release();
  });

  it('keeps an old relay from removing markers, whatever it still publishes', async () => {
    const owner = rig.owner(service);
    const old = rig.outlet(service, broker, { ttlMs: 30_000, renewMs: 100_000 });
    old.start();
    await recordEvents(owner, service, v7(), [1, 2, 3]);
    await until('the outbox is empty', async () => (await pendingIn(owner)) === 0);
    (old.lease as unknown as { until: number }).until = Infinity;
    // Somebody else took over, and does nothing yet.
    await owner.query('update relay_lease set owner = $1, fence = fence + 1, expires_at = clock_timestamp() + interval $$3 seconds$$', [
      'another',
    ]);
    await recordEvents(owner, service, v7(), [1, 2]);
    old.relay.wake();
    await until('the old relay published all the same', async () => (await storedIn(old.bus)).length >= 4);
    await sleep(500);
    expect(await pendingIn(owner)).toBe(2);
    await old.stop();
    const next = rig.outlet(service, broker);
    next.start();
    await until('the successor finished', async () => (await pendingIn(owner)) === 0);
    const stored = await storedIn(next.bus);
    expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
    expect(stored).toHaveLength(5);
    await next.stop();
  });
});
