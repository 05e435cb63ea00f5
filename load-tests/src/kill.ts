/**
 * `npm run prove:kill`: acknowledged means kept. Each victim gets SIGKILL while filings arrive; then the broker loses its
 * store, a relay is stopped without ending, and one filing is sent fifty times. One table per round; the exit code says it all.
 */
import { Api } from './api.js';
import { flagsOf, numberOf } from './arguments.js';
import { brokerStoreRound } from './broker-store.js';
import { readCity } from './city.js';
import { type Platform, say } from './platform.js';
import { prove } from './prove.js';
import { sameFilingRound } from './same-filing.js';
import { stoppedRelayRound } from './stopped-relay.js';
import { Tokens } from './tokens.js';
import type { Verdicts } from './verdicts.js';
import { victimRound, type Stage } from './victim.js';

const flags = flagsOf({ victim: 'all', filings: '2000', rate: '60', run: '', keep: false });
const killed = ['gateway', 'safety-hazards', 'enterprise-registry', 'command-center', 'nats', 'postgres', 'identity', 'launcher'];
const special: Readonly<Record<string, (stage: Stage) => Promise<Verdicts>>> = {
  'broker-store': brokerStoreRound,
  'same-filing': sameFilingRound,
  'stopped-relay': stoppedRelayRound,
};
// First what compares figures before and after: later, the clocks of thousands of fresh hazards would run out meanwhile.
const names = [...Object.keys(special), ...killed];
const wanted = flags.victim === 'all' ? names : flags.victim.split(',');
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  say(`There is no victim ${unknown.join(', ')}. Choose of: all, ${names.join(', ')}.`);
  process.exit(2);
}

async function main(platform: Platform): Promise<boolean> {
  await platform.whenLoaded();
  const api = await Api.load(platform.run);
  const tokens = new Tokens(platform.run);
  const stage: Stage = {
    platform,
    api,
    tokens,
    city: await readCity(api, tokens),
    filings: numberOf('filings', flags.filings),
    rate: numberOf('rate', flags.rate),
  };
  const results: [string, boolean][] = [];
  for (const [index, name] of wanted.entries()) {
    say(`\n${name}`);
    platform.note(`round ${name}`);
    try {
      const verdicts = await (special[name]?.(stage) ?? victimRound(name, stage, index + 1));
      verdicts.print(name);
      results.push([name, verdicts.passed]);
    } catch (error) {
      say(`${name}: ${(error as Error).stack}`);
      results.push([name, false]);
    }
  }
  process.stdout.write(`\n${results.map(([name, passed]) => `${passed ? 'ok    ' : 'FAILED'}  ${name}`).join('\n')}\n`);
  return results.every(([, passed]) => passed);
}

await prove(flags.run, flags.keep, main);
