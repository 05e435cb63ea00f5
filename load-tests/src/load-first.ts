/**
 * `npm run load:first`: a storm day on one small machine. Sixty filings a second by constant arrival while two hundred live
 * readers in twenty scopes follow; afterwards every 201 is looked up in the database, on the stream and in every feed. A
 * run that loses one acknowledged filing is a failed run, however fast it was.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from './api.js';
import { flagsOf, numberOf } from './arguments.js';
import { Book } from './book.js';
import { readCity } from './city.js';
import { filingsOf } from './filings.js';
import { until } from './http.js';
import { backlog, missingInDatabase, notOnce, reportsOnStream, streamEnd } from './lookups.js';
import { cpuSeconds, machine, nodeMemory, totalMb, type Memory } from './machine.js';
import { projectFolder, say, type Platform } from './platform.js';
import { prove } from './prove.js';
import { LiveReader } from './reader.js';
import { resultsPage } from './results.js';
import { arrive } from './schedule.js';
import { channelsOf } from './scope.js';
import { Histogram } from './statistics.js';
import { Tokens } from './tokens.js';
import { Verdicts } from './verdicts.js';

const flags = flagsOf({ minutes: '10', rate: '60', readers: '200', run: '', keep: false, write: true, seed: '1' });
const [minutes, rate, readerCount] = [numberOf('minutes', flags.minutes), numberOf('rate', flags.rate), numberOf('readers', flags.readers)];
const total = Math.round(minutes * 60 * rate);
const bars = { acknowledgedMs: 200, onScreenMs: 1_000, memoryMb: 1_229, lagMs: 50 };
const ms = (value: number): string => `${value.toFixed(1)} ms`;

async function main(platform: Platform): Promise<boolean> {
  const { run } = platform;
  await platform.whenLoaded();
  const api = await Api.load(run);
  const tokens = new Tokens(run);
  const city = await readCity(api, tokens);
  const next = filingsOf(city, tokens, numberOf('seed', flags.seed));
  const book = new Book(total);
  const before = await streamEnd(run);

  const scopes = city.scopes.slice(0, Math.min(20, readerCount));
  const snapshots = new Map<string, Promise<string>>();
  const readers = Array.from({ length: readerCount }, (_, index) => {
    const who = scopes[index % scopes.length]!;
    const name = `reader ${index + 1} (${channelsOf(who).join(' ')})`;
    const token = tokens.for(who);
    const { received } = book.reader(name, who);
    const snapshot = (): Promise<string> => api.read<{ id: string }>('readSnapshot', { token, query: { limit: 1 } }).then(({ id }) => id);
    return new LiveReader({
      name,
      live: run.live,
      token,
      channels: channelsOf(who),
      snapshot: () => {
        const kept = snapshots.get(who.sub) ?? snapshot();
        snapshots.set(who.sub, kept);
        return kept;
      },
      onEvent: ({ type, subject }, at) => type === 'hazard.reported.v1' && received(subject, at),
    });
  });
  await Promise.all(readers.map((reader) => reader.start()));
  await until(
    () => readers.filter(({ isOpen, heartbeat }) => isOpen && heartbeat).length,
    (open) => open === readers.length,
    20_000,
  );
  say(
    `${readers.filter(({ isOpen }) => isOpen).length} of ${readers.length} readers follow in ${scopes.length} scopes; ${total} filings at ${rate}/s begin`,
  );

  const acknowledged = new Histogram();
  const refused = new Map<string, number>();
  const cpuBefore = cpuSeconds(run);
  let highest: Memory = nodeMemory(run);
  const idleMb = totalMb(highest);
  const sampler = setInterval(() => {
    const now = nodeMemory(platform.current ?? run);
    if (totalMb(now) > totalMb(highest)) highest = now;
  }, 15_000);
  const schedule = await arrive(
    total,
    rate,
    async (index) => {
      const filing = next();
      book.sent(index, filing.id);
      const began = performance.now();
      const answer = await api.call('reportHazard', { token: filing.token, body: filing.body });
      if (answer.status === 201) {
        acknowledged.add(performance.now() - began);
        const { division, responsibleEnterpriseId, departments } = answer.body;
        return book.acknowledged(index, { division, enterpriseId: responsibleEnterpriseId, departments });
      }
      const why = `${answer.status} ${answer.cause ?? answer.body?.code ?? answer.text.slice(0, 80)}`;
      refused.set(why, (refused.get(why) ?? 0) + 1);
      if (refused.get(why) === 1) say(`refused: ${why} ${answer.text.slice(0, 300)}`);
    },
    (index) =>
      index > 0 &&
      index % (rate * 30) === 0 &&
      say(`${index} sent, 201 p99 ${ms(acknowledged.percentile(0.99))}, on screen p99 ${ms(book.onScreen.percentile(0.99))}`),
  );
  clearInterval(sampler);
  const cpuAfter = cpuSeconds(platform.current ?? run);

  const lastSent = performance.now();
  const faults = await until(
    () => book.faults(),
    ({ missing }) => missing.length === 0,
    30_000,
    250,
  );
  const drainedMs = performance.now() - lastSent;
  const left = await until(
    () => backlog(run),
    ({ pending }) => pending === 0,
    10_000,
    250,
  );
  const memory = totalMb(nodeMemory(platform.run)) > totalMb(highest) ? nodeMemory(platform.run) : highest;
  for (const reader of readers) reader.close();

  const ids = book.ids;
  const verdicts = new Verdicts();
  const [ack99, screen99, lag99] = [acknowledged.percentile(0.99), book.onScreen.percentile(0.99), schedule.lag.percentile(0.99)];
  verdicts.check('201 p99', ms(ack99), `≤ ${bars.acknowledgedMs} ms`, ack99 <= bars.acknowledgedMs);
  verdicts.check('on screen p99', ms(screen99), `≤ ${bars.onScreenMs} ms`, screen99 <= bars.onScreenMs);
  verdicts.check('memory of all Node processes (PSS)', `${totalMb(memory)} MB`, '≤ 1.2 GB', totalMb(memory) <= bars.memoryMb);
  verdicts.check('answered 201', `${ids.length} of ${total}`, 'all', ids.length === total);
  verdicts.none('201 without its row and event in the database', await missingInDatabase(run, ids));
  verdicts.none('201 not on the stream once', notOnce(ids, await reportsOnStream(run, before.lastSeq)));
  verdicts.none('201 missing in a matching feed', faults.missing);
  verdicts.none('201 twice in a feed', faults.doubled);
  verdicts.none('201 in a feed of another scope', faults.foreign);
  verdicts.none(
    'broken chain, foreign channel or wrong heartbeat',
    readers.flatMap(({ violations }) => violations),
  );
  verdicts.none(
    'feeds reset or interrupted',
    readers.flatMap(({ name, drops, resets }) => [...drops, ...Array<string>(resets).fill('reset')].map((why) => `${name}: ${why}`)),
  );
  verdicts.check('left in outboxes', left.pending, '0', left.pending === 0);
  verdicts.check('parked events', left.parked, '0', left.parked === 0);
  verdicts.check('generator late p99', ms(lag99), `≤ ${bars.lagMs} ms, else the run says nothing`, lag99 <= bars.lagMs);
  for (const [why, count] of refused) verdicts.evidence.push(`answered ${why}: ${count}`);

  const percentiles = (histogram: Histogram): string =>
    `p50 ${ms(histogram.percentile(0.5))}, p95 ${ms(histogram.percentile(0.95))}, p99 ${ms(histogram.percentile(0.99))}, max ${ms(histogram.max)}`;
  const figures: [string, string][] = [
    ['Filings sent', `${total} in ${(schedule.tookMs / 1000).toFixed(1)} s (${(total / (schedule.tookMs / 1000)).toFixed(1)}/s)`],
    ['201 after sending', percentiles(acknowledged)],
    ['On a matching socket after sending', percentiles(book.onScreen)],
    ['Deliveries', `${faults.deliveries} of these filings, ${readers.reduce((sum, { frames }) => sum + frames, 0)} frames in all`],
    ['Memory before the load', `${idleMb} MB`],
    ['All delivered after the last 201', `${(drainedMs / 1000).toFixed(1)} s`],
    ['Generator late', percentiles(schedule.lag)],
  ];
  const cpu = Object.fromEntries(Object.entries(cpuAfter).map(([name, used]) => [name, used - (cpuBefore[name] ?? 0)]));
  const page = resultsPage({
    date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
    minutes,
    rate,
    readers: readers.length,
    scopes: scopes.length,
    machine: machine(run.stateDir),
    verdicts: verdicts.list,
    figures,
    memory,
    cpu,
  });
  if (flags.write) writeFileSync(join(projectFolder, 'load-tests', 'RESULTS.md'), page);
  verdicts.print('bars');
  for (const [name, value] of figures) process.stdout.write(`${name}: ${value}\n`);
  process.stdout.write(
    `memory: ${Object.entries(memory)
      .map(([name, kb]) => `${name} ${Math.round(kb / 1024)} MB`)
      .join(', ')}\n`,
  );
  process.stdout.write(
    `cpu: ${Object.entries(cpu)
      .map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`)
      .join(', ')}\n`,
  );
  return verdicts.passed;
}

await prove(flags.run, flags.keep, main);
