/**
 * What waits for whom, as the units themselves see it: boards, the page of a subdistrict, and the lists beside the open hazards,
 * each exactly what the events say, for every reader, and each going on with the live feed.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '@anju/access/actor';
import { maySee } from '@anju/access/scope';
import { Board, Territory, type Unit } from '@anju/contracts/boards';
import { Snapshot } from '@anju/contracts/command-center';
import { dayOf } from '@anju/contracts/day';
import type { CloudEvent } from '@anju/contracts/event';
import { isOpen, type HazardSummary } from '@anju/contracts/hazards';
import { eventually } from '@anju/testing/client';
import type { Who } from '@anju/testing/realm';
import { apply, kindOf, type Kind, type Known } from './case.js';
import { daysBefore } from './day.js';
import { aDesk, type DeskRig } from './desk.fixtures.js';
import type { Digest } from './digest.queries.js';
import { flaws, follow } from './follower.fixtures.js';
import { administrator, elsewhere, fire, firmA, firmB, operator, readers, subdistrict } from './people.fixtures.js';
import { byThing, contractStory, dice, divisionStory, dutyReportStory, firms, hazardStory, permitStory } from './story.fixtures.js';
import { doneBy, tasksOf, type Waiting } from './tasks.js';
import { views } from './views.projection.js';

let desk: DeskRig;
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
const thrown = (seed: number, count = 60): number[] =>
  Array.from({ length: count }, (_, index) => Math.abs(Math.imul(seed * 7919 + index * 104_729 + 17, 2_654_435_761)) >>> 8);
const emergency: Who = { sub: 'em', role: 'department-officer', department: 'emergency', divisions: ['310115'] };
const community: Who = { sub: 'so-c', role: 'subdistrict-officer', divisions: ['310115005001'] };
const everybody = { ...readers, emergency, community };

/** What the events come to, folded here anew. */
const cases = new Map<string, Known<'hazard'>>();
const permits = new Map<string, Known<'permit'>>();
const reports: CloudEvent[] = [];
const done: (Waiting & { day: string; division: string })[] = [];
const taskRows = () =>
  [...cases.values()].flatMap((known) => tasksOf(known.state.hazard, known.state.waits).map((task) => ({ ...task, known })));

beforeAll(async () => {
  desk = await aDesk();
  const hazards: CloudEvent[] = [];
  for (let number = 0; number < 150; number++)
    hazards.push(...hazardStory(number, dice(thrown(number)), ago(200 + (number % 30) * 24), number % 9));
  for (let number = 0; number < 20; number++) {
    hazards.push(...permitStory(number, dice(thrown(number)), ago(40 + number)));
    reports.push(...dutyReportStory(number, dice(thrown(number)), ago(number)));
  }
  for (const thing of byThing(hazards)) {
    let known: Known | undefined;
    for (const event of thing) {
      const step = apply(kindOf(event.type) as Kind, known, event);
      if (step.kind === 'hazard' && step.before) {
        const task = doneBy(event, tasksOf(step.before.state.hazard, step.before.state.waits));
        if (task) done.push({ ...task, day: dayOf(event.time), division: event.division! });
      }
      known = step.after;
    }
    if (known!.kind === 'hazard') cases.set(known!.id, known as Known<'hazard'>);
    else permits.set(known!.id, known as Known<'permit'>);
  }
  const names = ['310115', '310115005', '310115016', '310115005001', '310115021'].flatMap((code, index) =>
    divisionStory(code, index, `名称${code}`),
  );
  await desk.registry.record([...names, ...contractStory(1, 0, firms[0])]);
  await desk.hazards.record([...hazards, ...reports]);
  await desk.settled();
}, 90_000);
afterAll(async () => desk.stop());

const isIn = (who: Who, { scope }: Pick<Known, 'scope'>): boolean => maySee(who as unknown as Actor, scope);
const boardOf = async (who: Who): Promise<Board> => Board.parse((await desk.get('board', who)).body);
const territoryOf = async (who: Who, division: string): Promise<Territory> =>
  Territory.parse((await desk.get(`territory?division=${division}`, who)).body);
const snapshotOf = async (who: Who): Promise<Snapshot> => Snapshot.parse((await desk.get('snapshot', who)).body);
const isUnits =
  (unit: Unit) =>
  (task: Waiting): boolean => {
    if (task.unit !== unit.kind) return false;
    if (unit.kind === 'enterprise') return task.holder === unit.enterpriseId;
    if (unit.kind === 'department') return task.holder === unit.department;
    return task.holder.startsWith(unit.division.slice(0, 9));
  };
const counted = (tasks: readonly Waiting[]) => ({
  open: tasks.length,
  overdue: tasks.filter(({ isOverdue }) => isOverdue).length,
  since: tasks.map(({ since }) => since).sort()[0],
});
const rateOf = (tasks: readonly Waiting[]) => ({ done: tasks.length, inTime: tasks.filter(({ isOverdue }) => !isOverdue).length });
const firstDay = daysBefore(dayOf(new Date()), 29);

describe('the board of a unit', () => {
  it.each(Object.entries(everybody))('counts what waits for it, by duty, for %s', async (_, who) => {
    const { own, serverTime } = await boardOf(who);
    const tomorrow = new Date(Date.parse(serverTime) + 86_400_000).toISOString();
    expect(own.length).toBeGreaterThan(0);
    for (const board of own) {
      const within = 'division' in board.unit ? board.unit.division : '';
      const mine = taskRows().filter(
        (task) => isUnits(board.unit)(task) && isIn(who, task.known) && task.known.scope.division.startsWith(within),
      );
      expect({ open: board.open, overdue: board.overdue, since: board.oldest?.since }).toEqual(counted(mine));
      const soon = mine.filter(({ isOverdue, dueAt = '' }) => !isOverdue && dueAt >= serverTime && dueAt < tomorrow);
      expect(board.dueSoon).toBe(soon.length);
      for (const { duty, open, overdue, oldest } of board.duties)
        expect({ open, overdue, since: oldest?.since }).toEqual(counted(mine.filter((task) => task.duty === duty)));
      expect(board.duties.reduce((sum, { open }) => sum + open, 0)).toBe(board.open);
      const isOwn = (place: string) => !who.divisions || who.divisions.some((code) => place.startsWith(code));
      const ours = done.filter(
        (task) => isUnits(board.unit)(task) && task.day >= firstDay && task.division.startsWith(within) && isOwn(task.division),
      );
      expect(board.onTime).toMatchObject(rateOf(ours));
    }
  });

  it('says who it is, and what has waited longest', async () => {
    const [own] = (await boardOf(subdistrict)).own;
    expect(own).toMatchObject({ unit: { kind: 'subdistrict', division: '310115005', name: '名称310115005' } });
    expect(own!.oldest!.number).toMatch(/^HZ-/);
    expect((await boardOf(operator)).own[0]!.unit).toEqual({ kind: 'county', division: '310115', name: '名称310115' });
    expect((await boardOf(firmA)).own[0]!.unit).toEqual({ kind: 'enterprise', enterpriseId: firms[0], name: '示例物业' });
    expect((await boardOf(fire)).own[0]!.unit).toEqual({ kind: 'department', department: 'fire' });
  });

  it('shows a county its member units, with the numbers that each sees of itself', async () => {
    const { members } = await boardOf(operator);
    const of = (unit: Unit) => members!.find((member) => JSON.stringify(member.unit) === JSON.stringify(unit));
    const [mine] = (await boardOf(subdistrict)).own;
    const { duties: _, ...own } = mine!;
    expect(of(mine!.unit)).toEqual(own);
    const [fires] = (await boardOf(fire)).own;
    const { duties: __, ...ofFire } = fires!;
    expect(of(fires!.unit)).toEqual(ofFire);
    expect(of({ kind: 'subdistrict', division: '310115021', name: '名称310115021' })).toMatchObject({ open: 0, onTime: { done: 0 } });
    const sum = members!.filter(({ unit }) => unit.kind === 'subdistrict').reduce((total, { open }) => total + open, 0);
    expect(sum).toBe(taskRows().filter(({ unit, known }) => unit === 'subdistrict' && isIn(operator, known)).length);
    for (const who of [subdistrict, fire, firmA]) expect((await boardOf(who)).members).toBeUndefined();
  });

  it('is not for administrators', async () => {
    expect((await desk.get('board', administrator)).status).toBe(403);
    expect((await desk.get('territory?division=310115005', administrator)).status).toBe(403);
  });
});

describe('the lists beside the open hazards', () => {
  it.each(Object.entries(everybody))('hold what is listed, permitted and reported within the scope of %s', async (_, who) => {
    const { listed, permits: shown, dutyReports, figures } = await snapshotOf(who);
    const due = ({ state }: Known<'hazard'>): boolean => {
      const { listing } = state.hazard;
      return listing !== undefined && (!listing.delisted || Object.keys(state.waits).some((duty) => /publish|file/.test(duty)));
    };
    const mine = [...cases.values()].filter((known) => isIn(who, known) && due(known));
    expect(listed.map(({ id }) => id).sort()).toEqual(mine.map(({ id }) => id).sort());
    expect(figures.find(({ name }) => name === 'listed')!.value).toBe(listed.filter(({ listing }) => !listing!.delisted).length);
    const inForce = [...permits.values()].filter((known) => isIn(who, known) && known.state.permit.state !== 'CLOSED');
    expect(shown.map(({ id }) => id).sort()).toEqual(inForce.map(({ id }) => id).sort());
    expect(figures.find(({ name }) => name === 'permits-in-force')!.value).toBe(shown.length);
    const filed = reports.filter(({ division, enterpriseid, departments }) =>
      maySee(who as unknown as Actor, { division: division!, enterpriseId: enterpriseid, departments: departments?.split(',') ?? [] }),
    );
    expect(dutyReports.map(({ id }) => id).sort()).toEqual(filed.map(({ subject }) => subject).sort());
    expect(dutyReports.map(({ filedAt }) => filedAt)).toEqual(
      dutyReports
        .map(({ filedAt }) => filedAt)
        .sort()
        .reverse(),
    );
  });

  it('show a permit to the emergency department and no other than named', async () => {
    expect((await snapshotOf(emergency)).permits.length).toBeGreaterThan(0);
    expect((await snapshotOf(fire)).permits).toEqual([]);
  });

  it('go on with the feed: a permit and a report come to whom they concern', async () => {
    const before = await snapshotOf(emergency);
    const [reader, firm, rival] = await Promise.all(
      [emergency, firmA, firmB].map(async (who) => follow(desk.url, await desk.token(who), { after: (await snapshotOf(who)).id })),
    );
    const now = new Date().toISOString();
    const [opened] = permitStory(900, dice([0, 0, 0, 0]), now);
    const [late] = dutyReportStory(900, dice([0, 0, 0]), now);
    await desk.hazards.record([opened!, late!]);
    expect(await firm!.until(({ frames }) => frames.length === 2)).toBe(true);
    expect(await reader!.until(({ frames }) => frames.length === 1)).toBe(true);
    expect(reader!.frames[0]!.data).toMatchObject({ channel: 'p.emergency.310115', event: { type: 'permit.opened.v1' } });
    expect(firm!.frames.map(({ data }) => data['event'].type as string).sort()).toEqual(['duty-report.filed.v1', 'permit.opened.v1']);
    expect(flaws(reader!.frames, before.id)).toEqual([]);
    expect(rival!.frames).toEqual([]);
    expect((await snapshotOf(emergency)).permits).toHaveLength(before.permits.length + 1);
    for (const one of [reader!, firm!, rival!]) one.close();
  });
});

describe('the page of a subdistrict', () => {
  const hazards = (who: Who, division: string): HazardSummary[] =>
    [...cases.values()]
      .filter((known) => isIn(who, known) && known.scope.division.startsWith(division))
      .map(({ state }) => state.hazard)
      .filter(isOpen);
  const ids = (some: readonly { id: string }[]): string[] => some.map(({ id }) => id).sort();

  it.each(['subdistrict', 'operator', 'fire', 'firmA', 'community'] as const)('holds everything of it, for %s', async (reader) => {
    const who = everybody[reader];
    const page = await territoryOf(who, '310115005');
    const open = hazards(who, '310115005');
    expect(page.division).toEqual({ code: '310115005', name: '名称310115005' });
    const unassigned = open.filter(({ state }) => state === 'REPORTED').sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1));
    expect(page.unassigned.map(({ recordedAt }) => recordedAt)).toEqual(unassigned.map(({ recordedAt }) => recordedAt));
    expect(ids(page.unassigned)).toEqual(ids(unassigned));
    expect(ids(page.escalated)).toEqual(ids(open.filter(({ escalatedTo }) => escalatedTo !== undefined && escalatedTo.length <= 9)));
    expect(ids(page.extensions)).toEqual(ids(open.filter((hazard) => hazard.extension && hazard.class !== 'MAJOR')));
    expect(page.figures.find(({ name }) => name === 'open')!.value).toBe(open.length);
    const inside = page.divisions.filter(({ division }) => division.length === 12);
    expect(inside.reduce((sum, { open: some }) => sum + some, 0)).toBe(open.length);
    for (const one of [...page.permits, ...page.dutyReports, ...page.listed]) expect(one.division.startsWith('310115005')).toBe(true);
    if (reader !== 'fire') expect(page.dutyReports.length).toBeGreaterThan(0);
  });

  it('is the reader’s own where none is named, and not there outside the scope', async () => {
    expect(Territory.parse((await desk.get('territory', subdistrict)).body).division.code).toBe('310115005');
    expect((await desk.get('territory?division=310115016', subdistrict)).status).toBe(404);
    expect((await desk.get('territory?division=310115005', elsewhere)).status).toBe(404);
    expect((await desk.get('territory', firmA)).status).toBe(404);
  });
});

describe('escalation', () => {
  it('counts for a reader what has come to the own level or above, and the events behind it are as many', async () => {
    for (const who of [operator, subdistrict, community, fire, firmA, elsewhere]) {
      const mine = [...cases.values()].filter((known) => isIn(who, known) && isOpen(known.state.hazard) && known.state.hazard.escalatedTo);
      const level = who.divisions ? Math.max(...who.divisions.map((code) => code.length)) : 12;
      const reached = mine.filter(({ state }) => state.hazard.escalatedTo!.length <= level);
      const { body } = await desk.get('explain?name=escalated&limit=1000', who);
      expect({ total: body.total, events: body.events.length }).toEqual({ total: reached.length, events: reached.length });
    }
    const narrow = (await desk.get('explain?name=escalated&division=310115005&limit=1000', operator)).body;
    expect(narrow.events).toHaveLength(narrow.total);
    expect(narrow.total).toBeLessThan((await desk.get('explain?name=escalated&division=310115005', subdistrict)).body.total);
  });
});

describe('a rebuild', () => {
  it('comes to the same tasks, lists and counts', async () => {
    const before = await Promise.all(views.map(({ name }) => desk.question<Digest>('digest', { view: name })));
    await desk.question('rebuild', {});
    const after = async () => Promise.all(views.map(({ name }) => desk.question<Digest>('digest', { view: name })));
    const shas = (digests: readonly Digest[]) => digests.map(({ sha256 }) => sha256);
    expect(shas(await eventually(after, (digests) => String(shas(digests)) === String(shas(before))))).toEqual(shas(before));
    expect(new Set(shas(before)).size).toBe(views.length);
  });
});

it('the rule of the index went out as an event of its own', async () => {
  const { rows } = await desk.relay.query(`select ce_type, payload -> 'document' ->> 'id' as id from event_log`);
  expect(rows).toEqual([{ ce_type: 'policy.approved.v1', id: 'hazard-index' }]);
  const waiting = async () => Number((await desk.relay.query('select count(*) from outbox_pending')).rows[0].count);
  expect(await eventually(waiting, (count) => count === 0)).toBe(0);
});
