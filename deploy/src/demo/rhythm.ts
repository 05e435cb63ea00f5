/**
 * When hazards are found and which: by day more than by night, on working days more than on weekends and holidays, e-bike
 * heat in summer, falling objects in the typhoon months, gas in winter, and every month more, as one township after the
 * other joins the platform. Nothing here decides about a hazard; it only makes a year look like one.
 */
import type { WorkingCalendar } from '@anju/calendar/working-calendar';
import type { HazardFamily, HazardItem } from '@anju/contracts/policies';
import { dayNumber, hourMs, monthOf, startOfDay } from './days.js';
import { cumulative, type Prng } from './prng.js';

/** By hour of the day, from midnight. */
const byHour = [1, 1, 1, 1, 1, 2, 5, 14, 40, 62, 58, 34, 18, 38, 56, 54, 42, 24, 16, 15, 14, 9, 4, 2];
/** By month, January first. */
const byMonth: Readonly<Record<HazardFamily, readonly number[]>> = {
  fire: [34, 36, 30, 28, 28, 28, 28, 28, 28, 30, 33, 36],
  ebike: [14, 14, 17, 20, 25, 33, 38, 36, 27, 21, 18, 15],
  gas: [27, 25, 19, 14, 11, 9, 9, 9, 11, 14, 21, 27],
  fall: [12, 12, 16, 19, 22, 26, 33, 46, 44, 24, 16, 12],
  confined: [4, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4],
};
const families = Object.keys(byMonth) as HazardFamily[];
/** What looks major is found in one item of so many. */
const rareSuspicion = 0.09;
/** How much the daily number grows over the history, as a power of e. */
const growth = 3.4;

export interface Rhythm {
  /** Moments from the first to the last, not sorted. */
  moments(prng: Prng, count: number): number[];
}

export function rhythm(calendar: WorkingCalendar, endMs: number, days: number): Rhythm {
  const last = dayNumber(endMs);
  const numbers = Array.from({ length: days }, (_, index) => last - days + 1 + index);
  const weights = numbers.map((number, index) => Math.exp((growth * index) / days) * (calendar.isWorking(number) ? 1 : 0.42));
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const hourSums = cumulative(byHour);
  const daySums = cumulative(weights);
  const moment = (prng: Prng): number => startOfDay(prng.draw(numbers, daySums)) + (prng.draw(hours, hourSums) + prng.share()) * hourMs;
  return {
    moments: (prng, count) =>
      Array.from({ length: count }, () => {
        let ms = moment(prng);
        while (ms >= endMs - 60_000) ms = moment(prng);
        return Math.floor(ms);
      }),
  };
}

/** An item that is found in that month; `mayBeSuspected` leaves out what the catalogue suspects from the first moment. */
export function itemAt(prng: Prng, items: readonly HazardItem[], ms: number, maySuspect: boolean): HazardItem {
  const family = prng.weighted(families, (one) => byMonth[one][monthOf(ms)]!);
  const those = items.filter((item) => item.family === family && (maySuspect || item.defaultClass === 'ORDINARY'));
  return prng.weighted(those, (item) =>
    item.defaultClass === 'SUSPECTED_MAJOR'
      ? rareSuspicion
      : item.defaultRiskLevel === 'BLUE'
        ? 2.2
        : item.code === 'H12'
          ? 0.4
          : (commonness[item.code] ?? 1),
  );
}
const commonness: Readonly<Record<string, number>> = {
  F01: 5,
  F02: 2.5,
  F04: 2,
  F05: 2.2,
  F09: 2.4,
  E01: 3,
  E02: 3,
  E03: 2,
  G01: 2,
  G03: 1.6,
  H01: 1.8,
  H05: 2,
  H09: 1.6,
  C02: 3,
};
