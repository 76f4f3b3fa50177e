// How it looks and whether everybody can use it: no serious finding of axe in any room, light and dark; the list at 1366×768 and three scales.
import { expect, serious, test, word } from './desk.ts';

const ROOMS = [
  '',
  'orders',
  'findings',
  'findings?view=repair',
  'findings?view=files',
  'prints',
  'prints?view=printers',
  'prints?view=templates',
  'reconcile',
  'settings',
];

for (const scheme of ['light', 'dark'] as const) {
  test(`every room is accessible, ${scheme}`, async ({ desk: { page, room } }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const address of ROOMS) {
      await room(address);
      await expect(page.locator('h1').first()).toBeAttached();
      expect(await serious(page), address).toEqual([]);
    }
  });

  test(`what floats is accessible, ${scheme}`, async ({ desk: { page, room } }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await room('orders');
    await expect(page.locator('.g-row.is-active .c-order_no')).not.toBeEmpty();
    for (const key of ['Enter', 'F8', 'Control+k', 'Shift+?']) {
      await page.keyboard.press(key);
      await expect(key === 'Enter' ? page.locator('.drawer .head') : page.getByRole('dialog')).toBeVisible();
      expect(await serious(page, key === 'Enter' ? '.drawer' : '[role="dialog"]'), key).toEqual([]);
      if (key !== 'Enter') {
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toBeHidden();
      }
    }
  });
}

for (const [scale, width, height] of [
  [100, 1366, 768],
  [125, 1092, 614],
  [150, 910, 512],
] as const) {
  test(`the list at 1366×768 and ${scale} %`, async ({ desk: { page, room } }) => {
    await page.setViewportSize({ width, height });
    await room('orders');
    await expect(page.locator('.g-row.is-active .c-order_no')).not.toBeEmpty();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const name of ['accept', 'print', 'ship', 'flag', 'hold', 'release'] as const) {
      await expect(
        page.getByRole('toolbar').getByRole('button', { name: word(`ui.batch.${name}`), exact: true }),
      ).toBeInViewport({ ratio: 1 });
    }
    await expect(page.getByRole('button', { name: word('ui.orders.import') })).toBeInViewport({ ratio: 1 });
    if (scale > 125) return;
    for (const name of ['state', 'shop', 'order_no', 'paid', 'receiver', 'goods', 'amount', 'memo'] as const) {
      await expect(page.getByRole('columnheader', { name: word(`ui.col.${name}`) })).toBeInViewport({ ratio: 1 });
    }
  });
}

test('English, dark and roomy are kept by the core', async ({ desk: { page, room } }) => {
  await room('settings');
  await page.getByLabel('English').check();
  await page.getByLabel('Dark', { exact: true }).check();
  await page.getByLabel('Roomy').check();
  await page.reload();
  await expect(page.locator('html')).toHaveClass(/dark/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await room('orders');
  await expect(page.getByRole('columnheader', { name: 'Order no.' })).toBeVisible();
  await expect(page.locator('.g-row.is-active')).toHaveCSS('height', '56px');
  const words = await page.locator('body').innerText();
  // What remains Chinese are the shop's own data; the page itself says nothing Chinese.
  await expect(page.locator('.tabs')).not.toContainText(/[\u4e00-\u9fff]/);
  await expect(page.getByRole('toolbar')).not.toContainText(/[\u4e00-\u9fff]/);
  expect(words.length).toBeGreaterThan(100);
});

test('all settings work end to end', async ({ desk: { page, room, cli } }) => {
  await room('settings');
  const shops = page.locator('#shops');
  await shops
    .getByRole('button', { name: word('ui.set.rename') })
    .first()
    .click();
  await shops.getByLabel(word('ui.set.shop_name')).fill('Renamed');
  await page.keyboard.press('Enter');
  await expect(shops).toContainText('Renamed');
  await page
    .locator('#backup')
    .getByRole('button', { name: word('ui.backup.now') })
    .click();
  await expect(page.locator('#backup tbody tr')).not.toHaveCount(0);
  await page
    .locator('#health')
    .getByRole('button', { name: word('ui.health.verify') })
    .click();
  await expect(page.locator('#health')).toContainText(word('ui.health.trail'));
  await expect(page.locator('#health .tone-done').last()).toBeVisible();
  expect(cli('orders', 'list', '--shop', 'Renamed', '--limit', '1')).toContain('Renamed');
  await page
    .locator('#backup')
    .getByRole('button', { name: word('ui.backup.restore') })
    .first()
    .click();
  await page.getByRole('button', { name: word('ui.backup.restore_button') }).click();
  await expect(page.getByRole('heading', { name: word('ui.rail.settings') })).toBeVisible();
});
