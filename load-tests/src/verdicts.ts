/** A bar, what was seen, and whether it was met: collected as they come up, printed as one table. */
export interface Verdict {
  readonly what: string;
  readonly seen: string;
  readonly bar: string;
  readonly passed: boolean;
}

export class Verdicts {
  readonly list: Verdict[] = [];
  /** Details of what failed, for whoever has to find the cause. */
  readonly evidence: string[] = [];

  check(what: string, seen: string | number, bar: string, passed: boolean): boolean {
    this.list.push({ what, seen: String(seen), bar, passed });
    return passed;
  }
  /** Nothing of it may have happened. */
  none(what: string, found: readonly string[]): boolean {
    for (const line of found.slice(0, 10)) this.evidence.push(`${what}: ${line}`);
    if (found.length > 10) this.evidence.push(`${what}: … and ${found.length - 10} more`);
    return this.check(what, found.length, '0', found.length === 0);
  }
  same(what: string, seen: unknown, expected: unknown): boolean {
    const [a, b] = [JSON.stringify(seen), JSON.stringify(expected)];
    if (a !== b) this.evidence.push(`${what}: ${a} instead of ${b}`);
    return this.check(what, short(a), short(b), a === b);
  }

  get passed(): boolean {
    return this.list.every((verdict) => verdict.passed);
  }

  print(title: string): void {
    const rows = [
      ['', title, 'seen', 'bar'],
      ...this.list.map(({ what, seen, bar, passed }) => [passed ? 'ok' : 'FAILED', what, seen, bar]),
    ];
    process.stdout.write(`\n${table(rows)}\n`);
    for (const line of this.evidence) process.stdout.write(`  ${line}\n`);
  }
}

const short = (text = 'undefined'): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
