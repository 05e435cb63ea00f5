/**
 * A part of ours: a Node process that is ready once its page says so. It gets an environment of its own, made of what is
 * given and the few variables a process needs; what the caller happens to have set for other programs does not leak in.
 */
import { startChild, type Child } from '@anju/embedded/child';
import { SetupProblem } from '@anju/embedded/problem';
import { existsSync } from 'node:fs';
import type { Start } from './supervisor.js';

export interface NodeProcess {
  name: string;
  script: string;
  env: Record<string, string>;
  /** Answers 200 once the process can work; left out, it is ready as soon as it runs. */
  readyUrl?: string;
  nodeFlags?: readonly string[];
  onLine: (line: string) => void;
  graceMs?: number;
}

const inherited = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'XDG_CACHE_HOME',
  'NODE_COMPILE_CACHE',
  'NODE_EXTRA_CA_CERTS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
];

export function environment(own: Record<string, string>): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    MALLOC_ARENA_MAX: '2',
    ...own,
  };
}

export const nodeProcess =
  ({ name, script, env, readyUrl, nodeFlags = [], onLine, graceMs = 6_000 }: NodeProcess): Start =>
  async (onSpawn) => {
    if (!existsSync(script))
      throw new SetupProblem('build', `${name} is not built (${script} is missing).`, 'Run `npm run build` and start again.');
    const last: string[] = [];
    const child = await startChild(process.execPath, [...nodeFlags, script], {
      env: environment(env),
      onSpawn,
      onLine: (line) => {
        last.push(line);
        if (last.length > 5) last.shift();
        onLine(line);
      },
    });
    if (readyUrl) await ready(name, child, readyUrl, last);
    return { child, stop: async () => void (await child.stop('SIGTERM', graceMs)) };
  };

async function ready(name: string, child: Child, url: string, last: readonly string[]): Promise<void> {
  for (;;) {
    if (child.hasExited()) {
      const { code, signal } = await child.exited;
      const full = last.some((line) => /ENOSPC|no space left/i.test(line));
      if (full)
        throw new SetupProblem('diskFull', `The disk is full: ${name} ended while it was starting.`, 'Free some space and start again.');
      throw new SetupProblem(
        'serviceFailed',
        `${name} ended while it was starting (${signal ?? `code ${code}`}).`,
        'Its last lines above say why.',
      );
    }
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await answer.body?.cancel();
      if (answer.ok) return;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
