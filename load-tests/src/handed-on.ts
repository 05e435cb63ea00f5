/**
 * A case that changes hands: the first firm signs for it with words of its own, then it goes to a competitor in the same
 * subdistrict. The first firm's screen has to lose it, and the second must not read what the first one wrote.
 */
import { exampleIds } from '@anju/contracts/examples';
import { randomBytes } from 'node:crypto';
import type { Api } from './api.js';
import { release, type Canary } from './canaries.js';
import { until } from './http.js';
import { LiveReader } from './reader.js';
import { channelsOf } from './scope.js';
import type { Tokens } from './tokens.js';
import type { Verdicts } from './verdicts.js';

export async function handedOn(api: Api, tokens: Tokens, verdicts: Verdicts): Promise<void> {
  const [first, second, officer] = [tokens.of('manager-1'), tokens.of('manager-2'), tokens.of('officer-005')];
  const said = new Map<string, string>();
  const left: string[] = [];
  const feeds = ['manager-1', 'manager-2'].map((login) => {
    const who = tokens.person(login);
    const token = tokens.for(who);
    const snapshot = (): Promise<string> => api.read<{ id: string }>('readSnapshot', { token, query: { limit: 1 } }).then(({ id }) => id);
    const onData = (data: string): void => void said.set(login, (said.get(login) ?? '') + data);
    return new LiveReader({
      name: login,
      live: api.run.live,
      token,
      channels: channelsOf(who),
      snapshot,
      onData,
      onLeft: (id) => login === 'manager-1' && left.push(id),
    });
  });
  await Promise.all(feeds.map((feed) => feed.start()));
  const canary = await release(api, tokens, {
    name: 'handed on',
    by: 'inspector-1',
    compoundId: exampleIds.compound,
    itemCode: 'F01',
    facts: { family: 'fire', part: 'passage' },
  });
  const [ours, theirs] = [`ours${randomBytes(6).toString('hex')}`, `theirs${randomBytes(6).toString('hex')}`];
  await step(api, canary, 'assignHazard', officer, {});
  await step(api, canary, 'acceptHazard', first, { note: ours });
  await step(api, canary, 'assignHazard', officer, { to: { kind: 'enterprise', enterpriseId: exampleIds.rival }, reason: '合同变更' });
  await step(api, canary, 'acceptHazard', second, { note: theirs });
  await until(
    () => left.includes(canary.id) && (said.get('manager-2') ?? '').includes(theirs),
    (seen) => seen,
    10_000,
  );

  verdicts.same('the first firm is told that it left', left, [canary.id]);
  verdicts.same(
    'the first firm cannot read it any more',
    (await api.call('readHazard', { token: first, path: { id: canary.id } })).status,
    404,
  );
  verdicts.same('the second firm can', (await api.call('readHazard', { token: second, path: { id: canary.id } })).status, 200);
  const found: string[] = [];
  const look = async (whose: string, token: string, word: string): Promise<void> => {
    for (const operationId of ['readHazard', 'listHazardEvents']) {
      if ((await api.call(operationId, { token, path: { id: canary.id } })).text.includes(word))
        found.push(`${operationId} shows ${whose}`);
    }
    for (const query of [{ aggregateId: canary.id }, { order: 'newest', limit: 500 }]) {
      if ((await api.call('listEvents', { token, query })).text.includes(word))
        found.push(`listEvents ${JSON.stringify(query)} shows ${whose}`);
    }
    if ((await api.call('readSnapshot', { token, query: { limit: 20_000 } })).text.includes(word))
      found.push(`readSnapshot shows ${whose}`);
  };
  await look('the second firm what the first one wrote', second, ours);
  await look('the first firm what the second one wrote', first, theirs);
  if ((said.get('manager-2') ?? '').includes(ours)) found.push('the live feed shows the second firm what the first one wrote');
  if ((said.get('manager-1') ?? '').includes(theirs)) found.push('the live feed shows the first firm what the second one wrote');
  verdicts.none('words of one firm shown to the other', found);
  for (const feed of feeds) feed.close();
}

async function step(api: Api, { id }: Canary, operationId: string, token: string, body: object): Promise<void> {
  const { version } = await api.read<{ version: number }>('readHazard', { token: token, path: { id } });
  const answer = await api.call(operationId, { token, path: { id }, body, ifMatch: `"${version}"` });
  if (answer.status !== 200) throw new Error(`${operationId} answers ${answer.status} ${answer.cause ?? answer.text.slice(0, 300)}`);
}
