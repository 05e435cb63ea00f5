/**
 * Runs the loader of the demo city beside everything else. It reports on stdout, one JSON object a line: `{"progress":"…"}`
 * for people, `{"usable":true}` once every open hazard is on the desk; closed history goes on loading after that. The loader
 * keeps its own account of what is done (`loaded.json` in its state folder), so one that was killed is simply run again.
 */
import { endLeftOvers, startChild, type Child, type Process } from '@anju/embedded/child';
import { SetupProblem } from '@anju/embedded/problem';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from './node-process.js';
import { demoProcess, type Surroundings } from './parts.js';

export class DemoCity {
  private child: Child | undefined;
  private stopping = false;
  private readonly loadedFile: string;

  constructor(
    private readonly at: Surroundings,
    private readonly progress: (line: string) => void,
    private readonly note: (process: Process | undefined) => void,
  ) {
    const folder = join(at.stateDir, 'demo');
    mkdirSync(folder, { recursive: true });
    this.loadedFile = join(folder, 'loaded.json');
  }

  /** Resolves when the desk can be used; history may still be loading. */
  async load(): Promise<void> {
    if (existsSync(this.loadedFile)) return;
    await new Promise<void>((usable, failed) => {
      void this.untilLoaded(usable).then(usable, failed);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.child) await endLeftOvers([this.child], 'SIGTERM', 3_000);
  }

  private async untilLoaded(usable: () => void): Promise<void> {
    let isUsable = false;
    const hear = (line: string): void => {
      const said = line.startsWith('{') ? (JSON.parse(line) as { progress?: string; usable?: boolean }) : undefined;
      if (said?.progress) this.progress(said.progress);
      if (said?.usable) {
        isUsable = true;
        usable();
      }
      if (!said?.progress && !said?.usable) this.at.onLine('demo', line);
    };
    const { script, env, nodeFlags } = demoProcess(this.at, 'demo', hear);
    if (!existsSync(script))
      throw new SetupProblem(
        'build',
        `The demo city is not built (${script} is missing).`,
        'Run `npm run build`, or start with --no-demo.',
      );
    for (let attempt = 1; !this.stopping; attempt += 1) {
      this.child = await startChild(process.execPath, [...(nodeFlags ?? []), script], {
        env: environment(env),
        onSpawn: this.note,
        onLine: hear,
      });
      const { code, signal } = await this.child.exited;
      this.note(undefined);
      if (code === 0 || this.stopping) return;
      if (attempt === 3 && !isUsable) {
        throw new SetupProblem(
          'serviceFailed',
          `The demo city could not be loaded (${signal ?? `code ${code}`}).`,
          'Its last lines above say why; --no-demo starts without it.',
        );
      }
      if (attempt >= 10)
        return this.progress('the history of the demo city could not be loaded to its end; the next start goes on with it');
      await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
    }
  }
}
