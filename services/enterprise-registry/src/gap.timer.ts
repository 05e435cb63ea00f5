/**
 * The one timer of a compound: the next day on which its gaps change by themselves, because a term runs out or a contract
 * recorded beforehand begins. It stands for the compound and not for an entry, for the entry may not exist yet.
 */
import { startOfDay } from '@anju/contracts/day';
import type { Compound } from '@anju/contracts/registry';
import type { Timer } from '@anju/events/timers';
import { v5 } from 'uuid';
import { nextTurn, type Stretch } from './coverage.js';

export const timersOf = ({ id, division }: Pick<Compound, 'id' | 'division'>, gaps: readonly Stretch[], today: string): Timer[] => {
  const day = nextTurn(gaps, today);
  if (day === undefined) return [];
  return [
    {
      id: v5(`coverage ${day}`, id),
      aggregateType: 'compound',
      aggregateId: id,
      division,
      kind: 'coverage',
      detail: { day },
      dueAt: startOfDay(day),
      priority: 5,
    },
  ];
};
