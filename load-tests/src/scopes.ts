/**
 * `npm run prove:scopes`: nobody sees anything of another's, through no door: lists, counts, search, live feed, replay,
 * events, photos and direct ids, for subdistricts, two firms in the same subdistrict, departments and administrators. Who
 * may see a case has to see it through the same doors, or the proof would pass on a platform that shows nothing.
 */
import { exampleIds } from '@anju/contracts/examples';
import { v7 } from 'uuid';
import { Api } from './api.js';
import { flagsOf } from './arguments.js';
import { plans, release, type Canary } from './canaries.js';
import { readCity } from './city.js';
import { doors, refusal, type Viewer } from './doors.js';
import { countedFor } from './figures.js';
import { handedOn } from './handed-on.js';
import { sleep, until } from './http.js';
import { type Platform } from './platform.js';
import { prove } from './prove.js';
import { LiveReader } from './reader.js';
import { channelsOf, sees } from './scope.js';
import { openStream } from './sse.js';
import { Tokens, type Who } from './tokens.js';
import { Verdicts } from './verdicts.js';

const flags = flagsOf({ run: '', keep: false });
const logins = [
  'operator',
  'operator-005',
  'operator-016',
  'officer-005',
  'inspector-016',
  'manager-1',
  'manager-2',
  'fire',
  'gas',
  'housing',
  'fire-005',
  'auditor',
  'operator-jingyang',
  'system-admin',
  'security-admin',
  'audit-admin',
];

interface Opened extends Omit<Viewer, 'live' | 'replay'> {
  readonly who: Who;
  readonly after: string;
  readonly reader: LiveReader | undefined;
  readonly heard: readonly string[];
}

async function open(api: Api, tokens: Tokens, login: string): Promise<Opened> {
  const who = tokens.person(login);
  const token = tokens.for(who);
  const { status, body } = await api.call<{ id: string }>('readSnapshot', { token, query: { limit: 1 } });
  const heard: string[] = [];
  if (status !== 200) return { login, role: who.role, who, token, after: '', reader: undefined, heard };
  const reader = new LiveReader({
    name: login,
    live: api.run.live,
    token,
    channels: channelsOf(who),
    snapshot: async () => body.id,
    onData: (data) => void heard.push(data),
  });
  await reader.start();
  return { login, role: who.role, who, token, after: body.id, reader, heard };
}

const replayed = async (api: Api, { token, after }: Opened): Promise<string> => {
  if (!after) return '';
  let said = '';
  const stream = openStream(`${api.run.live}?after=${after}`, token, undefined, {
    onMessage: ({ data }) => void (said += data),
    onEnd: () => undefined,
  });
  await sleep(1_500);
  stream.close();
  return said;
};

async function looked(api: Api, viewers: readonly Opened[], canaries: readonly Canary[], verdicts: Verdicts): Promise<void> {
  const [leaks, hidden, telling]: string[][] = [[], [], []];
  let cells = 0;
  for (const opened of viewers) {
    const viewer: Viewer = {
      login: opened.login,
      role: opened.role,
      token: opened.token,
      live: opened.heard.join('\n'),
      replay: await replayed(api, opened),
    };
    for (const canary of canaries) {
      const may = sees(opened.who, canary.filed);
      for (const door of doors) {
        cells++;
        const shows = await door.shows(api, viewer, canary);
        if (shows && !may) leaks!.push(`${viewer.login} sees "${canary.name}" by ${door.name}`);
        if (!shows && may && door.isFor(viewer)) hidden!.push(`${viewer.login} misses "${canary.name}" by ${door.name}`);
      }
      if (may) continue;
      for (const operationId of [
        'readHazard',
        'listHazardEvents',
        'acknowledgeHazard',
        'assignHazard',
        'acceptHazard',
        'recheckHazard',
        'confirmMajor',
      ]) {
        const call = (id: string) =>
          api.call(operationId, {
            token: viewer.token,
            path: { id },
            ...(!/^(read|list)/.test(operationId) && { body: api.operation(operationId).example, ifMatch: '"1"' }),
          });
        const [foreign, absent] = [refusal(await call(canary.id)), refusal(await call(v7()))];
        if (foreign !== absent) telling!.push(`${viewer.login} ${operationId} of "${canary.name}": ${foreign}, of nothing: ${absent}`);
      }
    }
  }
  verdicts.none(`cases seen by somebody else (${cells} cells)`, leaks!);
  verdicts.none('cases hidden from whoever may see them', hidden!);
  verdicts.none('refusals that differ from those for nothing', telling!);
}

async function counted(api: Api, viewers: readonly Opened[], verdicts: Verdicts): Promise<void> {
  const wrong: string[] = [];
  for (const { login, who, token, reader } of viewers) {
    if (!reader) continue;
    const difference = await until(
      () => differing(api, who, token),
      (text) => text === '',
      8_000,
      500,
    );
    if (difference) wrong.push(`${login}: ${difference}`);
  }
  verdicts.none('figures that are not the own cases', wrong);
}

async function differing(api: Api, who: Who, token: string): Promise<string> {
  const expected = await countedFor(api.run, who);
  const snapshot = await api.read<{
    figures: { name: string; value: number }[];
    openTotal: number;
    divisions: { division: string; open: number }[];
  }>('readSnapshot', { token, query: { limit: 1 } });
  const wrong: string[] = [];
  if (snapshot.openTotal !== expected.open) wrong.push(`openTotal ${snapshot.openTotal} instead of ${expected.open}`);
  for (const [name, value] of Object.entries(expected)) {
    const figure = snapshot.figures.find((one) => one.name === name);
    if (figure?.value !== value) wrong.push(`${name} ${figure?.value} instead of ${value}`);
    const { total } = await api.read<{ total: number }>('explainNumber', { token, query: { name, limit: 1 } });
    if (total !== value) wrong.push(`${name} explained by ${total} instead of ${value}`);
  }
  return wrong.join(', ');
}

async function registry(api: Api, tokens: Tokens, verdicts: Verdicts): Promise<void> {
  const wrong: string[] = [];
  const rival = await api.read<{ name: string }>('readCompound', { token: tokens.of('manager-2'), path: { id: exampleIds.rivalCompound } });
  const manager = tokens.of('manager-1');
  const hits = await api.read<{ items: { id: string }[] }>('searchRegistry', { token: manager, query: { q: rival.name } });
  if (hits.items.some(({ id }) => id === exampleIds.rivalCompound)) wrong.push('manager-1 finds the other firm’s compound');
  for (const [login, id] of [
    ['manager-1', exampleIds.rivalCompound],
    ['operator-016', exampleIds.compound],
    ['operator-jingyang', exampleIds.compound],
  ] as const) {
    const { status } = await api.call('readCompound', { token: tokens.of(login), path: { id } });
    if (status !== 404) wrong.push(`${login} reads a compound of another: ${status}`);
  }
  const listed = await api.all<{ division: string }>('listCompounds', { token: tokens.of('operator-016') });
  for (const { division } of listed) if (!division.startsWith('310115016')) wrong.push(`operator-016 lists a compound in ${division}`);
  const [own, other] = await Promise.all(
    [exampleIds.enterprise, exampleIds.rival].map((id) =>
      api.read<{ contacts?: object }>('readEnterprise', { token: manager, path: { id } }),
    ),
  );
  if (!own?.contacts) wrong.push('manager-1 misses the own contacts');
  if (other?.contacts) wrong.push('manager-1 reads the contacts of the other firm');
  verdicts.none('registry shows another’s', wrong);
}

async function main(platform: Platform): Promise<boolean> {
  await platform.whenLoaded();
  const api = await Api.load(platform.run);
  const tokens = new Tokens(platform.run);
  const city = await readCity(api, tokens);
  const viewers = await Promise.all(logins.map((login) => open(api, tokens, login)));
  await until(
    () => viewers.every(({ reader }) => !reader || reader.heartbeat),
    (all) => all,
    10_000,
  );
  const canaries: Canary[] = [];
  for (const plan of plans(city)) canaries.push(await release(api, tokens, plan));
  const everywhere = (): boolean =>
    canaries.every(({ word, filed }) =>
      viewers.every(({ who, reader, heard }) => !reader || !sees(who, filed) || heard.some((data) => data.includes(word))),
    );
  await until(everywhere, (all) => all, 15_000);
  await sleep(1_000);

  const verdicts = new Verdicts();
  await looked(api, viewers, canaries, verdicts);
  await counted(api, viewers, verdicts);
  await registry(api, tokens, verdicts);
  await handedOn(api, tokens, verdicts);
  verdicts.none(
    'broken chain, foreign channel or wrong heartbeat',
    viewers.flatMap(({ reader }) => reader?.violations ?? []),
  );
  for (const { reader } of viewers) reader?.close();
  verdicts.print('scopes');
  return verdicts.passed;
}

await prove(flags.run, flags.keep, main);
