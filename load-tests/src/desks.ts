/**
 * A handful of desks that stay open through a fault: county, subdistrict, firm and department. Their snapshot is a real one,
 * so that a desk that is told to start anew has to find every filing there.
 */
import type { Api } from './api.js';
import type { Book } from './book.js';
import { until } from './http.js';
import { LiveReader } from './reader.js';
import { channelsOf } from './scope.js';
import type { Tokens, Who } from './tokens.js';

export interface DeskSnapshot {
  readonly id: string;
  readonly hazards: readonly { readonly id: string }[];
}
const mostRows = 20_000;

export async function snapshotOf(api: Api, token: string): Promise<DeskSnapshot> {
  const answer = await until(
    () => api.call<DeskSnapshot>('readSnapshot', { token, query: { limit: mostRows } }),
    ({ status }) => status === 200,
    60_000,
    300,
  );
  if (answer.status !== 200) throw new Error(`readSnapshot answers ${answer.status} ${answer.cause ?? answer.text.slice(0, 200)}`);
  return answer.body;
}

export async function openDesks(api: Api, tokens: Tokens, book: Book, people: readonly Who[]): Promise<LiveReader[]> {
  const desks = people.map((who) => {
    const token = tokens.for(who);
    const name = `desk of ${channelsOf(who).join(' ')}`;
    const { received, startAnew } = book.reader(name, who);
    return new LiveReader({
      name,
      live: api.run.live,
      token,
      channels: channelsOf(who),
      snapshot: async () => {
        const { id, hazards } = await snapshotOf(api, token);
        startAnew(hazards.map((hazard) => hazard.id));
        return id;
      },
      onEvent: ({ type, subject }, at) => type === 'hazard.reported.v1' && received(subject, at),
    });
  });
  await Promise.all(desks.map((desk) => desk.start()));
  await until(
    () => desks.every(isFresh),
    (all) => all,
    20_000,
  );
  return desks;
}

export const staleMs = 5_000;
export const isFresh = (desk: LiveReader): boolean => desk.isOpen && desk.ageMs() < staleMs;

export const deskPeople = (tokens: Tokens): Who[] =>
  ['operator', 'operator-005', 'manager-1', 'fire', 'gas'].map((login) => tokens.person(login));
