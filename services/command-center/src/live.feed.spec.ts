/** Live readers over real sockets: one write per wave, nobody waits for a slow one, and no id says more than was sent. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '@anju/access/actor';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { storedSendable, type Sendable } from './frame.js';
import { LiveFeed, type Page } from './live.feed.js';

const person = (over: Partial<Actor> = {}): Actor => ({
  iss: 'spec',
  sub: 'u-1',
  name: '王',
  role: 'operator',
  divisions: ['310115'],
  authzVersion: 0,
  ...over,
});
const row = (seq: number, channels = ['d.31', 'd.310115'], size = 10): Sendable =>
  storedSendable({ seq, channels, prevs: channels.map(() => seq - 1), event: `{"x":"${'a'.repeat(size)}"}`, left_id: null });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let server: Server;
let feed: LiveFeed;
let revoked: string | undefined;
let pages: Page[];
let accepted: Socket[];
const clients: Socket[] = [];

beforeEach(async () => {
  revoked = undefined;
  pages = [];
  accepted = [];
  feed = new LiveFeed({
    page: async () => pages.shift()!,
    times: () => ({ dataAsOf: null, serverTime: '2026-11-24T08:00:00.000Z' }),
    isCurrent: ({ sub }) => sub !== revoked,
    budgetBytes: 262_144,
  });
  feed.open(1, 0, []);
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** A reader; what it has got so far is in `text`. */
async function aReader(actor = person(), after?: string, isReading = true) {
  const taken = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  clients.push(client);
  const reader = { text: '', isClosed: false, client };
  if (isReading) client.on('data', (chunk) => (reader.text += chunk.toString()));
  client.on('close', () => (reader.isClosed = true)).on('error', () => undefined);
  const socket = await taken;
  accepted.push(socket);
  void feed.follow(socket, actor, after);
  await pause(20);
  return reader;
}
const idsOf = (text: string): string[] => [...text.matchAll(/^id: (.*)\nevent: frame/gm)].map(([, id]) => id!);

describe('a live reader', () => {
  it('gets a wave of events as one write, and only the own channels', async () => {
    const reader = await aReader();
    const other = await aReader(person({ divisions: ['510603'] }));
    let writes = 0;
    const { write } = accepted[0]!;
    accepted[0]!.write = function (this: Socket, ...args: never[]) {
      writes += 1;
      return (write as (...args: never[]) => boolean).apply(this, args);
    } as never;
    feed.publish([row(1), row(2)]);
    feed.publish([row(3)]);
    await pause(30);
    expect(idsOf(reader.text)).toEqual(['1.1', '1.2', '1.3']);
    expect(writes).toBe(1);
    expect(idsOf(other.text)).toEqual([]);
    expect(reader.text).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/event-stream/);
    expect(reader.text).toMatch(/\r\n\r\nretry: \d+\n\n/);
  });

  it('is told by a heartbeat only what was sent before it', async () => {
    const reader = await aReader();
    feed.publish([row(1)]);
    feed.beat();
    feed.publish([row(2)]);
    await pause(30);
    expect([...reader.text.matchAll(/^id: (\S+)\nevent: (\w+)/gm)].map(([, id, event]) => `${event} ${id}`)).toEqual([
      'heartbeat 1.0',
      'frame 1.1',
      'heartbeat 1.1',
      'frame 1.2',
    ]);
  });

  it('comes back without a gap while events go on', async () => {
    feed.open(1, 40, []);
    pages = [{ epoch: 1, rows: [row(31), row(35)], upTo: 40, isWhole: true }];
    const late = aReader(person(), '1.30');
    feed.publish([row(41), row(42)]);
    const reader = await late;
    feed.publish([row(43)]);
    await pause(30);
    expect(idsOf(reader.text)).toEqual(['1.31', '1.35', '1.41', '1.42', '1.43']);
  });

  it('begins anew when what it missed is not kept any more', async () => {
    feed.open(1, 40, []);
    pages = [{ epoch: 1, rows: [], upTo: 40, isWhole: false }];
    const reader = await aReader(person(), '1.2');
    expect(reader.text).toMatch(/event: reset/);
    expect(reader.isClosed).toBe(true);
  });

  it('that does not read is cut, and the others get everything', async () => {
    const slow = await aReader(person(), undefined, false);
    const fast = await aReader(person({ sub: 'u-2' }));
    for (let seq = 1; seq <= 400; seq++) {
      feed.publish([row(seq, ['d.310115'], 40_000)]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await pause(300);
    expect(accepted[0]!.destroyed).toBe(true);
    expect(feed.size).toBe(1);
    expect(idsOf(fast.text)).toHaveLength(400);
    expect(slow.client.destroyed).toBe(false);
  });

  it('is told to begin anew when the feed does, and ends when access is revoked or nobody projects', async () => {
    const reader = await aReader();
    feed.open(2, 0, []);
    await pause(20);
    expect(reader.text).toMatch(/event: reset\ndata: \{\}\n\n$/);
    const [mine, other] = [await aReader(), await aReader(person({ sub: 'u-2' }))];
    revoked = 'u-1';
    feed.revoke('u-1');
    await pause(20);
    expect([mine.isClosed, other.isClosed]).toEqual([true, false]);
    feed.close();
    await pause(20);
    expect(other.isClosed).toBe(true);
    expect(feed.isOpen).toBe(false);
  });
});
