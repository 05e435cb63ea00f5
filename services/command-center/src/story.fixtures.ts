/**
 * Lives of hazards, incidents, compounds and contracts as their owners would tell them, from a row of dice: valid by the
 * contract, in order per thing, across days, firms and departments. The same dice tell the same story.
 */
import { sequenceOf, sourceOf, type CloudEvent, type Context } from '@anju/contracts/event';
import type { DutyReport } from '@anju/contracts/duty-reports';
import type { Hazard } from '@anju/contracts/hazards';
import type { Clock } from '@anju/contracts/hazard-records';
import type { Department, Person } from '@anju/contracts/actors';
import type { Permit } from '@anju/contracts/permits';
import { declarations, kindOf } from './case.js';

export const firms = ['01930000-0000-7000-8000-000000000201', '01930000-0000-7000-8000-000000000202'] as const;
export const divisions = ['310115005001', '310115005002', '310115016001', '510603001001'] as const;
export const compounds = divisions.map((_, index) => `01930000-0000-7000-8000-0000000001${String(index).padStart(2, '0')}`);
const person: Person = { sub: 'u-1', name: '王*', role: 'operator' };
const words = (zh: string) => ({ zh, en: zh });
export const uuid = (kind: number, number: number): string =>
  `01930000-0000-7000-8${String(kind).padStart(3, '0')}-${String(number).padStart(12, '0')}`;

let made = 0;
interface Told {
  readonly type: string;
  readonly subject: string;
  readonly version: number;
  readonly at: string;
  readonly division: string;
  readonly enterpriseId?: string | undefined;
  readonly departments?: readonly string[];
  readonly data: unknown;
}
export function anEvent({ type, subject, version, at, division, enterpriseId, departments = [], data }: Told): CloudEvent {
  const context: Context = declarations.get(type)?.context ?? 'safety-hazards';
  return {
    specversion: '1.0',
    id: uuid(900, ++made),
    source: sourceOf(context, division),
    type,
    subject,
    time: at,
    datacontenttype: 'application/json',
    sequence: sequenceOf(version),
    division,
    ...(enterpriseId && { enterpriseid: enterpriseId }),
    ...(departments.length > 0 && { departments: departments.join(',') }),
    dbgeneration: '1',
    data: JSON.parse(JSON.stringify(data)) as unknown,
  };
}

/** Numbers that say what happens next; when they are used up, zeros. */
export type Dice = (sides: number) => number;
export const dice = (numbers: readonly number[]): Dice => {
  let next = 0;
  return (sides) => (numbers[next++] ?? 0) % sides;
};

const clock = (at: string, isOverdue: boolean, duty: Clock['duty'] = 'rectify'): Clock => ({
  duty,
  startedAt: at,
  dueAt: new Date(Date.parse(at) + 86_400_000).toISOString(),
  unit: 'hours',
  crossesUnknownYear: false,
  steps: 0,
  ...(isOverdue && { overdueAt: at }),
  policy: { id: 'hazard-deadlines', version: 1, basis: words('示例') },
});
const sets: readonly Department[][] = [['fire'], ['gas', 'housing'], ['housing', 'fire'], ['fire', 'gas', 'housing']];

export function aReport(number: number, roll: Dice, startAt: string): CloudEvent {
  const at = startAt;
  const place = roll(divisions.length);
  const enterpriseId = [firms[0], firms[1], undefined][roll(3)];
  const departments = sets[roll(3)]!;
  const hazard: Hazard = {
    id: uuid(1, number),
    version: 1,
    number: `HZ-310115-2026-${String(number).padStart(6, '0')}`,
    division: divisions[place]!,
    compoundId: compounds[place]!,
    compoundName: '云栖苑',
    family: 'fire',
    itemCode: 'F01',
    title: words('疏散通道堆物'),
    class: roll(3) === 0 ? 'SUSPECTED_MAJOR' : 'ORDINARY',
    riskLevel: (['RED', 'ORANGE', 'YELLOW', 'BLUE'] as const)[roll(4)]!,
    state: 'REPORTED',
    fixer: 'firm',
    departments,
    ...(enterpriseId && { responsibleEnterpriseId: enterpriseId, responsibleEnterpriseName: '示例物业' }),
    clocks: [clock(at, false)],
    escalationLevel: 0,
    isSupervised: false,
    urgedCount: 0,
    reportedBy: person,
    foundAt: at,
    recordedAt: at,
    photos: [],
    policies: [],
  };
  return anEvent({
    type: 'hazard.reported.v1',
    subject: hazard.id,
    version: 1,
    at,
    division: hazard.division,
    enterpriseId,
    departments,
    data: hazard,
  });
}

/** What happened to a reported hazard next; it stays whose it was unless the data say otherwise. */
export function aStep(report: CloudEvent, version: number, type: string, at: string, data: object = {}): CloudEvent {
  const { responsibleEnterpriseId, departments } = data as { responsibleEnterpriseId?: string; departments?: string[] };
  return anEvent({
    type: `hazard.${type}.v1`,
    subject: report.subject,
    version,
    at,
    division: report.division!,
    enterpriseId: responsibleEnterpriseId ?? report.enterpriseid,
    departments: departments ?? report.departments!.split(','),
    data: { by: person, at, clocks: [], ...data },
  });
}
export const aClock = (duty: Clock['duty'], at: string, over: Partial<Clock> = {}): Clock => ({ ...clock(at, false, duty), ...over });

export function hazardStory(number: number, roll: Dice, startAt: string, steps: number): CloudEvent[] {
  const first = aReport(number, roll, startAt);
  const events = [first];
  let ms = Date.parse(startAt);
  let enterpriseId = first.enterpriseid;
  let departments = first.departments?.split(',') ?? [];
  let listing: 'none' | 'listed' | 'delisted' = 'none';
  let isClosed = false;
  let isAsked = false;
  for (let version = 2; version <= steps + 1; version++) {
    ms += (1 + roll(20)) * 3_600_000;
    const at = new Date(ms).toISOString();
    const by = { by: person, at, clocks: [clock(at, false)] };
    const late = { ...by, clocks: [clock(at, true)] };
    const county = { ...by, clocks: [clock(at, false, 'publish'), clock(at, roll(2) === 0, 'file-with-city')] };
    const told = (type: string, data: unknown) =>
      events.push(
        anEvent({
          type: `hazard.${type}.v1`,
          subject: first.subject,
          version,
          at,
          division: first.division!,
          enterpriseId,
          departments,
          data,
        }),
      );
    const finding = { department: 'fire', criteriaVersion: '2024', clauses: [], reason: '现场核实' };
    if (isClosed) {
      // What is left of a closed one: the end of its listing, and looking back.
      if (listing === 'listed') {
        listing = 'delisted';
        told('delisted', county);
      } else if (listing === 'delisted' && roll(2) === 0)
        told('listing-recorded', { ...by, clocks: [], step: 'published', on: at.slice(0, 10) });
      else told('looked-back', { ...by, clocks: [], outcome: 'true', photos: [] });
      continue;
    }
    switch (roll(20)) {
      case 0:
        told('graded', { ...by, class: 'SUSPECTED_MAJOR', riskLevel: 'RED', reason: '现场确认' });
        break;
      case 1: {
        enterpriseId = firms[roll(2)]!;
        departments = [...new Set([...departments, ...sets[roll(4)]!])];
        const assignee = { kind: 'enterprise', enterpriseId, name: '示例物业' };
        isAsked = false;
        told('assigned', { ...by, assignee, departments, responsibleEnterpriseId: enterpriseId, responsibleEnterpriseName: '示例物业' });
        break;
      }
      case 2:
        told('accepted', by);
        break;
      case 3:
        told('overdue', { ...late, duty: roll(2) === 0 ? 'rectify' : 'accept', dueAt: at });
        break;
      case 4:
        told('acknowledged', by);
        break;
      case 5:
        told('major-refuted', { ...by, ...finding, class: 'ORDINARY', riskLevel: 'YELLOW' });
        break;
      case 6:
        told('recheck-failed', { ...late, passed: false, photos: [] });
        break;
      case 7:
        told('urged', late);
        break;
      case 8:
      case 9:
        told('major-confirmed', { ...by, ...finding, class: 'MAJOR', riskLevel: 'RED' });
        break;
      case 10:
      case 11: {
        const to = first.division!.slice(0, [12, 9, 6, 4, 2][roll(5)]);
        told('escalated', { ...late, level: 1 + roll(3), cause: 'clock', to, duty: 'rectify' });
        break;
      }
      case 12:
      case 13:
        if (listing === 'none') told('listed', { ...county, limitOn: at.slice(0, 10), reason: '县级督办' });
        else told('listing-recorded', { ...by, step: 'published', on: at.slice(0, 10) });
        listing = 'listed';
        break;
      case 14:
        if (isAsked) told('extension-refused', { ...by, reason: '理由不足' });
        else
          told('extension-requested', {
            ...by,
            clocks: [...by.clocks, clock(at, false, 'decide-extension')],
            until: at.slice(0, 10),
            reason: '备件',
          });
        isAsked = !isAsked;
        break;
      case 15:
        isAsked = false;
        told('rectification-submitted', { ...by, clocks: [clock(at, roll(2) === 0, 'recheck')], note: '已整改', photos: [] });
        break;
      case 16: {
        const division = first.division!.slice(0, 9);
        isAsked = false;
        told('assigned', {
          ...by,
          assignee: { kind: 'subdistrict', division, name: '示例街道' },
          departments,
          responsibleEnterpriseId: enterpriseId,
        });
        break;
      }
      case 17:
        if (listing !== 'none') told('urged', late);
        else {
          told(roll(2) === 0 ? 'merged' : 'voided', { ...by, clocks: [], into: { id: first.subject, number: '示例' }, reason: '同一隐患' });
          return events;
        }
        break;
      default:
        isClosed = true;
        told('closed', { ...by, clocks: listing === 'listed' ? [clock(at, false, 'delist')] : [], passed: true, photos: [] });
        if (listing === 'none' && roll(2) === 0) return events;
    }
  }
  return events;
}

export function permitStory(number: number, roll: Dice, startAt: string): CloudEvent[] {
  const place = roll(divisions.length);
  const division = divisions[place]!;
  const enterpriseId = firms[roll(2)]!;
  const subject = uuid(4, number);
  const scope = { division, enterpriseId, departments: ['emergency', 'housing'] as const };
  const later = (hours: number) => new Date(Date.parse(startAt) + hours * 3_600_000).toISOString();
  const permit: Permit = {
    id: subject,
    version: 1,
    number: `WP-310115-2026-${String(number).padStart(6, '0')}`,
    division,
    compoundId: compounds[place]!,
    compoundName: '云栖苑',
    enterpriseId,
    enterpriseName: '示例物业',
    space: { kind: 'septic-tank', name: '化粪池' },
    task: '清掏',
    approver: '何*',
    guards: ['刘*'],
    entrants: ['孙*'],
    gear: [],
    ventilatedFrom: startAt,
    startsAt: startAt,
    endsAt: later(3),
    state: 'OPEN',
    departments: ['emergency', 'housing'],
    readings: [],
    readingsGoodUntil: later(1),
    openedBy: person,
    openedAt: startAt,
    policy: { id: 'confined-space', version: 1, basis: words('示例') },
  };
  const told = (type: string, version: number, at: string, data: unknown) =>
    anEvent({ type: `permit.${type}.v1`, subject, version, at, ...scope, data });
  const life = [
    told('opened', 1, startAt, permit),
    told('suspended', 2, later(1), { by: person, at: later(1), doubt: 'readings-old' }),
    told('reading-added', 3, later(2), { by: person, at: later(2), readings: [], readingsGoodUntil: later(3), state: 'OPEN' }),
    told('closed', 4, later(3 + roll(30)), { by: person, at: later(3) }),
  ];
  return life.slice(0, 1 + roll(4));
}

export function dutyReportStory(number: number, roll: Dice, at: string): CloudEvent[] {
  const place = roll(divisions.length);
  const enterpriseId = firms[roll(2)]!;
  const report: DutyReport = {
    id: uuid(5, number),
    version: 1,
    number: `DR-310115-2026-${String(number).padStart(6, '0')}`,
    division: divisions[place]!,
    compoundId: compounds[place]!,
    compoundName: '云栖苑',
    enterpriseId,
    enterpriseName: '示例物业',
    what: '拆改承重墙，劝阻无效。',
    dissuaded: '劝阻两次。',
    reportedTo: ['subdistrict'],
    photos: [],
    departments: ['housing'],
    foundAt: at,
    dueAt: at,
    filedAt: at,
    isLate: roll(2) === 0,
    policy: { id: 'duty-report', version: 1, basis: words('示例') },
    by: person,
  };
  const scope = { division: report.division, enterpriseId, departments: ['housing'] };
  return [anEvent({ type: 'duty-report.filed.v1', subject: report.id, version: 1, at, ...scope, data: report })];
}

export function incidentStory(number: number, roll: Dice, at: string): CloudEvent[] {
  const place = roll(divisions.length);
  const division = divisions[place]!;
  const subject = uuid(2, number);
  const scope = { division, enterpriseId: firms[roll(2)], departments: ['gas'] };
  const incident = {
    kind: 'incident',
    id: subject,
    version: 1,
    number: `IN-310115-2026-${number}`,
    division,
    compoundId: compounds[place]!,
    compoundName: '云栖苑',
    family: 'gas',
    itemCode: 'G15',
    title: words('闻到燃气味'),
    departments: ['gas'],
    responsibleEnterpriseId: scope.enterpriseId,
    callNow: [],
    reportedBy: person,
    foundAt: at,
    recordedAt: at,
  };
  const later = new Date(Date.parse(at) + 60_000).toISOString();
  const recorded = anEvent({ type: 'incident.recorded.v1', subject, version: 1, at, ...scope, data: incident });
  const handed = anEvent({
    type: 'incident.handed-over.v1',
    subject,
    version: 2,
    at: later,
    ...scope,
    data: { by: person, at: later, to: '燃气抢修' },
  });
  return roll(2) === 0 ? [recorded] : [recorded, handed];
}

export function registryStory(index: number, at: string): CloudEvent[] {
  const division = divisions[index % divisions.length]!;
  const compound = (name: string, version: number) => ({
    id: compounds[index % divisions.length]!,
    version,
    name,
    aliases: [],
    division,
    point: { lng: 121.5, lat: 31.2 },
    declaredCrs: 'WGS84',
    households: 900,
    buildings: 12,
    type: 'commodity',
    registeredAt: at,
  });
  const subject = compounds[index % divisions.length]!;
  return [
    anEvent({
      type: 'compound.registered.v1',
      subject,
      version: 1,
      at,
      division,
      data: { by: person, at, compound: compound('云栖苑', 1) },
    }),
    anEvent({
      type: 'compound.changed.v1',
      subject,
      version: 2,
      at,
      division,
      data: { by: person, at, compound: compound('云栖雅苑', 2), reason: '更名' },
    }),
  ];
}
/** A firm's contract for the compound of a place, for two years. */
export function contractStory(number: number, place: number, enterpriseId: string, startsOn = '2026-01-01'): CloudEvent[] {
  const at = '2026-01-01T02:00:00.000Z';
  const division = divisions[place]!;
  const contract = {
    id: uuid(6, number),
    version: 1,
    compoundId: compounds[place]!,
    enterpriseId,
    enterpriseName: '示例物业',
    division,
    startsOn,
    endsOn: '2027-12-31',
    promisedStar: 3,
    feePerSqm: 2.5,
    isInterim: false,
    concludedAt: at,
  };
  const data = { by: person, at, contract };
  return [anEvent({ type: 'contract.concluded.v1', subject: contract.id, version: 1, at, division, enterpriseId, data })];
}
export function divisionStory(code: string, number: number, name: string): CloudEvent[] {
  const data = {
    code,
    name,
    level: { 6: 'county', 9: 'township', 12: 'community' }[code.length]!,
    isPseudo: false,
    validFrom: '2023-01-01',
    source: 'spec',
  };
  return [
    anEvent({ type: 'division.recorded.v1', subject: uuid(3, number), version: 1, at: '2026-01-01T00:00:00.000Z', division: code, data }),
  ];
}

/** Everything of a story, thing by thing. */
export const byThing = (events: readonly CloudEvent[]): CloudEvent[][] => [
  ...Map.groupBy(events, ({ type, subject }) => `${kindOf(type)}/${subject}`).values(),
];
