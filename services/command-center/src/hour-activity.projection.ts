/** Hazards reported in each hour of each day, by channel: the rhythm of a day. One row a day, one column an hour. */
import { reportMoves } from './day-counts.projection.js';
import { counters, type View } from './view.js';

export const hourColumns = Array.from({ length: 24 }, (_, hour) => `h${String(hour).padStart(2, '0')}`);
export const hourCountTable = counters('hour_counts', ['channel', 'day'], hourColumns);

export const hourActivity: View = {
  name: 'hour-activity',
  tables: [hourCountTable],
  fold: (step) =>
    reportMoves(step).map(({ channel, day, hour, by }) => ({
      table: hourCountTable,
      key: { channel, day },
      add: { [hourColumns[hour]!]: by },
    })),
};
