/** A service as a process of its own, as it runs in earnest: built code, its own environment, ready when it says so. */
import { startChild } from '@anju/embedded/child';
import { fileURLToPath } from 'node:url';

export interface RunningService {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly log: string[];
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

export async function startService(name: string, env: Record<string, string>): Promise<RunningService> {
  const log: string[] = [];
  const child = await startChild(process.execPath, [`${root}services/${name}/dist/main.js`], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    onLine: (line) => {
      log.push(line);
      if (log.length > 500) log.shift();
      if (process.env['ANJU_TEST_LOG']) process.stderr.write(`${name}: ${line}\n`);
    },
  });
  const port = Number(env['PORT']);
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return { url, port, pid: child.pid, log, stop: async (signal = 'SIGTERM') => void (await child.stop(signal)) };
    if (Date.now() > deadline || child.hasExited()) throw new Error(`${name} did not become ready:\n${log.slice(-20).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
