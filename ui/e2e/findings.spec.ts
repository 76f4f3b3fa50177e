// Everything imports complained of, by cause: the row as it came, the order, the file itself. Rules of one's own add to it.
import { join } from 'node:path';
import { expect, FIXTURES, serious, test, word } from './desk.ts';

test.use({ orders: 0 });
test.beforeEach(async ({ desk: { cli, page } }) => {
  // The command line tells by its exit that a row was refused: that is what is looked at here.
  expect(() => cli('files', 'import', join(FIXTURES, 'pdd-orders.csv'))).toThrow();
  cli('files', 'import', join(FIXTURES, 'faulty-orders.csv'));
  await page.reload();
});

test('the number on the rail leads to the causes, a cause to its rows, a row to its file and its order', async ({
  desk: { page, room },
}) => {
  await room('');
  await expect(page.locator('[data-task="findings"]')).toBeVisible();
  await page.locator('[data-task="findings"]').click();
  const refused = page.locator('[data-cause="missing_key"]');
  await refused.click();
  expect(await serious(page, '.findings')).toEqual([]);
  await page.locator('.right .place').first().click();
  const raw = page.getByRole('dialog', { name: word('ui.findings.raw') });
  await expect(raw).toContainText('pdd-orders.csv');
  await expect(raw.locator('tbody tr:visible')).not.toHaveCount(0);
  const download = page.waitForEvent('download');
  await raw.getByRole('button', { name: word('ui.files.original') }).click();
  expect((await download).suggestedFilename()).toBe('pdd-orders.csv');
  await page.keyboard.press('Escape');
  await expect(raw).toBeHidden();

  await page.locator('[data-cause="phone_length"]').click();
  await page.locator('.right td .link').first().click();
  await expect(page.locator('.drawer .head')).toBeVisible();
  const first = await page.locator('.drawer .head .no').textContent();
  await page.getByRole('button', { name: word('ui.drawer.next') }).click();
  await expect(page.locator('.drawer .head .no')).not.toHaveText(first!);
});

test('imported files are listed with their originals', async ({ desk: { page, room } }) => {
  await room('findings?view=files');
  await expect(page.locator('tbody tr')).toHaveCount(2);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `${word('ui.files.original')} faulty-orders.csv` }).click();
  expect((await download).suggestedFilename()).toBe('faulty-orders.csv');
});

test('a rule of one’s own is tried while it is written, saved, and removed with a way back', async ({
  desk: { page, room },
}) => {
  await room('settings');
  const rules = page.locator('#rules');
  await rules.getByRole('button', { name: word('ui.rule.add') }).click();
  await rules.getByLabel(word('ui.rule.name')).fill('short');
  await rules.getByLabel(word('ui.rule.pattern')).fill('[A-Z]{3}-\\d+');
  await rules.getByLabel(word('ui.rule.sample')).fill('abc');
  await expect(rules.locator('.result .tone-look')).toBeVisible();
  await rules.getByLabel(word('ui.rule.sample')).fill('ABC-12');
  await expect(rules.locator('.result .tone-done')).toBeVisible();
  await rules.getByRole('button', { name: word('ui.button.save') }).click();
  await expect(rules.locator('tbody')).toContainText('short');
  await rules.getByRole('button', { name: `${word('ui.button.remove')} short` }).click();
  await expect(rules).toContainText(word('ui.rule.none'));
  await page.getByRole('button', { name: word('ui.undo.button') }).click();
  await expect(rules.locator('tbody')).toContainText('short');
});

test('a folder is watched and let go', async ({ desk: { page, room, data } }) => {
  await room('settings');
  const watch = page.locator('#watch');
  await watch.getByLabel(word('ui.watch.path')).fill('not a path');
  await watch.getByRole('button', { name: word('ui.watch.add') }).click();
  await expect(page.locator('[role="alert"], .toast').filter({ hasText: /\S/ }).first()).toBeVisible();
  await watch.getByLabel(word('ui.watch.path')).fill(`${data}-exports`);
  await watch.getByRole('button', { name: word('ui.watch.add') }).click();
  await expect(watch.locator('tbody tr')).toHaveCount(1);
  await watch.getByRole('button', { name: word('ui.watch.stop') }).click();
  await expect(watch.locator('tbody tr')).toHaveCount(0);
});
