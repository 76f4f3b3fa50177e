// 店铺: connecting a shop, the sentence when the platform does not answer, receipts, pausing, letting go.
import { expect, serious, test, word } from './desk.ts';

// A machine that runs tests may have no keyring.
process.env['YIDAN_PASSPHRASE'] = 'made up for the test';

test('a shop is connected, tried, paused and let go', async ({ desk: { page, room } }) => {
  await room('shops');
  await expect(page.locator('.shops')).toContainText(word('ui.shops.none'));
  await page.getByRole('button', { name: word('ui.shops.connect'), exact: true }).click();
  const box = page.getByRole('dialog');
  await box.locator('select').selectOption('douyin');
  await box.getByRole('radio').nth(1).check();
  await expect(box).toContainText(word('ui.shops.by_files'));
  await box.getByRole('radio').nth(0).check();
  await box.getByLabel(word('ui.shops.name')).fill('测试抖店');
  await box.getByLabel('app_key').fill('7000');
  const save = box.getByRole('button', { name: word('ui.shops.save_test') });
  await expect(save).toBeDisabled();
  await box.getByLabel('app_secret').fill('canary-secret');
  expect(await serious(page, '[role="dialog"]')).toEqual([]);
  await expect(save).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(box).toBeHidden();
});

test('a shop whose platform does not answer says so and tries again', async ({ desk: { page, room, cli } }) => {
  cli('shops', 'add', 'douyin', '--name', '测试抖店', '--url', 'http://127.0.0.1:9', '--days', '1');
  await room('shops');
  const card = page.locator('[data-shop="测试抖店"]');
  await expect(card).toContainText(word('ui.shops.can.ship'));
  await card.getByRole('button', { name: word('ui.shops.pause'), exact: true }).click();
  await expect(card).toContainText(word('ui.shops.paused'));
  await card.getByRole('button', { name: word('ui.shops.resume'), exact: true }).click();
  await expect(card.getByRole('button', { name: word('ui.shops.pause'), exact: true })).toBeVisible();
  await expect(card).toContainText(word('ui.shops.needs_owner'), { timeout: 20_000 });
  expect(await serious(page, '.shops')).toEqual([]);
  await card.getByRole('button', { name: word('ui.shops.disconnect'), exact: true }).click();
  await expect(card).toBeHidden();
  await expect(page.locator('.shops')).toContainText(word('ui.shops.none'));
});

test('a door for own programs shows its key once', async ({ desk: { page, room, cli } }) => {
  await room('shops');
  const card = page.locator('.intake');
  await expect(card).toContainText(word('ui.intake.none'));
  await card.getByRole('button', { name: word('ui.intake.open'), exact: true }).click();
  const box = page.getByRole('dialog');
  await box.getByLabel(word('ui.shops.name')).fill('自营小店');
  await box.getByRole('button', { name: word('ui.intake.make'), exact: true }).click();
  const key = await box.locator('[data-key]').innerText();
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  await expect(box.locator('pre')).toContainText('%E8%87%AA%E8%90%A5%E5%B0%8F%E5%BA%97');
  expect(await serious(page, '[role="dialog"]')).toEqual([]);
  await box.getByRole('button', { name: word('ui.intake.noted'), exact: true }).click();
  await expect(box).toBeHidden();
  const door = card.locator('[data-shop="自营小店"]');
  await expect(door).toContainText(word('ui.intake.never'));
  expect(await page.content()).not.toContain(key);
  expect(cli('intake', 'list', '--json')).not.toContain(key);
  expect(await serious(page, '.shops')).toEqual([]);
  await door.getByRole('button', { name: word('ui.intake.close'), exact: true }).click();
  await expect(door).toBeHidden();
});
