/**
 * Events in, rows out: remembers the things it met last, folds a batch, writes it, and only then believes it. The projector
 * runs it on the tables that people read, a rebuild on temporary ones. Where the database refuses a value thrice, that one
 * event is found by halving the batch and parked, and everything else goes on.
 */
import type { CloudEvent } from '@anju/contracts/event';
import { LeaseLost } from '@anju/events/lease';
import type { Position, Unreadable } from '@anju/events/reader';
import { Batch, type Memory } from './batch.js';
import { isFolded, keyOf, type Known } from './case.js';
import { consumer, knownOf, write, type Guard, type Querying, type Standing } from './store.service.js';
import { unreadableRow } from './unreadable.js';
import { views } from './views.projection.js';

export interface Arrival {
  readonly events: readonly CloudEvent[];
  /** To be stored with what the batch changes; undefined for what did not come by the stream. */
  readonly stream?: Position | undefined;
  readonly unreadable?: readonly Unreadable[];
  /** Parked things that are tried again. */
  readonly retried?: ReadonlySet<string>;
}
const mostKnown = 5_000;
/** A batch writes a feed row and not its seventeen channels: what they stand at is read once, here. */
const lastOfChannels = `select channel, max(last_seq) as last_seq from (
  select channel, last_seq from feed_channels union all select unnest(channels), seq from feed_log) c group by channel`;
const tries = 3;

/** SQLSTATE classes that are the value's fault: data exception, integrity. Everything else passes. */
const isRefusal = (error: unknown): boolean => /^2[23]/.test((error as { code?: string }).code ?? '');

export class Folding implements Memory {
  private readonly cache = new Map<string, Known>();
  private readonly waiting = new Map<string, Map<number, CloudEvent>>();
  private readonly parkedKeys = new Set<string>();
  private readonly seqs = new Map<string, number>();
  private isDoubtful = false;
  private at: Standing = { stream: undefined, position: 0, feedEpoch: 0, feedSeq: 0, feedFromMs: 0 };

  constructor(
    private readonly database: Querying,
    private readonly guard: Guard | undefined,
    /** A rebuild sends nothing. */
    private readonly isSending: boolean,
  ) {}

  get standing(): Standing {
    return this.at;
  }
  /** Things of which an earlier version is missing, with the last version that is there. */
  get gaps(): { key: string; from: number; event: CloudEvent }[] {
    return [...this.waiting].map(([key, events]) => ({
      key,
      from: (this.cache.get(key)?.version ?? 0) + 1,
      event: events.values().next().value!,
    }));
  }
  get counts(): { held: number; parked: number } {
    return { held: [...this.waiting.values()].reduce((sum, events) => sum + events.size, 0), parked: this.parkedKeys.size };
  }

  known = (key: string): Known | undefined => this.cache.get(key);
  held = (key: string): ReadonlyMap<number, CloudEvent> => this.waiting.get(key) ?? new Map<number, CloudEvent>();
  isParked = (key: string): boolean => this.parkedKeys.has(key);
  lastSeq = (channel: string): number => this.seqs.get(channel) ?? 0;

  /** Reads where it stands from the tables. */
  async load(): Promise<Standing> {
    const read = async (text: string, values: unknown[] = []) => (await this.database.query({ text, values })).rows;
    const [row] = await read('select epoch, seq, message_id, position, feed_epoch, feed_seq, feed_from from projector');
    const epoch = Number(row!['epoch']);
    this.at = {
      stream: epoch === 0 ? undefined : { epoch, seq: Number(row!['seq']), messageId: row!['message_id'] as string },
      position: Number(row!['position']),
      feedEpoch: Number(row!['feed_epoch']),
      feedSeq: Number(row!['feed_seq']),
      feedFromMs: (row!['feed_from'] as Date | null)?.getTime() ?? 0,
    };
    this.isDoubtful = false;
    for (const map of [this.cache, this.waiting, this.seqs]) map.clear();
    this.parkedKeys.clear();
    for (const { event } of await read('select event from held_event order by version')) this.wait(event as CloudEvent);
    for (const { key } of await read(
      `select distinct split_part(event ->> 'type', '.', 1) || '/' || aggregate_id as key from parked_event where consumer = $1 and replayed_at is null`,
      [consumer],
    ))
      this.parkedKeys.add(key as string);
    for (const { channel, last_seq } of await read(lastOfChannels)) this.seqs.set(channel as string, Number(last_seq));
    await this.remember(this.gaps.map(({ event }) => event));
    return this.at;
  }

  /**
   * Applies what arrived and answers the batches that were written, in order. When the database did not answer, nobody
   * knows whether a batch was committed: then this memory is worth nothing any more and has to be loaded anew.
   */
  async apply(arrival: Arrival): Promise<Batch[]> {
    let refused: Map<string, string> | undefined;
    for (let failures = 1; ; failures++) {
      try {
        if (this.isDoubtful) throw new Error('what is remembered is in doubt');
        return [await this.attempt(arrival, refused)];
      } catch (error) {
        this.isDoubtful ||= !isRefusal(error) || refused !== undefined;
        if (this.isDoubtful) throw error;
        if (arrival.events.length > 1) return this.halves(arrival);
        if (failures >= tries)
          refused = new Map(arrival.events.map((event) => [event.id, `the database refuses it: ${(error as Error).message}`]));
      }
    }
  }

  private async halves({ events, ...rest }: Arrival): Promise<Batch[]> {
    const middle = events.length >> 1;
    const written: Batch[] = [];
    const { retried } = rest;
    for (const half of [events.slice(0, middle), events.slice(middle)])
      written.push(...(await this.apply({ events: half, ...(retried && { retried }) })));
    return [...written, ...(await this.apply({ events: [], ...rest }))];
  }

  private async attempt({ events, stream, unreadable = [], retried }: Arrival, refused?: ReadonlyMap<string, string>): Promise<Batch> {
    const mine = events.filter(({ type }) => isFolded(type));
    await this.remember(mine);
    const { position, feedSeq, feedFromMs } = this.at;
    const batch = new Batch(this, { views, position, feedSeq, feedFromMs: this.isSending ? feedFromMs : undefined, retried, refused });
    for (const event of events) batch.take(event);
    const replayed = retried ? mine.filter(({ id }) => !batch.parked.some(({ event }) => event.id === id)).map(({ id }) => id) : [];
    const isOurs = await write(this.database, this.guard, { batch, stream, unreadable: unreadable.map(unreadableRow), replayed });
    if (!isOurs) throw new LeaseLost();
    this.believe(batch, stream, retried);
    return batch;
  }

  private believe(batch: Batch, stream: Position | undefined, retried: ReadonlySet<string> | undefined): void {
    this.at = { ...this.at, position: batch.position, feedSeq: batch.feedSeq, stream: stream ?? this.at.stream };
    for (const [key, known] of batch.known) this.keep(key, known);
    for (const [key, events] of batch.held) {
      if (events.size === 0) this.waiting.delete(key);
      else this.waiting.set(key, events);
    }
    for (const key of retried ?? []) this.parkedKeys.delete(key);
    for (const key of batch.parkedKeys) this.parkedKeys.add(key);
    for (const [channel, seq] of batch.lastSeqs) this.seqs.set(channel, seq);
    for (const key of this.cache.keys()) {
      if (this.cache.size <= mostKnown) break;
      if (!this.waiting.has(key)) this.cache.delete(key);
    }
  }

  private keep(key: string, known: Known): void {
    this.cache.delete(key);
    this.cache.set(key, known);
  }
  private wait(event: CloudEvent): void {
    const key = keyOf(event);
    this.waiting.set(key, new Map(this.waiting.get(key) ?? []).set(Number(event.sequence), event));
  }
  private async remember(events: readonly CloudEvent[]): Promise<void> {
    for (const [key, known] of await knownOf(
      this.database,
      events.filter((event) => !this.cache.has(keyOf(event))),
    ))
      this.keep(key, known);
  }
}
