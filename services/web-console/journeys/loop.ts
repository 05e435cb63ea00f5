/** The loop from a report on the phone to a closed case, and dead zones and crashes that lose nothing and repeat nothing. */
import { describe, expect, it } from '@jest/globals';
import { exampleIds } from '@anju/contracts/examples';
import { button, describeHazard, minutes, numberOn, photo, rowOf } from './hands.fixtures.ts';
import type { Platform } from './platform.fixtures.ts';

export const loop = (platform: () => Platform): void =>
  describe('the loop', () => {
    it(
      'a hazard is filed on a phone, seen on the desk, assigned, signed for, fixed, re-checked by another and closed',
      async () => {
        const desk = await platform().person('operator', '/desk');
        const phone = await platform().person('inspector-1', '/file', { phone: true, theme: 'light' });
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

        const manager = await platform().person('manager-1', '/work');
        await manager.getByText('3 号楼北侧').first().click();
        await manager.locator('.page.case').waitFor();
        await button(manager, '签收').click();
        await manager.getByRole('dialog').getByRole('button', { name: '签收' }).click();
        await button(manager, '申请复查').click();
        await manager.getByRole('dialog').getByLabel('整改情况').fill('已清理，并张贴告示。');
        await manager.getByRole('dialog').getByRole('button', { name: '申请复查' }).click();
        await manager.getByRole('dialog').waitFor({ state: 'detached' });

        const second = await platform().person('inspector-2', '/work', { phone: true });
        await second.getByText('3 号楼北侧').first().click();
        await second.locator('.page.case').waitFor();
        await button(second, '复查').click();
        await second.getByRole('dialog').getByRole('button', { name: '复查合格' }).click();
        await second.getByRole('dialog').waitFor({ state: 'detached' });

        await row.waitFor({ state: 'detached' });
        const { items } = await platform().get<{ items: { number: string; state: string; photoCount?: number }[] }>(
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
        const phone = await platform().person('inspector-2', '/file', { phone: true });
        await describeHazard(phone, '地下车库 B2', '锦澜庭');
        await phone.context().setOffline(true);
        await button(phone, '保存并发送').click();
        await phone.getByText('已保存').first().waitFor();
        await phone.reload();
        await phone.goto(`${platform().run.url}/mine`);
        await phone.getByText('地下车库 B2').waitFor();
        expect(await phone.getByText(/未发送 1|待发送/).count()).toBeGreaterThan(0);
        await phone.context().setOffline(false);
        await phone
          .getByText(/HZ-\d{6}-\d{4}-\d{6}/)
          .first()
          .waitFor();
        const { items } = await platform().get<{ items: unknown[] }>(
          `safety-hazards/v1/hazards?compoundId=${exampleIds.rivalCompound}`,
          'operator',
        );
        expect(items).toHaveLength(1);
      },
      2 * minutes,
    );

    it(
      'a phone that dies while it sends has sent once: the filing goes out again under the same id and is recorded once',
      async () => {
        const phone = await platform().person('inspector-3', '/file', { phone: true });
        await describeHazard(phone, '屋面东侧', '锦澜庭', 'F02');
        let reached = 0;
        await phone.route('**/api/safety-hazards/v1/hazards', async (route) => {
          if (route.request().method() !== 'POST') return route.continue();
          await route.fetch(); // The platform has it; the phone is never told.
          reached += 1;
          await phone.close();
        });
        await button(phone, '保存并发送').click();
        await phone.waitForEvent('close');
        expect(reached).toBe(1);
        const again = await phone.context().newPage();
        await again.goto(`${platform().run.url}/mine`);
        await again
          .getByText(/HZ-\d{6}-\d{4}-\d{6}/)
          .first()
          .waitFor();
        const { items } = await platform().get<{ items: { spot?: string }[] }>(
          `safety-hazards/v1/hazards?compoundId=${exampleIds.rivalCompound}`,
          'operator',
        );
        expect(items.filter(({ spot }) => spot === '屋面东侧')).toHaveLength(1);
      },
      2 * minutes,
    );
  });
