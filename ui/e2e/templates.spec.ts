// Templates in the window: a copy is made, moved by keys, undone, given a field, drawn by the core, saved, chosen and taken away.
import { expect, serious, test, word } from './desk.ts';

test('a template is copied, changed and saved', async ({ desk: { page, room } }) => {
  await room('prints?view=templates');
  const shelf = page.locator('.shelf .sample');
  await expect(shelf.first().locator('img')).toBeVisible({ timeout: 15_000 });
  expect(await serious(page)).toEqual([]);
  await shelf
    .first()
    .getByRole('button', { name: word('ui.template.copy') })
    .click();

  const picture = page.locator('.sheet img');
  await expect(picture).toBeVisible({ timeout: 15_000 });
  const before = await picture.getAttribute('src');
  // The main bars are on every label.
  const bars = `.sheet .box[aria-label^="${word('ui.template.element.barcode')}"]`;
  const box = page.locator(bars).first();
  await box.focus();
  const y = page.locator('.element input[type=number]').nth(1);
  const at = Number(await y.inputValue());
  await box.press('ArrowDown');
  await expect(y).toHaveValue(String(at + 0.5));
  await expect(picture).not.toHaveAttribute('src', before ?? '');
  await box.press('Control+z');
  await page.locator(bars).first().focus();
  await expect(y).toHaveValue(String(at));

  const elements = await page.locator('.sheet .box').count();
  await page.locator('.adds button').first().click();
  await expect(page.locator('.sheet .box')).toHaveCount(elements + 1);
  await page.locator('.element select').first().selectOption('order_no');
  await expect(page.locator('.element textarea')).toHaveValue(/\{order_no\}$/);
  expect(await serious(page)).toEqual([]);

  await page.getByRole('button', { name: word('ui.template.save'), exact: true }).click();
  const own = page.locator('.sample', { hasText: word('ui.template.own') });
  await expect(own).toHaveCount(1);
  await own.getByRole('button', { name: word('ui.template.use') }).click();
  await expect(own).toContainText(word('ui.printer.default'));
  await own.getByRole('button', { name: word('ui.template.remove') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: word('ui.template.remove') })
    .click();
  await expect(own).toHaveCount(0);
});

test('a printer without a queue is added and set up', async ({ desk: { page, room } }) => {
  await room('prints?view=printers');
  await page.getByRole('button', { name: word('ui.printer.add') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input').first().fill('热敏机');
  await dialog.locator('input').nth(1).fill('tcp://127.0.0.1:9');
  expect(await serious(page)).toEqual([]);
  await dialog.getByRole('button', { name: word('ui.printer.save') }).click();
  const row = page.locator('tbody tr', { hasText: '热敏机' });
  await expect(row).toContainText('tcp://127.0.0.1:9');
  await expect(row).toContainText(word('ui.printer_reason.offline'));
});
