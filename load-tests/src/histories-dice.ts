/** Chance that can be repeated: every history has dice of its own, so that its choices do not depend on which other one was quicker. */
import { seededRandom } from './statistics.js';

export class Dice {
  private readonly next: () => number;
  constructor(seed: number, history: number) {
    this.next = seededRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(history + 1, 0xc2b2ae35));
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  /** A whole number from `first` to `last`, both included. */
  int(first: number, last: number): number {
    return first + Math.floor(this.next() * (last - first + 1));
  }
  pick<T>(those: readonly T[]): T {
    return those[Math.floor(this.next() * those.length)]!;
  }
  weighed<T>(those: readonly (readonly [weight: number, what: T])[]): T {
    let left = this.next() * those.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, what] of those) if ((left -= weight) < 0) return what;
    return those.at(-1)![1];
  }
}
