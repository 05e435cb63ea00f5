/**
 * How an enterprise follows from its events, once for everybody who folds them: the registry for its rows, the command center
 * for its views. Contacts are no part of it; they never leave the registry.
 */
import type { FactOf } from './event.js';
import type { EnterpriseExited, EnterpriseFiled, FilingAccepted, FilingRefreshed, FilingReturned } from './registry.js';

export type EnterpriseEvent =
  | FactOf<typeof EnterpriseFiled>
  | FactOf<typeof FilingAccepted>
  | FactOf<typeof FilingReturned>
  | FactOf<typeof FilingRefreshed>
  | FactOf<typeof EnterpriseExited>;
/** An enterprise as events carry it: without its contacts. */
export type PublicEnterprise = FactOf<typeof EnterpriseFiled>['data']['enterprise'];

export function evolve(enterprise: PublicEnterprise | undefined, event: EnterpriseEvent, version: number): PublicEnterprise {
  if (event.type === 'enterprise.filed.v1') return { ...event.data.enterprise, version };
  if (!enterprise) throw new Error(`${event.type} before the filing`);
  const next = { ...enterprise, version };
  switch (event.type) {
    case 'enterprise.filing-accepted.v1': {
      const { at, goodUntil } = event.data;
      return { ...next, status: 'ACCEPTED', decidedAt: at, ...(goodUntil && { goodUntil }) };
    }
    case 'enterprise.filing-returned.v1':
      return { ...next, status: 'RETURNED', decidedAt: event.data.at, returnReason: event.data.reason };
    case 'enterprise.refreshed.v1': {
      const { year, staffCount, projectCount, goodUntil } = event.data;
      return { ...next, refreshedFor: year, staffCount, projectCount, goodUntil };
    }
    case 'enterprise.exited.v1':
      return { ...next, status: 'EXITED', exitedOn: event.data.exitedOn, exitReason: event.data.reason };
  }
}
