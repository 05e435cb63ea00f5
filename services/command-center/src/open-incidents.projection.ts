/** Emergencies that the operator has not yet handed over to whoever acts. */
import { rows, type View } from './view.js';

export const openIncidentTable = rows('open_incidents', ['id'], ['division', 'enterprise_id', 'departments', 'recorded_at', 'incident']);

export const openIncidents: View = {
  name: 'open-incidents',
  tables: [openIncidentTable],
  fold(step) {
    if (step.kind !== 'incident') return [];
    const { id, scope, state } = step.after;
    if (state.handedOver) return [{ table: openIncidentTable, key: { id }, drop: true }];
    const { division, enterpriseId, departments = [] } = scope;
    const put = { division, enterprise_id: enterpriseId, departments, recorded_at: state.recordedAt, incident: state };
    return [{ table: openIncidentTable, key: { id }, put }];
  },
};
