/** One copy per folder, one format per folder, and nothing of a killed launcher left running. */
import { startChild } from '@anju/embedded/child';
import { writeJson } from '@anju/embedded/files';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { durationText, keptClock } from './business-clock.js';
import { openStateFolder } from './state-folder.js';

const silent = (): void => undefined;

describe('a state folder', () => {
  let parent: string;
  beforeAll(() => void (parent = mkdtempSync(join(tmpdir(), 'anju-state-'))));
  afterAll(() => rmSync(parent, { recursive: true }));

  it('belongs to one launcher at a time', async () => {
    const first = await openStateFolder(join(parent, 'one'), false, silent);
    await expect(openStateFolder(join(parent, 'one'), false, silent)).rejects.toThrow(new RegExp(`in use by process ${process.pid}`));
    first.release();
    (await openStateFolder(join(parent, 'one'), false, silent)).release();
  });

  it('of another version is refused, unless it is to be emptied', async () => {
    const folder = join(parent, 'other');
    (await openStateFolder(folder, false, silent)).release();
    writeJson(join(folder, 'version.json'), { format: 99 });
    await expect(openStateFolder(folder, false, silent)).rejects.toThrow(/another version \(format 99.*--reset/);
    (await openStateFolder(folder, true, silent)).release();
  });

  it('that holds something else is never emptied', async () => {
    const folder = mkdtempSync(join(parent, 'papers-'));
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    await expect(openStateFolder(folder, true, silent)).rejects.toThrow(/is no state folder of Anju/);
    expect(existsSync(join(folder, 'thesis.txt'))).toBe(true);
  });

  it('remembers what ran, and the next start ends it', async () => {
    const folder = join(parent, 'killed');
    const state = await openStateFolder(folder, false, silent);
    const orphan = await startChild('sleep', ['60'], { onSpawn: (process) => state.record({ 'safety-hazards': process }) });
    state.release();
    const said: string[] = [];
    (await openStateFolder(folder, false, (line) => said.push(line))).release();
    expect((await orphan.exited).signal).toBe('SIGTERM');
    expect(said).toEqual(['ended 1 processes that an earlier run had left']);
  });

  it('has a business clock that never goes back', () => {
    const file = join(parent, 'clock.json');
    expect(keptClock(file, undefined)).toBe(0);
    expect(durationText(keptClock(file, 72 * 3_600_000))).toBe('PT72H0M0S');
    expect(keptClock(file, undefined)).toBe(72 * 3_600_000);
    expect(() => keptClock(file, 3_600_000)).toThrow(/already PT72H0M0S ahead and never goes back/);
  });
});
