/** The durable timers of a hazard: for every running clock the next rung of its ladder, and nothing else. */
import type { Duty, Hazard } from '@anju/contracts/hazards';
import type { Clock } from '@anju/contracts/hazard-records';
import type { Timer } from '@anju/events/timers';
import { v5 } from 'uuid';
import { ladder, type Rules } from './hazard-clock.js';

/** Unassigned items escalate first, then what a department has to decide. */
const priorities: Readonly<Record<Duty, number>> = {
  assign: 1,
  decide: 2,
  accept: 3,
  rectify: 4,
  recheck: 4,
  'decide-extension': 4,
  publish: 5,
  'file-with-city': 5,
  delist: 5,
};

export const timersOf = (hazard: Hazard, rulesOf: (clock: Clock) => Rules): Timer[] =>
  hazard.clocks.flatMap((clock) => {
    if (clock.stoppedAt) return [];
    const rung = ladder(clock, rulesOf(clock))[clock.steps];
    if (!rung) return [];
    return [
      {
        id: v5(`${clock.duty} ${clock.startedAt} ${clock.dueAt} ${clock.steps} ${rung.at}`, hazard.id),
        aggregateType: 'hazard',
        aggregateId: hazard.id,
        division: hazard.division,
        kind: clock.duty,
        detail: {},
        dueAt: rung.at,
        priority: priorities[clock.duty],
      },
    ];
  });
