/**
 * Counts by channel and day, and the present number of what is open. What stands open is kept as the day's change beside
 * the present value, so the value at the end of any past day is the present one minus the changes since: no row of the
 * past is ever touched again. A report counts for the firm it was recorded for and for the firm that has the case now.
 */
import type { Scope } from '@anju/contracts/event';
import { countChannels, difference } from './audience.js';
import { levelFigures, type Known, type LevelFigure, type Step } from './case.js';
import { dayOf, hourOf } from './day.js';
import { counters, type Change, type View } from './view.js';

const levelColumns: Readonly<Record<LevelFigure, string>> = { open: 'open', overdue: 'overdue', suspectedMajor: 'suspected_major', unacknowledged: 'unacknowledged' };
const levels = Object.values(levelColumns);
export const dayCountTable = counters('day_counts', ['channel', 'day'], ['reported', 'closed', 'closed_in_time', 'became_overdue', ...levels]);
export const presentCountTable = counters('present_counts', ['channel'], levels);

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
  const { reportedAt } = step.after.state;
  const { entered, left } = difference(reportChannels(step.before), reportChannels(step.after));
  const at = { day: dayOf(reportedAt), hour: hourOf(reportedAt) };
  return [...entered.map((channel) => ({ channel, by: 1, ...at })), ...left.map((channel) => ({ channel, by: -1, ...at }))];
}

export const dayCounts: View = {
  name: 'day-counts',
  tables: [dayCountTable, presentCountTable],
  fold(step) {
    if (step.kind !== 'hazard') return [];
    const { before, after, event } = step;
    const day = dayOf(event.time);
    const changes: Change[] = reportMoves(step).map(({ channel, day, by }) => ({ table: dayCountTable, key: { channel, day }, add: { reported: by } }));
    const today = (channel: string, add: Record<string, number>) => changes.push({ table: dayCountTable, key: { channel, day }, add });
    if (event.type === 'hazard.closed.v1') for (const channel of countChannels(after.scope)) today(channel, { closed: 1, closed_in_time: after.state.wasLate ? 0 : 1 });
    if (event.type === 'hazard.overdue.v1') for (const channel of countChannels(after.scope)) today(channel, { became_overdue: 1 });
    for (const figure of levelFigures) {
      const was = before?.state.spans[figure] ? countChannels(before.scope) : [];
      const { entered, left } = difference(was, after.state.spans[figure] ? countChannels(after.scope) : []);
      const move = (channel: string, by: number) => {
        const add = { [levelColumns[figure]]: by };
        today(channel, add);
        changes.push({ table: presentCountTable, key: { channel }, add });
      };
      for (const channel of entered) move(channel, 1);
      for (const channel of left) move(channel, -1);
    }
    return changes;
  },
};
