/**
 * Small files of the state folder. Each is written beside its place and renamed into it, so a reader sees the old one or
 * the new one, never half of either, also after a crash between two writes.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

export const readJson = <T>(file: string): T | undefined => {
  const text = readText(file);
  return text === undefined ? undefined : (JSON.parse(text) as T);
};

export function writeText(file: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(beside, text, { mode });
  chmodSync(beside, mode);
  renameSync(beside, file);
}

export const writeJson = (file: string, value: unknown, mode = 0o600): void => writeText(file, `${JSON.stringify(value, null, 2)}\n`, mode);

/** A secret made once and kept in a file that only its owner reads. */
export function keptSecret(file: string, make: () => string = () => randomBytes(24).toString('base64url')): string {
  const kept = readText(file)?.trim();
  if (kept) return kept;
  const secret = make();
  writeText(file, secret); // no line break: some readers take the file as it is
  return secret;
}
