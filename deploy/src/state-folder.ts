/**
 * The one folder that holds everything a running copy knows: cluster, broker store, keys, ports, what runs. It is locked by
 * the kernel as long as its launcher lives, and refused when another version wrote it, for guessing at old files loses data.
 * After a launcher was killed, what it had started is found here by pid and start time and ended before anything starts.
 */
import { endLeftOvers, type Process } from '@anju/embedded/child';
import { readJson, writeJson } from '@anju/embedded/files';
import { holderOf, lock, type Lock } from '@anju/embedded/lock';
import { removePostgres } from '@anju/embedded/postgres';
import { SetupProblem } from '@anju/embedded/problem';
import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** Raised when this launcher cannot read what an older one wrote, or the other way round; until the first release tables change in place. */
const format = 3;
const lockName = 'launcher.lock';
const engines = ['nats', 'postgres'];

export type Recorded = Record<string, Process>;

export interface StateFolder {
  path: string;
  file(...names: string[]): string;
  record(running: Recorded): void;
  release(): void;
}

export async function openStateFolder(path: string, reset: boolean, say: (line: string) => void): Promise<StateFolder> {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new SetupProblem(
      'usage',
      `The state folder ${path} cannot be made (${(error as Error).message}).`,
      'Choose another with --state-dir.',
    );
  }
  const file = (...names: string[]) => join(path, ...names);
  refuseStrangers(path, file('version.json'), reset);
  const held = lockOf(file(lockName), path);
  try {
    await endEarlierRun(file('processes.json'), say);
    if (reset) empty(path, file('postgres'));
    const { bavail, bsize } = statfsSync(path);
    if (bavail * bsize < 512 * 1024 * 1024) {
      throw new SetupProblem(
        'diskFull',
        `Less than 512 MB are free under ${path}.`,
        'Free some space and start again, or choose another --state-dir.',
      );
    }
    writeJson(file('version.json'), { format }, 0o644);
  } catch (error) {
    held.release();
    throw error;
  }
  return { path, file, record: (running) => writeJson(file('processes.json'), running), release: held.release };
}

function refuseStrangers(path: string, versionFile: string, reset: boolean): void {
  const version = readJson<{ format: number }>(versionFile);
  const others = readdirSync(path).filter((name) => name !== lockName);
  if (!version && others.length > 0) {
    throw new SetupProblem('otherVersion', `${path} is not empty and is no state folder of Anju.`, 'Choose another with --state-dir.');
  }
  if (version && version.format !== format && !reset) {
    throw new SetupProblem(
      'otherVersion',
      `The state folder ${path} was written by another version (format ${version.format}, this one writes ${format}).`,
      'Start it with that version, choose another --state-dir, or begin anew with --reset (which deletes its data).',
    );
  }
}

function lockOf(file: string, path: string): Lock {
  const held = lock(file);
  if (held) return held;
  throw new SetupProblem(
    'inUse',
    `The state folder ${path} is in use by process ${holderOf(file)}.`,
    'Stop that one first, or choose another --state-dir and --port.',
  );
}

async function endEarlierRun(file: string, say: (line: string) => void): Promise<void> {
  const recorded = Object.entries(readJson<Recorded>(file) ?? {});
  const of = (engine: boolean) => recorded.filter(([name]) => engines.includes(name) === engine).map(([, process]) => process);
  // PostgreSQL takes SIGINT as "now", SIGTERM as "when everybody has left".
  const count = (await endLeftOvers(of(false), 'SIGTERM', 5_000)) + (await endLeftOvers(of(true), 'SIGINT', 10_000));
  if (count > 0) say(`ended ${count} processes that an earlier run had left`);
}

function empty(path: string, postgres: string): void {
  removePostgres(postgres);
  for (const name of readdirSync(path)) if (name !== lockName) rmSync(join(path, name), { recursive: true, force: true });
}
