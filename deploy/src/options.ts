/**
 * What may be said on the command line of `npm start`. A misspelt flag is refused with the list of flags instead of being
 * passed over: somebody who types --no-sim wants no simulator.
 */
import { SetupProblem } from '@anju/embedded/problem';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { durationMs } from './business-clock.js';

export interface Options {
  reset: boolean;
  demo: boolean;
  simulator: boolean;
  port: number;
  stateDir: string;
  seed?: number;
  json: boolean;
  watch: boolean;
  /** How far the business clock shall be ahead, milliseconds. */
  clockMs?: number;
}

export const flags = '--reset --no-demo --no-simulator --port N --state-dir FOLDER --seed N --json --clock +PT72H --watch';
/** What `npm start -- --help` prints. */
export const help = `npm start [-- FLAGS]    sets everything up and runs the platform; Ctrl+C stops it, the next start goes on with the same data

  --reset             begin anew: what the state folder holds is deleted
  --no-demo           no demo city and no simulator: an empty platform
  --no-simulator      the demo city without simulated people
  --port N            port of the console and the API (8600)
  --state-dir FOLDER  where data, keys and logs are kept (.anju)
  --seed N            another demo city, always the same for the same number
  --clock +PT72H      business clock that far ahead, to see deadlines run out
  --json              one line of JSON when ready, instead of the block for people
  --watch             as \`npm run dev\`: a saved file is in the running copy a moment later
`;
const usage = (sentence: string) => new SetupProblem('usage', sentence, `Flags: ${flags}.`);

export function parseOptions(args: readonly string[], projectFolder: string, callerFolder = projectFolder): Options {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        reset: { type: 'boolean', default: false },
        demo: { type: 'boolean', default: true },
        simulator: { type: 'boolean', default: true },
        port: { type: 'string', default: '8600' },
        'state-dir': { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        clock: { type: 'string' },
      },
    }));
  } catch (error) {
    throw usage(`${(error as Error).message.split('. ')[0]!.replace(/\.$/, '')}.`);
  }
  const stateDir = values['state-dir'];
  return {
    reset: values.reset,
    demo: values.demo,
    simulator: values.simulator && values.demo,
    port: whole('port', values.port, 1, 65_535),
    stateDir: stateDir === undefined ? resolve(projectFolder, '.anju') : resolve(callerFolder, stateDir),
    ...(values.seed !== undefined && { seed: whole('seed', values.seed, 0, 2 ** 32 - 1) }),
    json: values.json,
    watch: values.watch,
    ...(values.clock !== undefined && { clockMs: ahead(values.clock) }),
  };
}

function whole(flag: string, value: string, from: number, to: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= from && number <= to) return number;
  throw usage(`--${flag} takes a whole number from ${from} to ${to}, not "${value}".`);
}

function ahead(value: string): number {
  const ms = durationMs(value);
  if (ms !== undefined) return ms;
  throw usage(`--clock takes how far the business clock is ahead, such as +PT72H or +P3D, not "${value}".`);
}
