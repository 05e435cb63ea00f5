/**
 * `anju digest` and `anju rebuild`: a view's digest is the same for the same events however they arrived, so two digests
 * with the same epoch and sequence prove that nothing was lost; a view that differs is folded anew from the events.
 */
import { print, withRunning, type Commands } from './running.js';

const longestRebuildMs = 10 * 60_000;

export const digestCommands: Commands = (program, stateDir) => {
  program
    .command('digest')
    .description('digest of what the command center shows: sha256, epoch, seq')
    .argument('[view]', 'one view; all of them when left out')
    .action((view: string | undefined) =>
      withRunning(stateDir(), async ({ ask }) => print(await ask('command-center', 'digest', view ? { view } : {}, 60_000))),
    );
  program
    .command('rebuild')
    .description('folds a view anew from the events')
    .argument('<view>')
    .action((view: string) =>
      withRunning(stateDir(), async ({ ask }) => print(await ask('command-center', 'rebuild', { view }, longestRebuildMs))),
    );
};
