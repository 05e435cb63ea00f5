/**
 * Every open hazard, as lists, map and desk show it, the most urgent first: a suspected or confirmed major before anything
 * else, then what is overdue, then by risk level, then by what is due next. A row leaves when its hazard does.
 */
import { dueAt, isOverdue } from '@anju/contracts/hazard-life';
import { isOpen, RiskLevel, type HazardSummary } from '@anju/contracts/hazards';
import { rows, type View } from './view.js';

export const openHazardTable = rows(
  'open_hazards',
  ['id'],
  ['division', 'enterprise_id', 'departments', 'urgency', 'due_at', 'recorded_at', 'state', 'escalated_to', 'summary'],
);

const urgencyOf = (hazard: HazardSummary): number =>
  (hazard.class === 'ORDINARY' ? 20 : 0) + (isOverdue(hazard) ? 0 : 10) + RiskLevel.options.indexOf(hazard.riskLevel);

export const openHazards: View = {
  name: 'open-hazards',
  tables: [openHazardTable],
  fold(step) {
    if (step.kind !== 'hazard') return [];
    const { before, after } = step;
    const key = { id: after.id };
    const { hazard } = after.state;
    if (!isOpen(hazard)) return before && isOpen(before.state.hazard) ? [{ table: openHazardTable, key, drop: true }] : [];
    const put = {
      division: after.scope.division,
      enterprise_id: after.scope.enterpriseId,
      departments: after.scope.departments ?? [],
      urgency: urgencyOf(hazard),
      due_at: dueAt(hazard),
      recorded_at: hazard.recordedAt,
      state: hazard.state,
      escalated_to: hazard.escalatedTo,
      summary: hazard,
    };
    return [{ table: openHazardTable, key, put }];
  },
};
