/**
 * The snapshot of the desk. Figures, lists and the id from which the feed goes on are read in one repeatable-read
 * transaction under the reader's session, and the projector writes rows and feed in one transaction too: whoever shows the
 * snapshot and follows the feed from its id has missed nothing and sees nothing twice. A territory's page is the same for
 * one division: what a subdistrict has to look at, the oldest unassigned first.
 */
import type { Actor } from '@anju/access/actor';
import { channelsOf } from '@anju/access/scope';
import { within } from '@anju/access/session';
import type { TerritoryQuery, Territory } from '@anju/contracts/boards';
import type { Snapshot, SnapshotQuery } from '@anju/contracts/command-center';
import { dayOf } from '@anju/contracts/day';
import { problem } from '@anju/contracts/problems';
import { Clock } from '@anju/events/clock';
import { EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { channelsWithin } from './audience.js';
import { config } from './config.js';
import { arrayText, countsOf, select } from './counts.queries.js';
import { hourColumns } from './day-counts.projection.js';
import { divisionCounts, namesOf } from './division.queries.js';
import { figureNames, figureOf, firstDayFor } from './figures.js';
import { feedId } from './frame.js';
import { Freshness } from './freshness.service.js';
import * as lists from './list.queries.js';

/** One consistent view of everything the reader may see. */
export const oneMoment = { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true } as const;
/** Reports that a desk shows; older ones are listed by their owner. */
const recentReports = 50;
type ListsOf<T> = { [K in keyof T]-?: T[K] extends readonly { id: string }[] ? K : never }[keyof T];

@Injectable()
export class DeskQueries {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
  ) {}

  /** JSON of a `Snapshot`. */
  async snapshot({ limit }: SnapshotQuery, by: Actor): Promise<string> {
    const moment = this.moment();
    return within(
      this.em,
      by,
      async (em) => {
        const counts = await countsOf(em, by, channelsOf(by), firstDayFor(moment.today));
        const head: Omit<Snapshot, ListsOf<Snapshot>> = {
          id: await this.feedId(em),
          ...moment,
          isDemo: config.IS_DEMO,
          figures: figureNames.map((name) => figureOf(name, counts, moment.today)),
          divisions: await divisionCounts(em, by, moment.today),
          hours: await this.hours(em, by, moment.today),
          openTotal: counts.present.open,
        };
        return lists.withLists(head, {
          hazards: await lists.openHazards(em, by, { limit }),
          incidents: await lists.openIncidents(em, by, { limit: 500 }),
          listed: await lists.listedHazards(em, by, { limit: 500 }),
          permits: await lists.permitsInForce(em, by, { limit: 500 }),
          dutyReports: await lists.dutyReports(em, by, { limit: recentReports }),
        } satisfies Record<ListsOf<Snapshot>, string>);
      },
      oneMoment,
    );
  }

  /** JSON of a `Territory`. What lies outside the scope is not there. */
  async territory({ division: asked, limit }: TerritoryQuery, by: Actor): Promise<string> {
    const division = asked ?? (by.divisions.length === 1 ? by.divisions[0] : undefined);
    const channels = division === undefined ? [] : channelsWithin(by, division);
    if (division === undefined || channels.length === 0) throw problem('not-found');
    const moment = this.moment();
    const list = { division, limit };
    return within(
      this.em,
      by,
      async (em) => {
        const counts = await countsOf(em, by, channels, firstDayFor(moment.today));
        const name = (await namesOf(em, [division])).get(division);
        const head: Omit<Territory, ListsOf<Territory>> = {
          id: await this.feedId(em),
          ...moment,
          division: { code: division, ...(name !== undefined && { name }) },
          figures: figureNames.map((figure) => figureOf(figure, counts, moment.today)),
          divisions: await divisionCounts(em, by, moment.today, division),
        };
        return lists.withLists(head, {
          unassigned: await lists.unassigned(em, by, list),
          escalated: await lists.escalatedTo(em, by, list),
          extensions: await lists.extensions(em, by, list),
          listed: await lists.listedHazards(em, by, list),
          dutyReports: await lists.dutyReports(em, by, { division, limit: Math.min(limit, recentReports) }),
          permits: await lists.permitsInForce(em, by, list),
        } satisfies Record<ListsOf<Territory>, string>);
      },
      oneMoment,
    );
  }

  private moment() {
    const { dataAsOf, serverTime } = this.freshness.times();
    return { serverTime, ...(dataAsOf !== null && { dataAsOf }), today: dayOf(this.clock.now()) };
  }
  private async feedId(em: EntityManager): Promise<string> {
    const [at] = await select<{ feed_epoch: string; feed_seq: string }>(em, 'select feed_epoch, feed_seq from projector');
    return feedId(Number(at!.feed_epoch), Number(at!.feed_seq));
  }

  private async hours(em: EntityManager, by: Actor, today: string) {
    const sums = hourColumns.map((column) => `coalesce(sum(${column}), 0)::int as ${column}`).join(', ');
    const [row] = await select<Record<string, number>>(em, `select ${sums} from day_counts where channel = any(?::text[]) and day = ?`, [
      arrayText(channelsOf(by)),
      today,
    ]);
    return hourColumns.map((column, hour) => ({ hour, reported: row![column]! }));
  }
}
