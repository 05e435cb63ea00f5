/**
 * The snapshot of the desk. Figures, lists and the id from which the feed goes on are read in one repeatable-read
 * transaction under the reader's session, and the projector writes rows and feed in one transaction too: whoever shows the
 * snapshot and follows the feed from its id has missed nothing and sees nothing twice. The list is answered as the text
 * that is stored, for a county's open hazards are megabytes.
 */
import { dayOf } from '@anju/contracts/day';
import type { Actor } from '@anju/access/actor';
import { channelsOf, scopeWhere } from '@anju/access/scope';
import { within } from '@anju/access/session';
import type { DivisionCount, Snapshot, SnapshotQuery } from '@anju/contracts/command-center';
import { Clock } from '@anju/events/clock';
import { EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { channelIn } from './audience.js';
import { config } from './config.js';
import { arrayText, countsOf, select } from './counts.queries.js';
import { figureNames, figureOf, firstDayFor } from './figures.js';
import { feedId } from './frame.js';
import { Freshness } from './freshness.service.js';
import { hourColumns } from './day-counts.projection.js';

/** One consistent view of everything the reader may see. */
export const oneMoment = { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true } as const;
export const rowScope = { division: 'division', enterprise: 'enterprise_id', departments: 'departments' } as const;

@Injectable()
export class DeskQueries {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
  ) {}

  /** JSON of a `Snapshot`. */
  async snapshot({ limit }: SnapshotQuery, by: Actor): Promise<string> {
    const today = dayOf(this.clock.now());
    const { dataAsOf, serverTime } = this.freshness.times();
    return within(
      this.em,
      by,
      async (em) => {
        const [at] = await select<{ feed_epoch: string; feed_seq: string }>(em, 'select feed_epoch, feed_seq from projector');
        const counts = await countsOf(em, channelsOf(by), firstDayFor(today));
        const scope = scopeWhere(by, rowScope);
        const hazards = await select<{ summary: string }>(
          em,
          `select summary::text as summary from open_hazards where ${scope.sql} order by urgency, due_at, id limit ?`,
          [...scope.params, limit],
        );
        const incidents = await select<{ incident: string }>(
          em,
          `select incident::text as incident from open_incidents where ${scope.sql} order by recorded_at, id limit 500`,
          scope.params,
        );
        const head: Omit<Snapshot, 'hazards' | 'incidents'> = {
          id: feedId(Number(at!.feed_epoch), Number(at!.feed_seq)),
          serverTime,
          ...(dataAsOf !== null && { dataAsOf }),
          isDemo: config.IS_DEMO,
          today,
          figures: figureNames.map((name) => figureOf(name, counts, today)),
          divisions: await this.divisions(em, by, today),
          hours: await this.hours(em, by, today),
          openTotal: counts.present.open,
        };
        const list = (name: string, texts: string[]) => `,"${name}":[${texts.join(',')}]`;
        const lists =
          list(
            'hazards',
            hazards.map(({ summary }) => summary),
          ) +
          list(
            'incidents',
            incidents.map(({ incident }) => incident),
          );
        return `${JSON.stringify(head).slice(0, -1)}${lists}}`;
      },
      oneMoment,
    );
  }

  private async hours(em: EntityManager, by: Actor, today: string) {
    const sums = hourColumns.map((column) => `coalesce(sum(${column}), 0)::int as ${column}`).join(', ');
    const [row] = await select<Record<string, number>>(em, `select ${sums} from day_counts where channel = any(?::text[]) and day = ?`, [
      arrayText(channelsOf(by)),
      today,
    ]);
    return hourColumns.map((column, hour) => ({ hour, reported: row![column]! }));
  }

  /** One level below the widest division of the reader; a firm, which has none, is shown the subdistricts it serves. */
  private async divisions(em: EntityManager, by: Actor, today: string): Promise<DivisionCount[]> {
    const isFirm = by.role === 'enterprise-manager';
    const widest = Math.min(...by.divisions.map((code) => code.length));
    const below = isFirm ? 9 : ({ 2: 4, 4: 6, 6: 9, 9: 12, 12: 12 } as Record<number, number>)[widest];
    if (below === undefined) return [];
    const own = isFirm ? [''] : by.divisions;
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
}
