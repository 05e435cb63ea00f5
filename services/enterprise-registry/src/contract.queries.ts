/**
 * Who answered for a compound on a day, any day: the firm under contract, or nobody. A firm gets an answer only for the days
 * of its own contracts; for all others the compound does not exist for it, so no competitor's days can be told from gaps.
 */
import type { Actor } from '@anju/access/actor';
import { existsOn } from '@anju/contracts/compound-history';
import { problem } from '@anju/contracts/problems';
import type { Compound, Contract, Responsible, ResponsibleQuery } from '@anju/contracts/registry';
import { Injectable } from '@nestjs/common';
import { Where } from '@anju/runtime/lists';
import { ancestryOf } from './compound.queries.js';
import { legalPersonOf } from './legal-person.queries.js';
import { Reader } from './reader.service.js';

@Injectable()
export class ContractQueries {
  constructor(private readonly reader: Reader) {}

  responsibleOn({ compoundId, on }: ResponsibleQuery, by: Actor): Promise<Responsible> {
    const scope = this.reader.compoundScope(by, on);
    const where = new Where(scope).and('c.id = ?', compoundId);
    const sql = `select c.compound, k.contract from compounds c
      left join contracts k on k.compound_id = c.id and k.starts_on <= ?::date and k.last_on >= ?::date where ${where.sql}`;
    return this.reader.reading(
      by,
      async (ask) => {
        const [found] = await ask<{ compound: Compound; contract: Contract | null }>(sql, [on, on, ...where.values]);
        if (!found) throw problem('not-found');
        const { compound, contract } = found;
        const exists = existsOn(compound, on);
        return {
          compoundId,
          on,
          ...(contract && { contract, legalPerson: await legalPersonOf(ask, contract.enterpriseId) }),
          isGap: exists && contract === null,
          exists,
          ...(await ancestryOf(ask, compound)),
        };
      },
      on,
    );
  }
}
