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
import { channelsWithin } from './audience.js';
import { countsOf, select } from './counts.queries.js';
import { daysBefore } from './day.js';
import { oneMoment, rowScope } from './desk.queries.js';
import { definitions, figureOf, firstDayFor, shareDays } from './figures.js';

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

  async explain({ name, day, division, limit, cursor }: ExplainQuery, by: Actor): Promise<Explanation> {
    const today = dayOf(this.clock.now());
    const asked = day ?? today;
    const after = cursor === undefined ? 0 : Number(/^\d{1,15}$/.exec(cursor)?.[0] ?? NaN);
    if (Number.isNaN(after))
      throw problem('content-invalid', { errors: [{ pointer: '/cursor', code: 'invalid', message: 'not a cursor of this list' }] });
    const channels = channelsWithin(by, division);
    return within(
      this.em,
      by,
      async (em) => {
        const figure = figureOf(name, await countsOf(em, channels, firstDayFor(asked)), asked);
        const rows =
          channels.length === 0
            ? []
            : await this.behind(em, by, { name, day: asked, isPast: asked < today, division, after, limit: limit + 1 });
        const events = rows.slice(0, limit).map(record);
        const nextCursor = rows.length > limit ? String(events.at(-1)!.position) : undefined;
        return { figure, day: asked, total: figure.denominator ?? figure.value, events, nextCursor };
      },
      oneMoment,
    );
  }

  private behind(
    em: EntityManager,
    by: Actor,
    {
      name,
      day,
      isPast,
      division,
      after,
      limit,
    }: Pick<ExplainQuery, 'name' | 'division' | 'limit'> & { day: string; isPast: boolean; after: number },
  ): Promise<Row[]> {
    const { kind } = definitions[name];
    const inside = (alias: string): Fragment =>
      division
        ? { sql: `and ${alias}.division >= ? and ${alias}.division < ?`, params: [division, `${division}:`] }
        : { sql: '', params: [] };
    if ('level' in kind) {
      const scope = scopeWhere(by, { ...rowScope, alias: 's' });
      const place = inside('s');
      return select<Row>(
        em,
        `select e.position, e.ce from figure_spans s join event_copy e on e.event_id = s.event_id
         where s.figure = ? and ${isPast ? 's.from_day <= ? and (s.until_day is null or s.until_day > ?)' : 's.until_day is null'}
           and ${scope.sql} ${place.sql} and e.position > ? order by e.position limit ?`,
        [kind.level, ...(isPast ? [day, day] : []), ...scope.params, ...place.params, after, limit],
      );
    }
    const [type, from] = 'counted' in kind ? [`hazard.${kind.counted}.v1`, day] : ['hazard.closed.v1', daysBefore(day, shareDays - 1)];
    const scope = eventScope(by);
    const place = inside('e');
    return select<Row>(
      em,
      `select e.position, e.ce from event_copy e where e.type = ? and e.day >= ? and e.day <= ? and ${scope.sql} ${place.sql} and e.position > ? order by e.position limit ?`,
      [type, from, day, ...scope.params, ...place.params, after, limit],
    );
  }
}
