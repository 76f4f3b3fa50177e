// A shop on a played platform: what it did not take has a tab with ways out, and a report lays both sides beside each other.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { expect, serious, test, word } from './desk.ts';

// A machine that runs tests may have no keyring.
process.env['YIDAN_PASSPHRASE'] = 'made up for the test';

const BIN = join(import.meta.dirname, '../../target/debug');
const CLI = process.env['YIDAN_CLI'] ?? join(BIN, 'yidan-cli');

interface Played {
  url: string;
  credentials: Record<string, string>;
  code: string;
}

/** Plays Taobao; its first words are its address and keys. */
async function play(): Promise<{ child: ChildProcess; played: Played }> {
  const args = ['platform-sim', '--platform', 'taobao', '--orders', '12', '--seed', '3'];
  const child = spawn(join(BIN, 'xtask'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const part of child.stdout) {
    text += String(part);
    if (text.includes('\n}')) return { child, played: JSON.parse(text) as Played };
  }
  throw new Error('the platform ended before it told its address');
}

test.use({ orders: 5 });

test('what a platform refused gets another number, and both sides are compared', async ({
  desk: { page, data, room, cli },
}) => {
  const { child, played } = await play();
  try {
    const add = ['--data', data, 'shops', 'add', 'taobao', '--name', '测试淘宝店', '--url', played.url, '--days', '1'];
    execFileSync(CLI, add, { input: JSON.stringify(played.credentials) });
    cli('shops', 'authorize', '测试淘宝店', '--code', played.code);
    cli('sync', 'run');
    const { orders } = JSON.parse(cli('--json', 'orders', 'list', '--state', 'to_print')) as {
      orders: { order_no: string; shop: string; after_sale: boolean }[];
    };
    const { order_no: no } = orders.find((each) => each.shop === '测试淘宝店' && !each.after_sale) ?? { order_no: '' };
    const fields = JSON.stringify({ trackings: [['不存在的快递', '73190000000001']] });
    cli('orders', 'apply', no, '--event', 'ship', '--fields', fields);
    cli('sync', 'run');

    await room('orders');
    const tab = page.locator('[data-tab="send_failed"]');
    await expect(tab).toContainText('1');
    await tab.click();
    const list = page.locator('.outbox');
    await expect(list).toContainText('不存在的快递');
    expect(await serious(page, '.outbox')).toEqual([]);
    await list.getByRole('button', { name: word('ui.outbox.renumber'), exact: true }).click();
    await list.getByLabel(word('ui.outbox.new_number')).fill('73190000000002');
    await list.getByLabel(word('ui.outbox.carrier')).fill('中通快递');
    await list.getByRole('button', { name: word('ui.button.save'), exact: true }).click();
    await expect(list).toBeHidden();
    await expect.poll(() => cli('outbox', 'list'), { timeout: 20_000 }).not.toContain(no);

    await room('reports');
    await expect(page.locator('.reports')).toContainText(word('ui.reports.none').slice(0, 12));
    await page.getByRole('button', { name: word('ui.reports.make_week'), exact: true }).click();
    const row = page.locator('[data-shop="测试淘宝店"]');
    await expect(row).toContainText('100.00%', { timeout: 20_000 });
    expect(await serious(page, '.reports')).toEqual([]);
  } finally {
    child.kill();
  }
});
