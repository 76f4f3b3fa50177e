// Faulty orders put right without a mouse: one after the other by number keys, by hand, set aside, taken back; and in the drawer.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, FIXTURES, serious, test, word } from './desk.ts';

test.use({ orders: 0 });
const rest = (page: Page): ReturnType<Page['locator']> => page.locator('.repair .head strong');
const current = (page: Page): ReturnType<Page['locator']> => page.locator('.repair [aria-selected="true"]');

async function open(page: Page, room: (address: string) => Promise<void>): Promise<number> {
  await room('findings?view=repair');
  await expect(rest(page)).toBeVisible();
  return Number(((await rest(page).textContent()) ?? '').replaceAll(/\D/g, ''));
}

test.beforeEach(async ({ desk: { cli, page } }) => {
  cli('files', 'import', join(FIXTURES, 'faulty-orders.csv'));
  await page.reload();
});

test('orders are repaired by keys alone', async ({ desk: { page, room, cli } }) => {
  const count = await open(page, room);
  expect(count).toBeGreaterThan(20);
  await expect(page.locator('.repair .row')).toHaveCount(count);
  await expect(page.getByRole('listbox')).toBeFocused();

  expect(await serious(page, '.findings')).toEqual([]);

  // The first with options: its first option is taken and the next order stands under the cursor.
  const before = await current(page).getAttribute('id');
  await page.keyboard.press('1');
  await expect(rest(page)).toHaveText(word('ui.repair.rest', { count: count - 1 }));
  await expect(page.locator(`[id="${before}"]`)).toHaveCount(0);
  await expect(page.locator('.repair .head')).toContainText(word('ui.repair.done', { count: 1 }));

  // Taken back, it stands under the cursor again.
  await page.keyboard.press('Control+z');
  await expect(rest(page)).toHaveText(word('ui.repair.rest', { count }));
  await expect(current(page)).toHaveAttribute('id', before!);

  // By hand: the field in question is the one that is written.
  const short = page.locator('.repair .row', { hasText: /1990000\d{3}(?!\d)/ }).first();
  const id = await short.getAttribute('id');
  await short.click();
  await page.keyboard.press('e');
  await expect(page.getByLabel(word('ui.field.phone'), { exact: true })).toBeFocused();
  // At the pace of a hand: a burst would be a scan.
  await page.keyboard.type('19900002999', { delay: 60 });
  await page.keyboard.press('Enter');
  await expect(rest(page)).toHaveText(word('ui.repair.rest', { count: count - 1 }));
  const wanted = JSON.stringify({ id: Number(id!.replace('repair-', '')), no: null, mask: false });
  expect(JSON.parse(cli('--json', 'call', 'orders.show', wanted)).receiver_phone).toBe('19900002999');

  // Set aside.
  await page.keyboard.press('Home');
  await page.keyboard.press('i');
  await expect(rest(page)).toHaveText(word('ui.repair.rest', { count: count - 2 }));
});

test('a scan on the page of repairs takes no option', async ({ desk: { page, room } }) => {
  const count = await open(page, room);
  for (const digit of '7731000011112222') await page.keyboard.press(digit);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: word('ui.search.title') })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rest(page)).toHaveText(word('ui.repair.rest', { count }));
});

test('twenty orders are repaired in less than a minute', async ({ desk: { page, room } }) => {
  const count = await open(page, room);
  const started = Date.now();
  for (let left = count; left > 0; left -= 1) {
    const hasOption = (await page.locator('.order .presses kbd', { hasText: '1' }).count()) > 0;
    await page.keyboard.press(hasOption ? '1' : 'i');
    await expect(rest(page)).toHaveText(
      left === 1 ? word('ui.repair.none_left') : word('ui.repair.rest', { count: left - 1 }),
    );
  }
  expect(Date.now() - started).toBeLessThan(60_000);
  await expect(page.getByText(word('ui.repair.none'))).toBeVisible();
});

test('the drawer offers the same presses', async ({ desk: { page, room } }) => {
  await room('findings');
  await page.locator('[data-cause="district_ambiguous"]').click();
  await page.locator('td .link').first().click();
  const options = page.locator('.drawer .choices .presses .btn');
  await expect(options.first()).toContainText('1');
  const label = ((await options.first().textContent()) ?? '').replace(/^\s*1/, '').trim();
  await page.keyboard.press('1');
  await expect(page.locator('.toasts, [role="status"]').filter({ hasText: label }).first()).toBeVisible();
  await expect(page.locator('.drawer .choices')).toBeHidden();
});
