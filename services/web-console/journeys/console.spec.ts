/**
 * What people do, in a real browser against the real platform: the loop from a report on the phone to a closed case, a dead
 * zone that loses nothing, a screen that says when it is not to be trusted, and pages that everybody can use.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleIds } from '@anju/contracts/examples';
import type { Locator, Page } from 'playwright-core';
import { barriers, chromiumPath, Platform, type Looks } from './platform.fixtures.js';

const minutes = 60_000;
/** Fades are over and lists are there. A page judged too early would pass. */
const settledMs = 700;
/** Longer than the pause between two chimes: silence shorter than that says nothing. */
const chimeMs = 5_000;
/** One pixel is a picture as good as any. */
const photo = {
  name: 'site.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64'),
};
if (!chromiumPath) console.warn('No Chromium: the journeys are left out. apt-get install chromium fonts-noto-cjk, or set CHROMIUM to one.');
const journeys = chromiumPath || process.env['CI'] ? describe : describe.skip;

journeys('in a browser', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  }, 2 * minutes);
  afterAll(() => platform?.stop());

  const button = (page: Page, name: string): Locator => page.getByRole('button', { name: new RegExp(`^${name}`) }).first();
  /** Fills the filing page but for the last button. */
  const describeHazard = async (page: Page, spot: string, compound = '云栖苑'): Promise<void> => {
    await page.getByRole('combobox', { name: '搜索小区名称' }).fill(compound);
    await page
      .getByTitle(compound)
      .or(page.locator('.ant-select-item-option', { hasText: compound }))
      .first()
      .click();
    await page.getByRole('radio', { name: '消防' }).click();
    await page.getByRole('textbox', { name: '按编号或文字查找' }).fill('F01');
    await page.locator('.choices button', { hasText: 'F01' }).click();
    await page.getByLabel('具体位置').fill(spot);
  };
  const rowOf = (desk: Page, spot: string): Locator => desk.locator('.row-place', { hasText: spot });
  const numberOn = async (page: Page): Promise<string> =>
    /HZ-\d{6}-\d{4}-\d{6}/.exec((await page.getByText(/已登记 HZ-/).textContent())!)![0];

  it(
    'a hazard is filed on a phone, seen on the desk, assigned, signed for, fixed, re-checked by another and closed',
    async () => {
      const desk = await platform.person('operator', '/desk');
      const phone = await platform.person('inspector-1', '/file', { phone: true, theme: 'light' });
      await describeHazard(phone, '3 号楼北侧');
      await phone.locator('input[type=file]').setInputFiles(photo);
      await phone.locator('.strip-remove').waitFor();
      await button(phone, '保存并发送').click();
      const number = await numberOn(phone);
      const row = rowOf(desk, '3 号楼北侧');
      await row.waitFor();
      await row.click();
      await desk.getByText(number).first().waitFor();
      await desk.keyboard.press('a');
      await button(desk, '值守确认').waitFor({ state: 'detached' });
      await desk.keyboard.press('d');
      await desk.getByRole('dialog').getByRole('button', { name: '交办' }).click();
      await desk.getByRole('dialog').waitFor({ state: 'detached' });

      const manager = await platform.person('manager-1', '/work');
      await manager.getByText('3 号楼北侧').first().click();
      await manager.locator('.page.case').waitFor();
      await button(manager, '签收').click();
      await manager.getByRole('dialog').getByRole('button', { name: '签收' }).click();
      await button(manager, '申请复查').click();
      await manager.getByRole('dialog').getByLabel('整改情况').fill('已清理，并张贴告示。');
      await manager.getByRole('dialog').getByRole('button', { name: '申请复查' }).click();
      await manager.getByRole('dialog').waitFor({ state: 'detached' });

      const second = await platform.person('inspector-2', '/work', { phone: true });
      await second.getByText('3 号楼北侧').first().click();
      await second.locator('.page.case').waitFor();
      await button(second, '复查').click();
      await second.getByRole('dialog').getByRole('button', { name: '复查合格' }).click();
      await second.getByRole('dialog').waitFor({ state: 'detached' });

      await row.waitFor({ state: 'detached' });
      const { items } = await platform.get<{ items: { number: string; state: string; photoCount?: number }[] }>(
        `safety-hazards/v1/hazards?state=any&compoundId=${exampleIds.compound}`,
        'operator',
      );
      expect(items.map(({ state, ...hazard }) => [hazard.number, state])).toEqual([[number, 'CLOSED']]);
    },
    2 * minutes,
  );

  it(
    'what is filed in a dead zone survives a reload and arrives once when there is a network again',
    async () => {
      const phone = await platform.person('inspector-2', '/file', { phone: true });
      await describeHazard(phone, '地下车库 B2', '锦澜庭');
      await phone.context().setOffline(true);
      await button(phone, '保存并发送').click();
      await phone.getByText('已保存').first().waitFor();
      await phone.reload();
      await phone.goto(`${platform.run.url}/mine`);
      await phone.getByText('地下车库 B2').waitFor();
      expect(await phone.getByText(/未发送 1|待发送/).count()).toBeGreaterThan(0);
      await phone.context().setOffline(false);
      await phone
        .getByText(/HZ-\d{6}-\d{4}-\d{6}/)
        .first()
        .waitFor();
      const { items } = await platform.get<{ items: unknown[] }>(
        `safety-hazards/v1/hazards?compoundId=${exampleIds.rivalCompound}`,
        'operator',
      );
      expect(items).toHaveLength(1);
    },
    2 * minutes,
  );

  it(
    'the desk says that it is not to be trusted while a source is silent, and stops saying so',
    async () => {
      const desk = await platform.person('operator-005', '/desk');
      const banner = desk.locator('.stale');
      await desk.locator('.age.is-live').waitFor();
      expect(await banner.count()).toBe(0);
      platform.signal('safety-hazards', 'SIGSTOP');
      try {
        await banner.waitFor();
      } finally {
        platform.signal('safety-hazards', 'SIGCONT');
      }
      await banner.waitFor({ state: 'detached' });
    },
    2 * minutes,
  );

  it(
    'a suspected major hazard is heard, once sound was allowed, until somebody on duty acknowledges it',
    async () => {
      const desk = await platform.person('operator', '/desk');
      await desk.context().addInitScript(() => {
        const heard = window as unknown as { tones: number };
        heard.tones = 0;
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...when) {
          heard.tones += 1;
          return start.apply(this, when);
        };
      });
      await desk.reload();
      await desk.locator('.age.is-live').waitFor();
      const tones = () => desk.evaluate(() => (window as unknown as { tones: number }).tones);
      const quiet = await desk.title();
      await desk.getByRole('button', { name: /^声音/ }).click();
      await desk.getByRole('button', { name: '开启声音提醒' }).click();
      await desk.keyboard.press('Escape');
      const tried = await tones();
      expect(tried).toBeGreaterThan(0);

      const phone = await platform.person('inspector-1', '/file', { phone: true });
      await describeHazard(phone, '7 号楼楼梯间');
      await phone.getByRole('checkbox', { name: /提请主管部门判定/ }).check();
      await button(phone, '保存并发送').click();
      const number = await numberOn(phone);
      const row = rowOf(desk, '7 号楼楼梯间');
      await row.waitFor();
      await desk.waitForFunction((before) => (window as unknown as { tones: number }).tones >= before + 4, tried);
      expect(await desk.title()).toBe(`(1) ${quiet}`);

      await row.click();
      await desk.getByText(number).first().waitFor();
      await desk.keyboard.press('a');
      await desk.waitForFunction((title) => document.title === title, quiet);
      const last = await tones();
      await desk.waitForTimeout(chimeMs);
      expect(await tones()).toBe(last);
    },
    2 * minutes,
  );

  it(
    'a second window goes on by itself when the one that held the connection is closed',
    async () => {
      const first = await platform.person('operator', '/desk');
      await first.locator('.age.is-live').waitFor();
      const second = await first.context().newPage();
      await second.goto(`${platform.run.url}/desk`);
      await second.locator('.age.is-live').waitFor();
      await first.close();
      const phone = await platform.person('inspector-1', '/file', { phone: true });
      await describeHazard(phone, '12 号楼东侧');
      await button(phone, '保存并发送').click();
      await rowOf(second, '12 号楼东侧').waitFor();
      await second.locator('.age.is-live').waitFor();
    },
    2 * minutes,
  );

  it(
    'a rule is changed by two administrators: one proposes, another reads what changes and approves, and it comes on its day',
    async () => {
      const found: string[] = [];
      const look = async (page: Page): Promise<void> => {
        await page.waitForTimeout(settledMs);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        found.push(...(await barriers(page)), ...(wide > 0 ? [`${page.url()} is ${wide} px wider than the screen`] : []));
      };
      const system = await platform.person('system-admin', '/rules/safety-hazards/hazard-deadlines-310115');
      await system.getByRole('link', { name: '提出修改' }).click();
      await system.getByRole('spinbutton', { name: '交办 数量', exact: true }).fill('2');
      await system.getByText('时限 › 交办 › 数量').waitFor();
      await button(system, '提交审批').click();
      await system.getByText('需要填写。').waitFor();
      await look(system);
      await system.getByRole('textbox', { name: '理由' }).fill('与值守排班一致。');
      await button(system, '提交审批').click();
      await system.getByText('由另一位管理员审批').waitFor();
      expect(await button(system, '批准').isDisabled()).toBe(true);

      const security = await platform.person('security-admin', '/rules', { theme: 'light' });
      await security.locator('.rules-waiting a').click();
      await security.getByText('时限 › 交办 › 数量').waitFor();
      await look(security);
      await button(security, '批准').click();
      await security.getByRole('dialog').getByRole('button', { name: '批准' }).click();
      await security.getByRole('dialog').waitFor({ state: 'detached' });
      await security.getByRole('link', { name: '第 2 版' }).click();
      await security.locator('.page-head .tag', { hasText: '将施行' }).waitFor();

      const inspector = await platform.person('inspector-1', '/rules', { phone: true, theme: 'light' });
      const versions = inspector.locator('.rules-list a', { hasText: '浦东新区' });
      await versions.nth(1).waitFor();
      expect(await versions.count()).toBe(2);
      await look(inspector);
      expect(found).toEqual([]);
    },
    4 * minutes,
  );

  describe.each<[string, Looks]>([
    ['dark, on a wall', { theme: 'dark' }],
    ['light, on a wall, in English', { theme: 'light', language: 'en' }],
    ['dark, on a phone, in English', { theme: 'dark', phone: true, language: 'en' }],
    ['light, on a phone', { theme: 'light', phone: true }],
  ])('%s', (_, looks) => {
    it(
      'pages and dialogs stand in nobody’s way, fit the screen and speak one language',
      async () => {
        const id = (await platform.get<{ items: { id: string }[] }>('safety-hazards/v1/hazards?state=open', 'operator')).items[0]!.id;
        const visits: Record<string, string[]> = {
          operator: [`/desk?id=${id}`, `/hazards/${id}`],
          'inspector-1': ['/file', '/mine'],
          'manager-1': ['/work'],
          registrar: ['/filings', '/registry', `/compounds/${exampleIds.compound}`, `/enterprises/${exampleIds.enterprise}`],
          auditor: ['/audit', '/audit?tab=records'],
        };
        const found: string[] = [];
        for (const [login, paths] of Object.entries(visits)) {
          const page = await platform.person(login, paths[0]!, looks);
          const note = async (where: string) => {
            found.push(...(await barriers(page)).map((barrier) => `${where}: ${barrier}`));
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (wide > 0) found.push(`${where}: ${wide} px wider than the screen`);
            const text = await page.locator('body').innerText();
            const key = /\b[a-z]+\.[a-z]+[A-Z]\w*\b/.exec(text);
            if (key) found.push(`${where}: the key ${key[0]} instead of a word`);
          };
          for (const path of paths) {
            if (path !== paths[0]) await page.goto(platform.run.url + path);
            await page.locator('.page, .desk').first().waitFor();
            await page.waitForTimeout(settledMs);
            await note(path);
            if (!path.startsWith('/hazards/')) continue;
            const actions = page.locator('.actions button');
            for (let index = 0; index < (await actions.count()); index++) {
              await actions.nth(index).click();
              await page.waitForTimeout(settledMs);
              await note(`${path} dialog ${index + 1}`);
              await page.keyboard.press('Escape');
              await page.getByRole('dialog').waitFor({ state: 'detached' });
            }
          }
          await page.context().close();
        }
        expect(found).toEqual([]);
      },
      4 * minutes,
    );
  });
});
