/** What the people of the journeys do with their hands again and again. */
import type { Locator, Page } from 'playwright-core';

export const minutes = 60_000;
/** One pixel is a picture as good as any. */
export const photo = {
  name: 'site.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64'),
};
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name: new RegExp(`^${name}`) }).first();
/** Fills the filing page but for the last button. */
export async function describeHazard(page: Page, spot: string, compound = '云栖苑', item = 'F01'): Promise<void> {
  await page.getByRole('combobox', { name: '搜索小区名称' }).fill(compound);
  await page
    .getByTitle(compound)
    .or(page.locator('.ant-select-item-option', { hasText: compound }))
    .first()
    .click();
  await page.getByRole('radio', { name: '消防' }).click();
  await page.getByRole('textbox', { name: '按编号或文字查找' }).fill(item);
  await page.locator('.choices button', { hasText: item }).click();
  await page.getByLabel('具体位置').fill(spot);
}
export const rowOf = (desk: Page, spot: string): Locator => desk.locator('.row-place', { hasText: spot });
export const numberOn = async (page: Page): Promise<string> =>
  /HZ-\d{6}-\d{4}-\d{6}/.exec((await page.getByText(/已登记 HZ-/).textContent())!)![0];
/** Opens the case at a spot from a list of work. */
export async function openCase(page: Page, spot: string): Promise<void> {
  await page.locator('.work-row', { hasText: spot }).first().click();
  await page.locator('.page.case').waitFor();
}
/** Presses an action of a case, in sight or in the menu, says what has to be said, and confirms with the same word. */
export async function act(page: Page, action: string, say?: (dialog: Locator) => Promise<unknown>, confirm = action): Promise<void> {
  const inSight = page.locator('.actions').getByRole('button', { name: new RegExp(`^${action}`) });
  const menu = page.locator('.actions-more');
  await inSight.or(menu).first().waitFor();
  if (await inSight.count()) await inSight.first().click();
  else {
    await menu.click();
    await page.getByRole('menuitem', { name: action }).click();
  }
  const dialog = page.getByRole('dialog');
  await say?.(dialog);
  await dialog.getByRole('button', { name: confirm }).click();
  await dialog.waitFor({ state: 'detached' });
}
/** A day typed into a picker, taken with Enter. */
export async function pickDay(dialog: Locator, label: string | RegExp, day: string): Promise<void> {
  const field = dialog.getByLabel(label);
  await field.fill(day);
  await field.press('Enter');
}
