/**
 * The state of each compound: its name, place and days from the registry, the firms under contract with their days (which one is
 * in force follows from the day on which one asks), and how many hazards are open at which risk level. The three come from
 * different things' events in any order, so each has a table of its own and no row waits for another.
 */
import { lastDayOf } from '@anju/contracts/registry';
import { isOpen, type HazardSummary } from '@anju/contracts/hazards';
import { counters, rows, type Change, type View } from './view.js';

const levels = ['red', 'orange', 'yellow', 'blue'] as const;
export const compoundTable = rows('compound_states', ['id'], ['name', 'division', 'lng', 'lat', 'households', 'starts_on', 'ends_on']);
export const compoundTermTable = rows(
  'compound_terms',
  ['id'],
  ['compound_id', 'enterprise_id', 'enterprise_name', 'starts_on', 'last_on'],
);
/** `red` is the worst level: the first of the four that is not zero. */
export const compoundLoadTable = counters('compound_loads', ['compound_id'], ['open', 'suspected_major', ...levels]);

const loadOf = (hazard: HazardSummary | undefined): Record<string, number> =>
  hazard && isOpen(hazard)
    ? { open: 1, [hazard.riskLevel.toLowerCase()]: 1, ...(hazard.class === 'SUSPECTED_MAJOR' && { suspected_major: 1 }) }
    : {};

export const compoundStates: View = {
  name: 'compound-states',
  tables: [compoundTable, compoundTermTable, compoundLoadTable],
  fold(step): Change[] {
    if (step.kind === 'compound') {
      const { name, division, point, households, startsOn, endsOn } = step.after.state;
      const put = { name, division, lng: point.lng, lat: point.lat, households, starts_on: startsOn, ends_on: endsOn };
      return [{ table: compoundTable, key: { id: step.after.id }, put }];
    }
    if (step.kind === 'contract') {
      const { compoundId, enterpriseId, enterpriseName, startsOn } = step.after.state;
      const put = {
        compound_id: compoundId,
        enterprise_id: enterpriseId,
        enterprise_name: enterpriseName,
        starts_on: startsOn,
        last_on: lastDayOf(step.after.state),
      };
      return [{ table: compoundTermTable, key: { id: step.after.id }, put }];
    }
    if (step.kind !== 'hazard') return [];
    const { hazard } = step.after.state;
    const [was, is] = [loadOf(step.before?.state.hazard), loadOf(hazard)];
    const add = Object.fromEntries(compoundLoadTable.columns.map((column) => [column, (is[column] ?? 0) - (was[column] ?? 0)]));
    return Object.values(add).some((by) => by !== 0) ? [{ table: compoundLoadTable, key: { compound_id: hazard.compoundId }, add }] : [];
  },
};
