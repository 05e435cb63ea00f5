/**
 * What waits for the reader's own unit, and for whoever watches a county, what waits for each of its member units. Tasks are
 * rows of what is open now and done ones are counted per unit and day, so nothing here grows with the years. An operator of
 * a subdistrict sees the subdistrict's board, one of a county or above the county's.
 */
import type { Actor } from '@anju/access/actor';
import { scopeWhere } from '@anju/access/scope';
import { within } from '@anju/access/session';
import type { Board, DutyLoad, MemberUnit, OnTime, Task, Unit, UnitBoard, UnitKind } from '@anju/contracts/boards';
import { Department } from '@anju/contracts/actors';
import { dayOf } from '@anju/contracts/day';
import { Duty } from '@anju/contracts/policies';
import { Clock } from '@anju/events/clock';
import { inDivision, Where } from '@anju/runtime/lists';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { arrayText, select } from './counts.queries.js';
import { daysBefore } from './day.js';
import { oneMoment } from './desk.queries.js';
import { namesOf } from './division.queries.js';
import { shareDays } from './figures.js';
import { Freshness } from './freshness.service.js';
import { rowScope } from './list.queries.js';

const dayMs = 86_400_000;
interface Holder {
  readonly unit: UnitKind;
  readonly holder: string;
}
type Load = Pick<DutyLoad, 'open' | 'overdue' | 'dueSoon' | 'oldest'>;
interface LoadRow {
  unit: UnitKind;
  holder: string;
  duty: Duty;
  open: number;
  overdue: number;
  dueSoon: number;
  oldest: Omit<Task, 'dueAt'> & { dueAt: string | null };
}

/** A row of the board for each own division; a firm and a department have one. */
const unitsOf = (by: Actor): Unit[] => {
  if (by.role === 'enterprise-manager') return by.enterpriseId ? [{ kind: 'enterprise', enterpriseId: by.enterpriseId }] : [];
  if (by.role === 'department-officer') return by.department ? [{ kind: 'department', department: by.department }] : [];
  return by.divisions.map((division) => ({ kind: division.length <= 6 ? 'county' : 'subdistrict', division }));
};
const isCounty = ({ role, divisions }: Actor): boolean => role === 'operator' && divisions.some((division) => division.length <= 6);

/** Rows of `tasks` or `unit_days` that are a unit's. */
function ofUnit(where: Where, unit: Unit): Where {
  where.and('unit = ?', unit.kind);
  if (unit.kind === 'enterprise') return where.and('holder = ?', unit.enterpriseId);
  if (unit.kind === 'department') return where.and('holder = ?', unit.department);
  // Whoever watches a community has the subdistrict's tasks that lie in it; whoever watches a city, all of its counties'.
  where.and('holder >= ? and holder < ?', unit.division.slice(0, 9), `${unit.division.slice(0, 9)}:`);
  return where.and(...inDivision('division', unit.division));
}

/** What units did in the reader's places; a firm did it wherever its cases lie. */
const inPlaces = (by: Actor): Where =>
  by.role === 'enterprise-manager' ? new Where() : new Where(scopeWhere(by, { division: 'division', enterprise: null, departments: null }));

@Injectable()
export class BoardQueries {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
  ) {}

  async board(by: Actor): Promise<Board> {
    const { dataAsOf, serverTime } = this.freshness.times();
    const now = this.clock.now();
    return within(
      this.em,
      by,
      async (em) => {
        const own: UnitBoard[] = [];
        for (const unit of unitsOf(by)) own.push(await this.own(em, by, unit, now));
        return {
          serverTime,
          ...(dataAsOf !== null && { dataAsOf }),
          today: dayOf(now),
          own: await this.named(em, by, own),
          ...(isCounty(by) && { members: await this.named(em, by, await this.members(em, by, now)) }),
        };
      },
      oneMoment,
    );
  }

  private async own(em: EntityManager, by: Actor, unit: Unit, now: Date): Promise<UnitBoard> {
    const rows = await this.loads(em, ofUnit(new Where(scopeWhere(by, rowScope)), unit), now);
    const duties = Duty.options.flatMap((duty) => {
      const found = rows.filter((row) => row.duty === duty);
      return found.length > 0 ? [{ duty, ...total(found) }] : [];
    });
    const done = await this.done(em, ofUnit(inPlaces(by), unit), now);
    return { unit, ...total(rows), duties, onTime: rate(done) };
  }

  /** Every subdistrict of the own divisions, and every department that has or had something to do. */
  private async members(em: EntityManager, by: Actor, now: Date): Promise<MemberUnit[]> {
    const places = by.divisions.map(() => '(code >= ? and code < ?)').join(' or ');
    const subdistricts = await select<{ code: string }>(
      em,
      `select code from divisions where (${places}) and length(code) = 9 and not is_pseudo and valid_to is null`,
      by.divisions.flatMap((code) => [code, `${code}:`]),
    );
    const rows = await this.loads(em, new Where(scopeWhere(by, rowScope)).and(`unit in ('subdistrict', 'department')`), now);
    const holders = (unit: UnitKind, codes: readonly string[]) =>
      this.done(em, inPlaces(by).and('unit = ?', unit).and('holder = any(?::text[])', arrayText(codes)), now);
    const codes = [
      ...new Set([
        ...subdistricts.map(({ code }) => code),
        ...rows.flatMap(({ unit, holder }) => (unit === 'subdistrict' ? [holder] : [])),
      ]),
    ];
    const done = [...(await holders('subdistrict', codes)), ...(await holders('department', Department.options))];
    const units: Holder[] = [...codes.map((holder): Holder => ({ unit: 'subdistrict', holder })), ...rows, ...done];
    const is = (a: Holder) => (b: Holder) => a.unit === b.unit && a.holder === b.holder;
    return units
      .filter((unit, index) => units.findIndex(is(unit)) === index)
      .map((one) => ({ unit: unitOf(one), ...total(rows.filter(is(one))), onTime: rate(done.filter(is(one))) }))
      .sort((a, b) => b.overdue - a.overdue || b.open - a.open);
  }

  /** With the names of the places, and of the firm whose board it is. */
  private async named<T extends { unit: Unit }>(em: EntityManager, by: Actor, boards: readonly T[]): Promise<T[]> {
    const places = await namesOf(
      em,
      boards.flatMap(({ unit }) => ('division' in unit ? [unit.division] : [])),
    );
    const firms = by.enterpriseId
      ? await select<{ name: string }>(
          em,
          'select enterprise_name as name from compound_terms where enterprise_id = ? order by starts_on desc limit 1',
          [by.enterpriseId],
        )
      : [];
    return boards.map((board) => {
      const { unit } = board;
      const name = 'division' in unit ? places.get(unit.division) : firms[0]?.name;
      return unit.kind === 'department' || name === undefined ? board : { ...board, unit: { ...unit, name } };
    });
  }

  private loads(em: EntityManager, where: Where, now: Date): Promise<LoadRow[]> {
    const [from, until] = [now.toISOString(), new Date(now.getTime() + dayMs).toISOString()];
    const first = (column: string): string => `(array_agg(${column} order by since, hazard_id))[1]`;
    const oldest = [
      ...Object.entries({ hazardId: 'hazard_id', number: 'number', title: 'title', compoundName: 'compound_name', division: 'division' }),
      ...Object.entries({ duty: 'duty', isOverdue: 'is_overdue' }),
    ].map(([name, column]) => `'${name}', ${first(column)}`);
    const instants = Object.entries({ since: 'since', dueAt: 'due_at' }).map(
      ([name, column]) => `'${name}', to_char(${first(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    );
    return select<LoadRow>(
      em,
      `select unit, holder, duty, count(*)::int as open, count(*) filter (where is_overdue)::int as overdue,
         count(*) filter (where not is_overdue and due_at >= ? and due_at < ?)::int as "dueSoon",
         json_build_object(${[...oldest, ...instants].join(', ')}) as oldest
       from tasks where ${where.sql} group by unit, holder, duty`,
      [from, until, ...where.values],
    );
  }

  private done(em: EntityManager, where: Where, now: Date): Promise<(Holder & { done: number; inTime: number })[]> {
    const today = dayOf(now);
    where.and('day >= ? and day <= ?', daysBefore(today, shareDays - 1), today);
    const sums = 'sum(done)::int as done, sum(in_time)::int as "inTime"';
    return select(em, `select unit, holder, ${sums} from unit_days where ${where.sql} group by unit, holder`, where.values);
  }
}

const unitOf = ({ unit, holder }: Holder): Unit => {
  if (unit === 'department') return { kind: unit, department: holder as Department };
  if (unit === 'enterprise') return { kind: unit, enterpriseId: holder };
  return { kind: unit, division: holder };
};
function total(rows: readonly LoadRow[]): Load {
  const sum = (of: (row: LoadRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  const [oldest] = rows.map((row) => row.oldest).sort((a, b) => (a.since < b.since ? -1 : 1));
  const load = { open: sum(({ open }) => open), overdue: sum(({ overdue }) => overdue), dueSoon: sum(({ dueSoon }) => dueSoon) };
  if (!oldest) return load;
  const { dueAt, ...rest } = oldest;
  return { ...load, oldest: { ...rest, ...(dueAt !== null && { dueAt }) } };
}
function rate(rows: readonly { done: number; inTime: number }[]): OnTime {
  const done = rows.reduce((sum, row) => sum + row.done, 0);
  const inTime = rows.reduce((sum, row) => sum + row.inTime, 0);
  return { done, inTime, ...(done > 0 && { percent: Math.round((inTime / done) * 1000) / 10 }) };
}
