/**
 * The papers of the firms: 24-hour reports of what they could not stop, and permits for work in confined spaces. Both are
 * made by the service's own rules with a moved clock. The last permits are of this hour, so that a desk that is opened for
 * the first time shows somebody inside.
 */
import { platform, type Actor } from '@anju/access/actor';
import { dayOf } from '@anju/contracts/day';
import type { DutyReport } from '@anju/contracts/duty-reports';
import type { Fact } from '@anju/contracts/event';
import {
  evolvePermit,
  permitOperations,
  type OpenPermit,
  type Permit,
  type PermitEvent,
  type PermitReading,
} from '@anju/contracts/permits';
import { at as levelAt } from '@anju/contracts/place';
import { fileDutyReport } from '@anju/safety-hazards/duty-report';
import type { Place } from '@anju/safety-hazards/hazard';
import { addReading, close, goodUntil, open, suspend } from '@anju/safety-hazards/permit';
import { dayMs } from './days.js';
import { personName } from './names.js';
import { placeOn, type Setting } from './plan.js';
import type { Prng } from './prng.js';
import { historyDays } from './registry.js';

export interface Paper<Kind extends string, Subject> {
  readonly kind: Kind;
  readonly by: Actor;
  readonly series: string;
  readonly ordinal: number;
  /** Whole life under a number: the subject at its end and what happened, in order. */
  live(number: string): { subject: Subject; steps: readonly { fact: Fact; by: Actor; at: string }[] };
}
export type DutyReportPaper = Paper<'duty-report', DutyReport>;
export type PermitPaper = Paper<'permit', Permit>;

const minute = 60_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const found = [
  ['业主装修拆改承重墙，劝阻无效。', '现场劝阻两次，书面告知并张贴整改通知。'],
  ['业主在楼道内为电动自行车充电，多次劝阻不听。', '逐户告知，发放劝阻单，留存照片。'],
  ['住户占用消防车通道停车，联系不上车主。', '张贴提示，电话联系，摆放警示锥。'],
  ['底层商户擅自加建，遮挡疏散出口。', '现场制止，送达劝阻函。'],
  ['住户在天台搭建并堆放可燃物。', '上门劝阻，书面告知限期拆除。'],
] as const;

interface Sketch {
  readonly prng: Prng;
  readonly atMs: number;
  readonly place: Place;
  readonly by: Actor;
}
/** Moments of the year at compounds that had a firm, in the order of time, numbered by county and year. */
function sketches({ seed, homes, people, endMs }: Setting, label: string, count: number, last: readonly number[] = []) {
  const prng = seed.fork(label);
  const some = Array.from({ length: count }, (_, index) => {
    const own = prng.fork(index);
    return {
      own,
      atMs: last[index] === undefined ? Math.floor(endMs - own.between(2, historyDays) * dayMs) : endMs - last[index] * minute,
    };
  });
  const next = new Map<string, number>();
  return some
    .sort((a, b) => a.atMs - b.atMs)
    .flatMap(({ own, atMs }): (Sketch & { series: (prefix: string) => string; ordinal: number })[] => {
      const place = placeOn(own.pick(homes), atMs);
      if (!place.enterpriseId) return [];
      const where = `${levelAt(place.division, 'county')!}-${dayOf(iso(atMs)).slice(0, 4)}`;
      const ordinal = next.get(where) ?? 0;
      next.set(where, ordinal + 1);
      const by = people.manager(place.enterpriseId, place.division);
      return [{ prng: own, atMs, place, by, series: (prefix) => `${prefix}-${where}`, ordinal }];
    });
}

export const planDutyReports = (setting: Setting): DutyReportPaper[] =>
  sketches(setting, 'duty reports', setting.size.dutyReports).map(({ prng, atMs, place, by, series, ordinal }) => ({
    kind: 'duty-report',
    by,
    series: series('DR'),
    ordinal,
    live: (number) => {
      const [what, dissuaded] = prng.pick(found);
      const hours = prng.chance(0.14) ? prng.between(25, 60) : prng.between(1, 22);
      const input = {
        id: prng.uuid(atMs),
        compoundId: place.compoundId,
        spot: `${prng.int(1, 18)} 号楼`,
        what,
        dissuaded,
        reportedTo: ['owners-committee' as const, 'subdistrict' as const],
        photos: [],
        foundAt: iso(atMs - hours * 3_600_000),
      };
      const at = iso(atMs);
      const fact = fileDutyReport(input, number, place, [], by, setting.book.dutyRules(place.division, at));
      return { subject: fact.data, steps: [{ fact, by, at }] };
    },
  }));

const spaces = [
  ['septic-tank', '化粪池', '清掏化粪池。'],
  ['sewage-well', '污水井', '疏通污水管道。'],
  ['pump-pit', '地下泵房集水坑', '检修潜水泵。'],
  ['water-tank', '生活水箱', '清洗消毒生活水箱。'],
] as const;
const example = permitOperations.openPermit.example;
const air = (prng: Prng, atMs: number): PermitReading[] =>
  example.readings.map((reading) => ({
    ...reading,
    value: reading.gas === 'oxygen' ? Math.round(prng.between(20.4, 21) * 10) / 10 : reading.value,
    at: iso(atMs),
  }));

/** Minutes before the end at which the last ones were opened: two with people inside, one that nobody has tested again. */
const ofThisHour = [12, 21, 47];

export const planPermits = (setting: Setting): PermitPaper[] =>
  sketches(setting, 'permits', setting.size.permits, ofThisHour.slice(0, setting.size.permits)).map((sketch) => ({
    kind: 'permit',
    by: sketch.by,
    series: sketch.series('WP'),
    ordinal: sketch.ordinal,
    live: (number) => work(sketch, number, setting),
  }));

function work({ prng, atMs, place, by }: Sketch, number: string, { book, endMs }: Setting) {
  const [kind, name, task] = prng.pick(spaces);
  const rulesAt = (ms: number) => book.permitRules(place.division, iso(ms));
  const lastsMs = Math.floor(prng.between(70, 200)) * minute;
  const who = (label: string): string => personName(prng.fork(label));
  const input: OpenPermit = {
    ...example,
    id: prng.uuid(atMs),
    compoundId: place.compoundId,
    space: { kind, name: `${prng.int(1, 16)} 号楼${name}`, depthM: Math.round(prng.between(2, 5) * 10) / 10 },
    task,
    approver: by.name,
    guards: [who('guard')],
    entrants: [who('first'), who('second')].filter((one) => one !== who('guard')),
    ventilatedFrom: iso(atMs - prng.int(35, 50) * minute),
    startsAt: iso(atMs),
    endsAt: iso(atMs + lastsMs),
    readings: air(prng, atMs - 2 * minute),
  };
  const opened = open(input, number, place, by, rulesAt(atMs));
  let permit: Permit = opened.data;
  const steps: { fact: Fact; by: Actor; at: string }[] = [{ fact: opened, by, at: iso(atMs) }];
  const take = (facts: readonly Fact[], actor: Actor, ms: number): void => {
    for (const fact of facts) {
      permit = evolvePermit(permit, fact as PermitEvent, permit.version + 1);
      steps.push({ fact, by: actor, at: iso(ms) });
    }
  };
  const isTended = endMs - atMs < 30 * minute || endMs - atMs > 90 * minute;
  const doneMs = atMs + lastsMs - 8 * minute;
  for (let ms = atMs + 24 * minute; isTended && ms < Math.min(doneMs, endMs); ms += 24 * minute)
    take(addReading(permit, { readings: air(prng, ms - minute) }, by, rulesAt(ms)), by, ms);
  if (isTended && doneMs < endMs) take(close(permit, { isEverybodyOut: true }, by, rulesAt(doneMs)), by, doneMs);
  const until = Date.parse(goodUntil(permit));
  if (permit.state === 'OPEN' && until <= endMs) {
    const timers = platform('permit-timers', [place.division]);
    take(suspend(permit, timers, iso(until + 500)), timers, until + 500);
  }
  return { subject: permit, steps };
}
