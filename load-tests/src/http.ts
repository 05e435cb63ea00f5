/**
 * How a proof speaks to the platform: one request, one answer, exactly as they are. A refused or broken connection is an
 * answer too (status 0 with the cause), because during a fault it is part of what is judged.
 */
import { Agent, request } from 'undici';

export interface Answer<Body = any> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The parsed JSON, undefined where it is none. */
  readonly body: Body;
  /** Set when there was no answer: ECONNREFUSED, UND_ERR_SOCKET … */
  readonly cause?: string;
}

export interface Asked {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
  readonly language?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs?: number | undefined;
}

const agent = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 4_000, connect: { timeout: 5_000 } });

export async function ask<Body = any>(
  method: string,
  url: string,
  { token, body, ifMatch, language, headers, timeoutMs = 40_000 }: Asked = {},
): Promise<Answer<Body>> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  try {
    const answer = await request(url, {
      method: method as 'GET',
      dispatcher: agent,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(language !== undefined && { 'accept-language': language }),
        ...headers,
      },
      body: body === undefined ? null : isRaw ? (body as string) : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, body: parsed(text) as Body };
  } catch (error) {
    const { code, name, message } = error as { code?: string; name?: string; message?: string };
    return { status: 0, headers: {}, text: '', body: undefined as Body, cause: code ?? `${name}: ${message}` };
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const closeConnections = (): Promise<void> => agent.destroy();
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the answer fits or the time is over, then gives the last answer. */
export async function until<T>(look: () => T | Promise<T>, fits: (answer: T) => boolean, withinMs: number, everyMs = 100): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await look();
    if (fits(answer) || performance.now() > deadline) return answer;
    await sleep(everyMs);
  }
}
