/**
 * The live readers. One write per reader and wave: what one turn of the event loop produced is put together once for all
 * readers of the same channels and written to their sockets directly, behind a header made by hand, which in a comparison
 * sent ten times as many frames as one write per event. A reader whose socket holds more than its budget is cut: it comes
 * back with the last id it has and is resumed, so a slow reader costs neither memory nor the others' time.
 * An access token is looked at when the stream opens; behind the gateway it would run out every five minutes, so an open
 * stream ends when the person's access is revoked and not when the token that opened it expires.
 */
import type { Socket } from 'node:net';
import type { Actor } from '@anju/access/actor';
import { channelsOf } from '@anju/access/scope';
import { feedId, frame, framesFor, heartbeat, opening, parseFeedId, reset, type Sendable } from './frame.js';

/** Rows after an id, as far as they go; `isWhole` is false when some of them are not kept any more. */
export interface Page {
  readonly epoch: number;
  readonly rows: readonly Sendable[];
  readonly upTo: number;
  readonly isWhole: boolean;
}
export interface LiveOptions {
  /** Reads a page of the feed under the reader's scope. */
  readonly page: (actor: Actor, channels: readonly string[], after: number) => Promise<Page>;
  readonly times: () => { dataAsOf: string | null; serverTime: string };
  readonly isCurrent: (actor: Actor) => boolean;
  readonly budgetBytes?: number;
}

interface Reader {
  readonly socket: Socket;
  readonly actor: Actor;
  readonly channels: ReadonlySet<string>;
}
/** Readers of the same channels. */
interface Audience {
  readonly channels: ReadonlySet<string>;
  readonly readers: Set<Reader>;
  pending: string;
}

const header = [
  'HTTP/1.1 200 OK',
  'Content-Type: text/event-stream; charset=utf-8',
  'Cache-Control: no-cache, no-transform',
  'X-Accel-Buffering: no',
  'X-Content-Type-Options: nosniff',
  'Connection: close',
  '\r\n',
].join('\r\n');
const slice = 1_000;
const ringRows = 2_000;
const drainMs = 30_000;

export class LiveFeed {
  private epoch: number | undefined;
  private last = 0;
  private ring: Sendable[] = [];
  private readonly audiences = new Map<string, Audience>();
  private readonly byChannel = new Map<string, Set<Audience>>();
  private readonly readers = new Set<Reader>();
  private readonly jobs: { bytes: Buffer; readers: readonly Reader[] }[] = [];
  private isFlushing = false;
  private isWriting = false;

  constructor(private readonly options: LiveOptions) {}

  /** False while this process does not project: nobody can follow it. */
  get isOpen(): boolean {
    return this.epoch !== undefined;
  }
  get size(): number {
    return this.readers.size;
  }

  /** The projector stands here; `tail` are the last rows. Readers of another epoch are told to start anew. */
  open(epoch: number, last: number, tail: readonly Sendable[]): void {
    const isOther = this.epoch !== undefined && this.epoch !== epoch;
    this.epoch = epoch;
    this.last = last;
    this.ring = [...tail];
    if (isOther) this.end(() => true, reset);
  }
  /** The projector stopped: readers come back elsewhere or later, with the id they have. */
  close(): void {
    this.epoch = undefined;
    this.end(() => true);
  }

  /** Rows whose commit has succeeded, in order. */
  publish(rows: readonly Sendable[]): void {
    const { epoch } = this;
    if (epoch === undefined || rows.length === 0) return;
    for (const row of rows) {
      this.last = row.seq;
      this.ring.push(row);
      for (const [index, channel] of row.channels.entries()) {
        const audiences = this.byChannel.get(channel);
        if (!audiences) continue;
        const text = frame(epoch, row, index);
        for (const audience of audiences) audience.pending += text;
      }
    }
    if (this.ring.length > 2 * ringRows) this.ring = this.ring.slice(-ringRows);
    if (this.isFlushing) return;
    this.isFlushing = true;
    setImmediate(() => this.flush());
  }

  /** To every reader, after everything that was published before it. */
  beat(): void {
    if (this.epoch === undefined) return;
    this.flush();
    for (const reader of [...this.readers]) if (!this.options.isCurrent(reader.actor)) this.end((other) => other === reader);
    const readers = [...this.audiences.values()].flatMap((audience) => [...audience.readers]);
    if (readers.length > 0) this.enqueue(Buffer.from(this.heartbeat()), readers);
  }

  /** Ends the streams of a person whose access was revoked. */
  revoke(sub: string): void {
    this.end(({ actor }) => actor.sub === sub && !this.options.isCurrent(actor));
  }

  /** Takes the socket over. Everything after `after` comes first; without it, what happens from now on. */
  async follow(socket: Socket, actor: Actor, after: string | undefined): Promise<void> {
    const reader: Reader = { socket, actor, channels: new Set(channelsOf(actor)) };
    this.readers.add(reader);
    socket.setNoDelay(true);
    socket.setTimeout(0);
    socket.once('close', () => this.leave(reader));
    socket.on('error', () => socket.destroy());
    socket.write(header + opening());
    try {
      await this.catchUp(reader, after);
    } catch {
      socket.destroy();
    }
  }

  private async catchUp(reader: Reader, text: string | undefined): Promise<void> {
    const { socket, actor, channels } = reader;
    const { epoch } = this;
    if (epoch === undefined) return void socket.destroy();
    const came = text === undefined ? { epoch, seq: this.last } : parseFeedId(text);
    if (!came || came.epoch !== epoch || came.seq > this.last) return this.refuse(reader);
    let after = came.seq;
    while (!socket.destroyed) {
      if (this.epoch !== epoch) return this.epoch === undefined ? void socket.destroy() : this.refuse(reader);
      if (after === this.last) return this.join(reader);
      if (after > this.last) {
        // Committed, but this process has not come to sending it yet.
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      const page = this.fromRing(after) ?? (await this.options.page(actor, [...channels], after));
      if (page.epoch !== epoch || !page.isWhole) return this.refuse(reader);
      after = page.upTo;
      const frames = page.rows.map((row) => framesFor(epoch, row, channels)).join('');
      if (frames && !socket.write(frames)) await drained(socket);
    }
  }

  private fromRing(after: number): Page | undefined {
    const first = this.ring[0]?.seq;
    if (first === undefined || after + 1 < first) return undefined;
    const rows = this.ring.slice(after + 1 - first, after + 1 - first + 200);
    return { epoch: this.epoch!, rows, upTo: rows.at(-1)!.seq, isWhole: true };
  }

  /** From here on the reader gets every wave. Nothing may wait between the look at `last` and this. */
  private join(reader: Reader): void {
    const name = [...reader.channels].join(' ');
    let audience = this.audiences.get(name);
    if (audience?.pending) this.flush();
    if (!audience) {
      this.audiences.set(name, (audience = { channels: reader.channels, readers: new Set(), pending: '' }));
      for (const channel of reader.channels) this.byChannel.set(channel, (this.byChannel.get(channel) ?? new Set()).add(audience));
    }
    audience.readers.add(reader);
    this.enqueue(Buffer.from(this.heartbeat()), [reader]);
  }

  private leave(reader: Reader): void {
    this.readers.delete(reader);
    const name = [...reader.channels].join(' ');
    const audience = this.audiences.get(name);
    if (!audience?.readers.delete(reader) || audience.readers.size > 0) return;
    this.audiences.delete(name);
    for (const channel of audience.channels) {
      const others = this.byChannel.get(channel);
      others?.delete(audience);
      if (others?.size === 0) this.byChannel.delete(channel);
    }
  }

  private refuse({ socket }: Reader): void {
    socket.end(reset);
  }
  private end(which: (reader: Reader) => boolean, last = ''): void {
    for (const reader of [...this.readers].filter(which)) {
      this.leave(reader);
      reader.socket.end(last);
    }
  }

  private heartbeat(): string {
    const { dataAsOf, serverTime } = this.options.times();
    return heartbeat(feedId(this.epoch!, this.last), dataAsOf, serverTime);
  }

  private flush(): void {
    this.isFlushing = false;
    for (const audience of this.audiences.values()) {
      if (!audience.pending) continue;
      this.enqueue(Buffer.from(audience.pending), [...audience.readers]);
      audience.pending = '';
    }
  }

  private enqueue(bytes: Buffer, readers: readonly Reader[]): void {
    for (let from = 0; from < readers.length; from += slice) this.jobs.push({ bytes, readers: readers.slice(from, from + slice) });
    if (!this.isWriting) this.work();
  }
  private work(): void {
    this.isWriting = true;
    for (let job = this.jobs.shift(); job; job = this.jobs.shift()) {
      for (const { socket } of job.readers) {
        if (socket.destroyed || socket.writableEnded) continue;
        socket.write(job.bytes);
        if (socket.writableLength > (this.options.budgetBytes ?? 262_144)) socket.destroy();
      }
      if (job.readers.length === slice && this.jobs.length > 0) return void setImmediate(() => this.work());
    }
    this.isWriting = false;
  }
}

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      socket.off('drain', done).off('close', done);
      resolve();
    };
    const timer = setTimeout(() => socket.destroy(), drainMs);
    socket.once('drain', done).once('close', done);
  });
