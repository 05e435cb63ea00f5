/** Hazards reported in each hour of each day, by channel: the rhythm of a day. */
import { reportMoves } from './day-counts.projection.js';
import { counters, type View } from './view.js';

export const hourCountTable = counters('hour_counts', ['channel', 'day', 'hour'], ['reported']);

export const hourActivity: View = {
  name: 'hour-activity',
  tables: [hourCountTable],
  fold: (step) => reportMoves(step).map(({ channel, day, hour, by }) => ({ table: hourCountTable, key: { channel, day, hour }, add: { reported: by } })),
};
