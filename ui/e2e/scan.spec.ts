// The scan desk in the browser: bursts as a scanner sends them while a Chinese input method is composing (`key` is "Process", `code` is
// right), each with the colour of the window and the sentence on it.
import type { Page } from '@playwright/test';
import { expect, serious, test, word } from './desk.ts';
import type { Desk } from './desk.ts';

interface Parcel {
  readonly no: string;
  readonly number: string;
  readonly tail: string;
  readonly pieces: number;
  readonly items: readonly { sku_code: string; qty: number }[];
}

/** Orders ready to leave: a number, and moved on as printing would. */
function ready({ cli }: Desk, count: number): Parcel[] {
  type Listed = {
    orders: { id: number; order_no: string; items: Parcel['items']; held: boolean; exception: boolean }[];
  };
  const waiting = JSON.parse(cli('--json', 'orders', 'list', '--state', 'to_print', '--limit', '40')) as Listed;
  const free = waiting.orders.filter((order) => !order.held && !order.exception).slice(0, count);
  expect(free.length).toBe(count);
  return free.map((order, i) => {
    const number = `SF19000000000${String(i).padStart(2, '0')}`;
    const fields = JSON.stringify({ trackings: [['顺丰速运', number]] });
    cli('orders', 'apply', order.order_no, '--event', 'print', '--fields', fields);
    const pieces = order.items.reduce((sum, item) => sum + item.qty, 0);
    return { no: order.order_no, number, tail: `…${order.order_no.slice(-4)}`, pieces, items: order.items };
  });
}

/** A burst as it reaches the page while 微软拼音 is on: no letter comes through as text, only the keys' places. */
async function scan(page: Page, code: string): Promise<void> {
  await page.evaluate((text) => {
    const places = [...text].map((c) => (c === '-' ? 'Minus' : /\d/.test(c) ? `Digit${c}` : `Key${c.toUpperCase()}`));
    const target = document.activeElement ?? document.body;
    for (const place of [...places, 'Enter']) {
      target.dispatchEvent(
        new KeyboardEvent('keydown', {
          code: place,
          key: place === 'Enter' ? 'Enter' : 'Process',
          keyCode: place === 'Enter' ? 13 : 229,
          isComposing: place !== 'Enter',
          bubbles: true,
          cancelable: true,
        }),
      );
    }
  }, code);
}

async function expectAnswer(page: Page, tone: string, text: string): Promise<void> {
  await expect(page.locator('.scan [data-test="sentence"]')).toHaveText(text);
  await expect(page.locator('section.scan')).toHaveClass(new RegExp(`\\bis-${tone}\\b`));
}

async function openDesk(page: Page): Promise<void> {
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await page.keyboard.press('F9');
  await expect(page.locator('section.scan')).toBeVisible();
}

test('bursts survive a composing input method and cover the window with their colour', async ({ desk }) => {
  const { page, cli } = desk;
  const [first, second, third] = ready(desk, 3) as [Parcel, Parcel, Parcel];
  cli('orders', 'hold', third.no, '--reason', '等客户回话');
  await openDesk(page);
  await expect(page.getByRole('navigation')).toHaveCount(0);

  await scan(page, first.number);
  await expectAnswer(page, 'green', word('scan.left', { tail: first.tail, pieces: first.pieces }));
  await expect(page.locator('.number')).toContainText(first.number);

  // The same pull of the trigger is not even asked; a moment later it is known.
  await scan(page, first.number);
  await expectAnswer(page, 'green', word('scan.left', { tail: first.tail, pieces: first.pieces }));
  await page.waitForTimeout(1_600);
  await scan(page, first.number);
  await expectAnswer(page, 'amber', word('scan.double'));

  await scan(page, second.number);
  await expectAnswer(page, 'green', word('scan.left', { tail: second.tail, pieces: second.pieces }));
  await scan(page, third.number);
  await expectAnswer(page, 'red', word('scan.held', { reason: '等客户回话', tail: third.tail }));
  await scan(page, '78000000009999');
  await expectAnswer(page, 'red', word('scan.unknown'));
  expect(await serious(page, 'section.scan')).toEqual([]);
  await expect(page.locator('.log li')).toHaveCount(5);
  await expect(page.locator('.log li').first()).toContainText('78000000009999');

  // Typed by a slow hand, and out again.
  await page.keyboard.type('hello', { delay: 60 });
  await expect(page.locator('.typed')).toContainText('HELLO');
  await page.keyboard.press('Enter');
  await expectAnswer(page, 'amber', word('scan.unreadable'));
  await page.keyboard.press('Escape');
  await expect(page.locator('section.scan')).toHaveCount(0);
  const state = (no: string): unknown => (JSON.parse(cli('--json', 'orders', 'show', no)) as { state: unknown }).state;
  expect([first, second, third].map(({ no }) => state(no))).toEqual(['shipped', 'shipped', 'printed']);
});

test('goods are counted piece by piece, and the last one lets the parcel leave', async ({ desk }) => {
  const { page, cli } = desk;
  cli('call', 'settings.set', JSON.stringify({ key: 'scan', value: { check_goods: true } }));
  const parcel = ready(desk, 4).find(({ items }) =>
    items.every(({ sku_code: c }) => /^[\w-]+$/.test(c ?? '')),
  ) as Parcel;
  await page.reload();
  await openDesk(page);
  await scan(page, parcel.number);
  await expectAnswer(page, 'step', word('scan.opened', { tail: parcel.tail, pieces: parcel.pieces }));
  // A wrong article stops, and the count stays.
  await scan(page, 'ZZ-99');
  await expect(page.locator('section.scan')).toHaveClass(/\bis-red\b/);
  for (const { sku_code: code, qty } of parcel.items) {
    for (let n = 0; n < qty; n += 1) {
      await page.waitForTimeout(1_600);
      await scan(page, code);
    }
  }
  await expectAnswer(page, 'green', word('scan.left', { tail: parcel.tail, pieces: parcel.pieces }));
  expect(await serious(page, 'section.scan')).toEqual([]);
});

test('modes change by keys, and a parcel that came back is noted', async ({ desk }) => {
  const { page } = desk;
  const [parcel] = ready(desk, 1) as [Parcel];
  await openDesk(page);
  await scan(page, parcel.number);
  await expectAnswer(page, 'green', word('scan.left', { tail: parcel.tail, pieces: parcel.pieces }));
  await page.keyboard.press('F3');
  await expect(page.getByRole('button', { name: word('ui.scan.mode.return') })).toHaveAttribute('aria-pressed', 'true');
  await page.waitForTimeout(100);
  await scan(page, parcel.number);
  await expect(page.locator('.scan [data-test="sentence"]')).toContainText(parcel.tail);
  await expect(page.locator('section.scan')).toHaveClass(/\bis-green\b/);
  await expect(page.locator('.counts')).toContainText(word('ui.scan.returns', { count: 1 }));
  await page.keyboard.press('F7');
  await expect(page.getByRole('button', { name: new RegExp(`^${word('ui.scan.sound')}`) })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
});
