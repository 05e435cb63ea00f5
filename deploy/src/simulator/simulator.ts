/**
 * Keeps the simulated city going: one move every few seconds, more by day than by night, filing as much as is closed so
 * that the number of open hazards stays about what it was, and a suspected major every few minutes. It never hurries to
 * catch up: what a pause or a refusal costs is simply not done.
 */
import { hourOf } from '../demo/days.js';
import { NotNow } from './api.js';
import type { Board } from './board.js';
import type { Done, Moves } from './moves.js';

export interface Kept {
  readonly isPaused: boolean;
  readonly speed: number;
  /** Open hazards that it steers to. */
  readonly target?: number;
}
interface Wiring {
  readonly moves: Moves;
  readonly board: Board;
  readonly businessNow: () => number;
  readonly keep: (kept: Kept) => void;
  readonly log: (line: string) => void;
}
const intervalMs = 3_000;
const suspectEveryMs = 240_000;
const decideEveryMs = 300_000;
const alarmEveryMs = 900_000;
const settledMs = 300_000;
/** However fast: so many moves a second at most. */
const mostPerSecond = 40;

export class Simulator {
  private readonly done = { moves: 0, refused: 0 };
  private readonly due = { suspect: 20_000, decide: 150_000, alarm: 300_000 };
  /** Simulated milliseconds that have passed. */
  private lived = 0;
  private last: string | undefined;
  private waiting: string | undefined;

  constructor(
    private state: Kept,
    private readonly wiring: Wiring,
  ) {}

  status = () => ({
    paused: this.state.isPaused,
    speed: this.state.speed,
    actions: this.done.moves,
    refused: this.done.refused,
    open: this.wiring.board.hazards.size,
    target: this.state.target ?? null,
    last: this.last ?? null,
    waiting: this.waiting ?? null,
  });
  set(change: Partial<Kept>): ReturnType<Simulator['status']> {
    this.state = { ...this.state, ...change };
    this.wiring.keep(this.state);
    return this.status();
  }

  async run(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const { speed, isPaused } = this.state;
      const wait = Math.max(1_000 / mostPerSecond, (this.pace() * (0.5 + Math.random())) / speed);
      await sleep(isPaused ? 500 : wait, until);
      if (this.state.isPaused || until.aborted) continue;
      this.lived += wait * speed;
      try {
        await this.wiring.board.refresh();
        this.steer();
        await this.once();
        this.waiting = undefined;
      } catch (error) {
        const waitMs = error instanceof NotNow ? error.waitMs : 5_000;
        this.waiting = (error as Error).message;
        this.done.refused += 1;
        if (this.done.refused % 20 === 1) this.wiring.log(`waits ${Math.ceil(waitMs / 1_000)} s: ${this.waiting}`);
        await sleep(waitMs, until);
      }
    }
  }

  /** Night is slower, not silent. */
  private pace(): number {
    const hour = hourOf(this.wiring.businessNow());
    return intervalMs * (hour < 6 || hour >= 22 ? 1.4 : hour >= 8 && hour < 18 ? 0.85 : 1);
  }

  /** The history may still be loading when it starts. */
  private steer(): void {
    const open = this.wiring.board.hazards.size;
    if (this.state.target === undefined && open > 0 && performance.now() > settledMs) this.set({ target: open });
  }

  private async once(): Promise<void> {
    for (const move of this.candidates()) {
      const done = await move();
      if (!done) continue;
      this.done.moves += 1;
      this.last = done;
      return;
    }
  }

  /** What may be done now, the likeliest first; what finds nothing to do passes on to the next. */
  private candidates(): (() => Promise<Done>)[] {
    const { moves, board } = this.wiring;
    if (this.isDue('suspect', suspectEveryMs)) return [() => moves.suspect()];
    if (this.isDue('decide', decideEveryMs)) return [() => moves.decide(), () => moves.file()];
    if (this.isDue('alarm', alarmEveryMs)) return [() => moves.alarm()];
    const excess = board.hazards.size / (this.state.target ?? Math.max(1, board.hazards.size)) - 1;
    const filing = Math.min(0.45, Math.max(0.02, 0.19 - excess * 2));
    if (Math.random() < filing) return [() => moves.file()];
    const steps = [
      [0.12, moves.acknowledge],
      [0.02, moves.urge],
      [0.03, () => moves.handOver()],
      [0.23, moves.assign],
      [0.23, moves.accept],
      [0.1, moves.plan],
      [0.23, moves.submit],
      [0.23, moves.recheck],
    ] as const;
    return steps
      .map(([weight, move]) => ({ rank: -Math.log(Math.random()) / weight, move }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ move }) => move);
  }

  private isDue(what: keyof typeof this.due, everyMs: number): boolean {
    if (this.lived < this.due[what]) return false;
    this.due[what] = this.lived + everyMs * (0.7 + 0.6 * Math.random());
    return true;
  }
}

const sleep = (ms: number, until: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(over, ms);
    function over(): void {
      clearTimeout(timer);
      until.removeEventListener('abort', over);
      resolve();
    }
    until.addEventListener('abort', over, { once: true });
  });
