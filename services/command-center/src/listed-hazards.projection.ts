/**
 * Hazards under listed supervision, and those taken off it with something still to publish or to file. A closed one stays
 * here until the county has delisted it: it is no open hazard any more, but nobody is through with it.
 */
import { dueAt, dutiesOf } from '@anju/contracts/hazard-life';
import type { HazardSummary } from '@anju/contracts/hazards';
import { rows, type View } from './view.js';

export const listedHazardTable = rows('listed_hazards', ['id'], ['division', 'enterprise_id', 'departments', 'due_at', 'summary']);

const isShown = (hazard: HazardSummary): boolean =>
  hazard.listing !== undefined &&
  (hazard.listing.delisted === undefined || dutiesOf(hazard).some((duty) => duty === 'publish' || duty === 'file-with-city'));

export const listedHazards: View = {
  name: 'listed-hazards',
  tables: [listedHazardTable],
  fold(step) {
    if (step.kind !== 'hazard') return [];
    const { before, after } = step;
    const { hazard } = after.state;
    const key = { id: after.id };
    if (!isShown(hazard)) return before && isShown(before.state.hazard) ? [{ table: listedHazardTable, key, drop: true }] : [];
    const { division, enterpriseId, departments = [] } = after.scope;
    const put = { division, enterprise_id: enterpriseId, departments, due_at: dueAt(hazard), summary: hazard };
    return [{ table: listedHazardTable, key, put }];
  },
};
