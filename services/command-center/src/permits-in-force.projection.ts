/** Confined-space permits that are open or suspended: somebody may be inside, whatever the permit says. */
import { isInForcePermit } from '@anju/contracts/permits';
import { rows, type View } from './view.js';

export const permitInForceTable = rows('permits_in_force', ['id'], ['division', 'enterprise_id', 'departments', 'ends_at', 'permit']);

export const permitsInForce: View = {
  name: 'permits-in-force',
  tables: [permitInForceTable],
  fold(step) {
    if (step.kind !== 'permit') return [];
    const { id, scope, state } = step.after;
    if (!isInForcePermit(state.permit)) return [{ table: permitInForceTable, key: { id }, drop: true }];
    const { division, enterpriseId, departments = [] } = scope;
    const put = { division, enterprise_id: enterpriseId, departments, ends_at: state.permit.endsAt, permit: state.permit };
    return [{ table: permitInForceTable, key: { id }, put }];
  },
};
