/** A reader's counters: sums over the few channels of the own scope, never a count over cases. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Counts } from './figures.js';

/** In the transaction of the session; parameters are `?`. */
export const select = <Row>(em: EntityManager, sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  em.getConnection().execute<Row[]>(sql, [...values], 'all', em.getTransactionContext());
/** The ORM spreads an array over several parameters; as the text of an array it is one. */
export const arrayText = (texts: readonly string[]): string => `{${texts.map((text) => JSON.stringify(text)).join(',')}}`;

const levels =
  'coalesce(sum(open), 0)::int as open, coalesce(sum(overdue), 0)::int as overdue, coalesce(sum(suspected_major), 0)::int as "suspectedMajor", coalesce(sum(unacknowledged), 0)::int as unacknowledged';
interface Row {
  day: string;
  reported: number;
  closed: number;
  closedInTime: number;
  open: number;
  overdue: number;
  suspectedMajor: number;
  unacknowledged: number;
}

export async function countsOf(em: EntityManager, channels: readonly string[], from: string): Promise<Counts> {
  const days = await select<Row>(
    em,
    `select day, sum(reported)::int as reported, sum(closed)::int as closed, sum(closed_in_time)::int as "closedInTime", ${levels}
     from day_counts where channel = any(?::text[]) and day >= ? group by day`,
    [arrayText(channels), from],
  );
  const [present] = await select<Counts['present']>(em, `select ${levels} from present_counts where channel = any(?::text[])`, [
    arrayText(channels),
  ]);
  return {
    days: days.map(({ day, reported, closed, closedInTime, ...changes }) => ({ day, reported, closed, closedInTime, changes })),
    present: present!,
  };
}
