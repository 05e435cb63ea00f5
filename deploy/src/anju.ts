/**
 * `npx anju`: questions to a running copy and the few orders that people who run it give. Answers go to stdout, one JSON
 * value or table each, so that scripts can read them; sentences for people go to stderr. The exit code of every command
 * says whether the answer was good, so that a monitor needs no parsing.
 */
import { SetupProblem } from '@anju/embedded/problem';
import { Command, CommanderError } from 'commander';
import { resolve } from 'node:path';
import { auditCommands } from './command/audit.js';
import { digestCommands } from './command/digest.js';
import { eventCommands } from './command/events.js';
import { parkedCommands } from './command/parked.js';
import { simulatorCommands } from './command/simulator.js';
import { statusCommands } from './command/status.js';
import { tokenCommands } from './command/token.js';
import { projectFolder, release } from './project.js';

const program = new Command('anju')
  .description('Asks and steers a running copy of Anju on this machine.')
  .version(release)
  .option('--state-dir <folder>', 'state folder of the copy', resolve(projectFolder, '.anju'))
  .showHelpAfterError('(anju --help lists the commands)')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

const callerFolder = process.env['INIT_CWD'] ?? process.cwd();
const stateDir = (): string => resolve(callerFolder, program.opts<{ stateDir: string }>().stateDir);
for (const add of [tokenCommands, statusCommands, digestCommands, eventCommands, parkedCommands, auditCommands, simulatorCommands])
  add(program, stateDir);
inherit(program);

/** `--state-dir` may stand before or after the command. */
function inherit(parent: Command): void {
  for (const command of parent.commands) {
    command.exitOverride();
    if (command.commands.length === 0) {
      command
        .option('--state-dir <folder>', 'state folder of the copy')
        .on('option:state-dir', (folder: string) => program.setOptionValue('stateDir', folder));
    }
    inherit(command);
  }
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof SetupProblem) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
