/**
 * The filing (备案) of a property-service enterprise: filed by the firm or for it, then accepted or returned by the
 * registrar of its division, refreshed every year, and over when the firm exits. A returned filing is over too; the firm
 * files anew under a new id. A credit code whose check fails is possible in real life, so it needs a reason, and the reason
 * stays with the filing.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { PublicEnterprise } from '@anju/contracts/enterprise-life';
import { dayOf, monthsAfter } from '@anju/contracts/day';
import type { FactOf } from '@anju/contracts/event';
import type { EnterpriseFiling } from '@anju/contracts/policies';
import { possibleFrom } from '@anju/contracts/operations';
import { isWithinAny } from '@anju/contracts/place';
import { problem } from '@anju/contracts/problems';
import {
  EnterpriseExited,
  EnterpriseFiled,
  FilingAccepted,
  FilingRefreshed,
  FilingReturned,
  type AcceptFiling,
  type Enterprise,
  type ExitEnterprise,
  type FileEnterprise,
  type RefreshFiling,
  type ReturnFiling,
  type Warning,
} from '@anju/contracts/registry';
import { registryOperations } from '@anju/contracts/registry-operations';
import { verdictOn } from './uscc.js';

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

function mustBe(wanted: Enterprise['status'], { status }: PublicEnterprise, by: Actor): void {
  if (status === wanted) return;
  const possible = by.role === 'platform' ? [] : possibleFrom(registryOperations, status, by.role);
  throw problem('not-in-this-state', { state: status, possible });
}
/** How long it holds is a rule, and the rule of the day on which the clock starts decides. */
const goodUntil = (at: string, { refreshMonths }: EnterpriseFiling): string => monthsAfter(dayOf(at), refreshMonths);

export function accept(
  enterprise: PublicEnterprise,
  { note }: AcceptFiling,
  rule: EnterpriseFiling,
  by: Actor,
  at: string,
): FactOf<typeof FilingAccepted> {
  mustBe('FILED', enterprise, by);
  return FilingAccepted.of({ by: personOf(by), at, goodUntil: goodUntil(at, rule), ...(note !== undefined && { note }) });
}

export function giveBack(enterprise: PublicEnterprise, { reason }: ReturnFiling, by: Actor, at: string): FactOf<typeof FilingReturned> {
  mustBe('FILED', enterprise, by);
  return FilingReturned.of({ by: personOf(by), at, reason });
}

/** Once for each year; the contacts stay in the registry and are not part of the event. */
export function refresh(
  enterprise: PublicEnterprise,
  { year, staffCount, projectCount }: RefreshFiling,
  rule: EnterpriseFiling,
  by: Actor,
  at: string,
): FactOf<typeof FilingRefreshed> {
  mustBe('ACCEPTED', enterprise, by);
  if (enterprise.refreshedFor !== undefined && year <= enterprise.refreshedFor)
    throw problem('already-refreshed', { refreshedFor: enterprise.refreshedFor });
  if (year > Number(dayOf(at).slice(0, 4)))
    throw problem('content-invalid', { errors: [{ pointer: '/year', code: 'to-come', message: `${year} has not begun` }] });
  return FilingRefreshed.of({ by: personOf(by), at, year, staffCount, projectCount, goodUntil: goodUntil(at, rule) });
}

export function exit(
  enterprise: PublicEnterprise,
  { exitedOn, reason }: ExitEnterprise,
  by: Actor,
  at: string,
): FactOf<typeof EnterpriseExited> {
  mustBe('ACCEPTED', enterprise, by);
  return EnterpriseExited.of({ by: personOf(by), at, exitedOn, reason });
}

/** Contacts and filing papers: the registrar of the filing division and the firm that they are about. */
export const mayReadPapers = (by: Actor, { id, division }: Pick<Enterprise, 'id' | 'division'>, filedBy: string | null): boolean =>
  by.role === 'registrar' ? isWithinAny(division, by.divisions) : by.enterpriseId !== undefined && [id, filedBy].includes(by.enterpriseId);

/** What a filing was let through with. */
export const warningsOf = ({ uscc, parentUscc }: Pick<Enterprise, 'uscc' | 'parentUscc'>): Pick<Warning, 'code'>[] =>
  [uscc, parentUscc].some((code) => code !== undefined && verdictOn(code) !== 'good') ? [{ code: 'uscc-check-failed' }] : [];
