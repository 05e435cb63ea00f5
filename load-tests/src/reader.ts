/**
 * A live reader that trusts nothing: it follows the feed as the contract describes a client and checks while it goes that
 * every frame belongs to its scope, that `prev` links each frame to the one before on its channel, that numbers only grow,
 * and that a heartbeat never claims more than was delivered. It comes back by itself with the last id it has.
 */
import { sleep } from './http.js';
import { openStream, type Message } from './sse.js';

export interface LiveEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
}
export interface ReaderOptions {
  readonly name: string;
  readonly live: string;
  readonly token: string;
  readonly channels: readonly string[];
  /** The id of a fresh snapshot; asked for at the start and after every `reset`. */
  readonly snapshot: () => Promise<string>;
  readonly onEvent?: (event: LiveEvent, at: number) => void;
  readonly onLeft?: (id: string) => void;
  readonly onReset?: () => void;
  /** All bytes, for whoever looks for what must not be there. */
  readonly onData?: (data: string) => void;
}

type FeedId = readonly [epoch: number, seq: number];
const feedId = (text: string | undefined): FeedId | undefined => {
  const [, epoch, seq] = /^(\d+)\.(\d+)$/.exec(text ?? '') ?? [];
  return epoch === undefined ? undefined : [Number(epoch), Number(seq)];
};
const compare = (a: FeedId, b: FeedId): number => a[0] - b[0] || a[1] - b[1];
const mostViolations = 20;

export class LiveReader {
  readonly violations: string[] = [];
  frames = 0;
  resets = 0;
  /** How often the stream broke, with the last causes. */
  drops: string[] = [];
  heartbeat: { dataAsOfMs: number | undefined; serverMs: number; at: number } | undefined;
  isOpen = false;
  private came: FeedId = [0, 0];
  private after = '';
  private lastId: string | undefined;
  private delivered: FeedId = [0, 0];
  private readonly lastOn = new Map<string, FeedId>();
  private stream: { close(): void } | undefined;
  private closed = false;

  constructor(private readonly options: ReaderOptions) {}

  get name(): string {
    return this.options.name;
  }

  async start(): Promise<void> {
    await this.renew();
    this.connect();
  }
  close(): void {
    this.closed = true;
    this.isOpen = false;
    this.stream?.close();
  }

  /** Age of what the screen shows, in milliseconds, as the contract counts it; infinite before anything is known. */
  ageMs(now = performance.now()): number {
    const { heartbeat } = this;
    if (heartbeat?.dataAsOfMs === undefined) return Infinity;
    return heartbeat.serverMs - heartbeat.dataAsOfMs + (now - heartbeat.at);
  }

  private async renew(): Promise<void> {
    this.after = await this.options.snapshot();
    const id = feedId(this.after);
    if (!id) return this.violation(`the snapshot has no feed id: ${this.after}`);
    [this.came, this.delivered, this.lastId] = [id, id, undefined];
    this.lastOn.clear();
  }

  private connect(): void {
    if (this.closed) return;
    const { live, token } = this.options;
    this.stream = openStream(`${live}?after=${this.after}`, token, this.lastId, {
      onOpen: () => void (this.isOpen = true),
      onMessage: (message) => this.receive(message),
      onEnd: (why) => {
        this.isOpen = false;
        if (this.closed) return;
        this.drops.push(why);
        void sleep(250).then(() => this.connect());
      },
    });
  }

  private receive({ event, id, data, at }: Message): void {
    this.options.onData?.(data);
    if (event === 'frame') this.frame(id, data, at);
    else if (event === 'heartbeat') this.beat(id, data, at);
    else if (event === 'reset') this.reset();
    else this.violation(`an event of the unknown kind ${event}`);
  }

  private frame(text: string | undefined, data: string, at: number): void {
    const id = feedId(text);
    const frame = JSON.parse(data) as { channel: string; prev: string; event?: LiveEvent; left?: string };
    const prev = feedId(frame.prev);
    this.frames++;
    if (!id || !prev) return this.violation(`frame with id ${text} and prev ${frame.prev}`);
    if (!this.options.channels.includes(frame.channel)) this.violation(`frame ${text} on the foreign channel ${frame.channel}`);
    if (compare(id, this.delivered) <= 0 && this.lastId !== text)
      this.violation(`frame ${text} after ${this.delivered.join('.')} was delivered`);
    const last = this.lastOn.get(frame.channel);
    if (last ? compare(prev, last) !== 0 : compare(prev, this.came) > 0)
      this.violation(
        `gap on ${frame.channel}: frame ${text} has prev ${frame.prev}, last seen ${last?.join('.') ?? `(came with ${this.came.join('.')})`}`,
      );
    this.lastOn.set(frame.channel, id);
    this.delivered = id;
    this.lastId = text;
    if (frame.event) this.options.onEvent?.(frame.event, at);
    else if (frame.left !== undefined) this.options.onLeft?.(frame.left);
    else this.violation(`frame ${text} holds neither an event nor a leaving`);
  }

  private beat(text: string | undefined, data: string, at: number): void {
    const { dataAsOf, serverTime } = JSON.parse(data) as { dataAsOf: string | null; serverTime: string };
    this.heartbeat = { dataAsOfMs: dataAsOf === null ? undefined : Date.parse(dataAsOf), serverMs: Date.parse(serverTime), at };
    const id = feedId(text);
    if (!id) return;
    if (compare(id, this.delivered) < 0) return this.violation(`heartbeat ${text} goes back behind ${this.delivered.join('.')}`);
    this.delivered = id;
    this.lastId = text;
  }

  private reset(): void {
    this.resets++;
    this.isOpen = false;
    this.stream?.close();
    void this.renew().then(
      () => {
        this.options.onReset?.();
        this.connect();
      },
      (error: Error) => this.violation(`no snapshot after a reset: ${error.message}`),
    );
  }

  private violation(text: string): void {
    if (this.violations.length < mostViolations) this.violations.push(`${this.options.name}: ${text}`);
  }
}
