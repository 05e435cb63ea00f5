/**
 * The public API as a phone or a browser uses it. When the platform says 429 or 503 nobody calls again before the time it
 * names; what somebody else was quicker at (404, 409, 412) is an ordinary answer here and no error.
 */
import type { Crew, Simulated } from './crew.js';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
}
/** The platform is not to be called before that moment. */
export class NotNow extends Error {
  constructor(
    readonly waitMs: number,
    why: string,
  ) {
    super(why);
  }
}
const longestWaitMs = 60_000;

export class Api {
  private failures = 0;

  constructor(
    private readonly publicUrl: string,
    private readonly crew: Crew,
  ) {}

  get = <T>(as: Simulated, path: string): Promise<Answer<T>> => this.call<T>(as, 'GET', path);
  post = <T>(as: Simulated, path: string, body: unknown, version?: number): Promise<Answer<T>> =>
    this.call<T>(as, 'POST', path, body, version);

  private async call<T>(as: Simulated, method: string, path: string, body?: unknown, version?: number): Promise<Answer<T>> {
    const send = async () =>
      fetch(`${this.publicUrl}/api/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await this.crew.tokenOf(as)}`,
          'accept-language': 'zh-CN',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(version !== undefined && { 'if-match': `"${version}"` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(15_000),
      });
    let response: Response;
    try {
      response = await send();
    } catch (error) {
      throw this.notNow(undefined, (error as Error).message);
    }
    if (response.status === 401) {
      this.crew.forget(as);
      throw this.notNow(2, `${path} answers 401`);
    }
    if (response.status === 429 || response.status >= 500) {
      await response.body?.cancel();
      throw this.notNow(Number(response.headers.get('retry-after') ?? NaN), `${path.split('?')[0]} answers ${response.status}`);
    }
    this.failures = 0;
    return { status: response.status, body: (await response.json()) as T };
  }

  /** As long as the answer says; without a word longer each time. */
  private notNow(retryAfterS: number | undefined, why: string): NotNow {
    this.failures += 1;
    const own = 1_000 * 2 ** Math.min(this.failures - 1, 5);
    const asked = retryAfterS === undefined || Number.isNaN(retryAfterS) ? 0 : retryAfterS * 1_000;
    return new NotNow(Math.min(Math.max(asked, own) * (1 + Math.random() * 0.3), longestWaitMs), why);
  }
}
