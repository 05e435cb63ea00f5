/** Flags of the proofs. A misspelt one ends the run at once: an hour spent on the wrong victim is worse than a usage line. */
import { parseArgs } from 'node:util';

type Flags = Readonly<Record<string, string | boolean>>;

/** Values given on the command line over the defaults; a default's kind decides whether a flag takes a value. */
export function flagsOf<F extends Flags>(
  defaults: F,
  args = process.argv.slice(2),
): { [K in keyof F]: F[K] extends boolean ? boolean : string } {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? { type: 'boolean' as const, default: value } : { type: 'string' as const, default: value },
    ]),
  );
  try {
    return parseArgs({ args, options, allowNegative: true }).values as never;
  } catch (error) {
    process.stderr.write(
      `${(error as Error).message}\nFlags: ${Object.keys(defaults)
        .map((name) => `--${name}`)
        .join(' ')}\n`,
    );
    process.exit(2);
  }
}

export function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  process.stderr.write(`--${name} takes a number above 0, not "${text}".\n`);
  return process.exit(2);
}
