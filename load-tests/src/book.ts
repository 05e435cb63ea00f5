/**
 * What was sent, what was acknowledged and who received it. A reader's book has one counter per filing, because the bar is
 * "in every feed whose scope matches exactly once and in no other", and only a count can tell once from twice.
 */
import { sees, type Filed } from './scope.js';
import { Histogram } from './statistics.js';
import type { Who } from './tokens.js';

export interface Receiver {
  received(id: string, at: number): void;
  /** After a `reset`: what a fresh snapshot shows, and nothing else, has been received. */
  startAnew(shown: readonly string[]): void;
}

export class Book {
  private readonly indexes = new Map<string, number>();
  private readonly sentAt: Float64Array;
  private readonly filed: (Filed | undefined)[];
  private readonly readers: { name: string; who: Who; counts: Uint8Array }[] = [];
  /** From sending to receipt on a matching reader's socket. */
  readonly onScreen = new Histogram();

  constructor(readonly size: number) {
    this.sentAt = new Float64Array(size);
    this.filed = new Array<Filed | undefined>(size);
  }

  sent(index: number, id: string): void {
    this.indexes.set(id, index);
    this.sentAt[index] = performance.now();
  }
  acknowledged(index: number, filed: Filed): void {
    this.filed[index] = filed;
  }

  /** Registers a reader, who is then told of every report that arrives. */
  reader(name: string, who: Who): Receiver {
    const counts = new Uint8Array(this.size);
    this.readers.push({ name, who, counts });
    return {
      received: (id, at) => {
        const index = this.indexes.get(id);
        if (index === undefined) return;
        if (counts[index]! < 255) counts[index]!++;
        this.onScreen.add(at - this.sentAt[index]!);
      },
      startAnew: (shown) => {
        counts.fill(0);
        for (const id of shown) {
          const index = this.indexes.get(id);
          if (index !== undefined) counts[index]!++;
        }
      },
    };
  }

  get ids(): string[] {
    return [...this.indexes].filter(([, index]) => this.filed[index]).map(([id]) => id);
  }

  /** Deliveries that are missing, doubled or not that reader's; `missing` alone tells whether to wait longer. */
  faults(): { missing: string[]; doubled: string[]; foreign: string[]; deliveries: number } {
    const [missing, doubled, foreign]: string[][] = [[], [], []];
    const ids = new Map([...this.indexes].map(([id, index]) => [index, id]));
    let deliveries = 0;
    for (const { name, who, counts } of this.readers) {
      for (let index = 0; index < this.size; index++) {
        const filed = this.filed[index];
        const count = counts[index]!;
        deliveries += count;
        if (!filed) continue;
        const line = `${ids.get(index)} at ${name}`;
        if (sees(who, filed)) {
          if (count === 0) missing!.push(line);
          if (count > 1) doubled!.push(`${line} ×${count}`);
        } else if (count > 0) foreign!.push(line);
      }
    }
    return { missing: missing!, doubled: doubled!, foreign: foreign!, deliveries };
  }
}
