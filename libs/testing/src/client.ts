/** Speaks to a service as a client of the API does, and gives status, headers and body as they came. */
export interface Answer<Body = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Sent {
  readonly token?: string;
  readonly ifMatch?: number | '*';
  readonly language?: string;
  readonly headers?: Record<string, string>;
}

export async function send<Body = any>(
  method: string,
  url: string,
  body?: unknown,
  { token, ifMatch, language, headers = {} }: Sent = {},
): Promise<Answer<Body>> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch === '*' ? '*' : `"${ifMatch}"` }),
      ...(language && { 'accept-language': language }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Body };
}

/** Asks until the answer fits or the time is over, then gives the last answer: for what happens soon, not at once. */
export async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean, withinMs = 20_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (fits(answer) || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
