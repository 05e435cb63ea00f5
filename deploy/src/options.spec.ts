/** What is typed after `npm start --`, and what is said when it makes no sense. */
import { SetupProblem } from '@anju/embedded/problem';
import { describe, expect, it } from '@jest/globals';
import { flags, help, parseOptions } from './options.js';

const parse = (...args: string[]) => parseOptions(args, '/project', '/home/somebody');

describe('the flags of npm start', () => {
  it('default to a demo with simulator on port 8600 in the project’s own state folder', () => {
    expect(parse()).toEqual({
      reset: false,
      demo: true,
      simulator: true,
      port: 8600,
      stateDir: '/project/.anju',
      json: false,
      watch: false,
    });
  });

  it('take a state folder relative to where the command was typed', () => {
    expect(parse('--state-dir', 'other').stateDir).toBe('/home/somebody/other');
  });

  it('leave the simulator out where there is no demo city to act in', () => {
    expect(parse('--no-demo')).toMatchObject({ demo: false, simulator: false });
    expect(parse('--no-simulator')).toMatchObject({ demo: true, simulator: false });
  });

  it('read how far the business clock is ahead', () => {
    expect(parse('--clock', '+PT72H').clockMs).toBe(72 * 3_600_000);
    expect(parse('--clock', 'P1DT2M').clockMs).toBe(86_400_000 + 120_000);
  });

  it('are each explained by --help', () => {
    const named = (text: string) => [...text.matchAll(/--[a-z-]+/g)].map(([flag]) => flag).sort();
    expect(named(help.replace('npm start [-- FLAGS]', ''))).toEqual(named(flags));
  });

  it.each([
    [['--no-sim'], /Unknown option '--no-sim'\. Flags: --reset/],
    [['--port', '99999'], /--port takes a whole number from 1 to 65535, not "99999"/],
    [['--clock', '3 days'], /--clock takes how far the business clock is ahead/],
    [['--clock', '-PT1H'], /--clock/],
    [['--seed', '-1'], /--seed/],
    [['extra'], /Unexpected argument/],
  ])('refuse %j with a sentence', (args, sentence) => {
    expect(() => parse(...args)).toThrow(sentence);
    expect(() => parse(...args)).toThrow(SetupProblem);
  });
});
