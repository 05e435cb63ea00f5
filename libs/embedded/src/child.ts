/**
 * Children in process groups of their own, so that Ctrl+C in a terminal reaches the launcher alone and the launcher decides
 * the order. What runs is remembered as pid and start time: a pid alone may belong to somebody else by the time it is used.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readText } from './files.js';

export interface Process {
  pid: number;
  /** Boot id and clock ticks since boot, from /proc: two processes never share both this and the pid. */
  startedAt: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child extends Process {
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<Exit>;
  hasExited(): boolean;
  /** Asks it to end and kills its whole group after `graceMs`. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<Exit>;
}

export interface ChildOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  onLine?: (line: string, from: 'stdout' | 'stderr') => void;
  /** Told at once, before anything can go wrong: what is not written down cannot be ended after a crash. */
  onSpawn?: (process: Process) => void;
  /** Descriptors that the child inherits from 3 on (locks). */
  inherit?: number[];
}

/** A process as /proc knows it, or undefined when there is none (a zombie has ended already). */
export function startTimeOf(pid: number): string | undefined {
  const stat = readStat(pid);
  // The second field is the command in brackets and may itself hold spaces and brackets.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${(readText('/proc/sys/kernel/random/boot_id') ?? '').trim()}:${fields[19]}`;
}

const readStat = (pid: number): string | undefined => {
  try {
    return readText(`/proc/${pid}/stat`);
  } catch {
    return undefined; // ESRCH while reading: it has just ended
  }
};

export const isRunning = ({ pid, startedAt }: Process): boolean => startTimeOf(pid) === startedAt;

export function startChild(
  command: string,
  args: readonly string[],
  { onLine, onSpawn, inherit = [], ...options }: ChildOptions = {},
): Promise<Child> {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe', ...inherit] });
  let ended = false;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  for (const from of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[from]!, crlfDelay: Infinity }).on('line', (line) => onLine?.(line, from));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const pid = child.pid!;
      const startedAt = startTimeOf(pid) ?? 'ended';
      onSpawn?.({ pid, startedAt });
      resolve({
        pid,
        startedAt,
        exited,
        hasExited: () => ended,
        stop: async (signal = 'SIGTERM', graceMs = 8_000) => {
          if (!ended) child.kill(signal);
          const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
          const exit = await exited;
          clearTimeout(timer);
          signalGroup(pid, 'SIGKILL'); // what it started and left
          return exit;
        },
      });
    });
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // nobody is left in the group
  }
}

/** Ends recorded processes of an earlier run that are still there, all at once; anything else that has the pid by now is spared. */
export async function endLeftOvers(recorded: readonly Process[], signal: NodeJS.Signals = 'SIGTERM', graceMs = 8_000): Promise<number> {
  const left = recorded.filter(isRunning);
  for (const { pid } of left) {
    signalGroup(pid, 'SIGCONT');
    process.kill(pid, signal);
  }
  const deadline = Date.now() + graceMs;
  while (left.some(isRunning)) {
    if (Date.now() > deadline) for (const { pid } of left.filter(isRunning)) signalGroup(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  for (const { pid } of left) signalGroup(pid, 'SIGKILL'); // what they had started
  return left.length;
}
