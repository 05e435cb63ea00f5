/**
 * What a figure was measured on and with. Without the time of a sync no durability figure can be compared with another, and
 * memory is the proportional share (PSS), so that pages shared between processes count once.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeSync } from 'node:fs';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { Histogram } from './statistics.js';
import type { Run } from './platform.js';

export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Microseconds to write 4 KB and sync it. */
  readonly fsyncP50Us: number;
  readonly fsyncP99Us: number;
}

export function machine(folder: string): Machine {
  const file = join(folder, `.fsync-${process.pid}`);
  const fd = openSync(file, 'w');
  const page = Buffer.alloc(4_096, 1);
  const times = new Histogram();
  for (let round = 0; round < 300; round++) {
    const began = performance.now();
    writeSync(fd, page);
    fdatasyncSync(fd);
    times.add((performance.now() - began) * 100);
  }
  closeSync(fd);
  rmSync(file);
  return {
    system: `${type()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    fsyncP50Us: Math.round(times.percentile(0.5) * 10),
    fsyncP99Us: Math.round(times.percentile(0.99) * 10),
  };
}

/** Kilobytes by process name. */
export type Memory = Readonly<Record<string, number>>;

/** PSS of the platform's Node processes: those of `run.json` and the ones that keep the launcher (`npm start`). */
export function nodeMemory(run: Run): Memory {
  const found: Record<string, number> = {};
  for (const [name, pid] of Object.entries(run.processes)) if (isNode(pid)) found[name] = pssKb(pid) ?? 0;
  const launcher = run.processes['launcher'];
  for (
    let pid = launcher && parentOf(launcher), step = 1;
    pid !== undefined && pid > 1 && pid !== process.pid && isNode(pid);
    pid = parentOf(pid), step++
  )
    found[step === 1 ? 'start script' : `start script ${step}`] = pssKb(pid) ?? 0;
  return found;
}
export const totalMb = (memory: Memory): number => Math.round(Object.values(memory).reduce((sum, kb) => sum + kb, 0) / 1024);

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it has just ended
  }
};
const isNode = (pid: number): boolean => {
  try {
    return /(^|\/)node$/.test(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
  } catch {
    return false;
  }
};
/** Fields of /proc/<pid>/stat after the name, which may itself hold blanks. */
const statOf = (pid: number): string[] | undefined => {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
};
const parentOf = (pid: number): number | undefined => {
  const parent = statOf(pid)?.[1];
  return parent === undefined ? undefined : Number(parent);
};
const pssKb = (pid: number): number | undefined => {
  const kb = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return kb === undefined ? undefined : Number(kb);
};

/** Seconds of processor time that processes have used so far; PostgreSQL's with those of its sessions, each a process. */
export function cpuSeconds(run: Run): Record<string, number> {
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) || 100;
  const used: Record<string, number> = {};
  const add = (name: string, pid: number): void => {
    const fields = statOf(pid);
    if (fields) used[name] = (used[name] ?? 0) + [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0) / ticks;
  };
  for (const [name, pid] of Object.entries({ ...run.processes, 'load generator': process.pid })) add(name, pid);
  const { postgres } = run.processes;
  for (const name of readdirSync('/proc'))
    if (/^\d+$/.test(name) && postgres !== undefined && parentOf(Number(name)) === postgres) add('postgres', Number(name));
  return used;
}
