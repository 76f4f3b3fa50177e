// Paper and sheets: labels as PDF, the month's workbook, the exported list, jobs that survive the end of the server.
import { readFileSync } from 'node:fs';
import { expect, test, word } from './desk.ts';

test('labels of ticked orders become a PDF with one page each', async ({ desk: { page, room } }) => {
  await room('orders');
  const toPrint = page.locator('[data-tab="to_print"]');
  await toPrint.click();
  await expect(page.getByRole('grid')).toHaveAttribute(
    'aria-rowcount',
    String(Number(await toPrint.locator('.count').textContent()) + 1),
  );
  await page.keyboard.press('Control+a');
  await page.keyboard.press('F8');
  const box = page.getByRole('dialog');
  await expect(box).toContainText(word('ui.print.pdf'));
  await box.locator('.primary').click();
  const saved = page.waitForEvent('download');
  await page
    .locator('.toast')
    .getByRole('button', { name: word('ui.job.save') })
    .click({ timeout: 30_000 });
  const bytes = readFileSync(await (await saved).path());
  expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  // A PDF is not paper: nothing has moved on.
  await expect(page.locator('[data-tab="printed"] .count')).toHaveText('0');
});

test('the month of a shop is shown, adds up, and is saved as a workbook', async ({ desk: { page, room } }) => {
  await room('reconcile');
  const rows = page.locator('.reconcile tbody tr');
  await expect(rows.first()).toBeVisible();
  const counts = await rows.locator('td:nth-child(3)').allTextContents();
  const total = counts.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
  await expect(page.locator('.reconcile tfoot td').nth(1)).toHaveText(String(total));
  await page.getByRole('button', { name: word('ui.books.save') }).click();
  const saved = page.waitForEvent('download');
  await page
    .locator('.toast')
    .getByRole('button', { name: word('ui.job.save') })
    .click({ timeout: 30_000 });
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
  expect(
    readFileSync(await download.path())
      .subarray(0, 2)
      .toString('latin1'),
  ).toBe('PK');
  // Each number leads to its list.
  const first = Number(counts[0]!.replaceAll(',', ''));
  await rows.first().locator('td:nth-child(3) button').click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(first + 1));
});

test('the list is exported', async ({ desk: { page, room } }) => {
  await room('orders');
  await expect(page.locator('.g-row.is-active .c-order_no')).not.toBeEmpty();
  await page.keyboard.press('Control+e');
  const saved = page.waitForEvent('download');
  await page
    .locator('.toast')
    .getByRole('button', { name: word('ui.job.save') })
    .click({ timeout: 30_000 });
  expect((await saved).suggestedFilename()).toMatch(/\.xlsx$/);
});

test('every number of the board leads to a list of that size', async ({ desk: { page, room } }) => {
  const stages = page.locator('.stage');
  await expect(stages).toHaveCount(5);
  for (let i = 0; i < 5; i += 1) {
    const count = Number((await stages.nth(i).locator('strong').textContent())!.replaceAll(',', ''));
    await stages.nth(i).click();
    if (count === 0) await expect(page.locator('.empty')).toBeVisible();
    else await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(count + 1));
    await room('');
  }
});

test('the tray still tells of a job after the server was killed', async ({ desk: { page, room, crash } }) => {
  await room('orders');
  await expect(page.locator('.g-row.is-active .c-order_no')).not.toBeEmpty();
  await page.keyboard.press('Control+e');
  await expect(page.locator('.tray [data-kind="export"][data-state="done"]')).toBeVisible({ timeout: 30_000 });
  await crash();
  await expect(page.locator('.tray [data-kind="export"]')).toBeVisible();
});
