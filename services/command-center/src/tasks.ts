/**
 * Who has to do what: the duties of a case, each with the unit that holds it. Assigning and re-checking are the subdistrict's
 * of the place, signing and fixing the assignee's, deciding the named departments', what follows a listing the county's. A
 * task is done by the event that does it, not by whatever makes it go away: a case that was merged was not assigned in time.
 */
import type { CloudEvent } from '@anju/contracts/event';
import type { HazardEvent } from '@anju/contracts/hazard-events';
import { dutiesOf, runningClocks } from '@anju/contracts/hazard-life';
import type { Duty, HazardSummary } from '@anju/contracts/hazards';
import type { UnitKind } from '@anju/contracts/boards';

/** Since when each duty waits: since its clock runs, or where it has none, since it came up. */
export type Waits = Readonly<Partial<Record<Duty, string>>>;
export const waitsOf = (hazard: HazardSummary, before: Waits | undefined, at: string): Waits =>
  Object.fromEntries(dutiesOf(hazard).map((duty) => [duty, clockOf(hazard, duty)?.startedAt ?? before?.[duty] ?? at]));
const clockOf = (hazard: HazardSummary, duty: Duty) => runningClocks(hazard).find((clock) => clock.duty === duty);

export interface Holder {
  readonly unit: UnitKind;
  /** Division, enterprise or department. */
  readonly holder: string;
}
export interface Waiting extends Holder {
  readonly duty: Duty;
  readonly since: string;
  readonly dueAt: string | undefined;
  readonly isOverdue: boolean;
}

const subdistrictOf = (division: string): Holder => ({ unit: 'subdistrict', holder: division.slice(0, 9) });
function assigneeOf({ assignee, division }: HazardSummary): Holder {
  if (assignee?.kind === 'enterprise') return { unit: 'enterprise', holder: assignee.enterpriseId };
  if (assignee?.kind === 'department') return { unit: 'department', holder: assignee.department };
  return subdistrictOf(assignee?.division ?? division);
}
function holdersOf(hazard: HazardSummary, duty: Duty): Holder[] {
  const departments = hazard.departments.map((holder): Holder => ({ unit: 'department', holder }));
  switch (duty) {
    case 'assign':
    case 'recheck':
      return [subdistrictOf(hazard.division)];
    case 'accept':
    case 'rectify':
      return [assigneeOf(hazard)];
    case 'decide':
      return departments;
    case 'decide-extension':
      return hazard.class === 'MAJOR' ? departments : [subdistrictOf(hazard.division)];
    case 'publish':
    case 'file-with-city':
    case 'delist':
      return [{ unit: 'county', holder: hazard.division.slice(0, 6) }];
  }
}

export const tasksOf = (hazard: HazardSummary, waits: Waits): Waiting[] =>
  (Object.entries(waits) as [Duty, string][]).flatMap(([duty, since]) => {
    const clock = clockOf(hazard, duty);
    return holdersOf(hazard, duty).map((holder) => ({
      ...holder,
      duty,
      since,
      dueAt: clock?.dueAt,
      isOverdue: clock?.overdueAt !== undefined,
    }));
  });

function dutyDoneBy({ type, data }: HazardEvent): Duty | undefined {
  switch (type) {
    case 'hazard.assigned.v1':
      return 'assign';
    case 'hazard.accepted.v1':
      return 'accept';
    case 'hazard.rectification-submitted.v1':
      return 'rectify';
    case 'hazard.closed.v1':
    case 'hazard.recheck-failed.v1':
      return 'recheck';
    case 'hazard.major-confirmed.v1':
    case 'hazard.major-refuted.v1':
      return 'decide';
    case 'hazard.extension-granted.v1':
    case 'hazard.extension-refused.v1':
      return 'decide-extension';
    case 'hazard.listing-recorded.v1':
      return data.step === 'published' ? 'publish' : 'file-with-city';
    case 'hazard.delisted.v1':
      return 'delist';
    default:
      return undefined;
  }
}
/** The task that an event did, of those that waited before it; of several departments, the one that acted. */
export function doneBy(event: CloudEvent, waiting: readonly Waiting[]): Waiting | undefined {
  const told = event as CloudEvent & HazardEvent;
  const duty = dutyDoneBy(told);
  const candidates = waiting.filter((task) => task.duty === duty);
  const acting = 'department' in told.data ? told.data.department : 'by' in told.data ? told.data.by.department : undefined;
  return candidates.length > 1 ? candidates.find(({ holder }) => holder === acting) : candidates[0];
}
