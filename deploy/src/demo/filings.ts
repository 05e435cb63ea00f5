/**
 * The city as the filing lanes take it: a whole life in one filing, the row as its last event left it, every event with
 * whoever did it and the scope it had then, and the timers that run on. What was filed under which scope is that of the
 * report, because a hazard may have changed hands since.
 */
import type { Filing } from '@anju/events/filing';
import type { Entry } from '@anju/events/record';
import { register, type CompoundEvent } from '@anju/enterprise-registry/compound';
import { conclude, end, type ContractEvent } from '@anju/enterprise-registry/contract';
import type { EnterpriseEvent } from '@anju/contracts/enterprise-life';
import { accept, file, giveBack } from '@anju/enterprise-registry/enterprise';
import { filingOfCompound, filingOfContract, filingOfEnterprise } from '@anju/enterprise-registry/filings';
import { filedHazardRow, filedIncidentRow } from '@anju/safety-hazards/hazard.entity';
import { timersOf } from '@anju/safety-hazards/hazard-timers';
import type { Hazard, Incident } from '@anju/contracts/hazards';
import { createHash } from 'node:crypto';
import type { IncidentLife, IncidentStep } from './incidents.js';
import type { Life, Step } from './life.js';
import { isAccepted, type Firm, type Home } from './registry.js';
import type { Rulebook } from './rulebook.js';
import type { Tenure } from './tenures.js';

/** The same for the same id, so that what is loaded again is recognised. */
const hashOf = (id: string): string => createHash('sha256').update(`demo city ${id}`).digest('hex');

export function firmFiling({ input, by, filedAt, decision }: Firm, book: Rulebook): Filing {
  const filed = file(input, by, filedAt);
  const { enterprise } = filed.data;
  const events: EnterpriseEvent[] = [filed];
  if (decision) {
    const { at, returnedFor } = decision;
    const rule = book.enterpriseFiling(input.division, at);
    events.push(returnedFor === undefined ? accept(enterprise, {}, rule, by, at) : giveBack(enterprise, { reason: returnedFor }, by, at));
  }
  return filingOfEnterprise(events, input.contacts, { by, contentHash: hashOf(input.id) });
}

export function homeFiling({ input, by, at }: Home): Filing {
  const events: CompoundEvent[] = [register(input, by, at)];
  return filingOfCompound(events, { by, contentHash: hashOf(input.id) });
}

export function tenureFiling({ input: home }: Pick<Home, 'input'>, { input, firm, by, at, end: ended }: Tenure): Filing {
  if (!isAccepted(firm)) throw new Error(`${firm.input.name} serves without an accepted filing`);
  const concluded = conclude(input, home, { name: firm.input.name, status: 'ACCEPTED' }, by, at);
  const events: ContractEvent[] = [concluded];
  if (ended) events.push(end(concluded.data.contract, { endedOn: ended.endedOn, reason: ended.reason }, by, ended.at));
  return filingOfContract(events, home.name, { by, contentHash: hashOf(input.id) });
}

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
