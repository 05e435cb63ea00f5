/**
 * Reads the city hazard index: counters and spans of the reader's own scope, households from what the registry knew on each
 * day, and the rule that was in force on it. The rule is that of the place which holds everything that is counted.
 */
import type { Actor } from '@anju/access/actor';
import { scopeWhere } from '@anju/access/scope';
import { within } from '@anju/access/session';
import { dayOf } from '@anju/contracts/day';
import type { HazardIndex, HazardIndexQuery } from '@anju/contracts/hazard-index';
import { levels } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import { Clock } from '@anju/events/clock';
import { Policies } from '@anju/policy/store';
import { inDivision, Where } from '@anju/runtime/lists';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { channelsWithin } from './audience.js';
import { countsOf, select } from './counts.queries.js';
import { daysBefore, daysUpTo } from './day.js';
import { oneMoment } from './desk.queries.js';
import { levelAt } from './figures.js';
import { agesAt, definitionOf, olderThan, partsOf, pointsOf, valueOf, type AgeGroup } from './hazard-index.js';
import { rowScope } from './list.queries.js';

const [usualDays, mostDays] = [30, 92];
/** The narrowest place that contains all of these; none contains two provinces. */
const placeOf = (divisions: readonly string[]): string =>
  levels(divisions[0] ?? '').findLast((code) => divisions.every((division) => division.startsWith(code))) ?? '';

@Injectable()
export class IndexQueries {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly policies: Policies,
  ) {}

  async index({ division, from, to }: HazardIndexQuery, by: Actor): Promise<HazardIndex> {
    const today = dayOf(this.clock.now());
    const last = to === undefined || to > today ? today : to;
    const first = from ?? daysBefore(last, usualDays - 1);
    if (first > last || first < daysBefore(last, mostDays - 1))
      throw problem('content-invalid', {
        errors: [{ pointer: '/from', code: 'outside-range', message: `${daysBefore(last, mostDays - 1)} – ${last}` }],
      });
    const days = daysUpTo(last, Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1);
    const place = division ?? placeOf(by.divisions);
    const ruleOn = (day: string) => this.policies.at('hazard-index', place, day);
    const youngest = Math.min(...days.flatMap((day) => ruleOn(day).content.age.map(({ olderThanDays }) => olderThanDays)));
    const channels = channelsWithin(by, division);
    return within(
      this.em,
      by,
      async (em) => {
        const counts = await countsOf(em, by, channels, first);
        const households = await this.households(em, by, division);
        const majors = await this.ages(em, by, { figure: 'major', division, first });
        const aged = Number.isFinite(youngest)
          ? await this.ages(em, by, { figure: 'open', division, first, before: daysBefore(last, youngest) })
          : [];
        const counted = days.map((day) => {
          const { id, version, basis, content } = ruleOn(day);
          const parts = partsOf(
            content,
            (level) => levelAt(counts, level, day),
            (age) => olderThan(aged, day, age),
          );
          const [points, known] = [pointsOf(parts), households(day)];
          const value = valueOf(points, known, content);
          const series = { day, ...(value !== undefined && { value }), points, households: known, policy: { id, version } };
          return { content, parts, series, policy: { id, version, basis } };
        });
        const { content, parts, series, policy } = counted.at(-1)!;
        return {
          title: { zh: '城市隐患指数', en: 'City hazard index' },
          unit: { zh: `分／${content.perHouseholds} 户`, en: `points per ${content.perHouseholds} households` },
          definition: definitionOf(content),
          ...series,
          policy,
          perHouseholds: content.perHouseholds,
          parts,
          series: counted.map((one) => one.series),
          majors: days.map((day) => ({
            day,
            open: levelAt(counts, 'major', day),
            suspected: levelAt(counts, 'suspectedMajor', day),
            ...agesAt(majors, day),
          })),
        };
      },
      oneMoment,
    );
  }

  /** What stood open at some time since a day, by the days between which it did. */
  private ages(
    em: EntityManager,
    by: Actor,
    { figure, division, first, before }: { figure: string; division: string | undefined; first: string; before?: string },
  ): Promise<AgeGroup[]> {
    const where = new Where(scopeWhere(by, rowScope)).and('figure = ?', figure).and('until_day is null or until_day > ?', first);
    if (before) where.and('since_day < ?', before);
    if (division) where.and(...inDivision('division', division));
    return select<AgeGroup>(
      em,
      `select since_day as "sinceDay", from_day as "fromDay", until_day as "untilDay", count(*)::int as count
       from figure_spans where ${where.sql} group by since_day, from_day, until_day`,
      where.values,
    );
  }

  /** Households known at the end of a day: of the places, or for a firm of the compounds under contract on that day. */
  private async households(em: EntityManager, by: Actor, division: string | undefined): Promise<(day: string) => number> {
    if (by.role === 'enterprise-manager') return this.householdsOfFirm(em, by, division);
    const where = new Where(scopeWhere(by, { division: 'division', enterprise: null, departments: null }));
    if (division) where.and(...inDivision('division', division));
    const changes = await select<{ day: string; by: number }>(
      em,
      `select day, sum(households)::int as by from household_days where ${where.sql} group by day`,
      where.values,
    );
    return (end) => changes.reduce((sum, { day, by: change }) => (day <= end ? sum + change : sum), 0);
  }
  private async householdsOfFirm(em: EntityManager, by: Actor, division: string | undefined): Promise<(day: string) => number> {
    const where = new Where().and('t.enterprise_id = ?', by.enterpriseId);
    if (division) where.and(...inDivision('h.division', division));
    const changes = await select<{ day: string; by: number; terms: [string, string][] }>(
      em,
      `select h.day, h.households as by, json_agg(json_build_array(t.starts_on, t.last_on)) as terms
       from compound_terms t join household_days h on h.compound_id = t.compound_id where ${where.sql}
       group by h.division, h.compound_id, h.day`,
      where.values,
    );
    return (end) =>
      changes.reduce(
        (sum, { day, by: change, terms }) =>
          day <= end && terms.some(([starts, last]) => starts <= end && end <= last) ? sum + change : sum,
        0,
      );
  }
}
