/**
 * How time goes by: in jumps from minutes to months, over a weekend, the turn of a year, a holiday week and a made-up day, so
 * that every kind of deadline runs, stops and passes. Rules change meanwhile as they do in earnest: a year's holidays are
 * imported late in the year before, deadlines and working hours are proposed by one administrator and approved by another.
 */
import { v7 } from 'uuid';
import type { Dice } from './histories-dice.js';
import { ofRole } from './histories-people.js';
import { dayAfter, type Service, type Town } from './histories-town.js';

const hourMs = 3_600_000;
const at = (day: string, time: string): number => Date.parse(`${day}T${time}:00+08:00`);
const weekdayOf = (day: string): number => new Date(day).getUTCDay();
const nextWeekday = (day: string, weekday: number): string => dayAfter(day, (weekday - weekdayOf(day) + 7) % 7 || 7);
const words = (zh: string) => ({ zh, en: zh });

export interface Stage {
  readonly name: string;
  at(town: Town): number;
  rules?(town: Town, dice: Dice): Promise<void>;
}
const later = (name: string, hours: number, rules?: Stage['rules']): Stage => ({
  name,
  at: (town) => town.now() + hours * hourMs,
  ...(rules && { rules }),
});

/** The next year's schedule: New Year, a week in February, and the weekend days that are worked in exchange. */
export function scheduleOf(year: number) {
  const week = Array.from({ length: 7 }, (_, index) => `${year}-02-${String(5 + index).padStart(2, '0')}`);
  const holidays = [`${year}-01-01`, `${year}-01-02`, `${year}-01-03`, ...week];
  const makeUpDays = [dayAfter(nextWeekday(week[0]!, 0), -14), nextWeekday(week[6]!, 6)].filter((day) => !holidays.includes(day));
  return { holidays, makeUpDays };
}

async function importHolidays(town: Town): Promise<void> {
  const year = Number(town.day().slice(0, 4)) + 1;
  const body = { id: v7(), year, ...scheduleOf(year), basis: words(`${year} 年节假日安排（示例）`) };
  const by = ofRole('system-admin')[0]!;
  await town.send({ service: 'enterprise-registry', op: 'importHolidays', path: 'holiday-imports', by, body, id: body.id });
}

/** A change of the document that decides at a place, from tomorrow on. */
async function changeRule(
  town: Town,
  service: Service,
  kind: string,
  jurisdiction: string,
  change: (content: any) => unknown,
): Promise<void> {
  const admin = ofRole('system-admin')[0]!;
  const decides = await town.read(service, `policies?kind=${kind}&division=${jurisdiction}`, admin);
  const header = decides.body.items[0];
  const { body: document } = await town.read(service, `policies/${header.id}`, admin);
  const isOwn = document.jurisdiction === jurisdiction;
  const body = {
    id: v7(),
    kind,
    jurisdiction,
    validFrom: town.day(1),
    title: document.title,
    basis: words('示例配置，非当地规定'),
    ...(isOwn && { basedOn: document.version }),
    content: change(structuredClone(document.content)),
    reason: '试行。',
  };
  const proposed = await town.send({ service, op: 'proposePolicy', path: 'policy-proposals', by: admin, body, id: body.id });
  if (proposed.status !== 201) throw new Error(`proposePolicy answers ${proposed.status} ${proposed.text.slice(0, 400)}`);
  const by = ofRole('security-admin')[0]!;
  const approved = await town.send({
    service,
    op: 'approvePolicy',
    path: `policy-proposals/${body.id}/approve`,
    by,
    body: {},
    ifMatch: 1,
    id: body.id,
  });
  if (approved.status !== 200) throw new Error(`approvePolicy answers ${approved.status} ${approved.text.slice(0, 400)}`);
}

const units = ['hours', 'working-hours', 'working-days', 'calendar-days'] as const;
const changeDeadlines = (jurisdiction: string) => (town: Town, dice: Dice) =>
  changeRule(town, 'safety-hazards', 'hazard-deadlines', jurisdiction, (content) => {
    for (const rule of content.rules) {
      if (rule.unit === 'minutes') continue;
      rule.unit = dice.pick(units);
      rule.amount = rule.unit === 'hours' || rule.unit === 'working-hours' ? dice.int(1, 60) : dice.int(1, 12);
    }
    const step = (when: object, level: number, territory: string) => ({ at: when, level, to: words('承办'), territory });
    content.escalation = [
      step({ percent: dice.int(10, 55) }, 1, 'holder'),
      step({ percent: dice.int(56, 99) }, 2, dice.pick(['community', 'township'])),
      ...(dice.chance(0.5) ? [step({ percent: 100 }, 3, 'county')] : []),
      step({ after: { amount: dice.int(2, 30), unit: 'working-hours' } }, 3, 'county'),
      step({ after: { amount: dice.int(5, 8), unit: 'working-days' } }, 4, 'prefecture'),
      step({ after: { amount: dice.int(16, 30), unit: 'calendar-days' } }, 5, 'province'),
    ];
    return content;
  });
const changeHours = (town: Town) =>
  changeRule(town, 'safety-hazards', 'working-time', '510603', () => ({
    hours: [
      ['09:00', '12:00'],
      ['13:00', '18:00'],
    ],
    weekdays: [1, 2, 3, 4, 5, 6],
  }));
const changeCatalogue = (town: Town, dice: Dice) =>
  changeRule(town, 'safety-hazards', 'hazard-catalogue', '510603', (content) => {
    for (const item of content.items)
      if (item.kind === 'hazard' && dice.chance(0.4)) item.defaultRiskLevel = dice.pick(['ORANGE', 'YELLOW', 'BLUE']);
    return content;
  });

export const stages: readonly Stage[] = [
  later('as it is', 0),
  later('nine minutes', 0.15, changeDeadlines('310115')),
  later('under an hour', 0.8),
  later('three hours', 3, changeHours),
  later('a day', 20, changeCatalogue),
  { name: 'a Saturday', at: (town) => at(nextWeekday(town.day(), 6), '11:07') },
  later('two days', 52, changeDeadlines('510603')),
  later('a week', 161),
  {
    name: 'the end of a year, the next one unknown',
    at: (town) => at(`${town.day().slice(0, 4)}-12-29`, '16:20'),
  },
  later('the holidays are announced', 18, importHolidays),
  later('the turn of the year', 60),
  { name: 'before the holiday week', at: (town) => at(`${town.day().slice(0, 4)}-02-03`, '09:40') },
  { name: 'in the holiday week', at: (town) => at(`${town.day().slice(0, 4)}-02-08`, '15:10') },
  { name: 'a made-up day', at: (town) => at(scheduleOf(Number(town.day().slice(0, 4))).makeUpDays.at(-1)!, '10:00') },
  later('three weeks', 21 * 24 + 5, changeDeadlines('310115')),
  later('four months', 121 * 24 + 11),
  { name: 'a year later, unknown again', at: (town) => at(`${town.day().slice(0, 4)}-12-24`, '10:30') },
  later('the last day', 17 * 24),
];
