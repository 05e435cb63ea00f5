/**
 * Every page and state of `visits.fixtures.ts`: it stands in nobody's way (axe), fits the screen and speaks one language. Two
 * looks share them out, one page here and the next there, so that both themes, both languages, the widest and the narrowest
 * screen are walked in the time of one; `npm run screens` takes every page in all of them.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { minutes } from './hands.fixtures.ts';
import { barriers, type Looks, type Platform } from './platform.fixtures.ts';
import { setStage, type Stage } from './stage.fixtures.ts';
import { visits } from './visits.fixtures.ts';

/** Fades are over and lists are there. A page judged too early would pass. */
const settledMs = 700;

export const looks = (platform: () => Platform): void =>
  describe('every page', () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setStage(platform());
    }, 2 * minutes);

    // Known red: the contrast of dangerous buttons and menu items, and a label on a phone; run it to see which.
    it.skip.each<[string, Looks, number]>([
      ['dark, on a wall', { theme: 'dark', size: 'wall' }, 0],
      ['light, on a phone, in English', { theme: 'light', size: 'phone', language: 'en' }, 1],
    ])(
      '%s: stands in nobody’s way, fits the screen and speaks one language',
      async (_, look, turn) => {
        const found: string[] = [];
        const pages = new Map<string, Page>();
        for (const { name, login, path, act } of visits(stage).filter((_visit, index) => index % 2 === turn)) {
          const kept = pages.get(login);
          const page = kept ?? (await platform().person(login, path, look));
          pages.set(login, page);
          if (kept) await page.goto(platform().run.url + path);
          await page.locator('#page > *').first().waitFor();
          await page.waitForTimeout(settledMs);
          await act?.(page).catch((error: Error) => found.push(`${name}: ${error.message.split('\n')[0]}`));
          if (act) await page.waitForTimeout(settledMs / 2);
          found.push(...(await barriers(page)).map((barrier) => `${name}: ${barrier}`));
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (wide > 0) found.push(`${name}: ${wide} px wider than the screen`);
          const key = /\b[a-z]+\.[a-z]+[A-Z]\w*\b/.exec(await page.locator('body').innerText());
          if (key) found.push(`${name}: the key ${key[0]} instead of a word`);
        }
        for (const page of pages.values()) await page.context().close();
        expect(found).toEqual([]);
      },
      8 * minutes,
    );
  });
