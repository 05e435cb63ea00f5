/**
 * The broker forgets everything: its store is deleted under the running server, which is then killed. The events are still
 * in the databases, so the stream has to fill itself again and every figure on the screens has to be what it was.
 */
import { execFile } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deskPeople, isFresh, openDesks } from './desks.js';
import { Book } from './book.js';
import { filingsOf } from './filings.js';
import { sleep, until } from './http.js';
import { backlog, eventCount, query, streamEventIds } from './lookups.js';
import { fileUntilAcknowledged } from './persistent.js';
import { isThere, kill, projectFolder, say, type Platform } from './platform.js';
import { Verdicts } from './verdicts.js';
import type { Stage } from './victim.js';

export interface Digest {
  readonly sha256: string;
  readonly epoch: number;
  readonly seq: number;
}

export async function digest(platform: Platform): Promise<Digest> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(projectFolder, 'deploy/bin/anju.mjs'), 'digest', '--state-dir', platform.stateDir],
    { maxBuffer: 2 ** 24 },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Digest;
}

const healWithinMs = 120_000;
const attempts = 3;

/** Clocks of hazards go on running, and an event recorded in between changes the digest rightly: then it is done once more. */
export async function brokerStoreRound(stage: Stage): Promise<Verdicts> {
  for (let attempt = 1; ; attempt++) {
    const { verdicts, recorded } = await forget(stage);
    if (verdicts.passed || recorded === 0 || attempt === attempts) return verdicts;
    say(`${recorded} events were recorded meanwhile by clocks that ran out: once more`);
  }
}

async function forget({ platform, api, tokens, city }: Stage): Promise<{ verdicts: Verdicts; recorded: number }> {
  const verdicts = new Verdicts();
  const book = new Book(50);
  const desks = await openDesks(api, tokens, book, deskPeople(tokens));
  const { run } = platform;
  await until(
    () => backlog(run),
    ({ pending }) => pending === 0,
    60_000,
  );
  const eventsBefore = await eventCount(run);
  const before = await digest(platform);

  platform.note('the store of NATS is deleted, then SIGKILL');
  for (const name of readdirSync(run.nats.store)) rmSync(join(run.nats.store, name), { recursive: true, force: true });
  const pid = run.processes['nats']!;
  const began = performance.now();
  await kill(pid);
  const back = await until(
    () => platform.current?.processes['nats'],
    (now) => now !== undefined && now !== pid && isThere(now),
    60_000,
    50,
  );
  verdicts.check(
    'nats is back by itself',
    back !== pid ? `${((performance.now() - began) / 1000).toFixed(1)} s` : 'never',
    '≤ 60 s',
    back !== undefined && back !== pid,
  );
  const onStream = await until(
    () => missingOnStream(run).catch((error: Error) => ({ missing: [error.message], doubled: [], events: 0 })),
    ({ missing }) => missing.length === 0,
    healWithinMs,
    1_000,
  );
  const healedMs = performance.now() - began;
  verdicts.check(
    'the stream is whole again',
    `${onStream.events} events in ${(healedMs / 1000).toFixed(1)} s`,
    `≤ ${healWithinMs / 1000} s`,
    onStream.missing.length === 0,
  );
  verdicts.none('recorded events not on the rebuilt stream', onStream.missing);
  verdicts.none('events twice on the rebuilt stream', onStream.doubled);

  const after = await until(
    () => digest(platform).catch((error: Error) => ({ sha256: error.message, epoch: 0, seq: 0 })),
    ({ sha256 }) => sha256 === before.sha256,
    60_000,
    1_000,
  );
  const recorded = (await eventCount(run)) - eventsBefore;
  verdicts.check(
    'anju digest',
    `${after.sha256.slice(0, 12)} (${after.epoch}.${after.seq})`,
    `${before.sha256.slice(0, 12)} (${before.epoch}.${before.seq})`,
    after.sha256 === before.sha256,
  );
  if (recorded > 0)
    verdicts.evidence.push(`${recorded} events were recorded meanwhile (clocks that ran out); the digests cannot be equal then`);

  const next = filingsOf(city, tokens, 77, ({ division }) => division.startsWith('310115'));
  for (let index = 0; index < book.size; index++) {
    const filing = next();
    book.sent(index, filing.id);
    const acknowledged = await fileUntilAcknowledged(api, filing, () => undefined);
    if (acknowledged) book.acknowledged(index, acknowledged.filed);
  }
  const faults = await until(
    () => book.faults(),
    ({ missing }) => missing.length === 0,
    20_000,
  );
  verdicts.none('filings after it that miss on a desk', faults.missing);
  verdicts.none('filings after it twice on a desk', faults.doubled);
  verdicts.none(
    'broken chain, foreign channel or wrong heartbeat',
    desks.flatMap(({ violations }) => violations),
  );
  const fresh = await until(
    () => desks.every(isFresh),
    (all) => all,
    20_000,
  );
  verdicts.check('every desk is live and fresh again', fresh ? 'yes' : 'no', 'yes', fresh);
  for (const desk of desks) desk.close();
  await sleep(200);
  return { verdicts, recorded };
}

async function missingOnStream(run: Stage['api']['run']): Promise<{ missing: string[]; doubled: string[]; events: number }> {
  const counts = await streamEventIds(run);
  const rows = await query<{ event_id: string }>(
    run,
    'select event_id from safety_hazards.event_log union all select event_id from enterprise_registry.event_log',
  );
  return {
    missing: rows.filter(({ event_id }) => !counts.has(event_id)).map(({ event_id }) => event_id),
    doubled: [...counts].filter(([, count]) => count > 1).map(([id, count]) => `${id} ×${count}`),
    events: rows.length,
  };
}
