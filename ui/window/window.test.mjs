// The shipped program in its real window: first start, three export files, the list, labels as PDF, the month sheet, a restart.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import zh from '../../assets/words/zh-CN.json' with { type: 'json' };
import { until, webViewTrouble, Window } from './driver.mjs';

const APP = process.env.YIDAN_APP;
const FILES = ['taobao-orders.xlsx', 'pdd-orders.csv', 'douyin-orders.csv'];
const data = mkdtempSync(join(tmpdir(), 'yidan-window-'));
const folders = [data];

// A machine whose web view answers nobody says nothing about this program. Anywhere else the tests have to pass.
const trouble = await webViewTrouble();
if (trouble !== undefined)
  process.stderr.write(`The web view of this machine cannot be driven, so the window is not tested: ${trouble}\n`);

after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const cli = (...args) => JSON.parse(execFileSync(APP, ['--json', '--data', data, ...args], { encoding: 'utf8' }));

/** Files under a name that ends so, anywhere on the shelf. */
const shelved = (ending) =>
  readdirSync(join(data, 'shelf'), { recursive: true })
    .filter((name) => String(name).endsWith(ending))
    .map((name) => join(data, 'shelf', String(name)));

/** The file is there and begins like this; while it is being written it does not. */
const begins = (path, head) =>
  path !== undefined && readFileSync(path).subarray(0, head.length).toString('latin1') === head;

const drop = (window, names) =>
  window.run(
    `const data = new DataTransfer();
     for (const [name, base64] of arguments[0])
       data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.codePointAt(0))], name));
     for (const kind of ['dragenter', 'drop'])
       document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
     return true;`,
    names.map((name) => [name, readFileSync(new URL(`../e2e/fixtures/${name}`, import.meta.url)).toString('base64')]),
  );

test(
  'from the first start to the month sheet, and after a restart',
  { timeout: 240_000, skip: trouble !== undefined },
  async () => {
    let window = await Window.open(APP, data);
    try {
      await window.press(zh['ui.first.later']);
      await drop(window, FILES);
      await until('the preview', () =>
        window.run("return document.querySelectorAll('.import-dialog .number dd').length === 4"),
      );
      const numbers = await until('the numbers', async () => {
        const list = await window.run(
          "return [...document.querySelectorAll('.import-dialog .number dd')].map((e) => Number(e.innerText.replaceAll(',', '')))",
        );
        return list[0] > 0 ? list : null;
      });
      assert.equal(cli('orders', 'list').total, 0, 'a preview writes nothing');
      await window.click('.import-dialog .el-dialog__footer .primary');
      await until('the orders', () => cli('orders', 'list').total === numbers[0]);
      await until('the list', () =>
        window
          .run("return document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')")
          .then((n) => Number(n) === numbers[0] + 1),
      );
      if (process.env.YIDAN_PICTURE) writeFileSync(process.env.YIDAN_PICTURE, await window.picture());

      // All that wait for a label, as PDF: the command goes the window's own way to the core.
      await window.run(
        "window.__TAURI_INTERNALS__.invoke('rpc', { name: 'labels.pdf', request: { selection: 'all_to_print' } }); return true;",
      );
      await until('the labels', () => begins(shelved('.pdf')[0], '%PDF-'));

      await window.press(zh['ui.rail.reconcile'], 'nav');
      await window.press(zh['ui.books.save']);
      await until('the month sheet', () =>
        begins(
          shelved('.xlsx').find((path) => path.includes('对账单')),
          'PK',
        ),
      );
      await window.close();

      window = await Window.open(APP, data);
      await window.press(zh['ui.rail.orders'], 'nav');
      await until('the same list', () =>
        window
          .run("return document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')")
          .then((n) => Number(n) === numbers[0] + 1),
      );
      assert.equal(cli('trail', 'verify').ok, true);
    } finally {
      await window.close();
    }
  },
);

test(
  'a folder of a newer program is refused with a sentence in the window',
  { timeout: 120_000, skip: trouble !== undefined },
  async () => {
    const newer = mkdtempSync(join(tmpdir(), 'yidan-newer-'));
    folders.push(newer);
    execFileSync(APP, ['--data', newer, 'orders', 'list'], { stdio: 'ignore' });
    // `user_version` is the four bytes at 60 of the file's head.
    const path = join(newer, 'yidan.db');
    const bytes = readFileSync(path);
    bytes.writeUInt32BE(9999, 60);
    writeFileSync(path, bytes);
    const window = await Window.open(APP, newer);
    try {
      await until('the sentence', async () => (await window.text()).includes('9999'));
    } finally {
      await window.close();
    }
  },
);
