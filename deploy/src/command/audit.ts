/** `anju audit verify`: recomputes each service's hash chain; exit code 1 when a record was changed, removed or added. */
import { services } from '../parts.js';
import { print, withRunning, type Commands } from './running.js';

interface Verdict {
  ok?: boolean;
}

export const auditCommands: Commands = (program, stateDir) => {
  program
    .command('audit')
    .description('the sealed audit record')
    .command('verify')
    .description('checks the hash chain of every service')
    .option('--service <service>', 'one service')
    .action(({ service }: { service?: string }) =>
      withRunning(stateDir(), async ({ ask }) => {
        let whole = true;
        for (const name of service ? [service] : services) {
          const verdict = await ask<Verdict>(name, 'audit.verify', {}, 120_000);
          print({ service: name, ...verdict });
          whole &&= verdict.ok !== false;
        }
        process.exitCode = whole ? 0 : 1;
      }),
    );
};
