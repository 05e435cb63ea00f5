/**
 * Use cases of a filing: filed once for ever, accepted or returned by the registrar of its division, refreshed every year by
 * the registrar or the firm. The exit of a firm ends its contracts wherever they are, also where the registrar who records it
 * sees nothing: from there on the transaction works in the name of the platform, and the events in the registrar's.
 */
import { platform, type Actor } from '@anju/access/actor';
import { sessionOf, within } from '@anju/access/session';
import { dayOf } from '@anju/contracts/day';
import { problemCatalogue } from '@anju/contracts/problems';
import type { AcceptFiling, Enterprise, ExitEnterprise, FileEnterprise, RefreshFiling, ReturnFiling } from '@anju/contracts/registry';
import { inLanguage, type Language } from '@anju/contracts/schema';
import type { EnterpriseFiled } from '@anju/contracts/registry';
import type { FactOf } from '@anju/contracts/event';
import { change, type Asked } from '@anju/events/change';
import { Clock } from '@anju/events/clock';
import { Policies } from '@anju/policy/store';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { cutOff, reaches } from './contract.js';
import { contractAggregate, ContractRow } from './contract.entity.js';
import { holdFirm } from './contract.service.js';
import { Divisions } from './division.service.js';
import type { EnterpriseEvent, PublicEnterprise } from '@anju/contracts/enterprise-life';
import { accept, exit, file, giveBack, refresh, warningsOf } from './enterprise.js';
import { enterpriseAggregate } from './enterprise.entity.js';
import { EnterpriseQueries } from './enterprise.queries.js';
import { Filed, versioned } from './filed.service.js';
import { filingOfEnterprise } from './filings.js';
import { Ledger, lockCompounds } from './gap.service.js';

type Decide = (enterprise: PublicEnterprise, by: Actor, at: string, em: EntityManager) => EnterpriseEvent | Promise<EnterpriseEvent>;

@Injectable()
export class EnterpriseService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly divisions: Divisions,
    private readonly filed: Filed,
    private readonly queries: EnterpriseQueries,
    private readonly policies: Policies,
    private readonly ledger: Ledger,
  ) {}

  async file(input: FileEnterprise, asked: Asked, language: Language): Promise<Enterprise> {
    const fact = file(input, asked.by, this.clock.instant());
    const { enterprise } = await this.filed.file<FactOf<typeof EnterpriseFiled>>('enterprise', input.id, asked, () => {
      this.divisions.mustBeWithin(input.division, asked.by);
      return filingOfEnterprise([fact], input.contacts, asked);
    });
    const warnings = warningsOf(enterprise).map(({ code }) => ({
      code,
      message: inLanguage(problemCatalogue['uscc-check-failed'].title, language),
    }));
    // The same content proves the filer, so the contacts of the request are those of the filing.
    return { ...enterprise, contacts: input.contacts, ...(warnings.length > 0 && { warnings }) };
  }

  accept = (id: string, input: AcceptFiling, asked: Asked): Promise<Enterprise> =>
    this.change(id, asked, (enterprise, by, at) => accept(enterprise, input, this.rule(enterprise, at), by, at));
  giveBack = (id: string, input: ReturnFiling, asked: Asked): Promise<Enterprise> =>
    this.change(id, asked, (enterprise, by, at) => giveBack(enterprise, input, by, at));

  refresh = (id: string, input: RefreshFiling, asked: Asked): Promise<Enterprise> =>
    this.change(id, asked, async (enterprise, by, at, em) => {
      const fact = refresh(enterprise, input, this.rule(enterprise, at), by, at);
      const sql = 'update enterprises set contacts = ?::json where id = ?';
      await em.getConnection().execute(sql, [JSON.stringify(input.contacts), id], 'run', em.getTransactionContext());
      return fact;
    });

  exit = (id: string, input: ExitEnterprise, asked: Asked): Promise<Enterprise> =>
    this.change(
      id,
      asked,
      async (enterprise, by, at, em) => {
        const fact = exit(enterprise, input, by, at);
        await this.endContracts(em, id, input, asked, at);
        return fact;
      },
      (em) => this.holdContracts(em, id, asked),
    );

  /** The firm, then the compounds it has contracts at, before its own row: whoever inserts a contract holds that row too. */
  private async holdContracts(em: EntityManager, enterpriseId: string, { by }: Asked): Promise<void> {
    await holdFirm(em, enterpriseId, 'alone');
    await assume(em, this.everywhere());
    for (let held = new Set<string>(), isComplete = false; !isComplete;) {
      const found = new Set((await em.find(ContractRow, { enterpriseId }, { refresh: true })).map(({ compoundId }) => compoundId));
      isComplete = [...found].every((id) => held.has(id));
      if (!isComplete) await lockCompounds(em, [...found]);
      held = found;
    }
    await assume(em, by);
  }

  private async endContracts(em: EntityManager, enterpriseId: string, { exitedOn, reason }: ExitEnterprise, asked: Asked, at: string) {
    await assume(em, this.everywhere());
    const ending = (await em.find(ContractRow, { enterpriseId })).filter(({ contract }) => reaches(contract, exitedOn));
    for (const { id } of ending)
      await change(em, contractAggregate, id, { ...asked, ifMatch: '*' }, at, (contract) => [
        cutOff(contract, exitedOn, 'firm-exited', `企业退出：${reason}`, asked.by, at),
      ]);
    await this.ledger.settle(em, [...new Set(ending.map(({ compoundId }) => compoundId))], asked, at);
    await assume(em, asked.by);
  }

  private everywhere(): Actor {
    const provinces = this.divisions.list().filter(({ level }) => level === 'province');
    return platform(
      'enterprise-exit',
      provinces.map(({ code }) => code),
    );
  }

  private rule = ({ division }: PublicEnterprise, at: string) => this.policies.at('enterprise-filing', division, dayOf(at)).content;

  private async change(
    id: string,
    asked: Asked,
    decide: Decide,
    hold: (em: EntityManager) => Promise<void> = async () => undefined,
  ): Promise<Enterprise> {
    const at = this.clock.instant();
    await within(this.em, asked.by, async (em) => {
      await hold(em);
      await change(em, enterpriseAggregate, id, versioned(asked), at, async (enterprise) => [await decide(enterprise, asked.by, at, em)]);
    });
    return this.queries.one(id, asked.by);
  }
}

/** Goes on in this transaction under another scope. */
async function assume(em: EntityManager, actor: Actor): Promise<void> {
  for (const [name, value] of Object.entries(sessionOf(actor)))
    await em.getConnection().execute('select set_config(?, ?, true)', [name, value], 'all', em.getTransactionContext());
}
