/** The command center as its readers see it: events in through the broker, snapshot, figures, lists and feed out by HTTP. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FigureName, Snapshot } from '@anju/contracts/command-center';
import { Explanation, Snapshot as SnapshotSchema } from '@anju/contracts/command-center';
import { dayOf } from '@anju/contracts/day';
import type { CloudEvent } from '@anju/contracts/event';
import type { Who } from '@anju/testing/realm';
import { aDesk, type DeskRig } from './desk.fixtures.js';
import { daysBefore } from './day.js';
import { flaws, follow, type Heard } from './follower.fixtures.js';
import { administrator, auditor, elsewhere, fire, firmA, firmB, operator, readers, subdistrict } from './people.fixtures.js';
import { anEvent, aReport, dice, divisionStory, firms, hazardStory, incidentStory, registryStory, uuid } from './story.fixtures.js';

let desk: DeskRig;
const hourMs = 3_600_000;
const ago = (hours: number): string => new Date(Date.now() - hours * hourMs).toISOString();
/** Numbers that look thrown, the same each time. */
const thrown = (seed: number, count = 60): number[] =>
  Array.from({ length: count }, (_, index) => Math.abs(Math.imul(seed * 7919 + index * 104_729 + 17, 2_654_435_761)) >>> 8);

const history: CloudEvent[] = [];
beforeAll(async () => {
  desk = await aDesk();
  for (let number = 0; number < 120; number++) {
    // Ends before now: a life of nine steps of at most twenty hours each.
    history.push(...hazardStory(number, dice(thrown(number)), ago(200 + (number % 20) * 24), number % 9));
  }
  for (let number = 0; number < 20; number++) history.push(...incidentStory(number, dice(thrown(number)), ago(1 + number)));
  const registered = [0, 1, 2, 3].flatMap((index) => registryStory(index, ago(900)));
  const names = ['310115', '310115005', '310115016', '310115005001', '310115005002', '310115021'].flatMap((code, index) =>
    divisionStory(code, index, `名称${code}`),
  );
  await desk.registry.record([...names, ...registered]);
  await desk.hazards.record(history);
  await desk.settled();
}, 60_000);
afterAll(async () => desk.stop());

const snapshotOf = async (who: Who): Promise<Snapshot> => SnapshotSchema.parse((await desk.get('snapshot', who)).body);
const explained = async (who: Who, name: FigureName, query = ''): Promise<Explanation & { ids: string[] }> => {
  const ids: string[] = [];
  for (let cursor = ''; ;) {
    const { body, status } = await desk.get(`explain?name=${name}&limit=7${query}${cursor}`, who);
    expect(status).toBe(200);
    const page = Explanation.parse(body);
    ids.push(...page.events.map(({ event }) => event.id));
    if (!page.nextCursor) return { ...page, ids };
    cursor = `&cursor=${page.nextCursor}`;
  }
};

describe('the snapshot', () => {
  it('shows the open hazards of the scope, the most urgent first, with the figures that count them', async () => {
    const snapshot = await snapshotOf(operator);
    expect(snapshot.hazards.length).toBeGreaterThan(10);
    expect(snapshot.openTotal).toBe(snapshot.hazards.length);
    expect(snapshot.figures.find(({ name }) => name === 'open')!.value).toBe(snapshot.hazards.length);
    const firstOrdinary = snapshot.hazards.findIndex((hazard) => hazard.class === 'ORDINARY');
    expect(snapshot.hazards.slice(firstOrdinary).every((hazard) => hazard.class === 'ORDINARY')).toBe(true);
    expect(snapshot.divisions.map(({ division }) => division)).toEqual(['310115005', '310115016', '310115021']);
    expect(snapshot.divisions[0]!.name).toBe('名称310115005');
    expect(snapshot.divisions.reduce((sum, { open }) => sum + open, 0)).toBe(snapshot.openTotal);
    expect(snapshot.hours).toHaveLength(24);
    expect(snapshot.isDemo).toBe(false);
  });

  it('holds nothing of another’s', async () => {
    for (const who of Object.values(readers)) {
      const { hazards, incidents, figures } = await snapshotOf(who);
      expect(figures.find(({ name }) => name === 'open')!.value).toBe(hazards.length);
      for (const one of [...hazards, ...incidents]) {
        if (who.enterpriseId) expect(one.responsibleEnterpriseId).toBe(who.enterpriseId);
        else expect(who.divisions!.some((code) => one.division.startsWith(code))).toBe(true);
        if (who.department) expect(one.departments).toContain(who.department);
      }
    }
    const everything = await snapshotOf(operator);
    expect((await snapshotOf(fire)).openTotal).toBeLessThan(everything.openTotal);
    expect((await snapshotOf(elsewhere)).openTotal).toBeGreaterThan(0);
  });

  it('tells a firm where its cases lie', async () => {
    const { divisions, openTotal } = await snapshotOf(firmA);
    expect(divisions.length).toBeGreaterThan(1);
    expect(divisions.reduce((sum, { open }) => sum + open, 0)).toBe(openTotal);
  });

  it('is not for administrators, and not for strangers', async () => {
    expect((await desk.get('snapshot', administrator)).status).toBe(403);
    expect((await fetch(`${desk.url}/snapshot`)).status).toBe(401);
    expect((await desk.get('snapshot?limit=0', operator)).status).toBe(422);
  });
});

describe('the events behind a figure', () => {
  it.each(Object.entries(readers))('are as many as the figure says, for %s', async (_, who) => {
    const { figures } = await snapshotOf(who);
    for (const figure of figures) {
      const { total, ids, figure: again } = await explained(who, figure.name);
      expect({ name: figure.name, total: ids.length }).toEqual({ name: figure.name, total });
      expect(again).toEqual(figure);
      expect(total).toBe(figure.denominator ?? figure.value);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it.each(['operator', 'firmB', 'fire'] as const)('of a past day are as many as the trend says, for %s', async (reader) => {
    const who = readers[reader];
    const today = dayOf(new Date());
    const { figures } = await snapshotOf(who);
    for (const back of [1, 4, 9, 13]) {
      for (const { name, trend } of figures) {
        const { ids, total, figure } = await explained(who, name, `&day=${daysBefore(today, back)}`);
        expect({ name, back, ids: ids.length }).toEqual({ name, back, ids: total });
        expect({ name, back, value: figure.value }).toEqual({ name, back, value: trend[13 - back] });
      }
    }
  });

  it('can be narrowed to a division, and show nothing outside the scope', async () => {
    const inside = await explained(operator, 'open', '&division=310115005');
    expect(inside.ids).toHaveLength(inside.total);
    expect(inside.total).toBe((await snapshotOf(subdistrict)).openTotal);
    const outside = await explained(subdistrict, 'open', '&division=310115016');
    expect(outside).toMatchObject({ total: 0, ids: [] });
    const firm = await explained(firmA, 'open', '&division=310115005');
    expect(firm.ids).toHaveLength(firm.total);
    expect((await desk.get('explain?name=nonsense', operator)).status).toBe(422);
  });
});

describe('the list of events', () => {
  const all = async (who: Who, query = '') => {
    const ids: string[] = [];
    for (let after = 0; ;) {
      const { body } = await desk.get(`events?limit=50&after=${after}${query}`, who);
      if (body.items.length === 0) return ids;
      ids.push(...body.items.map(({ event }: { event: CloudEvent }) => event.id));
      after = body.after;
    }
  };

  it('gives each reader exactly the events of the own scope', async () => {
    const stories = Map.groupBy(history, ({ subject }) => subject);
    const ofFirm = (firm: string) =>
      [...stories.values()]
        .flatMap((events) =>
          events.filter((event, index) => event.enterpriseid === firm || (index === 0 && events.at(-1)!.enterpriseid === firm)),
        )
        .map(({ id }) => id);
    const inScope = (who: Who) =>
      history.filter((event) => who.divisions!.some((code) => event.division!.startsWith(code))).map(({ id }) => id);
    expect((await all(elsewhere)).filter((id) => history.some((event) => event.id === id)).sort()).toEqual(inScope(elsewhere).sort());
    for (const [who, firm] of [
      [firmA, firms[0]],
      [firmB, firms[1]],
    ] as const)
      expect((await all(who)).sort()).toEqual(ofFirm(firm).sort());
    const seen = await all(subdistrict, '&type=hazard.reported.v1');
    expect(seen.sort()).toEqual(
      history
        .filter(({ type, division }) => type === 'hazard.reported.v1' && division!.startsWith('310115005'))
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('goes backwards as well', async () => {
    const first = (await desk.get('events?order=newest&limit=3', operator)).body;
    const next = (await desk.get(`events?order=newest&limit=3&after=${first.after}`, operator)).body;
    const positions = [...first.items, ...next.items].map(({ position }: { position: number }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => b - a));
    expect(new Set(positions).size).toBe(6);
  });
});

describe('the live feed', () => {
  let number = 1000;
  const reported = (place = 0, firm = 0) => aReport(++number, dice([place, firm, 0, 1, 0]), new Date().toISOString());
  const moved = (report: CloudEvent, version: number, enterpriseId: string) => {
    const at = new Date().toISOString();
    const departments = report.departments!.split(',');
    const data = {
      by: { sub: 'u', name: '王*', role: 'operator' },
      at,
      clocks: [],
      assignee: { kind: 'enterprise', enterpriseId, name: '示例' },
      departments,
      responsibleEnterpriseId: enterpriseId,
    };
    return anEvent({
      type: 'hazard.assigned.v1',
      subject: report.subject,
      version,
      at,
      division: report.division!,
      enterpriseId,
      departments,
      data,
    });
  };

  it('sends no history, and goes on from the snapshot without a gap', async () => {
    const { id, openTotal } = await snapshotOf(operator);
    expect(id).toMatch(/^1\.\d+$/);
    const reader = await follow(desk.url, await desk.token(operator), { after: id });
    expect(reader.status).toBe(200);
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    const events = [reported(0), reported(1), reported(3), reported(2)];
    await desk.hazards.record(events);
    expect(await reader.until(({ frames }) => frames.length === 3)).toBe(true);
    expect(reader.frames.map(({ data }) => data['event'].id).sort()).toEqual([events[0]!.id, events[1]!.id, events[3]!.id].sort());
    expect(flaws(reader.frames, id)).toEqual([]);
    const frame = reader.frames[0]!.data['event'] as CloudEvent;
    expect(frame).toEqual(events.find((event) => event.id === frame.id));
    expect((await snapshotOf(operator)).openTotal).toBe(openTotal + 3);
    reader.close();
  });

  it('tells a firm that its case is another’s now, and nothing else of it', async () => {
    const [a, b] = await Promise.all(
      [firmA, firmB].map(async (who) => follow(desk.url, await desk.token(who), { after: (await snapshotOf(who)).id })),
    );
    const report = reported(0, 0);
    await desk.hazards.record([report]);
    await a!.until(({ frames }) => frames.length === 1);
    await desk.hazards.record([moved(report, 2, firms[1])]);
    expect(await b!.until(({ frames }) => frames.length === 1)).toBe(true);
    expect(await a!.until(({ frames }) => frames.length === 2)).toBe(true);
    expect(Object.keys(a!.frames[1]!.data)).toEqual(['channel', 'prev', 'left']);
    expect(a!.frames[1]!.data['left']).toBe(report.subject);
    expect(b!.frames[0]!.data['event'].type).toBe('hazard.assigned.v1');
    const [listA, listB] = await Promise.all(
      [firmA, firmB].map(async (who) =>
        (await desk.get(`events?aggregateId=${report.subject}`, who)).body.items.map(({ event }: { event: CloudEvent }) => event.type),
      ),
    );
    expect(listA).toEqual(['hazard.reported.v1']);
    expect(listB).toEqual(['hazard.reported.v1', 'hazard.assigned.v1']);
    for (const who of [firmA, firmB])
      for (const name of ['open', 'reported-today'] as const) {
        const { ids, total } = await explained(who, name);
        expect(ids).toHaveLength(total);
      }
    a!.close();
    b!.close();
  });

  it('beats every two seconds with the age of the data', async () => {
    const reader = await follow(desk.url, await desk.token(subdistrict));
    expect(
      await reader.until(({ heard }) => heard.filter(({ event, data }) => event === 'heartbeat' && data['dataAsOf']).length >= 3, 9_000),
    ).toBe(true);
    const ageOf = ({ data }: Heard) => Date.parse(data['serverTime'] as string) - Date.parse(data['dataAsOf'] as string);
    expect(await reader.until(({ heard }) => heard.some((one) => ageOf(one) < 4_000), 20_000)).toBe(true);
    reader.close();
  });

  it('refuses before the stream begins', async () => {
    expect((await follow(desk.url, undefined)).status).toBe(401);
    expect((await follow(desk.url, await desk.token(administrator))).status).toBe(403);
  });

  it('resumes whole from any id that was given, and never from one that was not', async () => {
    const begin = (await snapshotOf(operator)).id;
    const witness = await follow(desk.url, await desk.token(operator), { after: begin });
    const reports = Array.from({ length: 60 }, (_, index) => reported(index % 3));
    await desk.hazards.record(reports);
    await witness.until(({ frames }) => frames.length === 60);
    const [epoch, from] = begin.split('.').map(Number) as [number, number];
    const last = Number(witness.frames.at(-1)!.id!.split('.')[1]);
    const tokens = { operator: await desk.token(operator), elsewhere: await desk.token(elsewhere) };
    const garbage = [
      '',
      'x',
      '1',
      `${epoch}.`,
      `${epoch}.-1`,
      `0.${from}`,
      `${epoch + 1}.${from}`,
      `${epoch}.${last + 1}`,
      `${epoch}.99999999999999`,
      '1.1; drop',
      `${epoch}.${from}.1`,
      '９.1',
      'null',
    ];
    for (const id of garbage) {
      const reader = await follow(desk.url, tokens.operator, { after: id });
      await reader.until(({ isClosed }) => isClosed);
      expect({ id, heard: reader.heard.map(({ event }) => event) }).toEqual({ id, heard: ['reset'] });
    }
    for (let seq = from; seq <= last; seq += 3) {
      const expected = witness.frames.filter((frame) => Number(frame.id!.split('.')[1]) > seq).map(({ id }) => id);
      const reader = await follow(
        desk.url,
        tokens.operator,
        seq % 2 ? { after: `${epoch}.${seq}` } : { after: 'garbage', lastEventId: `${epoch}.${seq}` },
      );
      expect(await reader.until(({ heard }) => heard.some(({ event }) => event === 'heartbeat'))).toBe(true);
      expect(reader.frames.map(({ id }) => id)).toEqual(expected);
      expect(flaws(reader.frames, `${epoch}.${seq}`)).toEqual([]);
      reader.close();
    }
    const stranger = await follow(desk.url, tokens.elsewhere, { after: begin });
    await stranger.until(({ heard }) => heard.length > 0);
    expect(stranger.frames).toEqual([]);
    stranger.close();
    witness.close();
  });

  it('goes on across a restart, and ends for a person whose access is revoked', async () => {
    const who: Who = { sub: 'to-be-revoked', role: 'operator', divisions: ['310115'] };
    const token = await desk.token(who);
    const id = (await snapshotOf(operator)).id;
    await desk.hazards.record([reported(0), reported(1)]);
    await desk.settled();
    await desk.restart();
    const reader = await follow(desk.url, token, { lastEventId: id });
    expect(await reader.until(({ frames }) => frames.length === 2)).toBe(true);
    expect(flaws(reader.frames, id)).toEqual([]);
    const data = {
      id: uuid(5, 1),
      sub: who.sub,
      authzVersion: 1,
      revokedAt: new Date().toISOString(),
      by: { sub: 's', name: '李*', role: 'security-admin' },
      reason: '调岗',
    };
    await desk.registry.record([
      anEvent({ type: 'access.revoked.v1', subject: data.id, version: 1, at: data.revokedAt, division: '310115', data }),
    ]);
    expect(await reader.until(({ isClosed }) => isClosed)).toBe(true);
    const again = await desk.get('snapshot', who);
    expect([again.status, again.body.code]).toEqual([401, 'access-revoked']);
    expect((await desk.get('snapshot', { ...who, authzVersion: 1 })).status).toBe(200);
  });
});

describe('the audit', () => {
  it('puts a log-in on record and lists it with the other services’', async () => {
    await desk.question('audit.record', {
      kind: 'login',
      actor: { sub: 'op-county', name: '王*', role: 'operator' },
      at: new Date().toISOString(),
      ip: '127.0.0.1',
    });
    const { body, status } = await desk.get('audit-records?kind=login', auditor);
    expect(status).toBe(200);
    expect(body.items[0]).toMatchObject({
      service: 'command-center',
      kind: 'login',
      sub: 'op-county',
      name: '王*',
      detail: { ip: '127.0.0.1' },
    });
    expect((await desk.get('audit-records', operator)).status).toBe(403);
    for (const query of ['cursor=x', 'kind=%00', 'sub=%00']) expect((await desk.get(`audit-records?${query}`, auditor)).status).toBe(422);
  });
});

describe('a division that took over another', () => {
  it('sees the past of it, in figures, lists and live, also after a restart', async () => {
    const everything = await snapshotOf(operator);
    const own = await snapshotOf(elsewhere);
    const [recorded] = divisionStory('310115', 0, '名称310115');
    const merged = { ...(recorded!.data as object), validTo: '2026-11-01', successors: ['510603'] };
    await desk.registry.record([{ ...recorded!, id: uuid(31, 1), sequence: '00000000000000000002', data: merged }]);
    await desk.settled();
    const both = [...own.hazards, ...everything.hazards].map(({ id }) => id).sort();
    const seen = async () => (await snapshotOf(elsewhere)).hazards.map(({ id }) => id).sort();
    expect([await seen(), (await snapshotOf(elsewhere)).openTotal]).toEqual([both, own.openTotal + everything.openTotal]);
    await desk.restart();
    expect(await seen()).toEqual(both);
    const reader = await follow(desk.url, await desk.token(elsewhere));
    const report = aReport(9_000, dice(thrown(9)), new Date().toISOString());
    await desk.hazards.record([report]);
    expect(await reader.until(({ frames }) => frames.some(({ data }) => data['event']?.subject === report.subject))).toBe(true);
    reader.close();
    expect((await desk.get('snapshot', operator)).body.openTotal).toBe(everything.openTotal + 1);
  });
});
