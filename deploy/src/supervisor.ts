/**
 * Keeps the parts running: a part that ends without being asked is started again, at once the first time and then with
 * growing pauses, for a part that cannot start must not eat the machine. Every process is written down in the moment it
 * exists. Stopping goes against the order of starting, one tier after the other, and forbids every further start.
 */
import { endLeftOvers, type Child, type Process } from '@anju/embedded/child';
import type { Recorded } from './state-folder.js';

export interface Running {
  child: Child;
  stop(): Promise<void>;
}

/** `onSpawn` has to be called as soon as there is a process, before it is ready. */
export type Start = (onSpawn: (process: Process) => void) => Promise<Running>;

interface Part {
  name: string;
  tier: number;
  start: Start;
  running?: Running;
}

const firstPauseMs = 200;
const longestPauseMs = 5_000;
const calmAfterMs = 30_000;

export class Supervisor {
  private readonly parts = new Map<string, Part>();
  private readonly processes: Recorded = {};
  private stopping = false;

  constructor(
    private readonly say: (part: string, line: string) => void,
    private readonly changed: (running: Recorded) => void,
  ) {}

  /** Starts a part and keeps it running; the first start has to succeed. Higher tiers stop first. */
  async start(name: string, tier: number, start: Start): Promise<void> {
    const part: Part = { name, tier, start };
    this.parts.set(name, part);
    await this.launch(part);
  }

  /** Ends a part on purpose; it comes back like one that was killed. */
  async restart(name: string): Promise<void> {
    await this.parts.get(name)?.running?.stop();
  }

  async stopAll(): Promise<void> {
    this.stopping = true;
    const tiers = [...new Set([...this.parts.values()].map(({ tier }) => tier))].sort((a, b) => b - a);
    for (const tier of tiers) {
      const parts = [...this.parts.values()].filter((part) => part.tier === tier);
      await Promise.all(
        parts.map(async (part) => {
          const process = this.processes[part.name];
          if (part.running) await part.running.stop();
          else if (process) await endLeftOvers([process], part.tier === 0 ? 'SIGINT' : 'SIGTERM'); // still starting
        }),
      );
    }
  }

  private async launch(part: Part): Promise<void> {
    if (this.stopping) throw new Stopped();
    const running = await part.start((process) => this.note(part.name, process));
    part.running = running;
    if (this.stopping) return void (await running.stop());
    const startedMs = Date.now();
    void running.child.exited.then(({ code, signal }) => {
      delete part.running;
      if (this.stopping) return;
      this.say(part.name, `ended (${signal ?? `code ${code}`}); starting it again`);
      void this.relaunch(part, Date.now() - startedMs > calmAfterMs ? 0 : firstPauseMs);
    });
  }

  private async relaunch(part: Part, firstMs: number): Promise<void> {
    let pauseMs = firstMs;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (this.stopping) return;
      try {
        await this.launch(part);
        return;
      } catch (error) {
        if (this.stopping) return;
        this.say(part.name, `could not be started again: ${(error as Error).message}`);
        pauseMs = Math.min(Math.max(pauseMs * 2, firstPauseMs), longestPauseMs);
      }
    }
  }

  /** Writes a process down, also one that is not kept running; undefined when it is done. */
  note(name: string, process: Process | undefined): void {
    if (process) this.processes[name] = { pid: process.pid, startedAt: process.startedAt };
    else delete this.processes[name];
    this.changed(this.processes);
  }
}

/** Thrown to a start that comes after the decision to stop. */
export class Stopped extends Error {}
