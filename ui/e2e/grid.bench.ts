// What the hand feels on a large list: opening the room, the last row by End, frames while the wheel turns and the thumb is dragged, elements, heap.
import { expect, test } from './desk.ts';

const ORDERS = Number(process.env['YIDAN_BENCH_ORDERS'] ?? 1_000_000);
const FRAMES = 300;
test.use({ orders: ORDERS });

test(`the list with ${ORDERS} orders`, async ({ desk: { page } }) => {
  await page.waitForTimeout(1_000);
  const open = await page.evaluate(async () => {
    const start = performance.now();
    location.hash = '#/orders';
    await new Promise<void>((done) => {
      const look = (): void => {
        const text = document.querySelector('.g-row:not([hidden]) .c-order_no b')?.textContent ?? '';
        if (text === '') requestAnimationFrame(look);
        else done();
      };
      look();
    });
    return performance.now() - start;
  });
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(ORDERS + 1));
  await page.waitForTimeout(1_000);

  const end = await page.evaluate(async (rows) => {
    const grid = document.querySelector<HTMLElement>('.grid')!;
    grid.focus();
    const start = performance.now();
    grid.dispatchEvent(new KeyboardEvent('keydown', { code: 'End', bubbles: true }));
    await new Promise<void>((done) => {
      const look = (): void => {
        const text = grid.querySelector(`[aria-rowindex="${rows + 1}"] b`)?.textContent ?? '';
        if (text === '') requestAnimationFrame(look);
        else done();
      };
      look();
    });
    return performance.now() - start;
  }, ORDERS);
  await page.keyboard.press('Home');
  await page.waitForTimeout(500);

  const frames = (kind: 'wheel' | 'thumb'): Promise<{ p50: number; p95: number }> =>
    page.evaluate(
      async ([how, count]) => {
        const grid = document.querySelector<HTMLElement>('.grid')!;
        const room = grid.scrollHeight - grid.clientHeight;
        const times: number[] = [];
        await new Promise<void>((done) => {
          let last = performance.now();
          const frame = (): void => {
            const now = performance.now();
            times.push(now - last);
            last = now;
            if (how === 'wheel')
              grid.dispatchEvent(
                new WheelEvent('wheel', {
                  deltaY: times.length % 40 < 20 ? 200 : -100,
                  bubbles: true,
                  cancelable: true,
                }),
              );
            else grid.scrollTop = (room * ((times.length * 37) % count)) / count;
            if (times.length < count) requestAnimationFrame(frame);
            else done();
          };
          requestAnimationFrame(frame);
        });
        times.sort((a, b) => a - b);
        return { p50: times[Math.floor(count * 0.5)]!, p95: times[Math.floor(count * 0.95)]! };
      },
      [kind, FRAMES] as const,
    );
  const wheel = await frames('wheel');
  const thumb = await frames('thumb');
  const elements = await page.evaluate(() => document.querySelectorAll('.grid, .grid *').length);
  const heap = await page.evaluate(
    () => (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
  );

  const line = (name: string, value: number, unit: string, bar: string): void =>
    console.log(`${name.padEnd(34)} ${value.toFixed(0).padStart(6)} ${unit.padEnd(3)} (bar ${bar})`);
  line('room opened to rows shown', open, 'ms', '< 300');
  line('End to the last row shown', end, 'ms', '< 150');
  line('wheel, frame p50', wheel.p50, 'ms', '');
  line('wheel, frame p95', wheel.p95, 'ms', '≤ 33');
  line('thumb dragged, frame p95', thumb.p95, 'ms', '');
  line('table elements', elements, '', '≤ 400');
  line('page heap', heap / 1_048_576, 'MB', '< 40');
  // The only figure that does not depend on the machine.
  expect(elements).toBeLessThanOrEqual(400);
});
