/**
 * `npm run screens -- [FOLDER] [--state-dir RUNNING] [--only NAME]`: a picture of every page and state in both themes, both
 * languages and three sizes, from a platform started for it or one that runs already. The pictures are looked at by people;
 * nothing compares them. Each picture is one sign-in less: a person keeps a browser per look.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { Platform, chromiumPath, sizes, type Looks } from './platform.fixtures.ts';
import { setStage } from './stage.fixtures.ts';
import { visits, type Visit } from './visits.fixtures.ts';

const settledMs = 900;
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    'state-dir': { type: 'string' },
    only: { type: 'string', multiple: true },
    theme: { type: 'string', multiple: true, default: ['dark', 'light'] },
    language: { type: 'string', multiple: true, default: ['zh-CN', 'en'] },
    size: { type: 'string', multiple: true, default: Object.keys(sizes) },
  },
});
if (!chromiumPath) throw new Error('No Chromium: apt-get install chromium fonts-noto-cjk, or set CHROMIUM to one.');
const folder = resolve(positionals[0] ?? join(import.meta.dirname, '../../../.anju/screens'));
mkdirSync(folder, { recursive: true });

const running = values['state-dir'];
const platform = running === undefined ? await Platform.start() : await Platform.attach(resolve(running));
let taken = 0;
try {
  const stage = await setStage(platform);
  const wanted = visits(stage).filter(({ name }) => !values.only || values.only.some((part) => name.includes(part)));
  const looks = values.theme.flatMap((theme) =>
    values.language.flatMap((language) => values.size.map((size) => ({ theme, language, size }) as Required<Omit<Looks, 'phone'>>)),
  );
  for (const look of looks) {
    const pages = new Map<string, Page>();
    for (const visit of wanted) await picture(visit, look, pages);
    for (const page of pages.values()) await page.context().close();
  }
} finally {
  await platform.stop();
}
process.stdout.write(`${taken} pictures in ${folder}\n`);

async function picture({ name, login, path, act }: Visit, look: Required<Omit<Looks, 'phone'>>, pages: Map<string, Page>): Promise<void> {
  const kept = pages.get(login);
  const page = kept ?? (await platform.person(login, path, look));
  pages.set(login, page);
  if (kept) await page.goto(platform.run.url + path);
  await page.locator('#page > *').first().waitFor();
  await page.waitForTimeout(settledMs);
  try {
    await act?.(page);
  } catch (error) {
    process.stderr.write(`${name} ${JSON.stringify(look)}: ${(error as Error).message.split('\n')[0]}\n`);
  }
  if (act) await page.waitForTimeout(settledMs / 3);
  await page.screenshot({ path: join(folder, `${name}.${look.size}.${look.theme}.${look.language}.png`) });
  taken++;
}
