// A table nobody knows: its columns are mapped beside their samples, tried live, saved, and known from then on. Folders come in as one import.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, FIXTURES, serious, test, word } from './desk.ts';

test.use({ orders: 1 });
const OWN = join(FIXTURES, 'own-table.csv');
const box = (page: Page): ReturnType<Page['locator']> => page.locator('.import-dialog');
const mapping = (page: Page): ReturnType<Page['locator']> => page.locator('.mapping');

async function bring(page: Page, files: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: word('ui.orders.import'), exact: true }).click();
  await (await chooser).setFiles(files);
}

const columnOf = (heading: string): string => word('ui.mapping.field_of', { column: heading });

test('an unknown table is mapped, tried, saved, imported, and known the next time', async ({
  desk: { page, room, cli },
}) => {
  await room('orders');
  await bring(page, [OWN]);
  await expect(box(page)).toContainText(word('ui.import.not_read'), { timeout: 20_000 });
  await box(page)
    .getByRole('button', { name: word('ui.mapping.open') })
    .click();
  const trial = mapping(page).locator('.trial');
  await expect(trial.locator('tbody tr')).toHaveCount(5);
  await expect(trial.locator('.refused')).toContainText('H5');

  expect(await serious(page, '.mapping')).toEqual([]);

  // The guesses are there, the names are not: they are chosen by hand, and the trial shows them at once.
  await expect(mapping(page).getByLabel(columnOf('单号'))).toHaveValue('order_no');
  await mapping(page).getByLabel(columnOf('客户')).selectOption('receiver_name');
  await expect(trial).toContainText('王小明');

  // Without the number nothing can be read: the button says so by being off, the line says what is missing.
  await mapping(page).getByLabel(columnOf('单号')).selectOption('');
  await expect(mapping(page).locator('.lacks')).toBeVisible();
  const save = mapping(page).locator('.el-dialog__footer .primary');
  await expect(save).toBeDisabled();
  await mapping(page).getByLabel(columnOf('单号')).selectOption('order_no');
  await mapping(page).getByLabel('待发', { exact: true }).selectOption('to_ship');
  await mapping(page).getByLabel('已寄出', { exact: true }).selectOption('shipped');
  await expect(trial.locator('.pill.tone-look')).toHaveCount(0);
  await mapping(page).getByLabel(word('ui.mapping.name')).fill('my table');
  await save.click();

  await expect(box(page)).toContainText(word('ui.import.new'), { timeout: 20_000 });
  await expect(box(page).locator('.number dd').first()).toHaveText('4');
  await box(page).locator('.el-dialog__footer .primary').click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '6', { timeout: 20_000 });
  const shipped = JSON.parse(cli('--json', 'orders', 'list', '--find', 'A-1002')).orders[0];
  expect([shipped.receiver_name, shipped.state]).toEqual(['李小红', 'shipped']);

  await bring(page, [OWN]);
  await expect(box(page).locator('.pill.tone-done')).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Escape');

  // The profile can be renamed, carried away as a file, and forgotten with a way back.
  await room('settings');
  const profiles = page.locator('#profiles');
  await profiles.getByRole('button', { name: `${word('ui.set.rename')} my table` }).click();
  await page.keyboard.type('renamed');
  await page.keyboard.press('Enter');
  await expect(profiles.locator('tbody')).toContainText('renamed');
  const download = page.waitForEvent('download');
  await profiles.getByRole('button', { name: word('ui.profile.export') }).click();
  expect((await download).suggestedFilename()).toContain('renamed');
  await profiles.getByRole('button', { name: word('ui.button.remove') }).click();
  await expect(profiles).toContainText(word('ui.profile.none'));
  await page.getByRole('button', { name: word('ui.undo.button') }).click();
  await expect(profiles.locator('tbody')).toContainText('renamed');
});

test('a folder comes in as one import, grouped by what its files are', async ({ desk: { page, room } }) => {
  await room('orders');
  const names = ['own-table.csv', 'pdd-orders.csv', 'douyin-orders.csv', 'taobao-orders.xlsx', 'faulty-orders.csv'];
  const files = names.map((name) => [name, readFileSync(join(FIXTURES, name)).toString('base64')] as const);
  await page.evaluate((given) => {
    const fileEntry = (file: File): object => ({
      name: file.name,
      isFile: true,
      isDirectory: false,
      file: (taken: (each: File) => void) => taken(file),
    });
    const all = given.map(
      ([name, base64]) => new File([Uint8Array.from(atob(base64), (char) => char.codePointAt(0)!)], name),
    );
    const folder = {
      name: 'history',
      isFile: false,
      isDirectory: true,
      createReader: () => {
        const left = [...all, new File(['x'], 'photo.png'), new File(['x'], 'again.csv')].map(fileEntry);
        return { readEntries: (taken: (some: object[]) => void) => taken(left.splice(0, 3)) };
      },
    };
    const data = { types: ['Files'], files: [], items: [{ webkitGetAsEntry: () => folder }] };
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(drop, 'dataTransfer', { value: data });
    document.body.dispatchEvent(drop);
  }, files);
  await expect(box(page)).toContainText(word('ui.import.kind.orders'), { timeout: 20_000 });
  await expect(box(page)).not.toContainText('photo.png');
  expect(await serious(page, '.import-dialog')).toEqual([]);
  await expect(box(page).locator('.number dd').first()).toHaveText('95');
  // However much there is to read, the buttons are in sight.
  await expect(box(page).locator('.el-dialog__footer .primary')).toBeInViewport({ ratio: 1 });
});
