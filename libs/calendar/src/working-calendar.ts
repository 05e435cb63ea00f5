/**
 * Which days are worked and at which hours. A year whose schedule has not been imported yet counts its plain weekdays and
 * says that it does not know: the State Council announces a year's holidays and make-up days only in the November before,
 * and a date in Spring Festival would otherwise look like any Monday.
 */
import type { Holidays, WorkingTime } from '@anju/contracts/policies';
import { dayMs, endOf, fromDay, startOf, toDay, weekday } from './day.js';

/** Half-open stretch of time in ms: from, to. */
export type Stretch = readonly [from: number, to: number];

export interface WorkingCalendar {
  isKnown(year: number): boolean;
  isWorking(day: number): boolean;
  /** The stretches of a day in which working hours run; none on a day off. */
  hours(day: number): readonly Stretch[];
}

const minuteMs = 60_000;
const sinceMidnight = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * minuteMs;
export const yearOf = (day: number): number => new Date(day * dayMs).getUTCFullYear();

export function workingCalendar({ workingTime, years }: { workingTime: WorkingTime; years: readonly Holidays[] }): WorkingCalendar {
  const known = new Set(years.map(({ year }) => year));
  const off = new Set(years.flatMap(({ holidays }) => holidays.map(fromDay)));
  const madeUp = new Set(years.flatMap(({ makeUpDays }) => makeUpDays.map(fromDay)));
  const hours = workingTime.hours.map(([from, to]): Stretch => [sinceMidnight(from), sinceMidnight(to)]);
  const isWorking = (day: number): boolean => madeUp.has(day) || (workingTime.weekdays.includes(weekday(day)) && !off.has(day));
  return {
    isKnown: (year) => known.has(year),
    isWorking,
    hours: (day) => (isWorking(day) ? hours.map(([from, to]): Stretch => [startOf(day) + from, startOf(day) + to]) : []),
  };
}

/** Whether a day (`YYYY-MM-DD`) is worked, make-up days included. */
export const isWorkingDay = (calendar: WorkingCalendar, day: string): boolean => calendar.isWorking(fromDay(day));

/** The n-th working day after a day (`YYYY-MM-DD`), which itself does not count. */
export function workingDayAfter(calendar: WorkingCalendar, day: string, amount: number): string {
  return toDay(nthWorkingDay(calendar, fromDay(day), amount));
}

/** Ten years without a working day means that the rules name none; better an error than a deadline that never comes. */
const horizonDays = 3660;
export function nthWorkingDay(calendar: WorkingCalendar, day: number, amount: number): number {
  let left = amount;
  let at = day;
  for (let idle = 0; left > 0; idle++) {
    if (idle > horizonDays) throw new Error('the working-time rule names no working day');
    at++;
    if (calendar.isWorking(at)) {
      left--;
      idle = 0;
    }
  }
  return at;
}

/** The stretches of a day in which a clock of this kind runs: all day, all of a working day, or its working hours. */
export function runs(calendar: WorkingCalendar, unit: 'always' | 'working-days' | 'working-hours', day: number): readonly Stretch[] {
  if (unit === 'working-hours') return calendar.hours(day);
  return unit === 'always' || calendar.isWorking(day) ? [[startOf(day), endOf(day) + 1]] : [];
}
