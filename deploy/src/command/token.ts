/** `anju token`: an access token for a persona, signed with the realm's own key, so it works while the provider is down. */
import { readJson } from '@anju/embedded/files';
import { SetupProblem } from '@anju/embedded/problem';
import { InvalidArgumentError } from 'commander';
import { join } from 'node:path';
import type { Persona } from '../personas.js';
import { signToken } from '../realm.js';
import { print, runOf, type Commands } from './running.js';

const longestSeconds = 3_600;
const unit: Record<string, number> = { s: 1, m: 60, h: 3_600 };

export function ttlSeconds(text: string): number {
  const [, count, letter] = /^(\d+)([smh])$/.exec(text) ?? [];
  const seconds = Number(count) * unit[letter ?? '']!;
  if (seconds >= 1 && seconds <= longestSeconds) return seconds;
  throw new InvalidArgumentError('Say 30s, 5m or 1h; an hour is the longest.');
}

export const tokenCommands: Commands = (program, stateDir) => {
  program
    .command('token')
    .description('an access token of the demo realm, for scripts')
    .requiredOption('--as <login>', 'who it is for; logins are in run.json')
    .option('--ttl <duration>', 'how long it is valid', ttlSeconds, longestSeconds)
    .action(async ({ as: login, ttl }: { as: string; ttl: number }) => {
      const { url } = runOf(stateDir());
      const personas = readJson<Persona[]>(join(stateDir(), 'personas.json')) ?? [];
      const persona = personas.find((candidate) => candidate.login === login);
      if (!persona)
        throw new SetupProblem(
          'usage',
          `There is no login "${login}".`,
          `Choose one of: ${personas.map((other) => other.login).join(', ')}.`,
        );
      print(await signToken(stateDir(), url, persona, ttl));
    });
};
