/** `anju simulator`: pauses, resumes and paces the simulated people, or asks how they are doing. */
import { InvalidArgumentError } from 'commander';
import { print, withRunning, type Commands } from './running.js';

const factor = (text: string): number => {
  const number = Number(text);
  if (number > 0 && number <= 1_000) return number;
  throw new InvalidArgumentError('Say how many times the usual pace, above 0 and up to 1000.');
};

export const simulatorCommands: Commands = (program, stateDir) => {
  const simulator = program.command('simulator').description('the simulated people of the demo city');
  const ask = (question: string, body: object = {}) =>
    withRunning(stateDir(), async (running) => print(await running.ask('simulator', question, body)));
  simulator
    .command('pause')
    .description('they stop acting')
    .action(() => ask('pause'));
  simulator
    .command('resume')
    .description('they go on')
    .action(() => ask('resume'));
  simulator
    .command('status')
    .description('whether they act, and how much they did')
    .action(() => ask('status'));
  simulator
    .command('speed')
    .description('their pace, 1 = usual')
    .argument('<factor>', 'times the usual pace', factor)
    .action((speed: number) => ask('speed', { factor: speed }));
};
