/**
 * Runs one of the proofs under the pinned Node: `node load-tests/bin/run.mjs load-first --minutes 0.5`. It builds what is
 * stale first, like every other command of the project, so that a proof never runs against yesterday's code.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownEnvironment, passSignalsOn, pinnedNode, prepare, project, run } from '../../deploy/bin/bootstrap.mjs';

const [name = '', ...args] = process.argv.slice(2);
passSignalsOn();
await prepare();
const script = join(project, 'load-tests', 'dist', `${name}.js`);
if (!existsSync(script)) {
  process.stderr.write('Say one of: load-first, kill, scopes, documents, histories.\n');
  process.exit(2);
}
process.exitCode = await run(pinnedNode(), ['--disable-warning=ExperimentalWarning', '--enable-source-maps', script, ...args], {
  env: ownEnvironment(),
  stdout: 1,
});
