/**
 * Lists of events, and the events behind a figure. A figure's events are found by the same spans and days from which its
 * counters were made, within the same scope, so their number is the figure; whoever may read the figure may read them.
 */
import type { Actor } from '@anju/access/actor';
import { scopeWhere, type Fragment } from '@anju/access/scope';
import { within } from '@anju/access/session';
import type { EventPage, EventQuery, EventRecord, ExplainQuery, Explanation } from '@anju/contracts/command-center';
import { dayOf } from '@anju/contracts/day';
import type { CloudEvent } from '@anju/contracts/event';
import { problem } from '@anju/contracts/problems';
import { Clock } from '@anju/events/clock';
import { inDivision, Where } from '@anju/runtime/lists';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { channelsWithin, reachIn } from './audience.js';
import { countsOf, select } from './counts.queries.js';
import { daysBefore } from './day.js';
import { oneMoment } from './desk.queries.js';
import { definitions, figureOf, firstDayFor, shareDays, type ReadLevel } from './figures.js';
import { reachOf } from './levels.js';
import { rowScope } from './list.queries.js';

interface Row {
  position: string;
  ce: CloudEvent;
}
const record = ({ position, ce }: Row): EventRecord => ({ position: Number(position), event: ce });

/** A firm also reads the report of a case that is now its own. */
const eventScope = (by: Actor): Fragment => {
  const scope = scopeWhere(by, { ...rowScope, alias: 'e' });
  if (by.role !== 'enterprise-manager' || scope.params.length === 0) return scope;
  return { sql: `(${scope.sql} or e.case_enterprise_id = ?)`, params: [...scope.params, by.enterpriseId!] };
};

/** The spans of a figure; those of escalation are others for each own division, by how far up it reaches. */
function spansOf(level: ReadLevel, by: Actor): Fragment {
  if (level !== 'escalated') return { sql: 's.figure = ?', params: [level] };
  if (by.role === 'enterprise-manager') return { sql: 's.figure = ?', params: [reachIn(by, '')] };
  const own = by.divisions.map(() => '(s.figure = ? and s.division >= ? and s.division < ?)');
  return { sql: `(${own.join(' or ')})`, params: by.divisions.flatMap((code) => [reachOf(code), code, `${code}:`]) };
}
interface Asked {
  readonly name: ExplainQuery['name'];
  readonly day: string;
  readonly isPast: boolean;
  readonly division: string | undefined;
  readonly olderThanDays: number | undefined;
}

@Injectable()
export class EventQueries {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** `after` is the position up to which the reader has them; going backwards, the one from which on. */
  async list({ after, limit, type, aggregateId, division, order }: EventQuery, by: Actor): Promise<EventPage> {
    const where = new Where(eventScope(by));
    if (order === 'oldest') where.and('e.position > ?', after);
    else if (after > 0) where.and('e.position < ?', after);
    if (type) where.and('e.type = ?', type);
    if (aggregateId) where.and('e.aggregate_id = ?', aggregateId);
    if (division) where.and(...inDivision('e.division', division));
    const sql = `select e.position, e.ce from event_copy e where ${where.sql} order by e.position ${order === 'oldest' ? '' : 'desc'} limit ?`;
    const rows = await within(this.em, by, (em) => select<Row>(em, sql, [...where.values, limit]), { readOnly: true });
    return { items: rows.map(record), after: Number(rows.at(-1)?.position ?? after) };
  }

  async explain({ name, day, division, olderThanDays, limit, cursor }: ExplainQuery, by: Actor): Promise<Explanation> {
    const today = dayOf(this.clock.now());
    const asked = { name, day: day ?? today, isPast: (day ?? today) < today, division, olderThanDays };
    const after = cursor === undefined ? 0 : Number(/^\d{1,15}$/.exec(cursor)?.[0] ?? NaN);
    if (Number.isNaN(after)) throw refused('/cursor', 'not a cursor of this list');
    if (olderThanDays !== undefined && !('level' in definitions[name].kind))
      throw refused('/olderThanDays', 'only of a figure of what stands open');
    const channels = channelsWithin(by, division);
    return within(
      this.em,
      by,
      async (em) => {
        const figure = figureOf(name, await countsOf(em, by, channels, firstDayFor(asked.day)), asked.day);
        const behind = channels.length === 0 ? undefined : this.behind(asked, by);
        const rows = behind
          ? await select<Row>(em, `select e.position, e.ce from ${behind.sql} and e.position > ? order by e.position limit ?`, [
              ...behind.params,
              after,
              limit + 1,
            ])
          : [];
        const events = rows.slice(0, limit).map(record);
        const nextCursor = rows.length > limit ? String(events.at(-1)!.position) : undefined;
        const total = olderThanDays === undefined ? (figure.denominator ?? figure.value) : await this.count(em, behind);
        return { figure, day: asked.day, total, events, nextCursor };
      },
      oneMoment,
    );
  }

  private async count(em: EntityManager, behind: Fragment | undefined): Promise<number> {
    const [row] = behind ? await select<{ total: number }>(em, `select count(*)::int as total from ${behind.sql}`, behind.params) : [];
    return row?.total ?? 0;
  }

  private behind({ name, day, isPast, division, olderThanDays }: Asked, by: Actor): Fragment {
    const { kind } = definitions[name];
    const inside = (alias: string): Fragment =>
      division
        ? { sql: `and ${alias}.division >= ? and ${alias}.division < ?`, params: [division, `${division}:`] }
        : { sql: '', params: [] };
    if ('level' in kind) {
      const scope = scopeWhere(by, { ...rowScope, alias: 's' });
      const [spans, place] = [spansOf(kind.level, by), inside('s')];
      const standing = isPast ? 's.from_day <= ? and (s.until_day is null or s.until_day > ?)' : 's.until_day is null';
      const aged = olderThanDays === undefined ? [] : [daysBefore(day, olderThanDays)];
      return {
        sql: `figure_spans s join event_copy e on e.event_id = s.event_id
          where ${spans.sql} and ${standing} ${aged.length > 0 ? 'and s.since_day < ?' : ''} and ${scope.sql} ${place.sql}`,
        params: [...spans.params, ...(isPast ? [day, day] : []), ...aged, ...scope.params, ...place.params],
      };
    }
    const [type, from] = 'counted' in kind ? [`hazard.${kind.counted}.v1`, day] : ['hazard.closed.v1', daysBefore(day, shareDays - 1)];
    const [scope, place] = [eventScope(by), inside('e')];
    return {
      sql: `event_copy e where e.type = ? and e.day >= ? and e.day <= ? and ${scope.sql} ${place.sql}`,
      params: [type, from, day, ...scope.params, ...place.params],
    };
  }
}

const refused = (pointer: string, message: string) => problem('content-invalid', { errors: [{ pointer, code: 'invalid', message }] });
