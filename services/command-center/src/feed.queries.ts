/**
 * A page of the feed for a reader who comes back: what lies on the own channels after an id, under the reader's session of
 * row-level security, with the bounds of the feed from the same statement, so that "nothing is missing" is provable.
 */
import type { Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { arrayText, select } from './counts.queries.js';
import { feedColumns, feedTables, storedSendable, type StoredRow } from './frame.js';
import type { Page } from './live.feed.js';

const most = 500;
interface Row {
  feed_epoch: string;
  feed_seq: string;
  feed_oldest: string;
  rows: StoredRow[] | null;
}

@Injectable()
export class FeedQueries {
  constructor(private readonly em: EntityManager) {}

  async page(by: Actor, channels: readonly string[], after: number): Promise<Page> {
    const [found] = await within(
      this.em,
      by,
      (em) =>
        select<Row>(
          em,
          `select p.feed_epoch, p.feed_seq, p.feed_oldest, (select json_agg(r) from (
             select ${feedColumns} from ${feedTables} where f.seq > ? and f.channels && ?::text[] order by f.seq limit ?) r) as rows
           from projector p`,
          [after, arrayText(channels), most],
        ),
      { readOnly: true },
    );
    const { feed_epoch, feed_seq, feed_oldest, rows } = found!;
    const sendable = (rows ?? []).map(storedSendable);
    return {
      epoch: Number(feed_epoch),
      rows: sendable,
      upTo: sendable.length < most ? Number(feed_seq) : sendable.at(-1)!.seq,
      isWhole: after + 1 >= Number(feed_oldest) || after === Number(feed_seq),
    };
  }
}
