/**
 * One victim: filings arrive at a steady rate, in the middle of them one process gets SIGKILL, and afterwards everything
 * acknowledged has to be everywhere once. Nothing but the launcher is started by hand.
 */
import type { Api } from './api.js';
import { eventPosition, lookUp } from './acknowledged.js';
import { Book } from './book.js';
import { townshipOf, type City } from './city.js';
import { deskPeople, isFresh, openDesks } from './desks.js';
import { filingsOf } from './filings.js';
import { sleep, until } from './http.js';
import { streamEnd } from './lookups.js';
import { fileUntilAcknowledged, wrongAnswers, type Heard } from './persistent.js';
import { isThere, kill, say, type Platform } from './platform.js';
import { arrive } from './schedule.js';
import type { Tokens } from './tokens.js';
import { Verdicts } from './verdicts.js';

export interface Stage {
  readonly platform: Platform;
  readonly api: Api;
  readonly tokens: Tokens;
  readonly city: City;
  readonly filings: number;
  readonly rate: number;
}

const backWithinMs = 60_000;
const seconds = (milliseconds: number): string => (Number.isFinite(milliseconds) ? `${(milliseconds / 1000).toFixed(1)} s` : 'never');
/** How many subdistricts the filings of a round are spread over. */
const spread = 6;

export async function victimRound(victim: string, { platform, api, tokens, city, filings, rate }: Stage, seed: number): Promise<Verdicts> {
  const verdicts = new Verdicts();
  const townships = ['310115005', ...city.townships.filter((code) => code !== '310115005')].slice(0, spread);
  const next = filingsOf(city, tokens, seed, (home) => townships.includes(townshipOf(home)));
  const book = new Book(filings);
  const afterSeq = (await streamEnd(api.run)).lastSeq;
  const afterPosition = await eventPosition(api, tokens.of('operator'));
  const desks = await openDesks(api, tokens, book, deskPeople(tokens));

  const heard: Heard[] = [];
  let killedAt = Infinity;
  const fault = strike(victim, platform, sleep((filings / rate / 2) * 1000), () => (killedAt = performance.now()));
  await arrive(filings, rate, async (index) => {
    const filing = next();
    book.sent(index, filing.id);
    const acknowledged = await fileUntilAcknowledged(api, filing, (answer) => heard.push(answer));
    if (acknowledged) book.acknowledged(index, acknowledged.filed);
  });
  const backMs = await fault;
  const whole = await until(
    () => desks.every(isFresh),
    (all) => all,
    60_000,
  );
  const refusals = heard.filter(({ status, at }) => status !== 201 && at >= killedAt);
  const refusedMs = refusals.length === 0 ? 0 : Math.max(...refusals.map(({ at }) => at)) - killedAt;

  verdicts.check('process is back by itself', seconds(backMs), `≤ ${backWithinMs / 1000} s`, backMs <= backWithinMs);
  verdicts.check('acknowledged in the end', `${book.ids.length} of ${filings}`, 'all', book.ids.length === filings);
  verdicts.check('refusals during the fault', `${refusals.length}, the last ${seconds(refusedMs)} after the kill`, 'for information', true);
  verdicts.none(
    'answers that are not 201, 429 or 503 with Retry-After',
    wrongAnswers(heard, victim === 'gateway' || victim === 'launcher'),
  );
  verdicts.check(
    'every desk is live and fresh again',
    whole
      ? 'yes'
      : desks
          .filter((desk) => !isFresh(desk))
          .map(({ name }) => name)
          .join(', '),
    'yes',
    whole,
  );
  verdicts.check(
    'desks interrupted / reset',
    `${desks.reduce((sum, { drops }) => sum + drops.length, 0)} / ${desks.reduce((sum, { resets }) => sum + resets, 0)}`,
    'for information',
    true,
  );
  await lookUp({ api, tokens, book, desks, afterSeq, afterPosition, townships }, verdicts);
  for (const desk of desks) desk.close();
  return verdicts;
}

/** Kills after `when`; resolves with the milliseconds until another process of that name is there. */
async function strike(victim: string, platform: Platform, when: Promise<void>, struck: () => void): Promise<number> {
  await when;
  const pid = platform.run.processes[victim];
  if (pid === undefined) throw new Error(`run.json names no process ${victim}`);
  platform.note(`SIGKILL of ${victim} (${pid})`);
  say(`SIGKILL of ${victim} (${pid})`);
  struck();
  const began = performance.now();
  await kill(pid);
  if (victim === 'launcher') {
    await sleep(2_000); // somebody has to notice
    await platform.startAgain();
    return performance.now() - began;
  }
  const back = await until(
    () => platform.current?.processes[victim],
    (now) => now !== undefined && now !== pid && isThere(now),
    backWithinMs,
    20,
  );
  return back !== undefined && back !== pid ? performance.now() - began : Infinity;
}
