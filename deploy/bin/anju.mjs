#!/usr/bin/env node
/**
 * `npx anju`: runs the command under the pinned Node. It builds only when it has never been built, so that asking a
 * running copy a question never waits for a compiler.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownEnvironment, passSignalsOn, pinnedNode, prepare, project, run } from './bootstrap.mjs';

const script = join(project, 'deploy/dist/anju.js');
passSignalsOn();
if (!existsSync(script)) await prepare({ console: false });
process.exitCode = await run(pinnedNode(), ['--disable-warning=ExperimentalWarning', script, ...process.argv.slice(2)], {
  env: ownEnvironment(),
  cwd: process.cwd(),
  stdout: 1,
});
