/**
 * Which hazards the desk lists and in which order. The most urgent stand first: suspected major that nobody has
 * acknowledged, then what is overdue, then what is due next. Filters are a convenience; access is decided by the feed. Pure.
 */
import { dueAt, isOverdue } from '@anju/contracts/hazard-life';
import type { HazardSummary } from '@anju/contracts/hazards';
import { isWithin } from '@anju/contracts/place';
import type { DeskSearch } from '../../router.js';

/** What the desk lists: open cases, or what has a list of its own. */
export const deskLists = ['open', 'escalated', 'listed', 'reports', 'permits'] as const;
export type DeskList = (typeof deskLists)[number];
/** Escalated to one of the own divisions, or above them. */
export const isEscalatedTo = ({ escalatedTo }: Pick<HazardSummary, 'escalatedTo'>, own: readonly string[]): boolean =>
  escalatedTo !== undefined && own.some((division) => isWithin(division, escalatedTo));

export const orderNames = ['urgency', 'newest', 'oldest-unassigned'] as const;
export type Order = (typeof orderNames)[number];
export type DeskFilter = Pick<DeskSearch, 'class' | 'risk' | 'family' | 'overdue' | 'division' | 'q'>;

export const matches = (hazard: HazardSummary, filter: DeskFilter): boolean => {
  if (filter.class && hazard.class !== filter.class) return false;
  if (filter.risk && hazard.riskLevel !== filter.risk) return false;
  if (filter.family && hazard.family !== filter.family) return false;
  if (filter.overdue && !isOverdue(hazard)) return false;
  if (filter.division && !isWithin(hazard.division, filter.division)) return false;
  const q = filter.q?.trim().toLowerCase();
  return (
    !q ||
    [
      hazard.number,
      hazard.title.zh,
      hazard.title.en,
      hazard.compoundName,
      hazard.spot,
      hazard.itemCode,
      hazard.responsibleEnterpriseName,
    ].some((text) => text?.toLowerCase().includes(q))
  );
};

const rank = (hazard: HazardSummary): number =>
  hazard.class === 'SUSPECTED_MAJOR' ? (hazard.acknowledgedAt ? 1 : 0) : isOverdue(hazard) ? 2 : hazard.class === 'MAJOR' ? 3 : 4;
const text = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
const never = '9999';

const orders: Record<Order, (left: HazardSummary, right: HazardSummary) => number> = {
  urgency: (left, right) =>
    rank(left) - rank(right) || text(dueAt(left) ?? never, dueAt(right) ?? never) || text(right.recordedAt, left.recordedAt),
  newest: (left, right) => text(right.recordedAt, left.recordedAt) || text(right.id, left.id),
  'oldest-unassigned': (left, right) =>
    Number(left.state !== 'REPORTED') - Number(right.state !== 'REPORTED') || text(left.recordedAt, right.recordedAt),
};
export const listed = (hazards: Iterable<HazardSummary>, filter: DeskFilter, order: Order = 'urgency'): HazardSummary[] =>
  [...hazards].filter((hazard) => matches(hazard, filter)).sort(orders[order]);

/** The neighbour of a row, for j and k; the ends hold. */
export const neighbour = (rows: readonly HazardSummary[], id: string | undefined, step: 1 | -1): string | undefined => {
  const at = rows.findIndex((hazard) => hazard.id === id);
  return rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]?.id;
};
