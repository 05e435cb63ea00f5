/**
 * Tells the relay, in the same process, that something was committed. The database's own NOTIFY takes a global lock at
 * every commit and cost more than half of the write path (reliability.md, decision 6); a missed wake costs one poll.
 */
export class Wake {
  private readonly listeners = new Set<() => void>();

  on(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  /** Call after `transactional()` has resolved, never from a flush hook: those run before the commit. */
  now(): void {
    for (const listener of this.listeners) listener();
  }
}
