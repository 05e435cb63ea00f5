/**
 * The city as the filing lanes take it: a whole life in one filing, the row as its last event left it, every event with
 * whoever did it and the scope it had then, and the timers that run on. What was filed under which scope is that of the
 * report, because a hazard may have changed hands since.
 */
import type { Actor } from '@anju/access/actor';
import type { Filing } from '@anju/events/filing';
import type { Entry } from '@anju/events/record';
import { carryOn, conclude, cutOff, end, type ContractEvent } from '@anju/enterprise-registry/contract';
import { nextDay } from '@anju/contracts/day';
import { evolve as evolveEnterprise, type EnterpriseEvent, type PublicEnterprise } from '@anju/contracts/enterprise-life';
import { accept, exit, file, giveBack, refresh } from '@anju/enterprise-registry/enterprise';
import { filingOfCompound, filingOfContract, filingOfEnterprise, filingOfGap } from '@anju/enterprise-registry/filings';
import { filedHazardRow, filedIncidentRow } from '@anju/safety-hazards/hazard.entity';
import { timersOf } from '@anju/safety-hazards/hazard-timers';
import type { Hazard, Incident } from '@anju/contracts/hazards';
import { createHash } from 'node:crypto';
import type { IncidentLife, IncidentStep } from './incidents.js';
import type { GapLife, LedgerOf } from './ledger.js';
import type { Life, Step } from './life.js';
import { isAccepted, type Firm, type Home } from './registry.js';
import type { Rulebook } from './rulebook.js';
import type { Tenure } from './tenures.js';

/** The same for the same id, so that what is loaded again is recognised. */
const hashOf = (id: string): string => createHash('sha256').update(`demo city ${id}`).digest('hex');

/** Each entry in the name of whoever did it. */
const inNamesOf = (filing: Filing, actors: readonly Actor[]): Filing => ({
  ...filing,
  entries: filing.entries.map((entry, index) => ({ ...entry, by: actors[index]! })),
});

export function firmFiling({ input, by, filedAt, decision, refresh: refreshed, exit: exited }: Firm, book: Rulebook): Filing {
  const events: EnterpriseEvent[] = [file(input, by, filedAt)];
  const now = (): PublicEnterprise =>
    events.reduce<PublicEnterprise | undefined>((known, event, index) => evolveEnterprise(known, event, index + 1), undefined)!;
  const rule = (at: string) => book.enterpriseFiling(input.division, at);
  if (decision) {
    const { at, returnedFor } = decision;
    events.push(returnedFor === undefined ? accept(now(), {}, rule(at), by, at) : giveBack(now(), { reason: returnedFor }, by, at));
  }
  if (refreshed) events.push(refresh(now(), refreshed.input, rule(refreshed.at), refreshed.by, refreshed.at));
  if (exited) events.push(exit(now(), exited.input, by, exited.at));
  const filing = filingOfEnterprise(events, refreshed?.input.contacts ?? input.contacts, { by, contentHash: hashOf(input.id) });
  return inNamesOf(
    filing,
    events.map(({ type }) => (type === 'enterprise.refreshed.v1' ? refreshed!.by : by)),
  );
}

/** With the timer of the day on which its gaps change next. */
export const homeFiling = ({ input, by, facts }: Home, { timers }: LedgerOf): Filing => ({
  ...filingOfCompound(facts, { by, contentHash: hashOf(input.id) }),
  timers,
});

export function contractFacts(
  { input: home }: Pick<Home, 'input'>,
  { input, firm, by, at, end: ended, continues }: Tenure,
): ContractEvent[] {
  if (!isAccepted(firm)) throw new Error(`${firm.input.name} serves without an accepted filing`);
  const party = { name: firm.input.name, status: 'ACCEPTED' as const };
  const concluded = continues
    ? carryOn(conclude(continues.input, home, party, by, continues.at).data.contract, home, input.id, input.startsOn, by, at)
    : conclude(input, home, party, by, at);
  if (!ended) return [concluded];
  const { contract } = concluded.data;
  const { endedOn, reason, cause } = ended;
  return [
    concluded,
    cause ? cutOff(contract, nextDay(endedOn), cause, reason, by, ended.at) : end(contract, { endedOn, reason }, by, ended.at),
  ];
}
export const tenureFiling = (home: Pick<Home, 'input'>, tenure: Tenure): Filing =>
  filingOfContract(contractFacts(home, tenure), home.input.name, { by: tenure.by, contentHash: hashOf(tenure.input.id) });

export const gapFiling = ({ gap, steps }: GapLife): Filing =>
  inNamesOf(
    filingOfGap(
      steps.map(({ fact }) => fact),
      { by: steps[0]!.by, contentHash: hashOf(gap.id) },
    ),
    steps.map(({ by }) => by),
  );

const entryOf = (type: string, subject: Hazard | Incident, { fact, by, at, version }: Step | IncidentStep, contentHash: string): Entry => ({
  context: 'safety-hazards',
  aggregateType: type,
  aggregateId: subject.id,
  version,
  fact,
  facet: subject.family,
  scope: { division: subject.division, enterpriseId: subject.responsibleEnterpriseId, departments: subject.departments },
  by,
  at,
  ...(version === 1 && { occurredAt: subject.foundAt, contentHash }),
});

/** Columns that never change: under which scope it was filed. */
const filedColumns = ['filed_division', 'filed_scope', 'filed_enterprise_id', 'filed_scope_enterprise'];
const asFiled = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(filedColumns.map((column) => [column, row[column]]));

export function hazardFiling({ plan, steps, hazard }: Life, book: Rulebook): Filing {
  const contentHash = hashOf(hazard.id);
  const row = { ...filedHazardRow(hazard, plan.by, contentHash), ...asFiled(filedHazardRow(steps[0]!.hazard, plan.by, contentHash)) };
  const entries = steps.map((step) => entryOf('hazard', step.hazard, step, contentHash));
  return { id: hazard.id, contentHash, row, entries, timers: timersOf(hazard, (clock) => book.rulesOf(clock, hazard)) };
}

export function incidentFiling({ plan, steps, incident }: IncidentLife): Filing {
  const contentHash = hashOf(incident.id);
  const entries = steps.map((step) => entryOf('incident', step.incident, step, contentHash));
  return { id: incident.id, contentHash, row: filedIncidentRow(incident, plan.by, contentHash), entries, timers: [] };
}
