/**
 * `npm start`. Prepares, then hands over to the launcher under the pinned Node and stays only to pass signals on and to
 * end it when `npm` itself is gone: killing npm leaves its children running, and nobody would know to whom they belong.
 */
import { join } from 'node:path';
import { ownEnvironment, passSignalsOn, pinnedNode, prepare, project, run } from './bootstrap.mjs';

passSignalsOn();
await prepare();
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.emit('SIGTERM'), 500).unref();
const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2'];
process.exitCode = await run(pinnedNode(), [...flags, join(project, 'deploy/dist/launcher.js'), ...process.argv.slice(2)], {
  env: ownEnvironment(),
  stdout: 1,
});
