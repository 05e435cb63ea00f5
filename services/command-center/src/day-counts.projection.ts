/**
 * Counts by channel and day, and the present number of what is open. What stands open is kept as the day's change beside
 * the present value, so the value at the end of any past day is the present one minus the changes since: no row of the
 * past is ever touched again. A report counts for the firm it was recorded for and for the firm that has the case now.
 */
import { dayOf, hourOf } from '@anju/contracts/day';
import type { CloudEvent, Scope } from '@anju/contracts/event';
import { countChannels, difference } from './audience.js';
import type { Known, Step } from './case.js';
import { columnOf, levelColumns, levelFigures } from './levels.js';
import { counters, type Change, type View } from './view.js';

/** Reports of each hour, by the hour of the report. */
export const hourColumns = Array.from({ length: 24 }, (_, hour) => `h${String(hour).padStart(2, '0')}`);
export const dayColumns = ['reported', 'closed', 'closed_in_time', 'became_overdue', ...levelColumns, ...hourColumns];
export const dayCountTable = counters('day_counts', ['channel', 'day'], dayColumns);
export const presentCountTable = counters('present_counts', ['channel'], levelColumns);

/** Whom the report of a case concerns: a department for good, a firm while the case is its own or if it was reported for it. */
const reportChannels = (known: Known<'hazard'> | undefined): string[] => {
  if (!known) return [];
  const { division, enterpriseId } = known.scope;
  const { reportedFor, named } = known.state;
  const scopes: Scope[] = [reportedFor, enterpriseId].map((firm) => ({ division, enterpriseId: firm, departments: named }));
  return scopes.flatMap(countChannels);
};

/** Channels in which a report begins or ceases to count, with the day and hour of the report. */
export function reportMoves(step: Step): { channel: string; by: number; day: string; hour: number }[] {
  if (step.kind !== 'hazard') return [];
  if (step.before && step.before.scope === step.after.scope) return [];
  const { reportedAt } = step.after.state;
  const { entered, left } = difference(reportChannels(step.before), reportChannels(step.after));
  const at = { day: dayOf(reportedAt), hour: hourOf(reportedAt) };
  return [...entered.map((channel) => ({ channel, by: 1, ...at })), ...left.map((channel) => ({ channel, by: -1, ...at }))];
}

type Sums = Record<string, number>;

/** What an event adds for everybody whom the case concerns after it. */
function happened(event: CloudEvent, wasLate: boolean): Sums {
  if (event.type === 'hazard.closed.v1') return { closed: 1, closed_in_time: wasLate ? 0 : 1 };
  if (event.type === 'hazard.overdue.v1') return { became_overdue: 1 };
  return {};
}
const standing = (known: Known<'hazard'> | Known<'permit'> | undefined, by: 1 | -1): Sums =>
  known ? Object.fromEntries(levelFigures.filter((figure) => known.state.spans[figure]).map((figure) => [columnOf(figure), by])) : {};

export const dayCounts: View = {
  name: 'day-counts',
  tables: [dayCountTable, presentCountTable],
  fold(step) {
    if (step.kind !== 'hazard' && step.kind !== 'permit') return [];
    const { before, after, event } = step;
    const day = dayOf(event.time);
    const changes: Change[] = reportMoves(step).map(({ channel, day, by }) => ({
      table: dayCountTable,
      key: { channel, day },
      add: { reported: by },
    }));
    const count = (channels: readonly string[], levels: Sums, more: Sums = {}) => {
      const [hasLevels, all] = [Object.keys(levels).length > 0, { ...levels, ...more }];
      if (Object.keys(all).length === 0) return;
      for (const channel of channels) {
        changes.push({ table: dayCountTable, key: { channel, day }, add: all });
        if (hasLevels) changes.push({ table: presentCountTable, key: { channel }, add: levels });
      }
    };
    const [was, is] = [standing(before, -1), standing(after, 1)];
    const more = step.kind === 'hazard' ? happened(event, step.after.state.wasLate) : {};
    if (before && before.scope !== after.scope) {
      const { entered, left } = difference(countChannels(before.scope), countChannels(after.scope));
      const stayed = countChannels(after.scope).filter((channel) => !entered.includes(channel));
      count(left, was);
      count(entered, is, more);
      count(stayed, net(was, is), more);
    } else {
      count(countChannels(after.scope), net(was, is), more);
    }
    return changes;
  },
};
const net = (was: Sums, is: Sums): Sums =>
  Object.fromEntries(levelColumns.map((column) => [column, (was[column] ?? 0) + (is[column] ?? 0)] as const).filter(([, by]) => by !== 0));
