// A chat pasted into the list becomes orders: coloured where it is read, corrected in place, stored without what is blocked.
import type { Page } from '@playwright/test';
import { expect, serious, test, word } from './desk.ts';

test.use({ orders: 1 });
const THREE = [
  '王小明 19900001001 浙江省杭州市西湖区文三路8号',
  '李小红，1990000100，广东省广州市天河区体育西路9号3栋201',
  '张三 19900001003 江苏省南京市鼓楼区中山路1号 急用',
].join('\n\n');
const box = (page: Page): ReturnType<Page['locator']> => page.locator('.paste');
const draft = (page: Page, n: number): ReturnType<Page['locator']> => box(page).locator(`[data-draft="${n}"]`);

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((given) => {
    const data = new DataTransfer();
    data.setData('text/plain', given);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

test.beforeEach(async ({ desk: { page, room } }) => {
  await room('orders');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
});

test('three orders in one paste: two are stored, the third is corrected and follows', async ({
  desk: { page, cli },
}) => {
  await paste(page, THREE);
  await expect(box(page).locator('.draft')).toHaveCount(3);
  await expect(draft(page, 1)).toHaveClass(/is-blocked/);
  await expect(box(page).locator('.under .is-unsure')).toContainText('1990000100');
  expect(await serious(page, '.paste')).toEqual([]);
  // Nothing is stored before the button.
  expect(JSON.parse(cli('--json', 'orders', 'list')).total).toBe(1);

  await box(page)
    .getByRole('textbox', { name: word('ui.paste.text') })
    .focus();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(word('ui.paste.stored', { count: 2 }))).toBeVisible();
  await expect(box(page).locator('.draft')).toHaveCount(1);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');

  await draft(page, 0)
    .getByRole('button', { name: word('ui.button.edit') })
    .click();
  await draft(page, 0).getByLabel(word('ui.field.phone'), { exact: true }).fill('19900001002');
  await page.keyboard.press('Enter');
  await expect(box(page).getByRole('textbox', { name: word('ui.paste.text') })).toHaveValue(/19900001002/);
  await expect(draft(page, 0)).not.toHaveClass(/is-blocked/);
  await box(page)
    .getByRole('button', { name: word('ui.paste.store_n', { count: 1 }) })
    .click();
  await expect(box(page)).toBeHidden();
  const orders = JSON.parse(cli('--json', 'orders', 'list')).orders as {
    receiver_name: string;
    receiver_phone: string;
  }[];
  const red = orders.find((order) => order.receiver_name.startsWith('李'));
  expect(orders.length).toBe(4);
  expect(red?.receiver_phone).toBe('19900001002');
});

test('a region that fits several places is picked by a press; the same text is known again', async ({
  desk: { page },
}) => {
  const text = '王小明 19900001001 鼓楼区湖南路5号';
  await paste(page, text);
  const picks = draft(page, 0).locator('.picks .btn');
  await expect(picks.nth(1)).toBeVisible();
  await picks.first().click();
  await expect(picks).toHaveCount(0);
  await box(page).locator('.el-dialog__footer .primary').click();
  await expect(box(page)).toBeHidden();

  await paste(page, THREE.split('\n')[0]!);
  await box(page).locator('.el-dialog__footer .primary').click();
  await expect(box(page)).toBeHidden();
  await paste(page, THREE.split('\n')[0]!);
  await expect(draft(page, 0)).toHaveClass(/is-blocked/);
  await draft(page, 0)
    .getByRole('button', { name: word('ui.paste.again') })
    .click();
  await expect(draft(page, 0)).not.toHaveClass(/is-blocked/);
});

test('a list of numbers is still a list of numbers', async ({ desk: { page } }) => {
  await paste(page, 'SF1234567890 SF1234567891');
  await expect(page.locator('.empty')).toBeVisible();
  await expect(box(page)).toBeHidden();
});
