/** The feed as bytes: cut anywhere, and read the same. */
import { describe, expect, it } from '@jest/globals';
import { Parser } from './sse.js';

const text =
  'retry: 1200\n\nid: 3.7\nevent: frame\ndata: {"channel":"d.31"}\n\n: a comment\n\nevent: heartbeat\nid: 3.8\ndata: {}\n\nevent: reset\ndata: {}\n\n';

describe('server-sent events', () => {
  it('are the same however the bytes are cut', () => {
    const whole = new Parser().push(text, 0);
    for (const size of [1, 2, 3, 7, 50]) {
      const parser = new Parser();
      const messages = text.match(new RegExp(`[^]{1,${size}}`, 'g'))!.flatMap((chunk) => parser.push(chunk, 0));
      expect(messages).toEqual(whole);
    }
    expect(whole.map(({ event, id }) => [event, id])).toEqual([
      ['frame', '3.7'],
      ['heartbeat', '3.8'],
      ['reset', undefined],
    ]);
  });
});
