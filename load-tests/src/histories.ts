/**
 * `npm run prove:histories [-- --histories 10000 --seed 7]`: random histories over HTTP on a platform of their own, then an
 * independent program (`load-tests/oracle/histories.py`) folds the exported events and says where it and the API differ.
 * `--sabotage` falsifies the export in one known way, which has to be found: the exit code is then 0 when it was.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flagsOf, numberOf } from './arguments.js';
import { judge, sabotages } from './histories-judge.js';
import { runHistories } from './histories-run.js';
import { closeConnections } from './http.js';
import { say } from './platform.js';

const flags = flagsOf({ histories: '10000', seed: '7', folder: '', sabotage: '', keep: false });
const given = flags.folder !== '';
const folder = given ? flags.folder : mkdtempSync(join(tmpdir(), 'anju-histories-'));
const wanted = flags.sabotage === 'all' ? sabotages : flags.sabotage === '' ? [] : flags.sabotage.split(',');
const unknown = wanted.filter((name) => !sabotages.includes(name));
if (unknown.length > 0) {
  say(`There is no sabotage ${unknown.join(', ')}. Choose of: all, ${sabotages.join(', ')}.`);
  process.exit(2);
}

let passed = false;
try {
  // A folder that is named is judged again if it holds a run, so that an export can be looked at for long.
  if (!given) await runHistories({ histories: numberOf('histories', flags.histories), seed: numberOf('seed', flags.seed), folder, say });
  passed = await judge(folder);
  for (const name of wanted) {
    const found = !(await judge(folder, name));
    say(found ? `sabotage ${name}: found` : `sabotage ${name}: NOT FOUND`);
    passed &&= found;
  }
} catch (error) {
  say((error as Error).stack ?? String(error));
} finally {
  await closeConnections();
}
if (!given && passed && !flags.keep) rmSync(folder, { recursive: true, force: true });
else say(`the export is kept: ${folder}`);
process.exit(passed ? 0 : 1);
