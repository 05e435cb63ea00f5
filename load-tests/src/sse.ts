/**
 * Server-sent events over plain node:http, without a client library that would reconnect or buffer by itself: the moment at
 * which bytes reach this socket is what is measured, and a broken stream is something the caller has to see.
 */
import { request, Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

export interface Message {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
  /** When its last byte arrived, `performance.now()`. */
  readonly at: number;
}

/** Cuts a stream of text into messages; comments and `retry` are dropped. */
export class Parser {
  private rest = '';

  push(chunk: string, at: number): Message[] {
    this.rest += chunk;
    const messages: Message[] = [];
    for (let end = this.rest.indexOf('\n\n'); end >= 0; end = this.rest.indexOf('\n\n')) {
      const block = this.rest.slice(0, end);
      this.rest = this.rest.slice(end + 2);
      const message = messageOf(block, at);
      if (message) messages.push(message);
    }
    return messages;
  }
}

function messageOf(block: string, at: number): Message | undefined {
  let event = 'message';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    const field = line.slice(0, colon);
    if (field === 'event') event = value;
    else if (field === 'id') id = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 && event === 'message' ? undefined : { event, id, data: data.join('\n'), at };
}

export interface Stream {
  readonly onMessage: (message: Message) => void;
  /** Called once, with what ended it: `status 503`, `ECONNRESET`, `ended`. */
  readonly onEnd: (why: string) => void;
  readonly onOpen?: () => void;
}

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

export function openStream(
  url: string,
  token: string,
  lastEventId: string | undefined,
  { onMessage, onEnd, onOpen }: Stream,
): { close(): void } {
  let ended = false;
  const end = (why: string): void => {
    if (ended) return;
    ended = true;
    onEnd(why);
  };
  const headers = {
    accept: 'text/event-stream',
    authorization: `Bearer ${token}`,
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  const outgoing: ClientRequest = request(url, { agent, headers }, (answer: IncomingMessage) => {
    if (answer.statusCode !== 200) {
      answer.resume();
      return end(`status ${answer.statusCode}`);
    }
    onOpen?.();
    const parser = new Parser();
    const decoder = new StringDecoder('utf8');
    answer.on('data', (chunk: Buffer) => {
      const at = performance.now();
      for (const message of parser.push(decoder.write(chunk), at)) if (!ended) onMessage(message);
    });
    answer.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    answer.on('close', () => end('ended'));
  });
  outgoing.on('socket', (socket) => socket.setNoDelay(true));
  outgoing.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  outgoing.end();
  return {
    close: () => {
      ended = true;
      outgoing.destroy();
    },
  };
}
