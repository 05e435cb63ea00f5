/**
 * Hands what was just committed to the relay in the same process, so that an event goes out without being read again. The
 * database's own NOTIFY takes a global lock at every commit and cost more than half of the write path (reliability.md,
 * decision 6); what is not handed over is found by the relay's scan. A use case calls nothing: a filing hands its events
 * over after its statement, and `record` keeps those of a transaction until it has committed.
 */
import type { EntityManager, EventSubscriber, Transaction, TransactionEventArgs } from '@mikro-orm/postgresql';
import type { LoggedEvent } from './cloud-event.js';

type Listener = (events: readonly LoggedEvent[]) => void;

const recorded = new WeakMap<object, LoggedEvent[]>();

/** Keeps events until the transaction that recorded them has committed; one that rolls back takes them along. */
export function keep(transaction: Transaction | undefined, events: readonly LoggedEvent[]): void {
  if (transaction) recorded.set(transaction, [...(recorded.get(transaction) ?? []), ...events]);
}

export class Wake implements EventSubscriber {
  private readonly listeners = new Set<Listener>();

  on(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  /** Committed, with the payload as it is stored. Never before the commit. */
  now(events: readonly LoggedEvent[]): void {
    for (const listener of this.listeners) listener(events);
  }
  /** Hears every commit of this manager and its forks. */
  listenTo(em: EntityManager): void {
    em.getEventManager().registerSubscriber(this);
  }
  /** A released savepoint is no commit: what was recorded inside one is left to the scan. */
  afterTransactionCommit({ transaction }: TransactionEventArgs): void {
    const events = transaction && !('savepointName' in transaction) ? recorded.get(transaction) : undefined;
    if (events) this.now(events);
  }
}
