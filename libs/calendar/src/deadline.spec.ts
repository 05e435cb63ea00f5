/**
 * Deadlines against the vectors of the field (domain.md §1.5) and against what must hold for any of them: a later start or
 * a longer time is never due earlier, two periods in a row are one, and a clock that was stopped has lost nothing.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { dayOf } from '@anju/contracts/day';
import type { DeadlineUnit, Holidays, PolicyOf, WorkingTime } from '@anju/contracts/policies';
import fc from 'fast-check';
import { ms } from './day.js';
import { deadline, milestone, remaining, resume } from './deadline.js';
import { calendarRules } from './rules.js';
import { isWorkingDay, workingCalendar, workingDayAfter } from './working-calendar.js';

const read = <T>(file: string): T => JSON.parse(readFileSync(new URL(file, calendarRules), 'utf8')) as T;
const years: Holidays[] = read<PolicyOf<'holidays'>[]>('holidays.json').map(({ content }) => content);
const workingTime: WorkingTime = read<PolicyOf<'working-time'>[]>('working-time.json')[0]!.content;
const calendar = workingCalendar({ workingTime, years });
/** An instant given as Shanghai wall time. */
const at = (local: string): string => new Date(`${local}:00+08:00`).toISOString();
const due = (start: string, amount: number, unit: DeadlineUnit) => deadline(at(start), amount, unit, calendar);

describe('the working calendar', () => {
  it.each(['2026-10-10', '2026-09-20', '2026-02-14', '2026-02-28'])('%s is a make-up day and is worked', (day) => {
    expect(isWorkingDay(calendar, day)).toBe(true);
  });
  it.each(['2026-10-07', '2026-02-23', '2026-01-02', '2026-11-21'])('%s is not worked', (day) => {
    expect(isWorkingDay(calendar, day)).toBe(false);
  });
  it('five working days after 2026-09-29 is 2026-10-12, seven after 2026-02-12 is 2026-02-28', () => {
    expect(workingDayAfter(calendar, '2026-09-29', 5)).toBe('2026-10-12');
    expect(workingDayAfter(calendar, '2026-02-12', 7)).toBe('2026-02-28');
  });
});

describe('a deadline', () => {
  it('in working days ends with its last day in Shanghai', () => {
    expect(due('2026-09-29T16:40', 5, 'working-days').dueAt).toBe('2026-10-12T15:59:59.999Z');
    expect(due('2026-02-12T00:10', 7, 'working-days').dueAt).toBe('2026-02-28T15:59:59.999Z');
  });
  it('in calendar days counts holidays too and does not count the day on which it starts', () => {
    expect(due('2026-09-30T23:59', 3, 'calendar-days').dueAt).toBe('2026-10-03T15:59:59.999Z');
    expect(due('2026-10-01T00:00', 3, 'calendar-days').dueAt).toBe('2026-10-04T15:59:59.999Z');
  });
  it('in minutes and hours runs through night and holidays', () => {
    expect(due('2026-10-01T23:45', 30, 'minutes').dueAt).toBe(at('2026-10-02T00:15'));
    expect(due('2026-10-01T23:45', 24, 'hours').dueAt).toBe(at('2026-10-02T23:45'));
  });
  it('in working hours runs only while offices are open, through lunch, nights and holidays', () => {
    expect(due('2026-09-29T10:30', 2, 'working-hours').dueAt).toBe(at('2026-09-29T14:30'));
    expect(due('2026-09-30T17:00', 4, 'working-hours').dueAt).toBe(at('2026-10-08T14:00'));
    expect(due('2026-10-10T08:00', 7, 'working-hours').dueAt).toBe(at('2026-10-10T17:30'));
  });
  it('that counts working time in a year without a schedule says so', () => {
    expect(due('2026-12-30T10:00', 1, 'working-days').crossesUnknownYear).toBe(false);
    expect(due('2026-12-30T10:00', 2, 'working-days').crossesUnknownYear).toBe(true);
    expect(due('2026-12-31T17:00', 1, 'working-hours').crossesUnknownYear).toBe(true);
    expect(due('2027-02-07T10:00', 1, 'working-days')).toEqual({ dueAt: '2027-02-08T15:59:59.999Z', crossesUnknownYear: true });
    expect(due('2026-12-30T10:00', 90, 'calendar-days').crossesUnknownYear).toBe(false);
  });
});

describe('a clock that is stopped', () => {
  it('runs on with the working time that was left, over a holiday week', () => {
    const dueAt = due('2026-09-29T09:00', 3, 'working-hours').dueAt;
    const left = remaining(at('2026-09-29T10:00'), dueAt, 'working-hours', calendar);
    expect(left).toBe(2 * 3_600_000);
    expect(resume(at('2026-09-30T17:00'), left, 'working-hours', calendar).dueAt).toBe(at('2026-10-08T10:00'));
  });
  it('has nothing left after its deadline and is due again at once', () => {
    const left = remaining(at('2026-09-29T10:00'), at('2026-09-28T10:00'), 'hours', calendar);
    expect(left).toBe(0);
    expect(resume(at('2026-09-30T10:00'), left, 'hours', calendar).dueAt).toBe(at('2026-09-30T10:00'));
  });
});

describe('steps of escalation', () => {
  it('fall on shares of the time given, in its own kind of time', () => {
    const { dueAt } = due('2026-09-30T15:30', 4, 'working-hours');
    expect(milestone(at('2026-09-30T15:30'), dueAt, 50, 'working-hours', calendar)).toBe(at('2026-09-30T17:30'));
    expect(milestone(at('2026-09-30T15:30'), dueAt, 100, 'working-hours', calendar)).toBe(dueAt);
    expect(milestone(at('2026-10-01T00:00'), at('2026-10-02T00:00'), 80, 'hours', calendar)).toBe(at('2026-10-01T19:12'));
  });
});

describe('whatever the start and the amount', () => {
  const units: DeadlineUnit[] = ['minutes', 'hours', 'working-hours', 'working-days', 'calendar-days'];
  const start = fc
    .integer({ min: ms('2025-01-01T00:00:00Z'), max: ms('2026-12-31T00:00:00Z') })
    .map((value) => new Date(value).toISOString());
  const amount = fc.integer({ min: 0, max: 60 });
  const unit = fc.constantFrom(...units);
  const of = (from: string, count: number, kind: DeadlineUnit): number => ms(deadline(from, count, kind, calendar).dueAt);
  const check = <T>(property: fc.IProperty<T>) => fc.assert(property, { numRuns: 400 });

  it('a later start is never due earlier', () => {
    check(
      fc.property(start, start, amount, unit, (a, b, n, kind) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        expect(of(late, n, kind)).toBeGreaterThanOrEqual(of(early, n, kind));
      }),
    );
  });
  it('a longer time is never due earlier, and nothing is due before it starts', () => {
    check(
      fc.property(start, amount, amount, unit, (from, a, b, kind) => {
        expect(of(from, Math.max(a, b), kind)).toBeGreaterThanOrEqual(of(from, Math.min(a, b), kind));
        expect(of(from, a, kind)).toBeGreaterThanOrEqual(ms(from));
      }),
    );
  });
  it('two periods in a row are one', () => {
    check(
      fc.property(start, amount, amount, unit, (from, a, b, kind) => {
        expect(of(deadline(from, a, kind, calendar).dueAt, b, kind)).toBe(of(from, a + b, kind));
      }),
    );
  });
  it('a clock stopped and resumed at once is due as before, and the longer it stands the later', () => {
    check(
      fc.property(
        start,
        amount,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 30 * 86_400_000 }),
        unit,
        (from, n, share, pause, kind) => {
          const dueAt = of(from, n, kind);
          const stopped = Math.floor(ms(from) + (dueAt - ms(from)) * share);
          const left = remaining(new Date(stopped).toISOString(), new Date(dueAt).toISOString(), kind, calendar);
          const again = ms(resume(new Date(stopped).toISOString(), left, kind, calendar).dueAt);
          if (left > 0) expect(again).toBe(dueAt);
          const later = ms(resume(new Date(stopped + pause).toISOString(), left, kind, calendar).dueAt);
          expect(later).toBeGreaterThanOrEqual(again);
        },
      ),
    );
  });
  it('a deadline in days falls on a working day where working days are counted, and on the last moment of it', () => {
    check(
      fc.property(start, fc.integer({ min: 1, max: 60 }), (from, n) => {
        const { dueAt } = deadline(from, n, 'working-days', calendar);
        expect(isWorkingDay(calendar, dayOf(dueAt))).toBe(true);
        expect(dayOf(new Date(ms(dueAt) + 1).toISOString())).not.toBe(dayOf(dueAt));
      }),
    );
  });
});
