/** A reader of the live feed who keeps everything in order, and checks what every reader can check: that nothing is missing. */
import { request, type IncomingMessage } from 'node:http';

export interface Heard {
  readonly id?: string | undefined;
  readonly event: string;
  readonly data: Record<string, any>;
}
export interface Follower {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly heard: Heard[];
  readonly frames: Heard[];
  readonly isClosed: boolean;
  /** The last id that this reader would come back with. */
  readonly lastId: string | undefined;
  until(fits: (follower: Follower) => boolean, withinMs?: number): Promise<boolean>;
  close(): void;
}

export async function follow(
  url: string,
  token: string | undefined,
  { after, lastEventId }: { after?: string; lastEventId?: string } = {},
): Promise<Follower> {
  const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  const sent = request(`${url}/live${query}`, { headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => sent.on('response', resolve).on('error', reject).end());
  const heard: Heard[] = [];
  let isClosed = false;
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = Object.fromEntries(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      text = text.slice(end + 2);
      if (fields['event'])
        heard.push({ id: fields['id'], event: fields['event'], data: JSON.parse(fields['data']!) as Record<string, any> });
    }
  });
  for (const name of ['close', 'error'] as const) response.on(name, () => (isClosed = true));
  const follower: Follower = {
    status: response.statusCode!,
    headers: response.headers,
    heard,
    get frames() {
      return heard.filter(({ event }) => event === 'frame');
    },
    get isClosed() {
      return isClosed;
    },
    get lastId() {
      return heard.findLast(({ id }) => id !== undefined)?.id ?? lastEventId ?? after;
    },
    until: async (fits, withinMs = 10_000) => {
      const deadline = Date.now() + withinMs;
      while (!fits(follower) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
      return fits(follower);
    },
    close: () => sent.destroy(),
  };
  return follower;
}

const seqOf = (id: string): number => Number(id.split('.')[1]);
/** What does not prove to be whole and in order, for somebody who came with `from`. */
export function flaws(frames: readonly Heard[], from: string): string[] {
  const found: string[] = [];
  const last = new Map<string, string>();
  let before = seqOf(from);
  for (const { id, data } of frames) {
    const { channel, prev } = data as { channel: string; prev: string };
    const expected = last.get(channel);
    if (expected === undefined ? seqOf(prev) > seqOf(from) : prev !== expected)
      found.push(`${channel}: ${id} follows ${prev}, not ${expected ?? from}`);
    if (seqOf(id!) < before) found.push(`${id} after ${before}`);
    before = seqOf(id!);
    last.set(channel, id!);
  }
  return found;
}
