// A review rule from the first word to an order that it stops; an order in two parcels and back.
import { expect, serious, test, word } from './desk.ts';

test('a rule is written, tried on the orders of the month, kept, and judges the next order', async ({
  desk: { page, room, cli },
}) => {
  const refused: string[] = [];
  page.on('response', (reply) => {
    if (reply.status() >= 400 && reply.url().includes('/rpc/rules.')) refused.push(`${reply.status()} ${reply.url()}`);
  });
  await room('settings');
  await page.getByRole('button', { name: word('ui.review.add'), exact: true }).click();
  const box = page.getByRole('dialog');
  await box.locator('input').first().fill('路上的单');
  await box.locator('.when input').first().fill('路');
  await page.keyboard.press('Enter');
  await box.getByRole('button', { name: word('ui.review.try'), exact: true }).click();
  await expect(box.getByRole('status')).toContainText(/命中 \d+ 单/);
  expect(await serious(page, '[role="dialog"]')).toEqual([]);
  await box.getByRole('button', { name: word('ui.button.save'), exact: true }).click();
  await expect(box).toBeHidden();
  await expect(page.locator('.settings')).toContainText('路上的单');
  cli('orders', 'demo', '--orders', '600', '--seed', '1');
  const held = JSON.parse(cli('--json', 'orders', 'list', '--held')) as { orders: unknown[] };
  expect(held.orders.length).toBeGreaterThan(0);
  expect(refused, 'refused requests').toEqual([]);
});

test('an order is cut into two parcels and put together again', async ({ desk: { page, room, cli } }) => {
  const { orders } = JSON.parse(cli('--json', 'orders', 'list', '--state', 'to_print')) as {
    orders: { order_no: string; items: unknown[] }[];
  };
  const two = orders.find((order) => order.items.length > 1)!;
  await room('orders');
  await page.locator('[data-tab="to_print"]').click();
  const row = page.locator('.g-row:not([hidden]) .c-order_no', { hasText: two.order_no });
  await row.click();
  await expect(page.locator('.drawer')).toContainText(two.order_no);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: word('ui.batch.split'), exact: true }).click();
  const box = page.getByRole('dialog');
  await box.locator('tbody input').last().fill('1');
  expect(await serious(page, '[role="dialog"]')).toEqual([]);
  await box.getByRole('button', { name: word('ui.parcel.split_n', { count: 2 }), exact: true }).click();
  await expect(box).toBeHidden();
  const parcels = (): number =>
    (JSON.parse(cli('--json', 'orders', 'parcels', two.order_no)) as { parcels: unknown[] }).parcels.length;
  expect(parcels()).toBe(2);
  await page.getByRole('button', { name: word('ui.undo.button') }).click();
  await expect.poll(parcels).toBe(1);
});
