/**
 * When a duty is due. Minutes and hours run on the wall clock, working hours only while offices are open; a deadline in
 * days does not count the day on which it starts and ends with its last day (Civil Code 201 and 203), so that two cases of
 * the same day are due together. A clock that is stopped keeps what is left of its own kind of time: three working days
 * left over a holiday week are still three working days.
 */
import type { DeadlineUnit } from '@anju/contracts/policies';
import { dayNumber, endOf, instant, ms, startOf } from './day.js';
import { nthWorkingDay, runs, type WorkingCalendar, yearOf } from './working-calendar.js';

export interface Deadline {
  readonly dueAt: string;
  /** It counts working time in a year whose holidays are not known yet: shown beside the deadline. */
  readonly crossesUnknownYear: boolean;
}

const hourMs = 3_600_000;
const horizonDays = 3660;
const kindOf = (unit: DeadlineUnit) => (unit === 'working-days' || unit === 'working-hours' ? unit : 'always');

function deadlineAt(due: number, start: number, unit: DeadlineUnit, calendar: WorkingCalendar): Deadline {
  let crossesUnknownYear = false;
  if (kindOf(unit) !== 'always') {
    for (let year = yearOf(dayNumber(start)); year <= yearOf(dayNumber(due)); year++) crossesUnknownYear ||= !calendar.isKnown(year);
  }
  return { dueAt: instant(due), crossesUnknownYear };
}

/** The earliest moment by which a clock of this kind, started at `from`, has run for `amount` ms. */
function advance(from: number, amount: number, unit: DeadlineUnit, calendar: WorkingCalendar): number {
  const kind = kindOf(unit);
  if (kind === 'always' || amount <= 0) return from + Math.max(0, amount);
  let left = amount;
  let idle = 0;
  for (let day = dayNumber(from); idle <= horizonDays; day++, idle++) {
    for (const [start, end] of runs(calendar, kind, day)) {
      const began = Math.max(start, from);
      if (end <= began) continue;
      if (began + left <= end) return began + left;
      left -= end - began;
      idle = 0;
    }
  }
  throw new Error('the working-time rule names no working hours');
}

/** How long a clock of this kind runs between two moments, in ms. */
function elapsed(from: number, to: number, unit: DeadlineUnit, calendar: WorkingCalendar): number {
  const kind = kindOf(unit);
  if (to <= from) return 0;
  if (kind === 'always') return to - from;
  let sum = 0;
  for (let day = dayNumber(from); startOf(day) < to; day++) {
    for (const [start, end] of runs(calendar, kind, day)) sum += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return sum;
}

/** When `amount` of `unit` after `start` is over. */
export function deadline(start: string, amount: number, unit: DeadlineUnit, calendar: WorkingCalendar): Deadline {
  const from = ms(start);
  const due = (() => {
    switch (unit) {
      case 'minutes':
        return from + amount * 60_000;
      case 'hours':
        return from + amount * hourMs;
      case 'working-hours':
        return advance(from, amount * hourMs, unit, calendar);
      case 'working-days':
        return endOf(nthWorkingDay(calendar, dayNumber(from), amount));
      case 'calendar-days':
        return endOf(dayNumber(from) + amount);
    }
  })();
  return deadlineAt(due, from, unit, calendar);
}

/** What is left when a clock stops, in ms of its own kind of time; nothing once it is over. */
export const remaining = (stoppedAt: string, dueAt: string, unit: DeadlineUnit, calendar: WorkingCalendar): number =>
  elapsed(ms(stoppedAt), ms(dueAt), unit, calendar);

/** The new deadline of a clock that runs on with what was left. Stopped and resumed at once, it is due as before. */
export function resume(resumedAt: string, leftMs: number, unit: DeadlineUnit, calendar: WorkingCalendar): Deadline {
  const from = ms(resumedAt);
  return deadlineAt(advance(from, leftMs, unit, calendar), from, unit, calendar);
}

/**
 * The moment at which a share of the given time is used up, for steps of escalation; 100 is the deadline itself. What the
 * clock stood still before (`idleMs`) was not given.
 */
export function milestone(
  start: string,
  dueAt: string,
  percent: number,
  unit: DeadlineUnit,
  calendar: WorkingCalendar,
  idleMs = 0,
): string {
  if (percent >= 100) return dueAt;
  const from = ms(start);
  const given = elapsed(from, ms(dueAt), unit, calendar) - idleMs;
  return instant(advance(from, idleMs + (given * percent) / 100, unit, calendar));
}
