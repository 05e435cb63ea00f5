/**
 * A client that does not give up: the same filing under the same id until it is acknowledged, as a phone does it. Every
 * answer on the way is written down, for during a fault the answers are what is judged.
 */
import type { Api } from './api.js';
import type { Filing } from './filings.js';
import { sleep } from './http.js';
import type { Filed } from './scope.js';

export interface Heard {
  readonly at: number;
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | undefined;
}

export interface Acknowledged {
  readonly filed: Filed;
  readonly text: string;
}

const patienceMs = 120_000;

export async function fileUntilAcknowledged(
  api: Api,
  { token, body }: Pick<Filing, 'token' | 'body'>,
  hear: (heard: Heard) => void,
): Promise<Acknowledged | undefined> {
  const deadline = performance.now() + patienceMs;
  for (let attempt = 1; performance.now() < deadline; attempt++) {
    const { status, headers, body: answer, text, cause } = await api.call('reportHazard', { token, body });
    const retryAfter = headers['retry-after'] as string | undefined;
    hear({ at: performance.now(), status, code: cause ?? answer?.code ?? '', retryAfter });
    if (status === 201) {
      const { division, responsibleEnterpriseId, departments } = answer;
      return { filed: { division, enterpriseId: responsibleEnterpriseId, departments }, text };
    }
    if (status !== 0 && status !== 429 && status !== 503 && attempt >= 3) return undefined;
    const asked = Number(retryAfter) * 1_000 || 150 * 2 ** Math.min(attempt, 4);
    await sleep(asked * (0.5 + Math.random() / 2));
  }
  return undefined;
}

/** Answers that nobody may get. A connection may only break where the front door itself was killed. */
export function wrongAnswers(heard: readonly Heard[], mayBreak: boolean): string[] {
  const wrong = heard.filter(({ status, retryAfter }) => {
    if (status === 201) return false;
    if (status === 0) return !mayBreak;
    return !((status === 503 || status === 429) && retryAfter !== undefined);
  });
  const counts = new Map<string, number>();
  for (const { status, code, retryAfter } of wrong) {
    const line = `${status || 'no answer'} ${code}${(status === 503 || status === 429) && !retryAfter ? ' without Retry-After' : ''}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `${line} ×${count}`);
}
