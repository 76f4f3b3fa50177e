// What stops an order, by hand: a hold with its end, a tag that becomes a tab, a request for another address answered on a screen as
// small as a phone's, an exception, a check by two people.
import type { Page } from '@playwright/test';
import { expect, serious, test, word } from './desk.ts';

const tab = (page: Page, name: string): ReturnType<Page['locator']> => page.locator(`[data-tab="${name}"]`);
const drawer = (page: Page): ReturnType<Page['locator']> => page.locator('.drawer');
const toast = (page: Page, text: string): ReturnType<Page['locator']> => page.locator('.toast', { hasText: text });

interface Row {
  id: number;
  order_no: string;
}
/** Orders that wait for the printer, newest first. */
function waiting(cli: (...args: string[]) => string): Row[] {
  const reply = cli('--json', 'orders', 'list', '--state', 'to_print', '--limit', '5');
  return (JSON.parse(reply) as { orders: Row[] }).orders;
}

async function openOrder(page: Page, no: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(no);
  await expect(page.getByRole('option').first()).toContainText(no);
  await page.keyboard.press('Enter');
  await expect(drawer(page)).toContainText(no);
}

test.beforeEach(async ({ desk: { page, room } }) => {
  await room('orders');
  await expect(page.locator('.g-row:not([hidden]) .c-order_no').first()).not.toBeEmpty();
  await page.getByRole('grid').focus();
});

test('a hold says until when, and is taken back by key', async ({ desk: { page } }) => {
  await tab(page, 'to_print').click();
  const before = Number(await tab(page, 'held').locator('.count').textContent());
  await page.getByRole('button', { name: word('ui.batch.hold'), exact: true }).click();
  const box = page.getByRole('dialog');
  await box.getByRole('button', { name: word('ui.hold.stock') }).click();
  await box.getByLabel(word('ui.hold.releases.own')).check();
  await box.getByLabel(word('ui.hold.at')).fill('2020-01-01T09:00');
  await expect(box).toContainText(word('ui.hold.late'));
  await expect(box.getByRole('button', { name: word('ui.batch.hold_n', { count: 1 }) })).toBeDisabled();
  await box.getByLabel(word('ui.hold.releases.hour')).check();
  await box.getByRole('button', { name: word('ui.batch.hold_n', { count: 1 }) }).click();
  await expect(tab(page, 'held').locator('.count')).toHaveText(String(before + 1));
  await tab(page, 'held').click();
  await page.locator('.g-row .c-order_no').first().click();
  await expect(drawer(page).locator('.stops')).toContainText(
    word('ui.mark.held_for', { reason: word('ui.hold.stock') }),
  );
  await expect(drawer(page).locator('.stops')).toContainText(word('ui.hold.until', { at: '' }).trim());
  expect(await serious(page, '.drawer')).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(tab(page, 'held').locator('.count')).toHaveText(String(before));
});

test('a new tag becomes a tab with its count, and goes with undo', async ({ desk: { page } }) => {
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: word('ui.batch.tag'), exact: true }).click();
  await page.getByLabel(word('ui.tag.find')).fill('gift');
  await page.getByRole('radio', { name: word('ui.tag.colours.teal') }).click();
  expect(await serious(page, '.tag-menu')).toEqual([]);
  await page.getByRole('button', { name: word('ui.tag.new', { name: 'gift' }) }).click();
  await expect(tab(page, 'tag:gift').locator('.count')).toHaveText('2');
  await expect(page.locator('.g-row.is-active .tag-teal')).toHaveText('gift');
  await tab(page, 'tag:gift').click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');
  await page.locator('.g-row .c-order_no').first().click();
  await drawer(page)
    .getByRole('button', { name: word('ui.tag.off_one', { name: 'gift' }) })
    .click();
  await expect(tab(page, 'tag:gift').locator('.count')).toHaveText('1');
  await toast(page, word('ui.done.untag', { name: 'gift', count: 1 }))
    .getByRole('button', { name: word('ui.undo.button') })
    .click();
  await expect(tab(page, 'tag:gift').locator('.count')).toHaveText('2');
});

test('a request for another address is answered, also on a phone', async ({ desk: { page, cli } }) => {
  const [first, second] = waiting(cli);
  const ask = (id: number): string =>
    cli(
      '--as',
      'Clerk',
      'call',
      'orders.address_change',
      JSON.stringify({ id, fields: { receiver_name: 'Test Person', receiver_address: 'New Road 8' }, ask: true }),
    );
  ask(first!.id);
  ask(second!.id);
  await openOrder(page, first!.order_no);
  await expect(drawer(page).locator('.next')).toBeDisabled();
  await expect(drawer(page).getByRole('button', { name: word('ui.change.free') })).toBeDisabled();
  const request = drawer(page).locator('.request');
  await expect(request).toContainText('Clerk');
  await expect(request).not.toContainText('Test Person');
  await request.getByRole('button', { name: word('ui.change.show') }).click();
  await expect(request.locator('.new').first()).toHaveText('Test Person');
  await request.getByRole('button', { name: word('ui.change.refuse') }).click();
  await request.getByLabel(word('ui.change.reason')).fill('too late');
  await page.keyboard.press('Enter');
  await expect(toast(page, word('ui.done.address_refuse'))).toBeVisible();
  await expect(request).toBeHidden();
  await expect(drawer(page)).toContainText('too late');
  await expect(drawer(page).locator('.next')).toBeEnabled();

  await openOrder(page, second!.order_no);
  await page.setViewportSize({ width: 390, height: 844 });
  const box = await drawer(page).boundingBox();
  expect([box?.x, box?.width, box?.height]).toEqual([0, 390, 844]);
  const approve = request.getByRole('button', { name: word('ui.change.approve'), exact: true });
  await expect(approve).toBeInViewport({ ratio: 1 });
  expect((await approve.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  expect(await serious(page, '.drawer')).toEqual([]);
  await approve.click();
  await expect(toast(page, word('ui.done.address_approve'))).toBeVisible();
  await expect(request).toBeHidden();
  const now = JSON.parse(cli('call', 'orders.reveal', JSON.stringify({ id: second!.id }))) as {
    receiver: { name: string; address: string };
  };
  expect([now.receiver.name, now.receiver.address]).toEqual(['Test Person', 'New Road 8']);
});

test('an exception has a cause and an end; two people are asked for and answer', async ({ desk: { page, cli } }) => {
  const [first] = waiting(cli);
  await openOrder(page, first!.order_no);
  const more = (): Promise<void> =>
    drawer(page)
      .getByRole('button', { name: word('ui.drawer.more'), exact: true })
      .click();
  await more();
  await page.getByRole('menuitem', { name: word('ui.except.title') }).click();
  await page.getByLabel(word('ui.except.cause')).selectOption('out_of_stock');
  await page.getByRole('button', { name: word('ui.batch.except_n', { count: 1 }) }).click();
  await expect(drawer(page).locator('.stops')).toContainText(
    word('ui.except.is', { cause: word('cause.out_of_stock') }),
  );
  await expect(page.locator('.g-row .c-findings .tone-stop', { hasText: word('cause.out_of_stock') })).toBeVisible();
  await drawer(page)
    .getByRole('button', { name: word('ui.except.settle') })
    .click();
  await expect(drawer(page).locator('.stops')).toBeHidden();
  await more();
  await page.getByRole('menuitem', { name: word('ui.batch.ask_check') }).click();
  await expect(drawer(page).locator('.check')).toContainText(word('ui.check.pending'));
  await drawer(page)
    .getByRole('button', { name: word('ui.check.pass') })
    .click();
  await expect(drawer(page).locator('.check')).toBeHidden();
  await expect(drawer(page).locator('.stops')).toContainText(word('ui.check.was.passed', { by: '' }).trim());
});

test('further flags, tag colours and the blacklist are set in the settings', async ({ desk: { page, room, cli } }) => {
  await room('settings');
  await page.getByLabel(word('ui.flag.7')).check();
  const tags = page.locator('#tags');
  await tags.getByLabel(word('ui.tag.name')).fill('fragile');
  await page.keyboard.press('Enter');
  await tags.getByLabel(`${word('ui.tag.colour')} fragile`).selectOption('purple');
  await expect(tags.locator('.tag-purple')).toHaveText('fragile');
  const black = page.locator('#blacklist');
  await black.getByLabel(word('ui.field.phone')).fill('+86 199 0000 7777');
  await black.getByLabel(word('ui.black.why')).fill('never pays');
  await page.keyboard.press('Enter');
  await expect(black.locator('tbody tr')).toHaveCount(1);
  expect(cli('call', 'blacklist.list')).not.toContain('19900007777');
  expect(await serious(page)).toEqual([]);
  await room('orders');
  await page.locator('.g-row.is-active .c-flag').click();
  await page.getByRole('menuitem', { name: word('ui.flag.7') }).click();
  await expect(page.locator('.g-row.is-active .flag-7')).toBeVisible();
  await expect(tab(page, 'tag:fragile')).toBeVisible();
});
