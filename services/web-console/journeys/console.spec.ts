/**
 * What people do, in a real browser against the real platform, which is started once for all of it: the loop from a report on
 * the phone to a closed case, the desk, the day of every role, and every page and dialog under axe. The order matters only
 * in that the last one sets its own stage.
 */
import { afterAll, beforeAll, describe } from '@jest/globals';
import { days } from './days.ts';
import { desk } from './desk.ts';
import { minutes } from './hands.fixtures.ts';
import { looks } from './looks.ts';
import { loop } from './loop.ts';
import { rules } from './rules.ts';
import { chromiumPath, Platform } from './platform.fixtures.ts';

if (!chromiumPath) console.warn('No Chromium: the journeys are left out. apt-get install chromium fonts-noto-cjk, or set CHROMIUM to one.');
const journeys = chromiumPath || process.env['CI'] ? describe : describe.skip;

journeys('in a browser', () => {
  let started: Platform;
  beforeAll(async () => {
    started = await Platform.start();
  }, 2 * minutes);
  afterAll(() => started?.stop());

  for (const part of [loop, desk, days, rules, looks]) part(() => started);
});
