/**
 * `npm run build | test | check | generate | screens`: each prepares what it needs and says what it did. `check` runs every check
 * to its end, also after one has failed, so that one round shows all there is to correct.
 */
import { join } from 'node:path';
import { ownEnvironment, passSignalsOn, pinnedNode, prepare, progress, project, run } from './bootstrap.mjs';
import { checks } from './checks.mjs';
import { generate } from './generate.mjs';

const [task, ...args] = process.argv.slice(2);
const node = (script, rest = [], flags = []) =>
  run(pinnedNode(), [...flags, join(project, script), ...rest], { env: ownEnvironment(), stdout: 1 });

const tasks = {
  build: async () => 0,
  test: async () => {
    const broker = await node('deploy/dist/find-nats.js');
    if (broker !== 0) return broker;
    return node('node_modules/jest/bin/jest.js', args, ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']);
  },
  screens: async () => node('services/web-console/journeys/screens.ts', args, ['--disable-warning=ExperimentalWarning']),
  generate: async () => {
    await generate();
    return 0;
  },
  check: async () => {
    const failed = [];
    for (const [name, check] of Object.entries(checks(node))) {
      progress(`check: ${name}`);
      if ((await check()) !== 0) failed.push(name);
    }
    progress(failed.length === 0 ? 'all checks passed' : `FAILED: ${failed.join(', ')}`);
    return failed.length === 0 ? 0 : 1;
  },
};

if (!Object.hasOwn(tasks, task ?? '')) {
  process.stderr.write(`Say one of: ${Object.keys(tasks).join(', ')}.\n`);
  process.exit(2);
}
passSignalsOn();
await prepare({ console: task !== 'test' && task !== 'generate' });
process.exitCode = await tasks[task]();
