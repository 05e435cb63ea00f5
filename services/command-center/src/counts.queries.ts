/** A reader's counters: sums over the few channels of the own scope, never a count over cases. */
import type { Actor } from '@anju/access/actor';
import type { Fragment } from '@anju/access/scope';
import type { EntityManager } from '@mikro-orm/postgresql';
import { reachIn } from './audience.js';
import type { Counts, ReadLevel } from './figures.js';
import { columnOf, levelFigures, reachFigures, type LevelFigure, type ReachFigure } from './levels.js';

/** In the transaction of the session; parameters are `?`. */
export const select = <Row>(em: EntityManager, sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  em.getConnection().execute<Row[]>(sql, [...values], 'all', em.getTransactionContext());
/** The ORM spreads an array over several parameters; as the text of an array it is one. */
export const arrayText = (texts: readonly string[]): string => `{${texts.map((text) => JSON.stringify(text)).join(',')}}`;

const plain = levelFigures.filter(
  (figure): figure is Exclude<LevelFigure, ReachFigure> => !(reachFigures as readonly string[]).includes(figure),
);
/** Sums of everything that stands open, escalation as far as it reaches the reader of each channel. */
function levelSums(by: Actor, channels: readonly string[]): Fragment {
  const reached = Map.groupBy(channels, (channel) => reachIn(by, channel));
  const cases = [...reached.keys()].map((figure) => `when channel = any(?::text[]) then ${columnOf(figure)}`);
  const escalated = cases.length > 0 ? `case ${cases.join(' ')} end` : '0';
  return {
    sql: [
      ...plain.map((figure) => `coalesce(sum(${columnOf(figure)}), 0)::int as "${figure}"`),
      `coalesce(sum(${escalated}), 0)::int as escalated`,
    ].join(', '),
    params: [...reached.values()].map(arrayText),
  };
}
type Row = { day: string; reported: number; closed: number; closedInTime: number } & Record<ReadLevel, number>;

export async function countsOf(em: EntityManager, by: Actor, channels: readonly string[], from: string): Promise<Counts> {
  const levels = levelSums(by, channels);
  const days = await select<Row>(
    em,
    `select day, sum(reported)::int as reported, sum(closed)::int as closed, sum(closed_in_time)::int as "closedInTime", ${levels.sql}
     from day_counts where channel = any(?::text[]) and day >= ? group by day`,
    [...levels.params, arrayText(channels), from],
  );
  const [present] = await select<Counts['present']>(em, `select ${levels.sql} from present_counts where channel = any(?::text[])`, [
    ...levels.params,
    arrayText(channels),
  ]);
  return {
    days: days.map(({ day, reported, closed, closedInTime, ...changes }) => ({ day, reported, closed, closedInTime, changes })),
    present: present!,
  };
}
