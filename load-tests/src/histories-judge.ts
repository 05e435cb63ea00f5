/** Asks the independent program for its verdict on an export; it is Python, so that it can share nothing with what it judges. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const oracle = fileURLToPath(new URL('../oracle/histories.py', import.meta.url));
export const hasPython = (): boolean => spawnSync('python3', ['--version']).status === 0;

/** Ways to falsify an export, each of which has to be found. */
export const sabotages: readonly string[] = [
  'dropped-event',
  'shifted-deadline',
  'doubled-escalation',
  'missing-escalation',
  'wrong-territory',
  'contract-end',
  'lost-reporter',
  'refused-trace',
  'other-firm',
  'lost-gap',
  'coverage-count',
  'stale-list',
];

export function judge(folder: string, sabotage?: string): Promise<boolean> {
  const args = [oracle, folder, ...(sabotage ? ['--sabotage', sabotage] : [])];
  const child = spawn('python3', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 || code === 1 ? resolve(code === 0) : reject(new Error(`the oracle ended with ${code}`))));
  });
}
