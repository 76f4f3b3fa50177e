// The order list by keyboard: move, tick, deeds and their way back, search, filters, columns, the drawer.
import type { Page } from '@playwright/test';
import { expect, test, word } from './desk.ts';

const grid = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('grid');
const tab = (page: Page, name: string): ReturnType<Page['locator']> => page.locator(`[data-tab="${name}"]`);
async function countOf(page: Page, name: string): Promise<number> {
  return Number((await tab(page, name).locator('.count').textContent())?.replaceAll(',', ''));
}
/** Opens a tab and waits for its own list: the one before stays on screen until then. */
async function openTab(page: Page, name: string): Promise<void> {
  await tab(page, name).click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String((await countOf(page, name)) + 1));
}
/** The number of the row under the cursor. */
async function current(page: Page): Promise<string> {
  return (await page.locator('.g-row.is-active .c-order_no').textContent()) ?? '';
}

test.beforeEach(async ({ desk: { page, room } }) => {
  await room('orders');
  await expect(page.locator('.g-row:not([hidden]) .c-order_no').first()).not.toBeEmpty();
  await grid(page).focus();
});

test('tabs count what they list', async ({ desk: { page } }) => {
  for (const name of [
    'all',
    'to_review',
    'to_print',
    'on_the_way',
    'delivered_stage',
    'exception',
    'held',
    'after_sale',
  ]) {
    await tab(page, name).click();
    const count = await countOf(page, name);
    if (count === 0) await expect(page.locator('.empty')).toBeVisible();
    else await expect(grid(page)).toHaveAttribute('aria-rowcount', String(count + 1));
  }
});

test('keys move, tick and reach the last row', async ({ desk: { page } }) => {
  const first = await current(page);
  await page.keyboard.press('ArrowDown');
  expect(await current(page)).not.toBe(first);
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.locator('.chosen')).toContainText(word('ui.batch.ticked', { count: 3 }));
  await page.keyboard.press('End');
  await expect(page.locator('.g-row.is-active')).toHaveAttribute('aria-rowindex', '201');
  await expect(page.locator('.g-row.is-active')).toBeInViewport();
  await page.keyboard.press('Control+a');
  await expect(page.locator('.chosen')).toContainText(word('ui.batch.ticked', { count: 200 }));
  await page.keyboard.press('Control+z');
  await expect(page.locator('.chosen')).toContainText(word('ui.batch.ticked', { count: 3 }));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
  expect(await current(page)).toBe(first);
});

test('another room and back: the list stands where it was', async ({ desk: { page, room } }) => {
  await page.keyboard.press('End');
  for (let i = 0; i < 5; i += 1) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await room('settings');
  await expect(page.getByRole('heading', { name: word('ui.rail.settings') })).toBeVisible();
  await room('orders');
  await expect(page.locator('.g-row.is-active')).toHaveAttribute('aria-rowindex', '196');
  await expect(page.locator('.g-row.is-active')).toBeInViewport();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.g-row.is-active')).toHaveAttribute('aria-rowindex', '197');
  await expect(page.locator('.chosen')).toContainText(word('ui.batch.ticked', { count: 1 }));
});

test('a flag is planted and taken back', async ({ desk: { page } }) => {
  await page.keyboard.press('Alt+2');
  await expect(page.locator('.g-row.is-active .flag-2')).toBeVisible();
  await page.getByRole('button', { name: word('ui.undo.button') }).click();
  await expect(page.locator('.g-row.is-active .no-flag')).toBeVisible();
});

test('holding asks for a reason, shows it, and releasing undoes it', async ({ desk: { page } }) => {
  await openTab(page, 'to_print');
  const no = await current(page);
  const before = await countOf(page, 'held');
  await page.getByRole('button', { name: word('ui.batch.hold'), exact: true }).click();
  const box = page.getByRole('dialog');
  await box.getByRole('button', { name: word('ui.hold.stock') }).click();
  await box.getByRole('button', { name: word('ui.batch.hold_n', { count: 1 }) }).click();
  await expect(tab(page, 'held').locator('.count')).toHaveText(String(before + 1));
  await openTab(page, 'held');
  await expect(page.locator('.g-row .c-order_no', { hasText: no })).toBeVisible();
  await page.locator('.g-row .c-order_no', { hasText: no }).click();
  await expect(page.locator('.drawer')).toContainText(word('ui.mark.held_for', { reason: word('ui.hold.stock') }));
  await page.locator('.drawer .next').click();
  await expect(tab(page, 'held').locator('.count')).toHaveText(String(before));
});

test('shipping is asked for and names the number', async ({ desk: { page } }) => {
  await openTab(page, 'to_print');
  await page.getByRole('button', { name: word('ui.batch.ship'), exact: true }).click();
  await expect(
    page.getByRole('dialog').getByRole('button', { name: word('ui.batch.ship_n', { count: 1 }) }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('any number is found; a pasted list of numbers becomes the list', async ({ desk: { page, cli } }) => {
  const some = (
    JSON.parse(cli('--json', 'orders', 'list', '--limit', '3')) as { orders: { order_no: string }[] }
  ).orders.map((row) => row.order_no);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(some[1]!);
  await expect(page.getByRole('option').first()).toContainText(some[1]!);
  await page.keyboard.press('Enter');
  await expect(page.locator('.drawer')).toContainText(some[1]!);
  await page.keyboard.press('Escape');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text', text);
    document
      .querySelector('.grid')!
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, some.join('\n'));
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '4');
  await page.getByRole('button', { name: word('ui.filter.clear'), exact: true }).click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '201');
});

test('a scan finds its order whatever has the focus', async ({ desk: { page, cli } }) => {
  const { order_no: no } = (
    JSON.parse(cli('--json', 'orders', 'list', '--platform', 'douyin', '--limit', '1')) as {
      orders: { order_no: string }[];
    }
  ).orders[0]!;
  await page.locator('.filters input[type="search"]').focus();
  await page.evaluate((text) => {
    const field = document.activeElement!;
    for (const char of text)
      field.dispatchEvent(new KeyboardEvent('keydown', { code: `Digit${char}`, bubbles: true, cancelable: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', bubbles: true, cancelable: true }));
  }, no);
  await expect(page.getByRole('option').first()).toContainText(no);
});

test('filters restrict, are counted, saved, and found again', async ({ desk: { page } }) => {
  await page.getByRole('button', { name: word('ui.filter.shop'), exact: true }).click();
  const shop = page
    .getByRole('dialog', { name: word('ui.filter.shop') })
    .locator('label')
    .last();
  const name = ((await shop.textContent()) ?? '').trim().split(/\s/)[0]!;
  await shop.click();
  await page.keyboard.press('Escape');
  await expect(page.locator('.filters')).toContainText(word('ui.filter.count', { count: 1 }));
  await expect(page.locator('.g-row:not([hidden]) .c-shop').first()).toContainText(name.slice(0, 4));
  const rows = await grid(page).getAttribute('aria-rowcount');
  await page.getByRole('button', { name: word('ui.filter.save') }).click();
  await page.getByLabel(word('ui.filter.name')).fill('one shop');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: word('ui.filter.clear'), exact: true }).click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '201');
  await page.reload();
  await page.getByRole('button', { name: word('ui.filter.saved') }).click();
  await page.getByRole('button', { name: 'one shop', exact: true }).click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', rows!);
});

test('words that match nothing say what was searched', async ({ desk: { page } }) => {
  await page.keyboard.press('Control+f');
  await page.keyboard.type('zzzz9999');
  await expect(page.locator('.empty')).toContainText('zzzz9999');
  await page.getByRole('button', { name: word('ui.filter.clear_all') }).click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '201');
});

test('columns are hidden, widened and kept', async ({ desk: { page } }) => {
  await expect(page.getByRole('columnheader', { name: word('ui.col.memo') })).toBeVisible();
  await page.getByRole('button', { name: word('ui.columns.title') }).click();
  await page
    .locator('.columns li', { hasText: word('ui.col.memo') })
    .getByRole('checkbox')
    .first()
    .uncheck();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: word('ui.col.memo') })).toHaveCount(0);
  const head = page.getByRole('columnheader', { name: word('ui.col.goods') });
  const box = (await head.boundingBox())!;
  await page.mouse.move(box.x + box.width - 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 58, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await head.boundingBox())?.width ?? 0)).toBe(Math.round(box.width) + 60);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: word('ui.col.memo') })).toHaveCount(0);
  // Each tab may have its own.
  await tab(page, 'to_print').click();
  await page.getByRole('button', { name: word('ui.columns.title') }).click();
  await page
    .locator('.columns li', { hasText: word('ui.col.shop') })
    .getByRole('checkbox')
    .first()
    .uncheck();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: word('ui.col.shop') })).toHaveCount(0);
  await tab(page, 'all').click();
  await expect(page.getByRole('columnheader', { name: word('ui.col.shop') })).toBeVisible();
  await expect.poll(async () => Math.round((await head.boundingBox())?.width ?? 0)).toBe(Math.round(box.width) + 60);
});

test('the drawer walks with the cursor, shows the receiver on request and keeps an edit', async ({
  desk: { page },
}) => {
  await openTab(page, 'to_print');
  await page.keyboard.press('Enter');
  const drawer = page.locator('.drawer');
  const no = await current(page);
  await expect(drawer).toContainText(no);
  await page.keyboard.press('ArrowDown');
  await expect(drawer).toContainText(await current(page));
  await page.keyboard.press('ArrowUp');
  await expect(drawer).toContainText(no);
  await drawer.getByRole('button', { name: word('ui.change.free') }).click();
  await drawer.getByLabel(word('ui.field.name')).fill('Test Person');
  await drawer.getByRole('button', { name: word('ui.button.save') }).click();
  await expect(drawer).toContainText(word('ui.drawer.edited'));
  await page.keyboard.press('F2');
  await page.keyboard.type('gift');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.g-row.is-active')).toContainText('gift');
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
});

test('rows are copied as a table', async ({ desk: { page }, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+c');
  await expect(page.locator('.toast', { hasText: word('ui.done.copy', { count: 2 }) })).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text.split('\n').length).toBe(3);
  expect(text).toContain(word('ui.col.order_no'));
});

test('another face changes an order: the row is told anew and the list stays', async ({ desk: { page, cli } }) => {
  await openTab(page, 'to_print');
  const no = await current(page);
  const rows = await grid(page).getAttribute('aria-rowcount');
  cli('orders', 'apply', no, '--event', 'send_back');
  // The server hears of another process when it is asked next.
  await page.keyboard.press('F5');
  await expect(tab(page, 'to_print').locator('.count')).toHaveText(String(Number(rows) - 2));
});
