/** One filing, sent fifty times at once and again after the service was killed: one hazard and one answer, whoever asks when. */
import { filingsOf } from './filings.js';
import { until } from './http.js';
import { query } from './lookups.js';
import { fileUntilAcknowledged, wrongAnswers, type Heard } from './persistent.js';
import { isThere, kill } from './platform.js';
import { Verdicts } from './verdicts.js';
import type { Stage } from './victim.js';

const times = 50;

export async function sameFilingRound({ platform, api, tokens, city }: Stage): Promise<Verdicts> {
  const verdicts = new Verdicts();
  const filing = filingsOf(city, tokens, 50, ({ division }) => division.startsWith('310115005'))();
  const heard: Heard[] = [];
  const send = () => fileUntilAcknowledged(api, filing, (answer) => heard.push(answer));
  const answers = (await Promise.all(Array.from({ length: times }, send))).map((answer) => answer?.text ?? 'none');
  verdicts.check(`answers to ${times} at once`, new Set(answers).size, '1', new Set(answers).size === 1 && answers[0] !== 'none');
  verdicts.check(
    'answered 201 at the first try',
    `${heard.filter(({ status }) => status === 201).length} of ${heard.length}`,
    'for information',
    true,
  );
  verdicts.none('answers that are not 201, 429 or 503 with Retry-After', wrongAnswers(heard, false));
  const count = async (): Promise<string> => {
    const [row] = await query<{ hazards: string; events: string }>(
      api.run,
      `select (select count(*) from safety_hazards.hazards where id = $1) as hazards, (select count(*) from safety_hazards.event_log where aggregate_id = $1 and aggregate_version = 1) as events`,
      [filing.id],
    );
    return `${row?.hazards} / ${row?.events}`;
  };
  verdicts.same('hazards / first events', await count(), '1 / 1');

  const operator = tokens.of('operator');
  const changed = await api.call('urgeHazard', { token: operator, path: { id: filing.id }, body: { note: '催办' }, ifMatch: '"1"' });
  verdicts.same('a change between the repetitions', changed.status, 200);
  const pid = platform.run.processes['safety-hazards']!;
  await kill(pid);
  await until(
    () => platform.current?.processes['safety-hazards'],
    (now) => now !== undefined && now !== pid && isThere(now),
    60_000,
    50,
  );
  const again = await send();
  verdicts.check(
    'the answer after a restart and a change',
    again?.text === answers[0] ? 'the same' : (again?.text ?? 'none').slice(0, 60),
    'the same',
    again?.text === answers[0],
  );
  verdicts.same('hazards / first events after it', await count(), '1 / 1');

  const other = await api.call('reportHazard', { token: filing.token, body: { ...filing.body, spot: '另一处' } });
  verdicts.same('other content under the same id', [other.status, other.body?.code], [409, 'already-filed-differently']);
  const stranger = tokens.for({ sub: 'proof-stranger', role: 'operator', divisions: ['310115'] });
  const theirs = await api.call('reportHazard', { token: stranger, body: filing.body });
  verdicts.same('the same content from another person', [theirs.status, theirs.body?.code], [409, 'already-filed-differently']);
  const shown = [other, theirs].filter(({ text }) => text.includes(String(filing.body['spot']))).length;
  verdicts.check('refusals that show the content', shown, '0', shown === 0);
  return verdicts;
}
