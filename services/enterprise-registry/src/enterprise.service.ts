/** Use cases of a filing: filed once for ever, then accepted or returned by the registrar of its division. */
import type { Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import { problemCatalogue } from '@anju/contracts/problems';
import type { AcceptFiling, Enterprise, FileEnterprise, ReturnFiling } from '@anju/contracts/registry';
import { inLanguage, type Language } from '@anju/contracts/schema';
import type { EnterpriseFiled } from '@anju/contracts/registry';
import type { FactOf } from '@anju/contracts/event';
import { change, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Divisions } from './division.service.js';
import { accept, file, giveBack, warningsOf, type EnterpriseEvent, type PublicEnterprise } from './enterprise.js';
import { enterpriseAggregate } from './enterprise.entity.js';
import { EnterpriseQueries } from './enterprise.queries.js';
import { Filed, versioned } from './filed.service.js';
import { filingOfEnterprise } from './filings.js';

@Injectable()
export class EnterpriseService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly divisions: Divisions,
    private readonly filed: Filed,
    private readonly queries: EnterpriseQueries,
  ) {}

  async file(input: FileEnterprise, asked: Asked, language: Language): Promise<Enterprise> {
    const fact = file(input, asked.by, this.clock.instant());
    this.divisions.mustBeWithin(input.division, asked.by);
    const { enterprise } = await this.filed.file<FactOf<typeof EnterpriseFiled>>(
      'enterprise',
      filingOfEnterprise([fact], input.contacts, asked),
      asked.by,
    );
    const warnings = warningsOf(enterprise).map(({ code }) => ({
      code,
      message: inLanguage(problemCatalogue['uscc-check-failed'].title, language),
    }));
    // The same content proves the filer, so the contacts of the request are those of the filing.
    return { ...enterprise, contacts: input.contacts, ...(warnings.length > 0 && { warnings }) };
  }

  accept = (id: string, input: AcceptFiling, asked: Asked): Promise<Enterprise> =>
    this.change(id, asked, (enterprise, by, at) => accept(enterprise, input, by, at));
  giveBack = (id: string, input: ReturnFiling, asked: Asked): Promise<Enterprise> =>
    this.change(id, asked, (enterprise, by, at) => giveBack(enterprise, input, by, at));

  private async change(
    id: string,
    asked: Asked,
    decide: (enterprise: PublicEnterprise, by: Actor, at: string) => EnterpriseEvent,
  ): Promise<Enterprise> {
    const at = this.clock.instant();
    await within(this.em, asked.by, (em) =>
      change(em, enterpriseAggregate, id, versioned(asked), at, (enterprise) => [decide(enterprise, asked.by, at)]),
    );
    return this.queries.one(id, asked.by);
  }
}
