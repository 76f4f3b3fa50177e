// A desk for a test: its own data folder, its own server, a signed-in page. Nothing is shared between tests.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import zh from '../../assets/words/zh-CN.json' with { type: 'json' };

const CLI = process.env['YIDAN_CLI'] ?? join(import.meta.dirname, '../../target/debug/yidan-cli');
/** Serves the page from `dist` instead of the binary's own copy, while the page is being worked on. */
const FROM_DIST = process.env['YIDAN_UI_DIST'] === '1';
const DIST = join(import.meta.dirname, '../dist');
export const FIXTURES = join(import.meta.dirname, 'fixtures');

type Key = keyof typeof zh;

/** A Chinese line of the words file, filled. */
export function word(key: Key, facts: Record<string, string | number> = {}): string {
  return zh[key].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
}

export interface Desk {
  readonly page: Page;
  readonly data: string;
  /** Opens a room by its address. */
  room(address: string): Promise<void>;
  /** Stops the server the hard way and starts it again on the same data. */
  crash(): Promise<void>;
  cli(...args: string[]): string;
}

/** What keeps somebody from using a part of the page, as axe finds it. */
export async function serious(page: Page, part = 'body'): Promise<string[]> {
  // What is still fading in has other colours than what stands there.
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((each) => each.finished));
  });
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

interface Options {
  /** Made-up orders in the data folder before the page opens. */
  orders: number;
}

async function serve(data: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(CLI, ['--json', '--data', data, 'serve', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) return { child, url: (JSON.parse(line) as { url: string }).url };
  throw new Error('the server ended before it told its address');
}

async function open(page: Page, url: string): Promise<void> {
  if (FROM_DIST) {
    await page.route(/\/(assets\/|$|\?|index)/, async (route) => {
      const { pathname } = new URL(route.request().url());
      const path = join(DIST, pathname === '/' ? 'index.html' : pathname);
      await (existsSync(path) ? route.fulfill({ path }) : route.continue());
    });
  }
  await page.goto(url);
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

export const test = base.extend<Options & { desk: Desk }>({
  orders: [200, { option: true }],
  desk: async ({ page, orders }, use) => {
    const data = mkdtempSync(join(tmpdir(), 'yidan-e2e-'));
    const cli = (...args: string[]): string =>
      execFileSync(CLI, ['--data', data, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (orders > 0) cli('orders', 'demo', '--orders', String(orders), '--seed', '1');
    let server = await serve(data);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // A refused command answers with its own status; that is told on screen, not a fault of the page.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        faults.push(message.text());
    });
    await open(page, server.url);
    await use({
      page,
      data,
      cli,
      room: async (address) => {
        await page.evaluate((to) => (location.hash = to), `#/${address}`);
      },
      crash: async () => {
        server.child.kill('SIGKILL');
        server = await serve(data);
        await open(page, server.url);
      },
    });
    server.child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
    expect(faults, 'errors of the page').toEqual([]);
  },
});

export { expect };
