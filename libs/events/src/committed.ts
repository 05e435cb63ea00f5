/**
 * What this process has just committed and the relay may send without reading it again. An event is sent from here only
 * when nothing of its aggregate can be waiting before it: it is version 1, or its predecessor was stored in this epoch. All
 * else is refused and left to the scan, also what does not fit, so losing everything that is held here costs a scan.
 */
import type { LoggedEvent } from './cloud-event.js';
import { batchTo, type Run } from './heads.js';

export interface Bounds {
  /** Characters of payload that are held at most. */
  readonly payload: number;
  /** Aggregates whose last stored version is remembered. */
  readonly aggregates: number;
}

const versionOf = ({ aggregate_version }: LoggedEvent): number => Number(aggregate_version);

export class Committed {
  /** Per aggregate its next versions without a gap, kept until they are stored. */
  private readonly waiting = new Map<string, LoggedEvent[]>();
  /** Last version of an aggregate on the stream; whoever moved last stands last. */
  private readonly stored = new Map<string, number>();
  private held = 0;

  constructor(private readonly bounds: Bounds = { payload: 8_000_000, aggregates: 20_000 }) {}

  /** False when the scan has to find it. */
  add(event: LoggedEvent): boolean {
    const { aggregate_id: id, payload } = event;
    const queue = this.waiting.get(id);
    const stored = this.stored.get(id) ?? 0;
    if (versionOf(event) <= stored) return true;
    const before = queue ? versionOf(queue.at(-1)!) : stored;
    if (versionOf(event) !== before + 1 || this.held + payload.length > this.bounds.payload) return false;
    if (queue) queue.push(event);
    else this.waiting.set(id, [event]);
    this.held += payload.length;
    return true;
  }

  /** Those of aggregates of which nothing is under way; they stay here until they are stored. */
  runs(isBusy: (aggregate: string) => boolean, limit: number): Run[] {
    const found: Run[] = [];
    for (const [id, queue] of this.waiting) {
      if (found.length >= limit) break;
      if (!isBusy(id)) found.push(queue.slice(0, batchTo) as [LoggedEvent, ...LoggedEvent[]]);
    }
    return found;
  }

  has({ aggregate_id, event_id }: LoggedEvent): boolean {
    return this.waiting.get(aggregate_id)?.some((event) => event.event_id === event_id) ?? false;
  }

  /** It is on the stream, whoever sent it. */
  wrote(event: LoggedEvent): void {
    const { aggregate_id: id } = event;
    const version = versionOf(event);
    const queue = this.waiting.get(id);
    while (queue?.length && versionOf(queue[0]!) <= version) this.held -= queue.shift()!.payload.length;
    if (queue?.length === 0) this.waiting.delete(id);
    this.stored.delete(id);
    this.stored.set(id, version);
    if (this.stored.size > this.bounds.aggregates) this.stored.delete(this.stored.keys().next().value!);
  }

  /** From here on the scan decides about this aggregate, until one of its events was stored again. */
  leave(id: string): void {
    for (const { payload } of this.waiting.get(id) ?? []) this.held -= payload.length;
    this.waiting.delete(id);
    this.stored.delete(id);
  }

  /** What was stored counts no longer: another epoch, or somebody else relayed meanwhile. */
  clear(): void {
    this.waiting.clear();
    this.stored.clear();
    this.held = 0;
  }
}
