/**
 * Reads of compounds, each under the scope and on the day that is asked for. The firm shown beside a compound is the one
 * under contract today; a list by distance is ordered by metres on a flat map, which is exact enough inside one city.
 */
import type { Actor } from '@anju/access/actor';
import { problem } from '@anju/contracts/problems';
import type { Compound, CompoundFile, CompoundPage, CompoundQuery, Contract } from '@anju/contracts/registry';
import { Injectable } from '@nestjs/common';
import { Divisions } from './division.service.js';
import { inDivision, pageOf, readCursor, Where } from '@anju/runtime/lists';
import { Reader } from './reader.service.js';

interface Row {
  compound: Compound;
  contract: Contract | null;
  metres: string | null;
}

const metresSql = 'round(sqrt(power((c.lng - ?) * cos(radians(?)) * 111320, 2) + power((c.lat - ?) * 110540, 2))::numeric, 1)';
const rowOf = ({ compound, contract, metres }: Row): CompoundPage['items'][number] => ({
  ...compound,
  ...(contract && { enterpriseId: contract.enterpriseId, enterpriseName: contract.enterpriseName }),
  ...(metres !== null && { distanceM: Number(metres) }),
});

@Injectable()
export class CompoundQueries {
  constructor(
    private readonly reader: Reader,
    private readonly divisions: Divisions,
  ) {}

  list(query: CompoundQuery, by: Actor): Promise<CompoundPage> {
    const { limit, cursor, division, enterpriseId, q, isGap, nearLng, nearLat } = query;
    if ((nearLng === undefined) !== (nearLat === undefined)) {
      const pointer = nearLng === undefined ? '/nearLng' : '/nearLat';
      throw problem('content-invalid', { errors: [{ pointer, code: 'missing', message: 'nearLng and nearLat belong together' }] });
    }
    const day = this.reader.today();
    const scope = this.reader.compoundScope(by, day);
    const where = new Where(scope);
    if (division) where.and(...inDivision('c.division', division));
    if (q?.trim()) where.and('position(? in c.search) > 0', q.trim().toLowerCase());
    if (isGap) where.and(isGap === 'true' ? 't.contract is null' : 't.contract is not null');
    if (enterpriseId) {
      const { sql, params } = this.reader.underContract(enterpriseId, day);
      where.and(sql, ...params);
    }
    const place = nearLng === undefined ? undefined : [nearLng, nearLat, nearLat];
    const after = place ? readCursor(cursor, 'number') : readCursor(cursor, 'text', 'text');
    if (after && place) where.and(`(${metresSql}, c.id) > (?::numeric, ?::uuid)`, ...place, ...after);
    if (after && !place) where.and('(c.division, c.name, c.id) > (?, ?, ?::uuid)', ...after);

    const sql = `select c.compound, t.contract, ${place ? metresSql : 'null'} as metres from compounds c
      left join lateral (select k.contract from contracts k where k.compound_id = c.id and k.starts_on <= ?::date and k.last_on >= ?::date limit 1) t on true
      where ${where.sql} order by ${place ? 'metres, c.id' : 'c.division, c.name, c.id'} limit ?`;
    return this.reader.reading(by, async (ask) => {
      const rows = await ask<Row>(sql, [...(place ?? []), day, day, ...where.values, limit + 1]);
      return pageOf(rows, limit, rowOf, ({ compound, metres }) =>
        place ? [Number(metres), compound.id] : [compound.division, compound.name, compound.id],
      );
    });
  }

  one(id: string, by: Actor): Promise<CompoundFile> {
    const scope = this.reader.compoundScope(by, this.reader.today());
    const where = new Where(scope).and('c.id = ?', id);
    return this.reader.reading(by, async (ask) => {
      const [row] = await ask<{ compound: Compound }>(`select c.compound from compounds c where ${where.sql}`, where.values);
      if (!row) throw problem('not-found');
      const own = new Where().and('k.compound_id = ?', id).and(...this.reader.contractScope(by));
      const contracts = await ask<{ contract: Contract }>(
        `select k.contract from contracts k where ${own.sql} order by k.starts_on, k.id`,
        own.values,
      );
      return {
        ...row.compound,
        contracts: contracts.map(({ contract }) => contract),
        divisionNames: this.divisions.names(row.compound.division),
      };
    });
  }
}
