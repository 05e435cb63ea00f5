/** What firms reported within their 24 hours or late, one row each; screens read the newest. */
import { rows, type View } from './view.js';

export const dutyReportTable = rows('duty_reports', ['id'], ['division', 'enterprise_id', 'departments', 'filed_at', 'is_late', 'report']);

export const dutyReports: View = {
  name: 'duty-reports',
  tables: [dutyReportTable],
  fold(step) {
    if (step.kind !== 'duty-report') return [];
    const { id, scope, state } = step.after;
    const { division, enterpriseId, departments = [] } = scope;
    const put = { division, enterprise_id: enterpriseId, departments, filed_at: state.filedAt, is_late: state.isLate, report: state };
    return [{ table: dutyReportTable, key: { id }, put }];
  },
};
