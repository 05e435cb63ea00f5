/**
 * An entry of the ledger of compounds without property service. Nobody opens or closes one by hand: `settle` compares the
 * entries of a compound with the gaps that follow from its contracts and says what has to be recorded, and saying it twice
 * changes nothing. An entry keeps its identity, and with it its plan, while its days are moved by corrections.
 */
import { personOf, type Actor } from '@anju/access/actor';
import { GapClosed, GapOpened, GapPlanned, type CoverageGap, type PlanCoverage } from '@anju/contracts/coverage';
import type { FactOf } from '@anju/contracts/event';
import { possibleFrom } from '@anju/contracts/operations';
import { problem } from '@anju/contracts/problems';
import type { Compound } from '@anju/contracts/registry';
import { registryOperations } from '@anju/contracts/registry-operations';
import { nameOn } from '@anju/contracts/compound-history';
import type { Stretch } from './coverage.js';

export type GapEvent = FactOf<typeof GapOpened> | FactOf<typeof GapPlanned> | FactOf<typeof GapClosed>;

/** A correction has left nothing of it. */
export const isVoid = ({ openedOn, closedOn }: CoverageGap): boolean => closedOn !== undefined && closedOn <= openedOn;
const overlaps = (gap: CoverageGap, { from, until }: Stretch): boolean =>
  (until === undefined || gap.openedOn < until) && (gap.closedOn === undefined || from < gap.closedOn);

const opened = (
  { closedOn: _, closedBy: __, contractId: ___, afterContractId: ____, ...gap }: CoverageGap,
  stretch: Stretch,
): CoverageGap => ({
  ...gap,
  status: 'OPEN',
  openedOn: stretch.from,
  reason: stretch.reason,
  ...(stretch.afterContractId && { afterContractId: stretch.afterContractId }),
});
const closed = (gap: CoverageGap, { until, closedBy, contractId }: Stretch): CoverageGap => ({
  ...gap,
  status: 'CLOSED',
  closedOn: until!,
  closedBy: closedBy!,
  ...(contractId && { contractId }),
});
const isSameStart = (gap: CoverageGap, { from, reason, afterContractId }: Stretch): boolean =>
  gap.openedOn === from && gap.reason === reason && gap.afterContractId === afterContractId;
const isSameEnd = (gap: CoverageGap, { until, closedBy, contractId }: Stretch): boolean =>
  gap.closedOn === until && gap.closedBy === closedBy && gap.contractId === contractId;

/** Which entry stands for which gap: the earliest that shares a day with it. */
function paired(gaps: readonly CoverageGap[], stretches: readonly Stretch[]): [CoverageGap | undefined, Stretch][] {
  const left = gaps.filter((gap) => !isVoid(gap)).sort((a, b) => (a.openedOn < b.openedOn ? -1 : 1));
  return stretches.map((stretch) => {
    const index = left.findIndex((gap) => overlaps(gap, stretch));
    return [index < 0 ? undefined : left.splice(index, 1)[0], stretch];
  });
}

/** What has to be recorded so that the entries of a compound are the gaps that are known on this day. */
export function settle(
  compound: Pick<Compound, 'id' | 'name' | 'formerNames' | 'division'>,
  gaps: readonly CoverageGap[],
  known: readonly Stretch[],
  newId: () => string,
  by: Actor,
  at: string,
): GapEvent[] {
  const step = { by: personOf(by), at };
  const said: GapEvent[] = [];
  const pairs = paired(gaps, known);
  const kept = new Set(pairs.map(([gap]) => gap?.id));
  for (const gap of gaps) {
    if (kept.has(gap.id) || isVoid(gap)) continue;
    const { contractId: _, ...rest } = gap;
    const corrected: CoverageGap = { ...rest, version: gap.version + 1, status: 'CLOSED', closedOn: gap.openedOn, closedBy: 'corrected' };
    said.push(GapClosed.of({ ...step, gap: corrected }));
  }
  for (const [found, stretch] of pairs) {
    const fresh = (): CoverageGap => ({
      id: newId(),
      version: 0,
      compoundId: compound.id,
      compoundName: nameOn(compound, stretch.from),
      division: compound.division,
      status: 'OPEN',
      openedOn: stretch.from,
      reason: stretch.reason,
    });
    let gap = found ?? fresh();
    const mustOpen = !found || !isSameStart(gap, stretch) || (gap.status === 'CLOSED' && stretch.until === undefined);
    if (mustOpen) {
      gap = { ...opened(gap, stretch), version: gap.version + 1 };
      said.push(GapOpened.of({ ...step, gap }));
    }
    if (stretch.until !== undefined && (mustOpen || !isSameEnd(gap, stretch))) {
      const { contractId: _, ...rest } = gap;
      gap = { ...closed(rest, stretch), version: gap.version + 1 };
      said.push(GapClosed.of({ ...step, gap }));
    }
  }
  return said;
}

export function plan(gap: CoverageGap, input: PlanCoverage, by: Actor, at: string): FactOf<typeof GapPlanned> {
  if (gap.status !== 'OPEN') {
    const possible = by.role === 'platform' ? [] : possibleFrom(registryOperations, gap.status, by.role);
    throw problem('not-in-this-state', { state: gap.status, possible });
  }
  const person = personOf(by);
  return GapPlanned.of({ by: person, at, gap: { ...gap, version: gap.version + 1, plan: { ...input, by: person, at } } });
}

export const evolve = (_: CoverageGap | undefined, event: GapEvent, version: number): CoverageGap => ({ ...event.data.gap, version });
