/**
 * A service's own rules lie as JSON files in a folder beside its code and are taken in at boot: a new file is a new rule,
 * no list names it. What does not fit the contract stops the boot with the name of the file, and so does a misspelt
 * member, which a lenient reader would have dropped in silence.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { PolicyDocument } from '@anju/contracts/policies';

/** Documents of every `*.json` in these folders: `rulesIn(new URL('./rules/', import.meta.url), calendarRules)`. */
export function rulesIn(...folders: readonly URL[]): PolicyDocument[] {
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => new URL(name, folder)),
  );
  return files.flatMap((file) => {
    const written = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    const read = PolicyDocument.array().safeParse(written);
    if (!read.success) throw new Error(`${file.pathname}: ${read.error.message}`);
    if (!isDeepStrictEqual(read.data, written)) throw new Error(`${file.pathname}: has members that no rule knows`);
    return read.data;
  });
}
