/** Counts by place, one level below what a reader looks at, and the names of places. */
import type { Actor } from '@anju/access/actor';
import type { DivisionCount } from '@anju/contracts/command-center';
import type { EntityManager } from '@mikro-orm/postgresql';
import { channelIn } from './audience.js';
import { arrayText, select } from './counts.queries.js';

const levelBelow: Readonly<Record<number, number>> = { 0: 9, 2: 4, 4: 6, 6: 9, 9: 12, 12: 12 };

/** One level below the widest of these divisions; a firm, which has none, is shown the subdistricts it serves. */
export async function divisionCounts(em: EntityManager, by: Actor, today: string, within?: string): Promise<DivisionCount[]> {
  const isFirm = by.role === 'enterprise-manager';
  const own = within ? [within] : isFirm ? [''] : by.divisions;
  const below = levelBelow[Math.min(...own.map((code) => code.length))];
  if (below === undefined) return [];
  // Bounds are made here: a policy lets only leakproof conditions into an index, and putting texts together is none.
  const ranges = (column: string, prefix: string) => ({
    sql: own.map(() => `(${column} >= ? and ${column} < ?)`).join(' or '),
    values: own.flatMap((code) => [prefix + code, `${prefix}${code}:`]),
  });
  const places = ranges('code', '');
  const known = await select<{ code: string; name: string }>(
    em,
    `select code, name from divisions where (${places.sql}) and length(code) = ? and not is_pseudo and valid_to is null`,
    [...places.values, below],
  );
  const prefix = channelIn(by, '');
  const channels = ranges('channel', prefix);
  const present = await select<{ channel: string; open: number; overdue: number; suspectedMajor: number }>(
    em,
    `select channel, open, overdue, suspected_major as "suspectedMajor" from present_counts where (${channels.sql}) and length(channel) = ?`,
    [...channels.values, prefix.length + below],
  );
  const names = new Map(known.map(({ code, name }) => [code, name]));
  const counts = new Map(present.map(({ channel, ...count }) => [channel.slice(prefix.length), count]));
  const codes = [...new Set([...(isFirm ? [] : names.keys()), ...counts.keys()])].sort();
  const reported = await select<{ channel: string; reported: number }>(
    em,
    'select channel, reported from day_counts where channel = any(?::text[]) and day = ?',
    [arrayText(codes.map((code) => prefix + code)), today],
  );
  const reportedIn = new Map(reported.map((row) => [row.channel.slice(prefix.length), row.reported]));
  return codes.map((division) => ({
    division,
    name: names.get(division) ?? division,
    ...(counts.get(division) ?? { open: 0, overdue: 0, suspectedMajor: 0 }),
    reportedToday: reportedIn.get(division) ?? 0,
  }));
}

export async function namesOf(em: EntityManager, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await select<{ code: string; name: string }>(em, 'select code, name from divisions where code = any(?::text[])', [
    arrayText(codes),
  ]);
  return new Map(rows.map(({ code, name }) => [code, name]));
}
