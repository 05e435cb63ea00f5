/**
 * Effects on the world outside (a mail, a message to another system) happen once, however often their event arrives: the
 * row in `inbox` is written in the transaction of the effect, and a second one finds it there. Rows and views need none of
 * this, for they compare versions. An event recorded before the effect's horizon is old history that is being read again,
 * by a rebuild or into a new database: it is ignored and counted.
 */
import type { CloudEvent } from '@anju/contracts/event';
import type { EntityManager } from '@mikro-orm/postgresql';

export type Applied = 'done' | 'repeated' | 'before-horizon';

export class Inbox {
  private old = 0;

  /** `horizon`: RFC 3339, the moment from which on this consumer acts. */
  constructor(
    private readonly consumer: string,
    private readonly horizon: string,
  ) {}

  /** Events that came from before the horizon. */
  get ignored(): number {
    return this.old;
  }

  /** Runs the work in one transaction with its note; what it throws undoes both, so the next delivery tries again. */
  async once(em: EntityManager, event: Pick<CloudEvent, 'id' | 'time'>, work: (em: EntityManager) => Promise<void>): Promise<Applied> {
    if (Date.parse(event.time) < Date.parse(this.horizon)) {
      this.old += 1;
      return 'before-horizon';
    }
    return em.fork().transactional(async (inner) => {
      const noted = await inner
        .getConnection()
        .execute<unknown[]>(
          'insert into inbox (consumer, event_id) values (?, ?) on conflict do nothing returning event_id',
          [this.consumer, event.id],
          'all',
          inner.getTransactionContext(),
        );
      if (noted.length === 0) return 'repeated' as const;
      await work(inner as EntityManager);
      return 'done' as const;
    });
  }
}
