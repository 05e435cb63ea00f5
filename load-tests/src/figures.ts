/** What a reader's figures have to be, counted by the database's own rows under the reader's scope and not by the projections. */
import { lies } from './scope.js';
import { query } from './lookups.js';
import type { Run } from './platform.js';
import type { Who } from './tokens.js';

export interface Counted {
  readonly open: number;
  readonly 'suspected-major': number;
  readonly overdue: number;
}

export async function countedFor(run: Run, who: Who): Promise<Counted> {
  const rows = await query<{ division: string; enterprise: string | null; departments: string[]; class: string; overdue: boolean }>(
    run,
    'select division, responsible_enterprise_id as enterprise, departments, class, is_overdue as overdue from safety_hazards.hazards where is_open',
  );
  const own = rows.filter(({ division, enterprise, departments }) => {
    if (who.role === 'enterprise-manager') return enterprise === who.enterpriseId;
    if (!lies(division, who.divisions)) return false;
    return who.role !== 'department-officer' || departments.includes(who.department ?? '');
  });
  return {
    open: own.length,
    'suspected-major': own.filter((row) => row.class === 'SUSPECTED_MAJOR').length,
    overdue: own.filter((row) => row.overdue).length,
  };
}
