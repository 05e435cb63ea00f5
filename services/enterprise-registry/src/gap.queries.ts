/**
 * Reads of the ledger and the coverage figure. The figure is calculated from the rows of the asked day by the one pure
 * function of `coverage.ts`; of a compound only what that function needs is read. Entries of which a correction left nothing
 * are not listed; what was said of them is in the event log.
 */
import type { Actor } from '@anju/access/actor';
import { scopeWhere } from '@anju/access/scope';
import type { Coverage, CoverageGap, CoverageGapPage, CoverageGapQuery, CoverageQuery } from '@anju/contracts/coverage';
import { compoundOn } from '@anju/contracts/compound-history';
import { isWithin, isWithinAny, levels } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import type { Compound, Contract } from '@anju/contracts/registry';
import { Policies } from '@anju/policy/store';
import { inDivision, pageOf, readCursor, Where } from '@anju/runtime/lists';
import { Injectable } from '@nestjs/common';
import { coverageOn, type Counted } from './coverage.js';
import { Divisions } from './division.service.js';
import { Reader } from './reader.service.js';

interface Row {
  readonly gap: CoverageGap;
  readonly compound: Compound;
}
const definition = {
  zh: '某日物业服务覆盖率 = 当日有生效物业服务合同的小区居民数 ÷ 城镇常住人口（未录入的区划以当日全部在册小区居民数代替）。居民数 = 当日户数 × 户均人口。',
  en: 'Coverage on a day = residents of compounds with a service contract in force that day ÷ urban population (where none is entered: residents of all compounds registered that day). Residents = households of that day × persons per household.',
};
const counted = ['id', 'name', 'division', 'formerNames', 'formerFacts', 'startsOn', 'endsOn'];

@Injectable()
export class GapQueries {
  constructor(
    private readonly reader: Reader,
    private readonly divisions: Divisions,
    private readonly policies: Policies,
  ) {}

  list({ limit, cursor, division, state, reason, isPlanned, on }: CoverageGapQuery, by: Actor): Promise<CoverageGapPage> {
    const day = on ?? this.reader.today();
    const where = new Where(scopeWhere(by, { alias: 'g', division: 'division', enterprise: null, departments: null }));
    where.and('(g.closed_on is null or g.closed_on > g.opened_on) and g.opened_on <= ?::date', day);
    if (state === 'open') where.and('g.closed_on is null or g.closed_on > ?::date', day);
    if (state === 'closed') where.and('g.closed_on <= ?::date', day);
    if (division) where.and(...inDivision('g.division', division));
    if (reason) where.and('g.reason = ?', reason);
    if (isPlanned) where.and(isPlanned === 'true' ? 'g.is_planned' : 'not g.is_planned');
    const after = readCursor(cursor, 'text');
    if (after) where.and('(g.opened_on, g.id) > (?::date, ?::uuid)', ...after);
    const sql = `select g.gap, c.compound from coverage_gaps g join compounds c on c.id = g.compound_id
      where ${where.sql} order by g.opened_on, g.id limit ?`;
    const item = ({ gap, compound }: Row) => {
      const { name, households } = compoundOn(compound, day);
      return { ...gapOn(gap, day), compoundName: name, households };
    };
    return this.reader.reading(by, async (ask) => {
      const rows = await ask<Row>(sql, [...where.values, limit + 1]);
      return pageOf(rows, limit, item, ({ gap }) => [gap.openedOn, gap.id]);
    });
  }

  /** Only for a division that lies within the own ones: a share of a part would look like the whole. */
  coverage({ division, on = this.reader.today() }: CoverageQuery, by: Actor): Promise<Coverage> {
    if (!this.divisions.list(division).some(({ code }) => code === division))
      throw problem('division-unknown', { errors: [{ pointer: '/division', code: 'unknown', message: division }] });
    if (!isWithinAny(division, by.divisions)) throw problem('out-of-scope');
    const rule = this.policies.at('coverage', division, on);
    const { personsPerHousehold, urbanPopulation } = rule.content;
    const place = inDivision('c.division', division);
    const facts = `${counted.map((member) => `'${member}', c.compound -> '${member}'`).join(', ')}, 'households', c.compound -> 'households'`;
    const compoundSql = `select jsonb_strip_nulls(jsonb_build_object(${facts})) as compound from compounds c where ${place[0]} order by c.division, c.id`;
    const contractSql = `select k.compound_id as "compoundId", k.starts_on::text as "startsOn", k.last_on::text as "endsOn" from contracts k
      where ${inDivision('k.division', division)[0]} and k.starts_on <= ?::date and k.last_on >= ?::date`;
    return this.reader.reading(by, async (ask) => {
      const compounds = (await ask<{ compound: Counted }>(compoundSql, place.slice(1))).map(({ compound }) => compound);
      const contracts = await ask<Pick<Contract, 'compoundId' | 'startsOn' | 'endsOn'>>(contractSql, [...place.slice(1), on, on]);
      const of = (those: readonly Counted[]) => coverageOn(those, contracts, on, personsPerHousehold);
      const { covered, uncovered } = of(compounds);
      const urban = urbanPopulation.find((known) => known.division === division);
      const denominator: Coverage['denominator'] = urban
        ? { residents: urban.residents, kind: 'urban-population', asOf: urban.asOf, source: urban.source }
        : { residents: covered.residents + uncovered.residents, kind: 'registered-compounds', asOf: on };
      const query = { division, on };
      return {
        division,
        on,
        definition,
        personsPerHousehold,
        policy: { id: rule.id, version: rule.version, basis: rule.basis },
        covered,
        uncovered,
        denominator,
        ...(denominator.residents > 0 && { percent: Math.round((1000 * covered.residents) / denominator.residents) / 10 }),
        parts: partsOf(division, compounds).map(([code, those]) => {
          const { covered: own, uncovered: left } = of(those);
          return { division: code, name: this.divisions.names(code).at(-1) ?? code, covered: own, uncovered: left };
        }),
        drill: {
          covered: { operationId: 'listCompounds', query: { ...query, isGap: 'false' } },
          uncovered: { operationId: 'listCompounds', query: { ...query, isGap: 'true' } },
          denominator: urban
            ? { operationId: 'readPolicy', query: { policyId: rule.id, version: String(rule.version) } }
            : { operationId: 'listCompounds', query },
        },
      };
    });
  }
}

/** As it stood on a day before it was closed. */
function gapOn(gap: CoverageGap, day: string): CoverageGap {
  if (gap.closedOn === undefined || gap.closedOn <= day) return gap;
  const { closedOn: _, closedBy: __, contractId: ___, ...open } = gap;
  return { ...open, status: 'OPEN' };
}

/** Compounds by the next level of divisions; those that lie in the division itself and in none below stay with it. */
function partsOf(division: string, compounds: readonly Counted[]): [string, Counted[]][] {
  const below = (code: string): string =>
    levels(code).find((level) => level.length > division.length && isWithin(level, division)) ?? division;
  return [...Map.groupBy(compounds, (compound) => below(compound.division))].sort(([a], [b]) => (a < b ? -1 : 1));
}
