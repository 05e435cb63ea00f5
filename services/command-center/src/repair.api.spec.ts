/**
 * What happens when things go wrong around the projector: events missing, twice, unreadable, refused; the broker emptied;
 * everything folded anew. Each time the views must end up as if nothing had happened, and only what is concerned waits.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@anju/contracts/event';
import { headersOf } from '@anju/events/cloud-event';
import { ask } from '@anju/events/questions';
import { eventually } from '@anju/testing/client';
import { headers as newHeaders } from '@nats-io/nats-core';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { aDesk, type DeskRig } from './desk.fixtures.js';
import type { Digest } from './digest.queries.js';
import { flaws, follow, type Heard } from './follower.fixtures.js';
import { operator } from './people.fixtures.js';
import { trimFeed } from './store.service.js';
import { anEvent, aReport, dice, hazardStory, incidentStory, registryStory, uuid } from './story.fixtures.js';
import { views } from './views.projection.js';

let desk: DeskRig;
let number = 0;
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
const reported = (): CloudEvent => aReport(++number, dice([number % 3, number % 2, 0, 1, 0]), new Date().toISOString());
const acknowledged = (report: CloudEvent, version = 2): CloudEvent => {
  const at = new Date().toISOString();
  const { division, enterpriseid: enterpriseId } = report;
  return anEvent({
    type: 'hazard.acknowledged.v1',
    subject: report.subject,
    version,
    at,
    division: division!,
    enterpriseId,
    departments: report.departments!.split(','),
    data: { by: { sub: 'u', name: '王*', role: 'operator' }, at, clocks: [] },
  });
};
/** Past the owner's log and relay, straight onto the stream. */
const publish = (event: CloudEvent, body = JSON.stringify(event.data)): void => {
  const { data: _, ...attributes } = event;
  desk.bus.connection.publish(`ev.safety-hazards.spec.v1.-.31.3101.310115`, body, { headers: headersOf(attributes, event.id) });
};
const versionOf = async (id: string): Promise<number> =>
  Number((await desk.relay.query('select version from aggregate_state where id = $1', [id])).rows[0]?.version ?? 0);
const digest = (view?: string): Promise<Digest> => desk.question<Digest>('digest', view ? { view } : {});
const parked = async () => (await desk.question<{ items: { eventId: string; cause: string; aggregateId: string }[] }>('parked.list')).items;

beforeAll(async () => {
  desk = await aDesk();
  for (; number < 60; number++)
    await desk.hazards.record(hazardStory(number, dice([number, number * 7, number * 3, 5, number]), ago(300 - number), number % 8));
  for (let one = 0; one < 5; one++) await desk.hazards.record(incidentStory(one, dice([one, one, one]), ago(one + 1)));
  for (let one = 0; one < 4; one++) await desk.registry.record(registryStory(one, ago(900)));
  await desk.settled();
}, 60_000);
afterAll(async () => desk.stop());

describe('an event that is missing', () => {
  it('is asked of its owner, while other things go on', async () => {
    const [first, other] = [reported(), reported()];
    const [second, third] = [acknowledged(first, 2), acknowledged(first, 3)];
    await desk.hazards.record([first, second], false);
    publish(third);
    publish(other);
    expect(
      await eventually(
        () => versionOf(other.subject),
        (version) => version === 1,
      ),
    ).toBe(1);
    expect(
      await eventually(
        () => versionOf(first.subject),
        (version) => version === 3,
      ),
    ).toBe(3);
    expect((await desk.relay.query('select count(*)::int as held from held_event')).rows[0]).toEqual({ held: 0 });
  });

  it('is waited for when its owner does not know it either, and then applied in order', async () => {
    const first = reported();
    const [second, third] = [acknowledged(first, 2), acknowledged(first, 3)];
    publish(first);
    publish(third);
    const held = async () => Number((await desk.relay.query('select count(*) from held_event')).rows[0].count);
    expect(await eventually(held, (count) => count === 1)).toBe(1);
    await desk.restart();
    expect(await held()).toBe(1);
    publish(second);
    expect(
      await eventually(
        () => versionOf(first.subject),
        (version) => version === 3,
      ),
    ).toBe(3);
    expect(await held()).toBe(0);
  });

  it('twice is once', async () => {
    const first = reported();
    publish(first);
    publish({ ...first, id: uuid(950, ++number) });
    await eventually(
      () => versionOf(first.subject),
      (version) => version === 1,
    );
    const { body } = await desk.get(`events?aggregateId=${first.subject}`, operator);
    expect(body.items).toHaveLength(1);
  });
});

describe('an event that cannot be applied', () => {
  it('parks its own thing with the cause, and is applied in order once it can be', async () => {
    const [broken, fine] = [reported(), reported()];
    const later = acknowledged(broken);
    await desk.hazards.record([broken], false);
    publish(broken, '{"state":"REPORTED"}');
    publish(later);
    publish(fine);
    expect(
      await eventually(
        () => versionOf(fine.subject),
        (version) => version === 1,
      ),
    ).toBe(1);
    const list = (await eventually(parked, (items) => items.length === 2)).filter(({ aggregateId }) => aggregateId === broken.subject);
    expect(list.map(({ eventId }) => eventId)).toEqual([broken.id, later.id]);
    expect(list[0]!.cause).toMatch(/^not as declared/);
    await desk.relay.query('update parked_event set event = $2 where event_id = $1', [broken.id, JSON.stringify(broken)]);
    expect(await desk.question('parked.replay', { aggregateId: broken.subject })).toEqual({ replayed: 2, left: 0 });
    expect(await versionOf(broken.subject)).toBe(2);
  });

  it('is found by halving when only the database refuses it', async () => {
    const events = Array.from({ length: 20 }, reported);
    const poison = events[11]!;
    const data = { ...(poison.data as object), title: { zh: 'x\u0000', en: 'x' } };
    await Promise.all(events.map((event) => (event === poison ? publish(event, JSON.stringify(data)) : publish(event))));
    for (const event of events)
      if (event !== poison)
        expect(
          await eventually(
            () => versionOf(event.subject),
            (version) => version === 1,
          ),
        ).toBe(1);
    const causes = (await parked()).filter(({ aggregateId }) => aggregateId === poison.subject).map(({ cause }) => cause);
    if (await versionOf(poison.subject)) expect(causes).toEqual([]);
    else expect(causes[0]).toMatch(/^the database refuses it/);
  });

  it('or is none at all stands in nobody’s way', async () => {
    const fine = reported();
    const headers = newHeaders();
    headers.set('Nats-Msg-Id', uuid(960, 1));
    desk.bus.connection.publish('ev.safety-hazards.spec.v1.-.31.3101.310115', new Uint8Array([0xff, 0xfe, 0x00]), { headers });
    desk.bus.connection.publish('ev.safety-hazards.spec.v1.-.31.3101.310115', '{"__proto__":{"a":1}}');
    publish(anEvent({ type: 'permit.opened.v1', subject: uuid(7, 1), version: 1, at: ago(0), division: '310115', data: {} }));
    publish(anEvent({ type: 'hazard.sung-about.v1', subject: uuid(1, 99_999), version: 1, at: ago(0), division: '310115', data: {} }));
    publish(fine);
    expect(
      await eventually(
        () => versionOf(fine.subject),
        (version) => version === 1,
      ),
    ).toBe(1);
    const causes = (await parked()).map(({ cause }) => cause);
    expect(causes).toContain('unknown type hazard.sung-about.v1');
    expect(causes.length).toBeGreaterThanOrEqual(3);
  });
});

describe('a digest', () => {
  it('is given of each view and of all, and refused of none', async () => {
    const all = await Promise.all(views.map(({ name }) => digest(name)));
    expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(views.length);
    expect((await digest()).sha256).toBe((await digest()).sha256);
    await expect(digest('nonsense')).rejects.toThrow(/not-found/);
  });
});

describe('a rebuild', () => {
  it('comes to the same views, even from wrong ones, and makes every reader begin anew', async () => {
    // What stands on the stream without being in anybody's log is held and parked the same way again.
    await desk.settled();
    const before = await digest();
    const positions = (await desk.relay.query('select event_id, position from event_copy order by position')).rows;
    const reader = await follow(desk.url, await desk.token(operator));
    await desk.relay.query(
      `update open_hazards set urgency = 1; update day_counts set open = open + 3; delete from figure_spans where figure = 'open'`,
    );
    expect((await digest()).sha256).not.toBe(before.sha256);
    const answer = await desk.question<Digest & { events: number }>('rebuild', { view: 'day-counts' });
    expect(answer.events).toBeGreaterThan(200);
    expect((await digest()).sha256).toBe(before.sha256);
    expect(answer.sha256).toBe((await digest('day-counts')).sha256);
    expect((await desk.relay.query('select event_id, position from event_copy order by position')).rows).toEqual(positions);
    expect(await reader.until(({ heard, isClosed }) => isClosed && heard.at(-1)?.event === 'reset')).toBe(true);
    const { body } = await desk.get('snapshot', operator);
    expect(body.id).toBe('2.0');
    const again = await follow(desk.url, await desk.token(operator), { after: body.id });
    await desk.hazards.record([{ ...reported(), division: '310115005001' }]);
    expect(await again.until(({ frames }) => frames.length === 1)).toBe(true);
    expect(again.frames[0]!.data['prev']).toBe('2.0');
    again.close();
  });

  it('while events arrive loses none of them', async () => {
    const events = Array.from({ length: 40 }, reported);
    const rebuilt = desk.question('rebuild');
    for (const event of events) {
      await desk.hazards.record([event]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await rebuilt;
    await desk.settled();
    for (const event of events) expect(await versionOf(event.subject)).toBe(1);
    const { sha256 } = await digest();
    await desk.question('rebuild');
    expect((await digest()).sha256).toBe(sha256);
  });
});

describe('a feed of which the old rows are kept no longer', () => {
  it('still says of every channel which id came last, also after a restart', async () => {
    await desk.settled();
    const token = await desk.token(operator);
    const { body } = await desk.get('snapshot', operator);
    const hear = async (lastEventId: string) => {
      const reader = await follow(desk.url, token, { lastEventId });
      await desk.hazards.record([{ ...reported(), division: '310115005001' }]);
      expect(await reader.until(({ frames }) => frames.length === 1)).toBe(true);
      reader.close();
      return reader.frames[0]!;
    };
    const before = await hear(body.id);
    await trimFeed(desk.relay, Number(before.id!.split('.')[1]));
    await desk.restart();
    expect((await desk.relay.query('select count(*)::int as kept from feed_log')).rows[0]).toEqual({ kept: 0 });
    expect((await hear(before.id!)).data['prev']).toBe(before.id);
  });
});

describe('connections to the database that are cut', () => {
  it('lose no event, repeat none, and leave no hole in what a reader hears', async () => {
    await desk.settled();
    const { body } = await desk.get('snapshot', operator);
    const token = await desk.token(operator);
    const events = Array.from({ length: 120 }, () => aReport(++number, dice([number % 3, 0, 0, 1, 0]), new Date().toISOString()));
    let isOver = false;
    const cutting = (async () => {
      const admin = new pg.Client(process.env['ANJU_TEST_POSTGRES']!);
      await admin.connect();
      for (; !isOver; await new Promise((resolve) => setTimeout(resolve, 150))) {
        await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename like 'command_center%' and application_name <> 'spec'`,
          [desk.database],
        );
      }
      await admin.end();
    })();
    const statuses = new Set<number>();
    const reading = (async () => {
      while (!isOver)
        (await Promise.all([1, 2, 3, 4].map(() => desk.get('snapshot', operator)))).forEach(({ status }) => statuses.add(status));
    })();
    for (const event of events) {
      await desk.hazards.record([event]);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    isOver = true;
    await Promise.all([cutting, reading]);
    expect([...statuses].filter((status) => ![200, 503].includes(status))).toEqual([]);
    for (let one = 0; one < 10; one++) await desk.get('snapshot', operator);
    expect((await Promise.all([1, 2, 3, 4].map(() => desk.get('snapshot', operator)))).map(({ status }) => status)).toEqual([
      200, 200, 200, 200,
    ]);
    await desk.settled();
    const frames: Heard[] = [];
    let last: string = body.id;
    for (let tries = 0; frames.length < events.length && tries < 50; tries++) {
      const reader = await follow(desk.url, token, { lastEventId: last });
      await reader.until(({ heard, isClosed }) => isClosed || heard.some(({ event }) => event === 'heartbeat'), 2_000);
      frames.push(...reader.frames);
      last = reader.lastId ?? last;
      reader.close();
    }
    expect(frames.map(({ data }) => data['event'].id).sort()).toEqual(events.map(({ id }) => id).sort());
    expect(flaws(frames, body.id)).toEqual([]);
    const counts = await desk.relay.query(
      `select (select open from present_counts where channel = 'd.31') = (select count(*) from open_hazards where division >= '31' and division < '31:') as same`,
    );
    expect(counts.rows[0]).toEqual({ same: true });
    expect((await parked()).filter(({ aggregateId }) => events.some(({ subject }) => subject === aggregateId))).toEqual([]);
  }, 90_000);
});

describe('a broker whose storage is gone', () => {
  it('changes nothing that is shown, and the feed goes on with the ids that readers have', async () => {
    await desk.settled();
    const { body } = await eventually(
      () => desk.get('snapshot', operator),
      ({ status }) => status === 200,
    );
    const before = await digest();
    await desk.restartNats((store) => rmSync(store, { recursive: true, force: true }));
    const soon = () => ask<Digest>(desk.bus, 'command-center', 'digest', {}, 2_000).catch(() => before);
    expect((await eventually(soon, ({ epoch }) => epoch > before.epoch, 40_000)).epoch).toBeGreaterThan(before.epoch);
    await desk.settled();
    const after = await digest();
    expect(after.sha256).toBe(before.sha256);
    const reader = await follow(desk.url, await desk.token(operator), { after: body.id });
    await desk.hazards.record([{ ...reported(), division: '310115005001' }]);
    expect(await reader.until(({ frames }) => frames.length === 1)).toBe(true);
    expect(flaws(reader.frames, body.id)).toEqual([]);
    const fresh = await eventually(
      async () => (await desk.get('snapshot', operator)).body,
      ({ dataAsOf }) => dataAsOf && Date.now() - Date.parse(dataAsOf) < 5_000,
    );
    expect(Date.now() - Date.parse(fresh.dataAsOf)).toBeLessThan(5_000);
    reader.close();
  }, 90_000);
});
