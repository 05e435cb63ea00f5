/**
 * One clock per duty. A clock is started by the rule in force at its start and keeps it; edits never restart it, a
 * submitted rectification only stops it, and a failed re-check lets it run on with what was left. Each clock climbs its own
 * ladder of escalation, one durable timer at a time: the next rung.
 */
import { deadline, milestone, remaining, resume } from '@anju/calendar/deadline';
import type { WorkingCalendar } from '@anju/calendar/working-calendar';
import type { Duty, HazardClass, RiskLevel } from '@anju/contracts/hazards';
import type { Clock, PolicyRef } from '@anju/contracts/hazard-records';
import type { EscalationStep, PolicyOf } from '@anju/contracts/policies';
import { ruleFor } from '@anju/policy/lookup';

/** The rules of the place and day, and the moment at which they are applied. */
export interface Rules {
  readonly at: string;
  readonly deadlines: PolicyOf<'hazard-deadlines'>;
  readonly calendar: WorkingCalendar;
}
export interface Weighed {
  readonly class: HazardClass;
  readonly riskLevel: RiskLevel;
  readonly itemCode: string;
}

export const refOf = ({ id, version, basis }: PolicyRef): PolicyRef => ({ id, version, basis });

/** None where the rules give the duty no deadline. */
export function started(duty: Duty, weighed: Weighed, { at, deadlines, calendar }: Rules): Clock[] {
  const rule = ruleFor(deadlines.content, { duty, class: weighed.class, riskLevel: weighed.riskLevel, itemCode: weighed.itemCode });
  if (!rule) return [];
  return [{ duty, unit: rule.unit, startedAt: at, ...deadline(at, rule.amount, rule.unit, calendar), steps: 0, policy: refOf(deadlines) }];
}

export const without = (clocks: readonly Clock[], ...duties: Duty[]): Clock[] => clocks.filter(({ duty }) => !duties.includes(duty));

export const stopped = (clocks: readonly Clock[], duty: Duty, { at, calendar }: Rules): Clock[] =>
  clocks.map((clock) =>
    clock.duty === duty && !clock.stoppedAt ? { ...clock, stoppedAt: at, leftMs: remaining(at, clock.dueAt, clock.unit, calendar) } : clock,
  );

export const resumed = (clocks: readonly Clock[], duty: Duty, { at, calendar }: Rules): Clock[] =>
  clocks.map(({ stoppedAt, leftMs = 0, ...clock }) =>
    clock.duty === duty && stoppedAt
      ? {
          ...clock,
          idleMs: (clock.idleMs ?? 0) + remaining(stoppedAt, at, clock.unit, calendar),
          ...resume(at, leftMs, clock.unit, calendar),
        }
      : { ...clock, ...(stoppedAt && { stoppedAt, leftMs }) },
  );

/**
 * The deadline moved to another moment by a decision of its own: an extension, a plan, a listing. The rule of that day decides
 * from then on, what lies ahead again is climbed again, and what was declared overdue is no longer so (its event stays).
 */
export const movedTo = (clocks: readonly Clock[], duty: Duty, dueAt: string, rules: Rules): Clock[] =>
  clocks.map(({ overdueAt: _, ...clock }) => {
    if (clock.duty !== duty) return { ...clock, ...(_ && { overdueAt: _ }) };
    const moved = { ...clock, dueAt, policy: refOf(rules.deadlines) };
    const steps = ladder(moved, rules).filter(({ at }) => at <= (clock.stoppedAt ?? rules.at)).length;
    return { ...moved, steps, ...(clock.stoppedAt && { leftMs: remaining(clock.stoppedAt, dueAt, clock.unit, rules.calendar) }) };
  });

/** A rung of a clock's ladder; the deadline itself is always one. */
export interface Rung {
  readonly at: string;
  readonly isDeadline: boolean;
  readonly percent?: number | undefined;
  readonly level?: number | undefined;
  readonly territory?: EscalationStep['territory'] | undefined;
}

const rungOf = (clock: Clock, { at, level, territory }: EscalationStep, calendar: WorkingCalendar): Rung =>
  'percent' in at
    ? {
        at: milestone(clock.startedAt, clock.dueAt, at.percent, clock.unit, calendar, clock.idleMs),
        isDeadline: at.percent === 100,
        percent: at.percent,
        level,
        territory,
      }
    : { at: deadline(clock.dueAt, at.after.amount, at.after.unit, calendar).dueAt, isDeadline: false, level, territory };

/** In the order of the rule document, which is the order in time; the deadline is added where no step names it. */
export function ladder(clock: Clock, { deadlines, calendar }: Pick<Rules, 'deadlines' | 'calendar'>): Rung[] {
  const rungs = deadlines.content.escalation.map((step) => rungOf(clock, step, calendar));
  if (!rungs.some(({ isDeadline }) => isDeadline)) rungs.push({ at: clock.dueAt, isDeadline: true });
  return rungs.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
