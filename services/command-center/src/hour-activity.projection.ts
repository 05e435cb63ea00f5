/** Hazards reported in each hour of each day, by channel: the rhythm of a day. It stands in the row of that day, written once for both views. */
import { dayCountTable, hourColumns, reportMoves } from './day-counts.projection.js';
import type { View } from './view.js';

export const hourActivity: View = {
  name: 'hour-activity',
  tables: [dayCountTable],
  fold: (step) =>
    reportMoves(step).map(({ channel, day, hour, by }) => ({
      table: dayCountTable,
      key: { channel, day },
      add: { [hourColumns[hour]!]: by },
    })),
};
