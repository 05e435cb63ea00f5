/**
 * Chance that repeats: the same seed and label give the same numbers on every machine. A generator is forked by label
 * instead of shared, so that one more draw in one place never changes what is drawn in another; that is what keeps a
 * thousandth hazard the same when the tenth gets a longer life.
 */
export class Prng {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(private readonly label: string) {
    const seeds = [0x9e3779b9, 0x243f6a88, 0xb7e15162].map((salt) => hash(label, salt));
    [this.a, this.b, this.c] = seeds as [number, number, number];
    for (let i = 0; i < 12; i += 1) this.bits();
  }

  fork(label: string | number): Prng {
    return new Prng(`${this.label}/${label}`);
  }

  /** 32 random bits (sfc32). */
  bits(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 up to but not including 1. */
  share(): number {
    return this.bits() / 4_294_967_296;
  }
  /** A whole number from 0 up to but not including `n`. */
  below(n: number): number {
    return Math.floor(this.share() * n);
  }
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }
  between(low: number, high: number): number {
    return low + this.share() * (high - low);
  }
  chance(probability: number): boolean {
    return this.share() < probability;
  }
  /** Around the middle more often than at the ends. */
  middling(low: number, high: number): number {
    return low + ((this.share() + this.share() + this.share()) / 3) * (high - low);
  }
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
  /** One of `from`, likelier the larger its weight. */
  weighted<T>(from: readonly T[], weightOf: (one: T) => number): T {
    return this.draw(from, cumulative(from.map(weightOf)));
  }
  /** The same with sums made once by `cumulative`. */
  draw<T>(from: readonly T[], sums: readonly number[]): T {
    const aim = this.share() * sums.at(-1)!;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > aim) high = middle;
      else low = middle + 1;
    }
    return from[low]!;
  }
  shuffled<T>(from: readonly T[]): T[] {
    const all = [...from];
    for (let i = all.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    return all;
  }
  /** A UUID of version 7 made at a moment of the past. */
  uuid(atMs: number): string {
    const time = atMs.toString(16).padStart(12, '0');
    const hex = [this.bits(), this.bits(), this.bits()].map((bits) => bits.toString(16).padStart(8, '0')).join('');
    const variant = (8 | (parseInt(hex[3]!, 16) & 3)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
  }
}

export function cumulative(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}

function hash(text: string, salt: number): number {
  let h = salt ^ text.length;
  for (let i = 0; i < text.length; i += 1) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x85ebca6b);
    h = (h << 13) | (h >>> 19);
  }
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}
