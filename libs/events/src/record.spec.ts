/** What is handed over after a commit is, byte for byte, what was stored, and only what was committed. */
import { platform } from '@anju/access/actor';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { loggedColumns, type LoggedEvent } from './cloud-event.js';
import { Rig } from './events.fixtures.js';
import { FilingLane, filedHashSql, type Filing } from './filing.js';
import { poolOf } from './numbers.js';
import { record, type Entry } from './record.js';
import { namesOf } from './tables.js';
import { Wake } from './wake.js';

const service = 'safety-hazards';
const at = '2026-03-09T01:02:03.456Z';
/** Everything that JSON can spell in more than one way. */
const data = { b: 1.5e21, a: 'ü "安居" \\ / \u2028 \ud83d\ude00 \ud800', nested: { z: [0, -0, 1e-7], y: null }, left: undefined };

const entryOf = (aggregateId: string, version: number): Entry => ({
  context: service,
  aggregateType: 'hazard',
  aggregateId,
  version,
  fact: { type: 'hazard.urged.v1', data },
  facet: 'fire',
  scope: { division: '310115005', departments: ['fire', 'gas'] },
  by: platform('spec', ['31']),
  at,
  traceparent: version === 1 ? '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' : undefined,
});

describe('what was committed', () => {
  let rig: Rig;
  let orm: MikroORM;
  const wake = new Wake();
  const handed: LoggedEvent[] = [];
  beforeAll(async () => {
    rig = await Rig.start([service]);
    orm = await MikroORM.init({
      clientUrl: rig.ownerUrl(service),
      schema: namesOf(service).schema,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    wake.on((events) => handed.push(...events));
    wake.listenTo(orm.em as EntityManager);
  });
  afterAll(async () => {
    await orm.close();
    await rig.stop();
  });

  const storedOf = async (life: string) =>
    (
      await rig
        .owner(service)
        .query<LoggedEvent>(`select ${loggedColumns()} from event_log e where aggregate_id = $1 order by aggregate_version`, [life])
    ).rows;
  const handedOf = (life: string) => handed.filter(({ aggregate_id }) => aggregate_id === life);
  const expectHandedAsStored = async (life: string, count: number) => {
    const stored = await storedOf(life);
    expect(stored).toHaveLength(count);
    const spelled = handedOf(life).map((event) => ({
      ...event,
      aggregate_version: String(event.aggregate_version),
      recorded_at: new Date(event.recorded_at),
    }));
    expect(spelled).toMatchObject(stored);
  };

  it('is handed over by a transaction, once it is one', async () => {
    const life = v7();
    await orm.em.fork().transactional(async (em) => {
      await record(em as EntityManager, [entryOf(life, 1)]);
      await record(em as EntityManager, [entryOf(life, 2), entryOf(life, 3)]);
      expect(handedOf(life)).toEqual([]);
    });
    await expectHandedAsStored(life, 3);
  });

  it('is not what was rolled back, nor what a savepoint took back', async () => {
    const [life, kept] = [v7(), v7()];
    const broken = orm.em.fork().transactional(async (em) => {
      await record(em as EntityManager, [entryOf(life, 1)]);
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    const released = orm.em.fork().transactional(async (em) => {
      await em.transactional((inner) => record(inner as EntityManager, [entryOf(life, 1)]));
      throw new Error('no');
    });
    await expect(released).rejects.toThrow('no');
    await orm.em.fork().transactional(async (em) => {
      await record(em as EntityManager, [entryOf(kept, 1)]);
      await em
        .transactional(async (inner) => {
          await record(inner as EntityManager, [entryOf(life, 1)]);
          throw new Error('no');
        })
        .catch(() => undefined);
    });
    expect(handedOf(life)).toEqual([]);
    await expectHandedAsStored(kept, 1);
  });

  it('is handed over by a filing that was new, not by one that was there', async () => {
    await rig.owner(service).query(`create table filings (id uuid primary key, content_hash text not null)`);
    await rig.owner(service).query(filedHashSql(namesOf(service), 'filings'));
    const lane = new FilingLane('filings', ['id', 'content_hash'], () => poolOf(orm.em), wake);
    const filing = (id: string, contentHash: string): Filing => ({
      id,
      contentHash,
      row: { id, content_hash: contentHash },
      entries: [entryOf(id, 1), entryOf(id, 2)],
      timers: [],
    });
    const [one, two] = [v7(), v7()];
    const by = platform('spec', ['31']);
    expect(await lane.file([filing(one, 'a'), filing(one, 'a'), filing(two, 'b')], by)).toEqual(['new', 'same', 'new']);
    expect(await lane.file([filing(one, 'a'), filing(two, 'other')], by)).toEqual(['same', 'other']);
    await expectHandedAsStored(one, 2);
    await expectHandedAsStored(two, 2);
  });
});
