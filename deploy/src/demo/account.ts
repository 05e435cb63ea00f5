/**
 * The loader's own account of a city: which seed, until when its history goes and where its numbers begin. It is written
 * before the first row, because a loader that was killed has to make the same city again; what is there already is then
 * recognised by its id and skipped.
 */
import { readJson, writeJson } from '@anju/embedded/files';
import { hourMs } from './days.js';

export interface Account {
  readonly seed: number;
  readonly endMs: number;
  /** First number by series, for example `HZ-310115-2026`. */
  readonly numbers: Record<string, number>;
}

/** The history ends with the last full hour: two copies started in the same hour hold the same city. */
export function keptAccount(file: string, seed: number, nowMs: number): Account {
  const kept = readJson<Account>(file);
  if (kept) return kept;
  const account = { seed, endMs: Math.floor(nowMs / hourMs) * hourMs, numbers: {} };
  writeJson(file, account);
  return account;
}

export const keepAccount = (file: string, account: Account): void => writeJson(file, account);
