/**
 * `anju status`: what runs and how it is, for people and for a monitor. Exit code 0 when all is well, 1 when something is
 * ill, 20 when nothing runs. Whether a process is there is asked of the machine; how it is, of the process itself.
 */
import { startTimeOf } from '@anju/embedded/child';
import { SetupProblem } from '@anju/embedded/problem';
import { services } from '../parts.js';
import { print, runOf, table, withRunning, type Commands } from './running.js';

interface Part {
  name: string;
  pid: number;
  running: boolean;
  /** What a service says about itself: lag of its relay, parked events, lease. */
  says?: unknown;
  problem?: string;
}

export const statusCommands: Commands = (program, stateDir) => {
  program
    .command('status')
    .description('what runs and how it is')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const run = runOf(stateDir());
      const parts: Part[] = Object.entries(run.processes).map(([name, pid]) => ({ name, pid, running: startTimeOf(pid) !== undefined }));
      const note = (name: string, more: Partial<Part>) => Object.assign(parts.find((part) => part.name === name) ?? {}, more);
      const launcher = parts.find(({ name }) => name === 'launcher');
      try {
        await withRunning(stateDir(), ({ ask }) =>
          Promise.all(
            services.map((service) =>
              ask(service, 'status', {}, 3_000).then(
                (says) => note(service, { says }),
                (error: Error) => note(service, { problem: said(error) }),
              ),
            ),
          ),
        );
      } catch (error) {
        note('nats', { problem: said(error as Error) });
      }
      const front = await fetch(`${run.url}/readyz`, { signal: AbortSignal.timeout(3_000) }).then(
        (answer) => answer.ok,
        () => false,
      );
      if (!front) note('gateway', { problem: 'does not answer' });
      const ok = parts.every(({ running, problem }) => running && !problem);
      if (json) print({ ok, url: run.url, parts });
      else print(table([['part', 'pid', 'state', ''], ...parts.map(rowOf)]));
      process.exitCode = ok ? 0 : launcher?.running || parts.some(({ running }) => running) ? 1 : 20;
    });
};

const said = (error: Error): string => (error instanceof SetupProblem ? error.sentence : error.message);

const rowOf = ({ name, pid, running, problem, says }: Part): string[] => [
  name,
  String(pid),
  !running ? 'ENDED' : problem ? 'ILL' : 'runs',
  problem ?? (says === undefined ? '' : JSON.stringify(says)),
];
