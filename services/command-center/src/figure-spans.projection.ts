/**
 * From which day to which day a hazard or a permit counted in a figure of what stands open, for whom, and by which event it
 * began: what stands behind a figure of any day. The day of its report stands beside it and stays when the case moves, so
 * that age can be read for any day. A span that ended on the day it began is in no figure and is not kept.
 */
import { dayOf } from '@anju/contracts/day';
import type { Step } from './case.js';
import { levelFigures, type LevelFigure, type Span } from './levels.js';
import { rows, type Change, type View } from './view.js';

export const figureSpanTable = rows(
  'figure_spans',
  ['figure', 'subject_id', 'version'],
  ['division', 'enterprise_id', 'departments', 'since_day', 'from_day', 'until_day', 'event_id'],
);

const beganAt = (step: Extract<Step, { kind: 'hazard' | 'permit' }>): string =>
  step.kind === 'hazard' ? step.after.state.reportedAt : step.after.state.permit.openedAt;

export const figureSpans: View = {
  name: 'figure-spans',
  tables: [figureSpanTable],
  fold(step) {
    if (step.kind !== 'hazard' && step.kind !== 'permit') return [];
    const { before, after, event } = step;
    const day = dayOf(event.time);
    const since_day = dayOf(beganAt(step));
    const changes: Change[] = [];
    const put = (
      figure: LevelFigure,
      { version, day: from, eventId }: Span,
      { division, enterpriseId, departments = [] }: typeof after.scope,
      until?: string,
    ) =>
      changes.push({
        table: figureSpanTable,
        key: { figure, subject_id: after.id, version },
        put: { division, enterprise_id: enterpriseId, departments, since_day, from_day: from, until_day: until, event_id: eventId },
      });
    for (const figure of levelFigures) {
      const [was, is] = [before?.state.spans[figure], after.state.spans[figure]];
      if (was?.version === is?.version) continue;
      if (was && was.day >= day)
        changes.push({ table: figureSpanTable, key: { figure, subject_id: after.id, version: was.version }, drop: true });
      else if (was) put(figure, was, before!.scope, day);
      if (is) put(figure, is, after.scope);
    }
    return changes;
  },
};
