/** The seed decides the whole demo city, so a state folder has one for good. */
import { readJson, writeJson } from '@anju/embedded/files';
import { SetupProblem } from '@anju/embedded/problem';

export function keptSeed(file: string, asked: number | undefined): number {
  const kept = readJson<{ seed: number }>(file)?.seed;
  if (kept !== undefined && asked !== undefined && kept !== asked) {
    throw new SetupProblem(
      'usage',
      `This state folder holds the demo city of seed ${kept}.`,
      `Start with --reset --seed ${asked}, or choose another --state-dir.`,
    );
  }
  const seed = kept ?? asked ?? 1;
  if (kept === undefined) writeJson(file, { seed });
  return seed;
}
