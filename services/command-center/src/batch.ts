/**
 * A batch of events applied in memory: what is already known is skipped by its version, a version that comes too early is
 * held until the ones before it are there, and an event that cannot be understood parks its own thing and no other. What
 * the batch changes is collected and written together with the position; until that commit has succeeded nothing of it
 * counts, so a failed batch is simply applied again.
 */
import { channelsFor } from '@anju/access/scope';
import { versionOf, type CloudEvent } from '@anju/contracts/event';
import { difference } from './audience.js';
import { apply, declarations, isFolded, keyOf, kindOf, type Known, type Step } from './case.js';
import { Changes, type View } from './view.js';

/** What is remembered of things: the batch reads it and changes only its own copy. */
export interface Memory {
  known(key: string): Known | undefined;
  /** Events that wait for an earlier version of the thing, by version. */
  held(key: string): ReadonlyMap<number, CloudEvent>;
  isParked(key: string): boolean;
  lastSeq(channel: string): number;
}
export interface Parking {
  readonly event: CloudEvent;
  readonly cause: string;
}
/** A row of the feed: an event, or the mark that a hazard left these channels. */
export interface FeedRow {
  readonly seq: number;
  readonly channels: readonly string[];
  /** The row before this one on each channel. */
  readonly prevs: readonly number[];
  readonly kept?: { readonly position: number; readonly event: CloudEvent };
  readonly left?: string;
}
/** An event kept for lists; `position` counts what was applied. */
export interface Copy {
  readonly position: number;
  readonly event: CloudEvent;
  /** On the first event only: the firm that has the case now sees the report, whoever it was recorded for. */
  caseEnterpriseId: string | undefined;
  departments: readonly string[];
}
/** A case came to another firm or to one more department: its earlier rows are seen by them too. */
export interface Reveal {
  readonly aggregateId: string;
  readonly caseEnterpriseId: string | undefined;
  readonly departments: readonly string[];
}

export interface BatchOptions {
  readonly views: readonly View[];
  readonly position: number;
  readonly feedSeq: number;
  /** Events recorded before it are history and are not sent; undefined sends nothing. */
  readonly feedFromMs: number | undefined;
  /** Events that are parked without trying: the database refused them thrice. */
  readonly refused?: ReadonlyMap<string, string> | undefined;
  /** Parked things that are tried again. */
  readonly retried?: ReadonlySet<string> | undefined;
}

/** Things whose events people may list and follow; the others change views only. */
const shown: ReadonlySet<string> = new Set([
  'hazard',
  'incident',
  'permit',
  'duty-report',
  'compound',
  'contract',
  'enterprise',
  'coverage-gap',
]);
const none: ReadonlyMap<number, CloudEvent> = new Map();

export class Batch {
  readonly changes = new Changes();
  readonly known = new Map<string, Known>();
  readonly steps: Step[] = [];
  readonly copies: Copy[] = [];
  readonly reveals = new Map<string, Reveal>();
  readonly feed: FeedRow[] = [];
  readonly lastSeqs = new Map<string, number>();
  readonly held = new Map<string, Map<number, CloudEvent>>();
  readonly released = new Set<string>();
  readonly parked: Parking[] = [];
  readonly parkedKeys = new Set<string>();
  position: number;
  feedSeq: number;
  skipped = 0;

  constructor(
    private readonly memory: Memory,
    private readonly options: BatchOptions,
  ) {
    this.position = options.position;
    this.feedSeq = options.feedSeq;
  }

  take(event: CloudEvent): void {
    if (!isFolded(event.type)) return void this.skipped++;
    const key = keyOf(event);
    const version = versionOf(event);
    const last = this.knownOf(key)?.version ?? 0;
    if (version <= last) return void this.skipped++;
    if (this.parkedKeys.has(key) || (this.memory.isParked(key) && !this.options.retried?.has(key)))
      return this.park(key, event, 'an earlier event of this thing is parked');
    if (version > last + 1) return this.hold(key, version, event);
    if (!this.fold(key, event)) return;
    const next = this.heldOf(key).get(version + 1);
    if (next) this.take(next);
  }

  private knownOf = (key: string): Known | undefined => this.known.get(key) ?? this.memory.known(key);
  private heldOf = (key: string): ReadonlyMap<number, CloudEvent> => this.held.get(key) ?? this.memory.held(key) ?? none;

  private hold(key: string, version: number, event: CloudEvent): void {
    if (this.heldOf(key).has(version)) return void this.skipped++;
    this.held.set(key, new Map(this.heldOf(key)).set(version, event));
  }

  private park(key: string, event: CloudEvent, cause: string): void {
    this.parkedKeys.add(key);
    this.parked.push({ event, cause });
    this.release(key, versionOf(event));
  }

  private release(key: string, version: number): void {
    const held = this.heldOf(key);
    const event = held.get(version);
    if (!event) return;
    this.released.add(event.id);
    const rest = new Map(held);
    rest.delete(version);
    this.held.set(key, rest);
  }

  private fold(key: string, event: CloudEvent): boolean {
    const refused = this.options.refused?.get(event.id);
    const declaration = declarations.get(event.type);
    const data = declaration?.data.safeParse(event.data);
    const cause =
      refused ??
      (!declaration
        ? `unknown type ${event.type}`
        : data!.success
          ? undefined
          : `not as declared: ${data!.error.issues[0]?.path.join('.')} ${data!.error.issues[0]?.message}`);
    if (cause) {
      this.park(key, event, cause);
      return false;
    }
    try {
      const step = apply(kindOf(event.type) as Known['kind'], this.knownOf(key), { ...event, data: data!.data });
      const changes = this.options.views.flatMap((view) => view.fold(step));
      this.changes.take(changes);
      this.known.set(key, step.after);
      this.steps.push(step);
      if (shown.has(step.kind)) this.show(step, event);
    } catch (error) {
      this.park(key, event, `could not be applied: ${(error as Error).message}`);
      return false;
    }
    this.release(key, versionOf(event));
    return true;
  }

  private show({ before, after }: Step, event: CloudEvent): void {
    const { enterpriseId, departments = [] } = after.scope;
    const isFirst = versionOf(event) === 1;
    this.copies.push({ position: ++this.position, event, caseEnterpriseId: isFirst ? enterpriseId : undefined, departments });
    if (before) this.reveal(before, after);
    if (this.options.feedFromMs === undefined || Date.parse(event.time) < this.options.feedFromMs) return;
    const channels = channelsFor(after.scope);
    const { left } = difference(before ? channelsFor(before.scope) : [], channels);
    if (left.length > 0) this.send(left, { left: after.id });
    this.send(channels, { kept: { position: this.position, event } });
  }

  private reveal(before: Known, after: Known): void {
    const gained = (after.scope.departments ?? []).some((department) => !before.scope.departments?.includes(department));
    if (before.scope.enterpriseId === after.scope.enterpriseId && !gained) return;
    const reveal: Reveal = {
      aggregateId: after.id,
      caseEnterpriseId: after.scope.enterpriseId,
      departments: after.scope.departments ?? [],
    };
    const earlier = this.reveals.get(after.id);
    this.reveals.set(after.id, { ...reveal, departments: [...new Set([...(earlier?.departments ?? []), ...reveal.departments])] });
    for (const copy of this.copies) {
      if (copy.event.subject !== after.id) continue;
      copy.departments = [...new Set([...copy.departments, ...reveal.departments])];
      if (versionOf(copy.event) === 1) copy.caseEnterpriseId = reveal.caseEnterpriseId;
    }
  }

  private send(channels: readonly string[], what: Pick<FeedRow, 'kept' | 'left'>): void {
    const seq = ++this.feedSeq;
    const prevs = channels.map((channel) => this.lastSeqs.get(channel) ?? this.memory.lastSeq(channel));
    for (const channel of channels) this.lastSeqs.set(channel, seq);
    this.feed.push({ seq, channels, prevs, ...what });
  }
}
