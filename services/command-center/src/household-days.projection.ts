/**
 * Households of each compound as changes by day: added up to a day they are what the registry knew at its end, for any place
 * or for the compounds of a firm. A compound that moved to another division leaves one and comes to the other.
 */
import { dayOf } from '@anju/contracts/day';
import { counters, type Change, type View } from './view.js';

export const householdDayTable = counters('household_days', ['division', 'compound_id', 'day'], ['households']);

export const householdDays: View = {
  name: 'household-days',
  tables: [householdDayTable],
  fold(step): Change[] {
    if (step.kind !== 'compound') return [];
    const day = dayOf(step.event.time);
    return [
      { known: step.before, sign: -1 },
      { known: step.after, sign: 1 },
    ].flatMap(({ known, sign }): Change[] =>
      known
        ? [
            {
              table: householdDayTable,
              key: { division: known.state.division, compound_id: known.id, day },
              add: { households: sign * known.state.households },
            },
          ]
        : [],
    );
  },
};
