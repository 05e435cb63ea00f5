/**
 * The filing (备案) of a property-service enterprise: filed by the firm or for it, then accepted or returned by the
 * registrar of its division. A returned filing is over; the firm files anew under a new id. A credit code whose check fails
 * is possible in real life, so it needs a reason, and the reason stays with the filing.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { FactOf } from '@anju/contracts/event';
import { possibleFrom } from '@anju/contracts/operations';
import { isWithinAny } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import {
  EnterpriseFiled,
  FilingAccepted,
  FilingReturned,
  type AcceptFiling,
  type Enterprise,
  type FileEnterprise,
  type ReturnFiling,
  type Warning,
} from '@anju/contracts/registry';
import { registryOperations } from '@anju/contracts/registry-operations';
import { verdictOn } from './uscc.js';

export type EnterpriseEvent = FactOf<typeof EnterpriseFiled> | FactOf<typeof FilingAccepted> | FactOf<typeof FilingReturned>;
/** An enterprise as events carry it: without its contacts. */
export type PublicEnterprise = FactOf<typeof EnterpriseFiled>['data']['enterprise'];

function mustBeCode(member: 'uscc' | 'parentUscc', { [member]: code, usccOverrideReason }: FileEnterprise): void {
  const verdict = code === undefined ? 'good' : verdictOn(code);
  const errors = [{ pointer: `/${member}`, code: verdict, message: code }];
  if (verdict === 'malformed') throw problem('uscc-malformed', { errors });
  if (verdict !== 'good' && usccOverrideReason === undefined) throw problem('uscc-check-failed', { overridable: true, errors });
}

export function file(input: FileEnterprise, by: Actor, at: string): FactOf<typeof EnterpriseFiled> {
  mustBeCode('uscc', input);
  mustBeCode('parentUscc', input);
  const { contacts: _, ...facts } = input;
  return EnterpriseFiled.of({ by: personOf(by), at, enterprise: { ...facts, version: 1, status: 'FILED', filedAt: at } });
}

function mustBeFiled({ status }: PublicEnterprise, by: Actor): void {
  if (status === 'FILED') return;
  const possible = by.role === 'platform' ? [] : possibleFrom(registryOperations, status, by.role);
  throw problem('not-in-this-state', { state: status, possible });
}

export function accept(enterprise: PublicEnterprise, { note }: AcceptFiling, by: Actor, at: string): FactOf<typeof FilingAccepted> {
  mustBeFiled(enterprise, by);
  return FilingAccepted.of({ by: personOf(by), at, ...(note !== undefined && { note }) });
}

export function giveBack(enterprise: PublicEnterprise, { reason }: ReturnFiling, by: Actor, at: string): FactOf<typeof FilingReturned> {
  mustBeFiled(enterprise, by);
  return FilingReturned.of({ by: personOf(by), at, reason });
}

export function evolve(enterprise: PublicEnterprise | undefined, event: EnterpriseEvent, version: number): PublicEnterprise {
  if (event.type === 'enterprise.filed.v1') return { ...event.data.enterprise, version };
  if (!enterprise) throw new Error(`${event.type} before the filing`);
  const decided = { ...enterprise, version, decidedAt: event.data.at };
  return event.type === 'enterprise.filing-accepted.v1'
    ? { ...decided, status: 'ACCEPTED' }
    : { ...decided, status: 'RETURNED', returnReason: event.data.reason };
}

/** Contacts and filing papers: the registrar of the filing division and the firm that they are about. */
export const mayReadPapers = (by: Actor, { id, division }: Pick<Enterprise, 'id' | 'division'>, filedBy: string | null): boolean =>
  by.role === 'registrar' ? isWithinAny(division, by.divisions) : by.enterpriseId !== undefined && [id, filedBy].includes(by.enterpriseId);

/** What a filing was let through with. */
export const warningsOf = ({ uscc, parentUscc }: Pick<Enterprise, 'uscc' | 'parentUscc'>): Pick<Warning, 'code'>[] =>
  [uscc, parentUscc].some((code) => code !== undefined && verdictOn(code) !== 'good') ? [{ code: 'uscc-check-failed' }] : [];
