/** Names of divisions for the rows of the desk, and which ones took over others. */
import { rows, type View } from './view.js';

export const divisionTable = rows('divisions', ['code'], ['name', 'is_pseudo', 'valid_to', 'successors']);

export const divisions: View = {
  name: 'divisions',
  tables: [divisionTable],
  fold(step) {
    if (step.kind !== 'division') return [];
    const { code, name, isPseudo, validTo, successors } = step.after.state;
    return [{ table: divisionTable, key: { code }, put: { name, is_pseudo: isPseudo, valid_to: validTo, successors } }];
  },
};
