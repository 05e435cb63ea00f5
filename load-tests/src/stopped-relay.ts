/**
 * A relay that stands still without having ended: nothing is broken, nothing answers an error, and the screens would look
 * calm. Every desk has to say so within seconds, and to be whole again once the process goes on.
 */
import { Book } from './book.js';
import { deskPeople, isFresh, openDesks, staleMs } from './desks.js';
import { filingsOf } from './filings.js';
import { sleep, until } from './http.js';
import { fileUntilAcknowledged } from './persistent.js';
import { kill } from './platform.js';
import { Verdicts } from './verdicts.js';
import type { Stage } from './victim.js';

/** A watermark is at most a second old when its source stops, and a heartbeat two; the fifth second is what counts. */
const saidWithinMs = 7_000;
const stoppedMs = 12_000;

export async function stoppedRelayRound({ platform, api, tokens, city }: Stage): Promise<Verdicts> {
  const verdicts = new Verdicts();
  const book = new Book(100);
  const people = [...deskPeople(tokens), tokens.person('operator-016'), tokens.person('operator-jingyang')];
  const desks = await openDesks(api, tokens, book, people);
  const next = filingsOf(city, tokens, 99, ({ division }) => division.startsWith('310115'));
  const file = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index++) {
      const filing = next();
      book.sent(index, filing.id);
      const acknowledged = await fileUntilAcknowledged(api, filing, () => undefined);
      if (acknowledged) book.acknowledged(index, acknowledged.filed);
    }
  };
  await file(0, 50);
  const ready = await until(
    () => desks.every(isFresh),
    (all) => all,
    60_000,
  );
  verdicts.check(
    'every desk is fresh before',
    ready ? 'yes' : `no, ${Math.round(Math.max(...desks.map((desk) => desk.ageMs())))} ms old`,
    'yes',
    ready,
  );

  const pid = platform.run.processes['safety-hazards']!;
  platform.note('SIGSTOP of safety-hazards');
  const stopped = performance.now();
  await kill(pid, 'SIGSTOP');
  const staleAfter = new Map<string, number>();
  while (performance.now() - stopped < stoppedMs) {
    for (const desk of desks)
      if (!staleAfter.has(desk.name) && desk.ageMs() >= staleMs) staleAfter.set(desk.name, performance.now() - stopped);
    await sleep(50);
  }
  const open = desks.filter(({ isOpen }) => isOpen).length;
  await kill(pid, 'SIGCONT');
  platform.note('SIGCONT of safety-hazards');
  const went = performance.now();
  const last = Math.max(...desks.map(({ name }) => staleAfter.get(name) ?? Infinity));
  verdicts.check(
    'every desk says stale',
    Number.isFinite(last) ? `${Math.round(last)} ms after SIGSTOP` : 'not all',
    `≤ ${saidWithinMs} ms`,
    last <= saidWithinMs,
  );
  verdicts.check('desks still open while stale', `${open} of ${desks.length}`, 'all', open === desks.length);
  const fresh = await until(
    () => desks.every(isFresh),
    (all) => all,
    30_000,
    50,
  );
  verdicts.check('fresh again after SIGCONT', fresh ? `${Math.round(performance.now() - went)} ms` : 'no', '≤ 30 s', fresh);

  await file(50, 100);
  const faults = await until(
    () => book.faults(),
    ({ missing }) => missing.length === 0,
    20_000,
  );
  verdicts.check('acknowledged', `${book.ids.length} of ${book.size}`, 'all', book.ids.length === book.size);
  verdicts.none('201 missing on a desk', faults.missing);
  verdicts.none('201 twice on a desk', faults.doubled);
  verdicts.none('201 on a desk of another scope', faults.foreign);
  verdicts.none(
    'broken chain, foreign channel or wrong heartbeat',
    desks.flatMap(({ violations }) => violations),
  );
  for (const desk of desks) desk.close();
  return verdicts;
}
