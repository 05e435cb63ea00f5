/**
 * Reads of hazards: lists by keyset, one case, its events, what lies nearby. Every query carries the scope as a predicate
 * and runs under the session of row-level security as well; either alone would do. Filters compare whole columns or ranges,
 * because only leakproof conditions go into an index under a policy.
 */
import type { Actor } from '@anju/access/actor';
import { scopeWhere } from '@anju/access/scope';
import { within } from '@anju/access/session';
import { dayOf } from '@anju/contracts/day';
import type {
  DuplicateQuery,
  Duplicates,
  Duty,
  Hazard,
  HazardPage,
  HazardQuery,
  IncidentPage,
  IncidentQuery,
} from '@anju/contracts/hazards';
import { summaryOf } from '@anju/contracts/hazard-life';
import { levels } from '@anju/contracts/place';
import type { EventPage } from '@anju/contracts/command-center';
import { problem } from '@anju/contracts/problems';
import { cloudEventOf, loggedColumns, type LoggedEvent } from '@anju/events/cloud-event';
import { Clock } from '@anju/events/clock';
import { Policies } from '@anju/policy/store';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { config } from './config.js';
import { inDivision, pageOf, readCursor, Where } from '@anju/runtime/lists';

@Injectable()
export class HazardQueries {
  constructor(
    private readonly em: EntityManager,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  async list(query: HazardQuery, by: Actor): Promise<HazardPage> {
    const w = new Where(scopeWhere(by));
    const mayBeClosed = query.duty !== undefined && afterClosing.has(query.duty);
    if (query.state === 'open' && !mayBeClosed) w.and('is_open');
    if (query.state !== 'open' && query.state !== 'any') w.and('state = ?', query.state);
    if (query.duty) w.and('duties @> array[?]', query.duty);
    if (query.duty === 'accept' || query.duty === 'rectify') held(w, by);
    if (query.isListed) w.and(query.isListed === 'true' ? 'is_listed' : 'not is_listed');
    if (query.isEscalated) w.and(`coalesce(escalated_to = any(?::text[]), false) = ?`, reachOf(by), query.isEscalated === 'true');
    if (query.isForHandOver) w.and(`is_open and (${forHandOver}) = ?`, dayOf(this.clock.now()), query.isForHandOver === 'true');
    if (query.class) w.and('class = ?', query.class);
    if (query.riskLevel) w.and('risk_level = ?', query.riskLevel);
    if (query.family) w.and('family = ?', query.family);
    if (query.itemCode) w.and('item_code = ?', query.itemCode);
    if (query.compoundId) w.and('compound_id = ?', query.compoundId);
    if (query.enterpriseId) w.and('responsible_enterprise_id = ?', query.enterpriseId);
    if (query.division) w.and(...inDivision('division', query.division));
    if (query.isOverdue) w.and(query.isOverdue === 'true' ? 'is_overdue' : 'not is_overdue');
    if (query.q) w.and(`position(? in search) > 0`, query.q.toLowerCase());
    const byUrgency = query.state === 'open' || query.duty !== undefined;
    const order = byUrgency ? `rank, coalesce(due_at, 'infinity'), id` : 'recorded_at desc, id desc';
    const after = byUrgency ? readCursor(query.cursor, 'number', 'instant') : readCursor(query.cursor, 'instant');
    if (after && byUrgency) w.and(`(rank, coalesce(due_at, 'infinity'), id) > (?::int, ?::timestamptz, ?::uuid)`, ...after);
    if (after && !byUrgency) w.and('(recorded_at, id) < (?::timestamptz, ?::uuid)', ...after);
    const rows = await this.read<{ hazard: Hazard; rank: number; due: string }>(
      by,
      `select hazard, rank, coalesce(due_at, 'infinity')::text due from hazards where ${w.sql} order by ${order} limit ?`,
      [...w.values, query.limit + 1],
    );
    return pageOf(
      rows,
      query.limit,
      ({ hazard }) => summaryOf(hazard),
      ({ hazard, rank, due }) => (byUrgency ? [rank, due, hazard.id] : [hazard.recordedAt, hazard.id]),
    );
  }

  async one(id: string, by: Actor): Promise<Hazard> {
    const w = new Where(scopeWhere(by)).and('id = ?', id);
    const [row] = await this.read<{ hazard: Hazard }>(by, `select hazard from hazards where ${w.sql}`, w.values);
    if (!row) throw problem('not-found');
    return row.hazard;
  }

  /** What was recorded of a case; a firm sees the report and what was recorded while it was responsible. */
  async events(id: string, by: Actor): Promise<EventPage> {
    await this.one(id, by);
    const own = by.role === 'enterprise-manager' ? `and (ce_type = 'hazard.reported.v1' or enterprise_id = ?)` : '';
    const sql = `select ${loggedColumns('event_log')} from event_log where aggregate_type = 'hazard' and aggregate_id = ? ${own} order by aggregate_version`;
    const rows = await this.read<LoggedEvent>(by, sql, own ? [id, by.enterpriseId] : [id]);
    return {
      items: rows.map((row) => ({
        position: Number(row.aggregate_version),
        event: cloudEventOf(row, { service: 'safety-hazards', generation: config.DB_GENERATION }),
      })),
      after: Number(rows.at(-1)?.aggregate_version ?? 0),
    };
  }

  async incidents(query: IncidentQuery, by: Actor): Promise<IncidentPage> {
    const w = new Where(scopeWhere(by));
    if (query.division) w.and(...inDivision('division', query.division));
    if (query.isHandedOver) w.and(query.isHandedOver === 'true' ? 'is_handed_over' : 'not is_handed_over');
    const after = readCursor(query.cursor, 'instant');
    if (after) w.and('(recorded_at, id) < (?::timestamptz, ?::uuid)', ...after);
    const rows = await this.read<{ incident: IncidentPage['items'][number] }>(
      by,
      `select incident from incidents where ${w.sql} order by recorded_at desc, id desc limit ?`,
      [...w.values, query.limit + 1],
    );
    return pageOf(
      rows,
      query.limit,
      ({ incident }) => incident,
      ({ incident }) => [incident.recordedAt, incident.id],
    );
  }

  /** Open items of the family in the compound, and those of any compound within the policy's radius of the point. */
  async duplicates({ compoundId, family, itemCode, lng, lat }: DuplicateQuery, by: Actor): Promise<Duplicates> {
    const now = this.clock.instant();
    const { radiusM, days } = this.policies.at('hazard-duplicates', by.divisions[0] ?? '', dayOf(now)).content;
    const since = new Date(Date.parse(now) - days * 86_400_000).toISOString();
    const w = new Where(scopeWhere(by)).and('is_open').and('family = ?', family).and('recorded_at >= ?', since);
    const here = lng === undefined || lat === undefined ? undefined : { lng, lat };
    if (here) w.and('compound_id = ? or (lat between ? and ? and lng between ? and ?)', compoundId, ...around(here, radiusM));
    else w.and('compound_id = ?', compoundId);
    if (itemCode) w.and('item_code = ?', itemCode);
    const rows = await this.read<{ hazard: Hazard }>(
      by,
      `select hazard from hazards where ${w.sql} order by recorded_at desc limit 50`,
      w.values,
    );
    const items = rows
      .map(({ hazard }) => ({
        hazard: summaryOf(hazard),
        distanceM: here && hazard.point ? metres(hazard.point, here) : undefined,
      }))
      .filter(({ distanceM, hazard }) => hazard.compoundId === compoundId || distanceM! <= radiusM)
      .sort((a, b) => (a.distanceM ?? Infinity) - (b.distanceM ?? Infinity));
    return { items: items.slice(0, 10) };
  }

  private read<Row>(by: Actor, sql: string, values: unknown[]): Promise<Row[]> {
    return within(this.em, by, (em) => em.getConnection().execute<Row[]>(sql, values, 'all', em.getTransactionContext()), {
      readOnly: true,
    });
  }
}

/** Duties that are left when a listed hazard is closed. */
const afterClosing: ReadonlySet<Duty> = new Set(['publish', 'file-with-city', 'delist']);
/** The own divisions and every one above them: what was escalated to one of these is on the own desk. */
const reachOf = ({ divisions }: Actor): string => `{${[...new Set(divisions.flatMap(levels))].join(',')}}`;
/** The firm answers for it, and has no contract there on a day any more. */
const forHandOver = `responsible_enterprise_id is not null and not exists (
  select 1 from contracts k join enterprises e on e.id = k.enterprise_id left join enterprises p on p.uscc = e.parent_uscc and p.status = 'ACCEPTED'
  where k.compound_id = hazards.compound_id and coalesce(p.id, e.id) = hazards.responsible_enterprise_id
  and ?::date between k.starts_on and least(k.ends_on, coalesce(k.ended_on, k.ends_on)))`;

/** Whoever has to sign and to fix sees what was handed to them; whoever only watches sees all of it. */
function held(w: Where, { role, enterpriseId, department }: Actor): void {
  if (role === 'enterprise-manager') w.and(`hazard -> 'assignee' ->> 'enterpriseId' = ?`, enterpriseId);
  if (role === 'subdistrict-officer') w.and(`hazard -> 'assignee' ->> 'kind' = 'subdistrict'`);
  if (role === 'department-officer') w.and(`hazard -> 'assignee' ->> 'department' = ?`, department);
}

const metresPerDegree = 111_195;
const shrink = (lat: number): number => Math.cos((lat * Math.PI) / 180);

/** South, north, west and east of the square around a point, in degrees. */
const around = ({ lng, lat }: { lng: number; lat: number }, radiusM: number): [number, number, number, number] => {
  const [up, aside] = [radiusM / metresPerDegree, radiusM / (metresPerDegree * Math.max(0.01, shrink(lat)))];
  return [lat - up, lat + up, lng - aside, lng + aside];
};
/** Distance on a sphere, good to a metre at the scale of a compound. */
const metres = (a: { lng: number; lat: number }, b: { lng: number; lat: number }): number =>
  Math.round(Math.hypot((b.lng - a.lng) * shrink((a.lat + b.lat) / 2), b.lat - a.lat) * metresPerDegree);
