/** Every duty that waits for a unit: the rows behind a member unit's board. A row ends with its duty or with its holder. */
import type { Known } from './case.js';
import { tasksOf, type Waiting } from './tasks.js';
import { rows, type Change, type Row, type View } from './view.js';

export const taskTable = rows(
  'tasks',
  ['hazard_id', 'duty', 'unit', 'holder'],
  ['division', 'enterprise_id', 'departments', 'since', 'due_at', 'is_overdue', 'number', 'title', 'compound_name'],
);

const keyOf = (id: string, { duty, unit, holder }: Waiting) => ({ hazard_id: id, duty, unit, holder });
function tasks(known: Known<'hazard'> | undefined): Map<string, { key: Row; put: Row }> {
  if (!known) return new Map();
  const { scope, state, id } = known;
  const { number, title, compoundName } = state.hazard;
  return new Map(
    tasksOf(state.hazard, state.waits).map((task) => {
      const put = {
        division: scope.division,
        enterprise_id: scope.enterpriseId,
        departments: scope.departments ?? [],
        since: task.since,
        due_at: task.dueAt,
        is_overdue: task.isOverdue,
        number,
        title,
        compound_name: compoundName,
      };
      return [`${task.duty} ${task.unit} ${task.holder}`, { key: keyOf(id, task), put }];
    }),
  );
}

export const waitingTasks: View = {
  name: 'tasks',
  tables: [taskTable],
  fold(step): Change[] {
    if (step.kind !== 'hazard') return [];
    const [was, is] = [tasks(step.before), tasks(step.after)];
    const gone = [...was].filter(([name]) => !is.has(name)).map(([, { key }]): Change => ({ table: taskTable, key, drop: true }));
    const changed = [...is].filter(([name, { put }]) => JSON.stringify(was.get(name)?.put) !== JSON.stringify(put));
    return [...gone, ...changed.map(([, { key, put }]): Change => ({ table: taskTable, key, put }))];
  },
};
