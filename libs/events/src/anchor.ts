/**
 * Heads of the chain, written outside the database: whoever owns the database could hash everything anew or cut the end
 * off, and the chain alone would not show it. One line per head, appended and synced; a deployment ships the file off the
 * machine.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Head {
  readonly service: string;
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
  readonly at: string;
}

export const anchorFile = (stateDir: string): string => join(stateDir, 'audit-anchor.jsonl');

export function writeHead(file: string, head: Head): void {
  mkdirSync(dirname(file), { recursive: true });
  const fd = openSync(file, 'a', 0o600);
  try {
    writeSync(fd, `${JSON.stringify(head)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** In the order written; a last line cut off by a crash is left out. */
export function readHeads(file: string): Head[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n');
  if (!text.endsWith('\n')) lines.pop();
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Head);
}
