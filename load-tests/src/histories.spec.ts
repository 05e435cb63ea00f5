/**
 * A few random histories on every test run, judged by the independent program, and the proof that it can see: one falsified
 * minute, one lost event. Without Python 3 nothing is judged, and the run says so.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasPython, judge } from './histories-judge.js';
import { runHistories } from './histories-run.js';
import { closeConnections } from './http.js';

const stages = ['as it is', 'a day', 'before the holiday week'];
const folder = mkdtempSync(join(tmpdir(), 'anju-histories-'));
const isJudged = hasPython();
if (!isJudged)
  process.stderr.write('\nNO PYTHON 3 HERE: the random histories are NOT JUDGED. Install python3 to have them folded independently.\n');

(isJudged ? describe : describe.skip)('forty random histories', () => {
  beforeAll(async () => {
    const adminUrl = process.env['ANJU_TEST_POSTGRES'];
    await runHistories({ histories: 40, seed: 7, folder, adminUrl, stages, say: () => undefined });
  }, 240_000);
  afterAll(async () => {
    await closeConnections();
    rmSync(folder, { recursive: true, force: true });
  });

  it('give the same when an independent program folds their events', async () => {
    expect(await judge(folder)).toBe(true);
  });
  it.each(['dropped-event', 'shifted-deadline', 'refused-trace', 'other-firm'])('are seen to differ when falsified: %s', async (name) => {
    expect(await judge(folder, name)).toBe(false);
  });
});
