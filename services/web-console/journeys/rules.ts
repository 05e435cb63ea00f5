/** A rule changes with four eyes, on the pages of those who may. */
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { button, minutes } from './hands.fixtures.ts';
import { barriers, type Platform } from './platform.fixtures.ts';

/** Fades are over and lists are there. A page judged too early would pass. */
const settledMs = 700;

export const rules = (platform: () => Platform): void =>
  describe('the rules', () => {
    it(
      'a rule is changed by two administrators: one proposes, another reads what changes and approves, and it comes on its day',
      async () => {
        const found: string[] = [];
        const look = async (page: Page): Promise<void> => {
          await page.waitForTimeout(settledMs);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          found.push(...(await barriers(page)), ...(wide > 0 ? [`${page.url()} is ${wide} px wider than the screen`] : []));
        };
        const system = await platform().person('system-admin', '/rules/safety-hazards/hazard-deadlines-310115');
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

        const security = await platform().person('security-admin', '/rules', { theme: 'light' });
        await security.locator('.rules-waiting a').click();
        await security.getByText('时限 › 交办 › 数量').waitFor();
        await look(security);
        await button(security, '批准').click();
        await security.getByRole('dialog').getByRole('button', { name: '批准' }).click();
        await security.getByRole('dialog').waitFor({ state: 'detached' });
        await security.getByRole('link', { name: '第 2 版' }).click();
        await security.locator('.page-head .tag', { hasText: '将施行' }).waitFor();

        const inspector = await platform().person('inspector-1', '/rules', { phone: true, theme: 'light' });
        const versions = inspector.locator('.rules-list a', { hasText: '浦东新区' });
        await versions.nth(1).waitFor();
        expect(await versions.count()).toBe(2);
        await look(inspector);
        expect(found).toEqual([]);
      },
      4 * minutes,
    );
  });
