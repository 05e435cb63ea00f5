/**
 * Reads of compounds, each under the scope and on the day that is asked for, today where none is. The firm shown beside a
 * compound is the one under contract that day; what ended before is left out of lists and answers by its id, with what took
 * over from it. A list by distance is ordered by metres on a flat map, which is exact enough inside one city.
 */
import type { Actor } from '@anju/access/actor';
import { compoundOn, existsOn, successorsOf } from '@anju/contracts/compound-history';
import { problem } from '@anju/contracts/problems';
import {
  isInForce,
  type Compound,
  type CompoundFile,
  type CompoundPage,
  type CompoundQuery,
  type Contract,
} from '@anju/contracts/registry';
import { Injectable } from '@nestjs/common';
import { Divisions } from './division.service.js';
import { inDivision, pageOf, readCursor, Where } from '@anju/runtime/lists';
import { legalPersonOf } from './legal-person.queries.js';
import { Reader, type Ask } from './reader.service.js';

interface Row {
  compound: Compound;
  name: string;
  contract: Contract | null;
  metres: string | null;
}

const metresSql = 'round(sqrt(power((c.lng - ?) * cos(radians(?)) * 111320, 2) + power((c.lat - ?) * 110540, 2))::numeric, 1)';
const rowOn =
  (day: string) =>
  ({ compound, contract, metres }: Row): CompoundPage['items'][number] => ({
    ...compoundOn(compound, day),
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
    const { limit, cursor, division, enterpriseId, q, isGap, nearLng, nearLat, on, includeEnded } = query;
    if ((nearLng === undefined) !== (nearLat === undefined)) {
      const pointer = nearLng === undefined ? '/nearLng' : '/nearLat';
      throw problem('content-invalid', { errors: [{ pointer, code: 'missing', message: 'nearLng and nearLat belong together' }] });
    }
    const day = on ?? this.reader.today();
    const scope = this.reader.compoundScope(by, day);
    const where = new Where(scope);
    if (includeEnded !== 'true') where.and(...this.reader.existing(day));
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

    const sql = `select c.compound, c.name, t.contract, ${place ? metresSql : 'null'} as metres from compounds c
      left join lateral (select k.contract from contracts k where k.compound_id = c.id and k.starts_on <= ?::date and k.last_on >= ?::date limit 1) t on true
      where ${where.sql} order by ${place ? 'metres, c.id' : 'c.division, c.name, c.id'} limit ?`;
    return this.reader.reading(
      by,
      async (ask) => {
        const rows = await ask<Row>(sql, [...(place ?? []), day, day, ...where.values, limit + 1]);
        return pageOf(rows, limit, rowOn(day), ({ compound, name, metres }) =>
          place ? [Number(metres), compound.id] : [compound.division, name, compound.id],
        );
      },
      day,
    );
  }

  one(id: string, by: Actor, on = this.reader.today()): Promise<CompoundFile> {
    const scope = this.reader.compoundScope(by, on);
    const where = new Where(scope).and('c.id = ?', id);
    return this.reader.reading(
      by,
      async (ask) => {
        const [row] = await ask<{ compound: Compound }>(`select c.compound from compounds c where ${where.sql}`, where.values);
        if (!row) throw problem('not-found');
        const own = new Where().and('k.compound_id = ?', id).and(...this.reader.contractScope(by));
        const found = await ask<{ contract: Contract }>(
          `select k.contract from contracts k where ${own.sql} order by k.starts_on, k.id`,
          own.values,
        );
        const contracts = found.map(({ contract }) => contract);
        const present = contracts.find((contract) => isInForce(contract, on));
        return {
          ...compoundOn(row.compound, on),
          on,
          exists: existsOn(row.compound, on),
          contracts,
          ...(present && { legalPerson: await legalPersonOf(ask, present.enterpriseId) }),
          divisionNames: this.divisions.names(row.compound.division),
          ...(await ancestryOf(ask, row.compound)),
        };
      },
      on,
    );
  }
}

/** Where it came from and what took over, by name where the reader may see it. */
export async function ancestryOf(ask: Ask, compound: Compound): Promise<Pick<CompoundFile, 'predecessors' | 'successors'>> {
  const { predecessors } = compound;
  const unnamed = successorsOf(compound);
  if (unnamed.length === 0) return { ...(predecessors && { predecessors }) };
  const ids = JSON.stringify(unnamed.map(({ id }) => id));
  const rows = await ask<{ compound: Compound }>(
    'select c.compound from compounds c where c.id = any(array(select json_array_elements_text(?::json)::uuid))',
    [ids],
  );
  const names = new Map(rows.map(({ compound: one }) => [one.id, compoundOn(one, unnamed[0]!.on).name]));
  const successors = unnamed.map((one) => ({ ...one, ...(names.has(one.id) && { name: names.get(one.id)! }) }));
  return { ...(predecessors && { predecessors }), successors };
}
