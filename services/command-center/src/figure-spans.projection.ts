/**
 * From which day to which day a hazard counted as open, overdue, suspected or unacknowledged, for whom, and by which event
 * it began: what stands behind a figure of any day. A span that ended on the day it began is in no figure and is not kept.
 */
import { dayOf } from '@anju/contracts/day';
import { levelFigures, type LevelFigure, type Span } from './case.js';
import { rows, type Change, type View } from './view.js';

export const figureSpanTable = rows(
  'figure_spans',
  ['figure', 'hazard_id', 'version'],
  ['division', 'enterprise_id', 'departments', 'from_day', 'until_day', 'event_id'],
);

export const figureSpans: View = {
  name: 'figure-spans',
  tables: [figureSpanTable],
  fold(step) {
    if (step.kind !== 'hazard') return [];
    const { before, after, event } = step;
    const day = dayOf(event.time);
    const changes: Change[] = [];
    const put = (
      figure: LevelFigure,
      { version, day: from, eventId }: Span,
      { division, enterpriseId, departments = [] }: typeof after.scope,
      until?: string,
    ) =>
      changes.push({
        table: figureSpanTable,
        key: { figure, hazard_id: after.id, version },
        put: { division, enterprise_id: enterpriseId, departments, from_day: from, until_day: until, event_id: eventId },
      });
    for (const figure of levelFigures) {
      const [was, is] = [before?.state.spans[figure], after.state.spans[figure]];
      if (was?.version === is?.version) continue;
      if (was && was.day >= day)
        changes.push({ table: figureSpanTable, key: { figure, hazard_id: after.id, version: was.version }, drop: true });
      else if (was) put(figure, was, before!.scope, day);
      if (is) put(figure, is, after.scope);
    }
    return changes;
  },
};
