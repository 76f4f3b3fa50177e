// People in the page: naming the first one, the lock, the roles, and what is still there afterwards.
import type { Page } from '@playwright/test';
import { expect, serious, test, word } from './desk.ts';

const SHOTS = process.env['YIDAN_SHOTS'];
async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

async function enter(page: Page, name: string, pin: string): Promise<void> {
  const box = page.locator('dialog.sign-in');
  await box.getByLabel(word('ui.people.name')).fill(name);
  await box.getByLabel(word('ui.people.pin')).fill(pin);
  await box.getByRole('button', { name: word('ui.sign_in.button') }).click();
}

test.use({ orders: 60 });

test('the first person turns sign-in on, the lock keeps the page, roles decide what is offered', async ({ desk }) => {
  const { page } = desk;
  await desk.room('settings');
  const people = page.locator('#people');
  await expect(people).toContainText(word('staff.nobody'));
  await people.getByLabel(word('ui.people.name')).fill('小李');
  await people.getByLabel(word('ui.people.pin'), { exact: true }).fill('1234');
  await expect(people.getByRole('button', { name: word('ui.people.add') })).toBeDisabled();
  await people.getByLabel(word('ui.people.owner_pin')).fill('8642');
  await shot(page, 'first');
  await people.getByRole('button', { name: word('ui.people.add') }).click();
  await expect(people).toContainText(word('staff.named', { count: 2 }));
  await expect(page.locator('dialog.sign-in')).toHaveCount(0);
  expect(await serious(page, '#people')).toEqual([]);
  await people.scrollIntoViewIfNeeded();
  await shot(page, 'people');

  // Locked and opened again by the same person: the room, and what was typed in it, are still there.
  const find = page.getByLabel(word('ui.set.find'));
  await find.fill(word('ui.set.people'));
  await page.getByRole('button', { name: word('ui.people.lock') }).click();
  const box = page.locator('dialog.sign-in');
  await expect(box).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(box).toBeVisible();
  await enter(page, '店主', '1111');
  await expect(box.getByRole('alert')).toHaveText(word('error.wrong_pin'));
  expect(await serious(page, 'dialog.sign-in')).toEqual([]);
  await shot(page, 'locked');
  await enter(page, '店主', '8642');
  await expect(box).toHaveCount(0);
  await expect(find).toHaveValue(word('ui.set.people'));

  // Somebody else begins anew, with the rooms of their role.
  await page.getByRole('button', { name: word('ui.people.lock') }).click();
  await enter(page, '小李', '1234');
  await expect(box).toHaveCount(0);
  const rail = page.getByRole('navigation', { name: word('ui.rail.label') });
  await expect(rail).toContainText(word('ui.rail.orders'));
  await expect(rail).not.toContainText(word('ui.rail.reconcile'));
  await expect(page.locator('#people')).toHaveCount(0);
  await shot(page, 'clerk');
  await page.reload();
  await expect(rail).toContainText(word('ui.rail.orders'));
  await expect(page.locator('header .who')).toContainText('小李');
});
