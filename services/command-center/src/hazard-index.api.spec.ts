/**
 * The city hazard index as readers get it: for today and for every past day exactly what the events say, folded here anew up
 * to the end of that day, by the rule of that day, made only of what the reader may see.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Explanation } from '@anju/contracts/command-center';
import { dayOf } from '@anju/contracts/day';
import type { CloudEvent } from '@anju/contracts/event';
import { HazardIndex } from '@anju/contracts/hazard-index';
import { isOverdue } from '@anju/contracts/hazard-life';
import { isOpen } from '@anju/contracts/hazards';
import type { Who } from '@anju/testing/realm';
import pg from 'pg';
import { apply, type Known } from './case.js';
import { daysBefore } from './day.js';
import { aDesk, type DeskRig } from './desk.fixtures.js';
import { administrator, elsewhere, fire, firmA, firmB, gas, operator, subdistrict, twoPlaces } from './people.fixtures.js';
import { byThing, contractStory, dice, firms, hazardStory, registryStory } from './story.fixtures.js';

let desk: DeskRig;
const today = dayOf(new Date());
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
const thrown = (seed: number, count = 60): number[] =>
  Array.from({ length: count }, (_, index) => Math.abs(Math.imul(seed * 7919 + index * 104_729 + 17, 2_654_435_761)) >>> 8);
const readers = { operator, subdistrict, twoPlaces, fire, gas, firmA, firmB, elsewhere } as const;
const things: CloudEvent[][] = [];
/** Registered at noon of this day; before it no household is known. */
const registeredOn = daysBefore(today, 20);

beforeAll(async () => {
  desk = await aDesk();
  const events: CloudEvent[] = [];
  for (let number = 0; number < 150; number++)
    events.push(...hazardStory(number, dice(thrown(number)), ago(200 + (number % 60) * 24), number % 9));
  things.push(...byThing(events));
  await desk.registry.record([0, 1, 2, 3].flatMap((index) => registryStory(index, `${registeredOn}T04:00:00.000Z`)));
  await desk.registry.record([...contractStory(1, 0, firms[0]), ...contractStory(2, 2, firms[1], daysBefore(today, 10))]);
  await desk.hazards.record(events);
  await desk.settled();
}, 90_000);
afterAll(async () => desk.stop());

const indexOf = async (who: Who, query = ''): Promise<HazardIndex> =>
  HazardIndex.parse((await desk.get(`hazard-index?${query}`, who)).body);
/** What of the cases a reader had on a day, as it stood at the end of it. */
function standing(who: Who, day: string) {
  const isOwn = ({ scope: { division, enterpriseId, departments } }: Known): boolean =>
    who.enterpriseId
      ? enterpriseId === who.enterpriseId
      : who.divisions!.some((code) => division.startsWith(code)) && (!who.department || departments!.includes(who.department));
  return things.flatMap((events) => {
    let known: Known<'hazard'> | undefined;
    for (const event of events) if (dayOf(event.time) <= day) known = apply('hazard', known, event).after as Known<'hazard'>;
    if (!known || !isOpen(known.state.hazard) || !isOwn(known)) return [];
    return [{ ...known.state.hazard, ageDays: Math.round((Date.parse(day) - Date.parse(dayOf(known.state.reportedAt))) / 86_400_000) }];
  });
}
function expected(who: Who, day: string) {
  const open = standing(who, day);
  const count = (fits: (hazard: (typeof open)[number]) => boolean) => open.filter(fits).length;
  const ordinary = (level: string) => count((hazard) => hazard.class === 'ORDINARY' && hazard.riskLevel === level);
  return {
    major: count((hazard) => hazard.class === 'MAJOR'),
    'suspected-major': count((hazard) => hazard.class === 'SUSPECTED_MAJOR'),
    'ordinary-red': ordinary('RED'),
    'ordinary-orange': ordinary('ORANGE'),
    'ordinary-yellow': ordinary('YELLOW'),
    'ordinary-blue': ordinary('BLUE'),
    overdue: count(isOverdue),
    'open 30': count(({ ageDays }) => ageDays > 30),
    'open 90': count(({ ageDays }) => ageDays > 90),
  };
}
const weights = [20, 10, 5, 3, 2, 1, 3, 2, 5];
const points = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count, index) => sum + count * weights[index]!, 0);
const householdsOf = (who: Who, day: string): number => {
  if (day < registeredOn) return 0;
  if (who === firmA) return 900;
  if (who === firmB) return day < daysBefore(today, 10) ? 0 : 900;
  const places = ['310115005001', '310115005002', '310115016001', '510603001001'];
  return 900 * places.filter((place) => who.divisions!.some((code) => place.startsWith(code))).length;
};

describe('the index', () => {
  it.each(Object.entries(readers))('is of every day what the events say, for %s', async (_, who) => {
    const index = await indexOf(who);
    expect(index.series.map(({ day }) => day)).toEqual(Array.from({ length: 30 }, (__, back) => daysBefore(today, 29 - back)));
    for (const day of index.series) {
      const sum = points(expected(who, day.day));
      const households = householdsOf(who, day.day);
      expect({ day: day.day, points: day.points, households: day.households }).toEqual({ day: day.day, points: sum, households });
      expect(day.value).toBe(households > 0 ? Math.round((sum / households) * 100_000) / 100 : undefined);
    }
    expect(index.points).toBeGreaterThan(0);
    expect(index).toMatchObject({ day: today, ...index.series.at(-1), perHouseholds: 1000, policy: { id: 'hazard-index', version: 1 } });
  });

  it.each(Object.entries(readers))('has parts whose events are as many as their count, today and on a past day, for %s', async (_, who) => {
    for (const day of [today, daysBefore(today, 6)]) {
      const { parts } = await indexOf(who, `to=${day}`);
      const counts = parts.map(({ figure, olderThanDays, count }) => [olderThanDays ? `${figure} ${olderThanDays}` : figure, count]);
      expect(Object.fromEntries(counts)).toEqual(expected(who, day));
      for (const { figure, olderThanDays, count } of parts) {
        const older = olderThanDays === undefined ? '' : `&olderThanDays=${olderThanDays}`;
        const { total, events } = Explanation.parse((await desk.get(`explain?name=${figure}&day=${day}&limit=1000${older}`, who)).body);
        expect({ figure, olderThanDays, total, events: events.length }).toEqual({ figure, olderThanDays, total: count, events: count });
      }
    }
  });

  it('follows open majors and how old they are', async () => {
    for (const who of [operator, firmA]) {
      for (const { day, open, suspected, medianAgeDays, oldestAgeDays } of (await indexOf(who)).majors) {
        const ages = standing(who, day)
          .filter((hazard) => hazard.class === 'MAJOR')
          .map(({ ageDays }) => ageDays)
          .sort((a, b) => a - b);
        const middle = [ages[(ages.length - 1) >> 1], ages[ages.length >> 1]] as [number, number];
        expect({ day, open, suspected }).toEqual({ day, open: ages.length, suspected: expected(who, day)['suspected-major'] });
        expect({ day, oldestAgeDays, medianAgeDays }).toEqual({
          day,
          oldestAgeDays: ages.at(-1),
          medianAgeDays: ages.length > 0 ? (middle[0] + middle[1]) / 2 : undefined,
        });
      }
    }
  });

  it('of a division is what its subdistrict sees, and nothing outside the scope', async () => {
    const own = await indexOf(subdistrict);
    expect(await indexOf(operator, 'division=310115005')).toEqual(own);
    expect(await indexOf(subdistrict, 'division=310115016')).toMatchObject({ points: 0, households: 0 });
    expect((await desk.get('hazard-index', administrator)).status).toBe(403);
  });

  it('refuses days that do not fit', async () => {
    for (const query of [`from=${today}&to=${daysBefore(today, 1)}`, `from=${daysBefore(today, 92)}`, 'from=tomorrow', 'days=3'])
      expect((await desk.get(`hazard-index?${query}`, operator)).status).toBe(422);
    expect((await indexOf(operator, `from=${daysBefore(today, 91)}`)).series).toHaveLength(92);
    expect((await desk.get('explain?name=closed-in-time&olderThanDays=3', operator)).status).toBe(422);
  });
});

describe('the rule of the index', () => {
  it('can be read by everyone, and gives the definition its words', async () => {
    const { body } = await desk.get('policies?kind=hazard-index&division=310115', operator);
    expect(body.items).toMatchObject([{ id: 'hazard-index', version: 1 }]);
    const document = (await desk.get('policies/hazard-index', administrator)).body;
    const { definition } = await indexOf(operator);
    expect(definition.zh).toContain(`重大隐患 ${document.content.major}`);
    expect(definition.en).toContain(`for every ${document.content.perHouseholds} households`);
  });

  it('decides from its first day on, at its place, and leaves the days before as they were', async () => {
    const before = await indexOf(subdistrict);
    const from = daysBefore(today, 3);
    const owner = new pg.Pool({ connectionString: desk.urls['command-center']!.owner, max: 1, options: '-c search_path=command_center' });
    await owner.query(
      `insert into policies select 'hazard-index-310115005', 1, kind, '310115005', $1, null, title, basis,
         jsonb_set(jsonb_set(content::jsonb, '{overdue}', '0'), '{age}', '[]'), now() from policies where id = 'hazard-index'`,
      [from],
    );
    await owner.end();
    await desk.restart('SIGTERM');
    const after = await indexOf(subdistrict);
    const earlier = (index: HazardIndex) => index.series.filter(({ day }) => day < from);
    expect(earlier(after)).toEqual(earlier(before));
    expect(after.policy).toMatchObject({ id: 'hazard-index-310115005', version: 1 });
    expect(after.parts.at(-1)).toMatchObject({ figure: 'overdue', weight: 0 });
    for (const { day, points: sum } of after.series.filter((one) => one.day >= from)) {
      const { overdue: _, 'open 30': __, 'open 90': ___, ...rest } = expected(subdistrict, day);
      expect({ day, sum }).toEqual({ day, sum: points(rest) });
    }
    expect((await indexOf(operator)).policy.id).toBe('hazard-index');
    expect((await indexOf(operator, 'division=310115005')).policy.id).toBe('hazard-index-310115005');
  });
});
