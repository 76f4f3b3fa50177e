// 物流: the four lists, an event entered by hand, the way of a number, what a source needs. No carrier is asked: nothing leaves this machine.
import { expect, serious, test, word } from './desk.ts';

// A machine that runs tests may have no keyring.
process.env['YIDAN_PASSPHRASE'] = 'made up for the test';
const NUMBER = 'YT8800000000017';

/** An order that left with a made-up number. */
function shipOne(cli: (...args: string[]) => string): string {
  const { orders } = JSON.parse(cli('--json', 'orders', 'list', '--state', 'to_print', '--limit', '1')) as {
    orders: { order_no: string }[];
  };
  const no = orders[0]?.order_no ?? '';
  cli('orders', 'apply', no, '--event', 'ship', '--fields', JSON.stringify({ trackings: [['圆通', NUMBER]] }));
  return no;
}

test('an event by hand moves the order and its way is shown', async ({ desk: { page, room, cli } }) => {
  const no = shipOne(cli);
  await room('track');
  await expect(page.locator('.tracks .kind')).toHaveCount(4);
  await expect(page.locator('.tracks')).toContainText(word('ui.track.no_source'));
  expect(await serious(page, '.tracks')).toEqual([]);
  await page.getByRole('button', { name: word('ui.track.enter'), exact: true }).click();
  const box = page.getByRole('dialog');
  await box.getByLabel(word('ui.col.tracking')).fill(NUMBER.toLowerCase());
  await box.getByLabel(word('ui.track.what')).selectOption('delivered');
  await expect(box).toContainText('圆通速递');
  await box.getByLabel(word('ui.track.said')).fill('已签收，签收人：家人');
  expect(await serious(page, '[role="dialog"]')).toEqual([]);
  await box.getByRole('button', { name: word('ui.button.save'), exact: true }).click();
  await expect(box).toBeHidden();
  expect(JSON.parse(cli('--json', 'orders', 'show', no))).toMatchObject({ state: 'delivered' });

  await room(`track?number=${NUMBER}`);
  const drawer = page.getByRole('complementary', { name: word('ui.track.way') });
  await expect(drawer).toContainText('签收人：家人');
  await expect(drawer).toContainText(no);
  expect(await serious(page, '.drawer')).toEqual([]);
  const download = page.waitForEvent('download');
  await drawer.getByRole('button', { name: word('ui.track.proof') }).click();
  expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
});

test('a source says what it needs and keeps its keys', async ({ desk: { page, room, cli } }) => {
  await room('track');
  await page.getByRole('button', { name: word('ui.track.sources'), exact: true }).click();
  const box = page.getByRole('dialog');
  await expect(box).toContainText(word('ui.track.sources_none'));
  await box.getByLabel(word('ui.track.source.add')).selectOption('kuaidi100');
  const save = box.getByRole('button', { name: word('ui.button.save'), exact: true });
  await expect(save).toBeDisabled();
  await box.getByLabel('customer').fill('testcustomer');
  await box.getByLabel('授权 key').fill('canary-key');
  await expect(save).toBeEnabled();
  expect(await serious(page, '[role="dialog"]')).toEqual([]);
  await save.click();
  await expect(box.locator('[data-source="kuaidi100"]')).toBeVisible();
  expect(await page.content()).not.toContain('canary-key');
  expect(cli('--json', 'track', 'sources', 'list')).not.toContain('canary-key');
});
