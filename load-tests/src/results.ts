/** The page of a load run: what was done, on what, the figures and the bars. Kept in the repository beside the code. */
import type { Machine, Memory } from './machine.js';
import { totalMb } from './machine.js';
import type { Verdict } from './verdicts.js';

export interface Results {
  readonly date: string;
  readonly minutes: number;
  readonly rate: number;
  readonly readers: number;
  readonly scopes: number;
  readonly machine: Machine;
  readonly verdicts: readonly Verdict[];
  readonly figures: readonly (readonly [name: string, value: string])[];
  readonly memory: Memory;
  readonly cpu: Readonly<Record<string, number>>;
}

export function resultsPage({ date, minutes, rate, readers, scopes, machine, verdicts, figures, memory, cpu }: Results): string {
  const passed = verdicts.every((verdict) => verdict.passed);
  const rows = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
    [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
  const { system, processor, cores, memoryGb, fsyncP50Us, fsyncP99Us } = machine;
  return `# Results

Written by \`npm run load:first\`; the numbers of one run, with the generator and everything else on the same machine.

${rate} filings a second for ${minutes} minutes by constant arrival, ${readers} live readers in ${scopes} scopes: **${passed ? 'passed' : 'FAILED'}**.

${rows(
  ['', ''],
  [
    ['Date', date],
    ['Machine', `${processor}, ${cores} cores, ${memoryGb} GB`],
    ['System', `${system}, Node ${process.versions.node}`],
    ['4 KB written and synced', `p50 ${fsyncP50Us} µs, p99 ${fsyncP99Us} µs`],
  ],
)}

## Bars

${rows(
  ['', 'Seen', 'Bar', ''],
  verdicts.map(({ what, seen, bar, passed: met }) => [what, seen, bar, met ? 'passed' : '**FAILED**']),
)}

## Figures

${rows(['', ''], figures)}

## Node processes

Memory is PSS at the end of the load; processor time is what the load used, PostgreSQL and NATS for comparison.

${rows(
  ['Process', 'PSS MB', 'CPU s'],
  [
    ...[...new Set([...Object.keys(memory), ...Object.keys(cpu)])].map((name) => [
      name,
      memory[name] === undefined ? '' : String(Math.round(memory[name] / 1024)),
      cpu[name] === undefined ? '' : cpu[name].toFixed(1),
    ]),
    ['**Node together**', `**${totalMb(memory)}**`, ''],
  ],
)}
`;
}
