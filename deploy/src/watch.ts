/**
 * `npm run dev`: the compiler and the console's bundler keep watching, and services run under `node --watch`, so a saved
 * file is in the running copy a moment later. It is the same copy with the same data as `npm start`.
 */
import { startChild } from '@anju/embedded/child';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { projectFolder } from './project.js';
import type { Supervisor } from './supervisor.js';

export async function watchSources(supervisor: Supervisor, say: (part: string, line: string) => void): Promise<void> {
  const tool = (part: string, cwd: string, script: string, args: string[]) =>
    supervisor.start(part, 5, async (onSpawn) => {
      const folder = dirname(createRequire(join(cwd, 'package.json')).resolve(`${part}/package.json`));
      const child = await startChild(process.execPath, [join(folder, script), ...args], {
        cwd,
        env: process.env,
        onSpawn,
        onLine: (line) => say(part, line),
      });
      return { child, stop: async () => void (await child.stop()) };
    });
  await tool('typescript', projectFolder, 'bin/tsc', ['-b', '--watch', '--preserveWatchOutput']);
  await tool('vite', join(projectFolder, 'services', 'web-console'), 'bin/vite.js', ['build', '--watch', '--emptyOutDir=false']);
}
