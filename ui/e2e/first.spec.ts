// The first start: two questions, three files, a list; and the same files again change nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, FIXTURES, test, word } from './desk.ts';

test.use({ orders: 0 });
const FILES = ['taobao-orders.xlsx', 'pdd-orders.csv', 'douyin-orders.csv'].map((name) => join(FIXTURES, name));

test('an empty desk asks two questions and fills itself with made-up orders', async ({ desk: { page } }) => {
  const box = page.getByRole('dialog', { name: word('ui.first.title') });
  await expect(box).toBeVisible();
  await box.getByRole('button', { name: word('ui.first.demo') }).click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '201', { timeout: 20_000 });
  await page.reload();
  await expect(box).toBeHidden();
});

test('three exports are looked at, imported, and change nothing the second time', async ({ desk: { page, cli } }) => {
  await page
    .getByRole('dialog')
    .getByRole('button', { name: word('ui.first.later') })
    .click();
  const importing = async (): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: word('ui.orders.import'), exact: true }).click();
    await (await chooser).setFiles(FILES);
  };
  const box = page.locator('.import-dialog');
  const numbers = async (): Promise<number[]> => {
    await expect(box.locator('.number dd')).toHaveCount(4, { timeout: 20_000 });
    return (await box.locator('.number dd').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
  };

  await importing();
  const [added, updated, unchanged, problems] = await numbers();
  expect(added).toBeGreaterThan(20);
  expect([updated, unchanged]).toEqual([0, 0]);
  expect(problems).toBeGreaterThan(0);
  // Nothing is written before the button.
  expect(JSON.parse(cli('--json', 'orders', 'list')).total).toBe(0);
  await box.getByRole('button', { name: word('ui.import.bring_n', { count: added! }) }).click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(added! + 1), { timeout: 20_000 });

  await importing();
  const again = await numbers();
  expect(again.slice(0, 3)).toEqual([0, 0, added]);
  await box.getByRole('button', { name: word('ui.button.cancel') }).click();
  expect(JSON.parse(cli('--json', 'orders', 'list')).total).toBe(added);
});

test('a file dropped anywhere opens the preview; a foreign file is refused with a sentence', async ({
  desk: { page, room },
}) => {
  await page
    .getByRole('dialog')
    .getByRole('button', { name: word('ui.first.later') })
    .click();
  await room('settings');
  const drop = (name: string, bytes: Buffer): Promise<void> =>
    page.evaluate(
      ([file, base64]) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(atob(base64!), (char) => char.codePointAt(0)!)], file!));
        document.body.dispatchEvent(
          new DragEvent('dragenter', { dataTransfer: data, bubbles: true, cancelable: true }),
        );
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      [name, bytes.toString('base64')],
    );
  await drop('orders.csv', readFileSync(FILES[1]!));
  await expect(page.locator('.import-dialog .number')).toHaveCount(4, { timeout: 20_000 });
  await page.keyboard.press('Escape');
  await expect(page.locator('.import-dialog')).toBeHidden();
  await drop('notes.csv', Buffer.from('a,b\n1,2\n'));
  await expect(page.locator('.import-dialog')).toContainText('notes.csv');
  await expect(page.locator('.import-dialog .errors, .import-dialog .failure')).toContainText('「notes.csv」', {
    timeout: 20_000,
  });
  await expect(page.locator('.import-dialog .el-dialog__footer .primary')).toBeDisabled();
});
