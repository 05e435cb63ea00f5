/**
 * An exclusive lock on a folder, held by the kernel. `flock` locks the open file, not the process that asked: a short-lived
 * `flock -n 3` takes it on our own descriptor, and whoever else holds that descriptor keeps it locked. So a broker that
 * inherits it keeps its store locked although its launcher was killed, and nothing stale is ever left behind.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { readText } from './files.js';

export interface Lock {
  /** Pass it on to a child that shall hold the lock too. */
  readonly fd: number;
  /** Writes down who holds it, when that is not this process. */
  heldBy(pid: number): void;
  release(): void;
}

/** The lock on `file`, or undefined when somebody has it. */
export function lock(file: string): Lock | undefined {
  mkdirSync(dirname(file), { recursive: true });
  const fd = openSync(file, 'a+', 0o600);
  const { status, error } = spawnSync('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] });
  if (status === 0) {
    const heldBy = (pid: number) => {
      ftruncateSync(fd);
      writeSync(fd, `${pid}\n`);
    };
    heldBy(process.pid);
    return { fd, heldBy, release: () => closeSync(fd) };
  }
  closeSync(fd);
  if (error) throw error;
  return undefined;
}

/** Waits for the lock; for short critical sections shared by several processes. */
export async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  let held = lock(file);
  while (!held) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    held = lock(file);
  }
  try {
    return await work();
  } finally {
    held.release();
  }
}

/** The process that said it holds the lock, for the sentence to whoever is refused. */
export const holderOf = (file: string): string => readText(file)?.trim() || 'unknown';
