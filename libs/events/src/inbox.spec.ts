/** An effect happens once for each event, also when it fails at first, when it comes twice at once and when history is read again. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { Rig } from './events.fixtures.js';
import { Inbox } from './inbox.js';
import { namesOf } from './tables.js';

const service = 'safety-hazards';
const horizon = '2026-03-09T00:00:00Z';
const anEvent = (time = '2026-03-09T08:00:00+08:00') => ({ id: v7(), time });

describe('an effect', () => {
  let rig: Rig;
  let orm: MikroORM;
  let em: EntityManager;
  const inbox = new Inbox('mails', horizon);
  beforeAll(async () => {
    rig = await Rig.start([service]);
    const { schema } = namesOf(service);
    orm = await MikroORM.init({
      clientUrl: rig.ownerUrl(service),
      schema,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    em = orm.em as EntityManager;
    await rig.owner(service).query('create table sent (event_id uuid not null)');
  });
  afterAll(async () => {
    await orm.close();
    await rig.stop();
  });

  const send = (id: string) => async (inner: EntityManager) => {
    await inner.getConnection().execute('insert into sent values (?)', [id], 'run', inner.getTransactionContext());
  };
  const sent = async (id: string) =>
    Number((await rig.owner(service).query('select count(*) from sent where event_id = $1', [id])).rows[0].count);

  it('happens once though its event is delivered again', async () => {
    const event = anEvent();
    expect(await inbox.once(em, event, send(event.id))).toBe('done');
    expect(await inbox.once(em, event, send(event.id))).toBe('repeated');
    expect(await sent(event.id)).toBe(1);
  });

  it('happens once though its event is delivered twenty times at once', async () => {
    const event = anEvent();
    const applied = await Promise.all(Array.from({ length: 20 }, () => inbox.once(em, event, send(event.id))));
    expect(applied.filter((one) => one === 'done')).toHaveLength(1);
    expect(await sent(event.id)).toBe(1);
  });

  it('that failed is tried again with the next delivery, and nothing of the failure remains', async () => {
    const event = anEvent();
    const fail = inbox.once(em, event, async (inner) => {
      await send(event.id)(inner);
      throw new Error('the mail server is away');
    });
    await expect(fail).rejects.toThrow('away');
    expect(await sent(event.id)).toBe(0);
    expect(await inbox.once(em, event, send(event.id))).toBe('done');
    expect(await sent(event.id)).toBe(1);
  });

  it('is another one for another consumer', async () => {
    const event = anEvent();
    await inbox.once(em, event, send(event.id));
    expect(await new Inbox('messages', horizon).once(em, event, send(event.id))).toBe('done');
  });

  it('of an event recorded before the horizon is ignored and counted', async () => {
    const event = anEvent('2026-03-09T07:59:59.999+08:00');
    expect(await inbox.once(em, event, send(event.id))).toBe('before-horizon');
    expect(await sent(event.id)).toBe(0);
    expect(inbox.ignored).toBe(1);
  });
});
