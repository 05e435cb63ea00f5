/**
 * `anju parked`: events that a service could not apply. They wait with their cause and hold back later events of the same
 * aggregate only; once the cause is gone they are replayed in order. Exit code 1 while anything is parked.
 */
import { services } from '../parts.js';
import { print, withRunning, type Commands } from './running.js';

export const parkedCommands: Commands = (program, stateDir) => {
  const parked = program.command('parked').description('events that could not be applied');
  parked
    .command('list')
    .description('what waits, and why')
    .option('--service <service>', 'one service')
    .action(({ service }: { service?: string }) =>
      withRunning(stateDir(), async ({ ask }) => {
        let count = 0;
        for (const name of service ? [service] : services) {
          for (const event of itemsOf(await ask(name, 'parked.list'))) {
            print({ service: name, ...event });
            count += 1;
          }
        }
        process.stderr.write(count === 0 ? 'Nothing is parked.\n' : `${count} parked.\n`);
        process.exitCode = count === 0 ? 0 : 1;
      }),
    );
  parked
    .command('replay')
    .description('applies them again, in order')
    .option('--service <service>', 'one service')
    .option('--aggregate <id>', 'those of one aggregate')
    .action(({ service, aggregate }: { service?: string; aggregate?: string }) =>
      withRunning(stateDir(), async ({ ask }) => {
        for (const name of service ? [service] : services) {
          print({ service: name, ...(await ask<object>(name, 'parked.replay', aggregate ? { aggregateId: aggregate } : {}, 120_000)) });
        }
      }),
    );
};

const itemsOf = (data: unknown): object[] => (Array.isArray(data) ? data : ((data as { items?: object[] } | undefined)?.items ?? []));
