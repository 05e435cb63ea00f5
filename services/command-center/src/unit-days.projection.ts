/** Tasks done by each unit on each day, and how many of them in time, by the place of the case: what a rate of units is made of. */
import { dayOf } from '@anju/contracts/day';
import { doneBy, tasksOf } from './tasks.js';
import { counters, type View } from './view.js';

export const unitDayTable = counters('unit_days', ['unit', 'holder', 'day', 'division'], ['done', 'in_time']);

export const unitDays: View = {
  name: 'unit-days',
  tables: [unitDayTable],
  fold(step) {
    if (step.kind !== 'hazard' || !step.before) return [];
    const { before, after, event } = step;
    const done = doneBy(event, tasksOf(before.state.hazard, before.state.waits));
    if (!done) return [];
    const key = { unit: done.unit, holder: done.holder, day: dayOf(event.time), division: after.scope.division };
    return [{ table: unitDayTable, key, add: { done: 1, in_time: done.isOverdue ? 0 : 1 } }];
  },
};
