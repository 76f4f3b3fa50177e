// Pages of a snapshot: what is asked, what is kept, what is dropped.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PAGE_ROWS, Pages, PAGES_KEPT } from '../src/grid/pages.ts';

interface Asked {
  from: number;
  answer: () => void;
  refuse: (reason: unknown) => void;
}

let asked: Asked[] = [];
let arrivals = 0;
let failures: unknown[] = [];

function pagesOf(rows: number): Pages<number> {
  return new Pages<number>(
    rows,
    (from, count) =>
      new Promise((resolve, reject) => {
        const all = Array.from({ length: Math.min(count, rows - from) }, (_, i) => from + i);
        asked.push({ from, answer: () => resolve(all), refuse: reject });
      }),
    () => (arrivals += 1),
    (reason) => failures.push(reason),
  );
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function answerAll(): Promise<void> {
  while (asked.length > 0) {
    for (const one of asked.splice(0)) one.answer();
    await settle();
  }
}

beforeEach(() => {
  asked = [];
  arrivals = 0;
  failures = [];
});

describe('pages', () => {
  it('asks for what is seen first, then one page ahead in the direction of travel', async () => {
    const pages = pagesOf(10_000);
    pages.look(450, 470, 1);
    expect(asked.map((one) => one.from)).toEqual([400]);
    asked.splice(0)[0]?.answer();
    await settle();
    expect(asked.map((one) => one.from)).toEqual([600]);
    await answerAll();
    expect(pages.row(455)).toBe(455);
    expect(arrivals).toBe(2);
    pages.look(450, 470, -1);
    expect(asked.map((one) => one.from)).toEqual([200]);
  });

  it('does not ask for what the snapshot brought along', () => {
    const pages = pagesOf(150);
    pages.seed(Array.from({ length: 150 }, (_, i) => i));
    pages.look(0, 20, 1);
    expect(asked).toEqual([]);
    expect(pages.row(149)).toBe(149);
  });

  it('asks for two at a time and forgets older wishes', async () => {
    const pages = pagesOf(1_000_000);
    pages.look(190, 210, 0);
    pages.look(500_000, 500_020, 0);
    pages.look(900_000, 900_020, 0);
    expect(asked.map((one) => one.from)).toEqual([0, 200]);
    await answerAll();
    expect(pages.row(500_000)).toBeUndefined();
    expect(pages.row(900_000)).toBe(900_000);
  });

  it('waits where a dragged thumb rests', async () => {
    vi.useFakeTimers();
    const pages = pagesOf(1_000_000);
    pages.seed([0]);
    for (const first of [100_000, 200_000, 300_000, 400_000]) pages.look(first, first + 20, 1);
    expect(asked.map((one) => one.from)).toEqual([100_000]);
    vi.advanceTimersByTime(100);
    vi.useRealTimers();
    await answerAll();
    expect(pages.row(400_000)).toBe(400_000);
    expect(pages.row(200_000)).toBeUndefined();
  });

  it('keeps 60 pages and lets go of those looked at longest ago', async () => {
    const pages = pagesOf(1_000_000);
    for (let page = 0; page < PAGES_KEPT + 20; page += 1) {
      pages.look(page * PAGE_ROWS, page * PAGE_ROWS + 10, 0);
      await answerAll();
    }
    expect(pages.pagesHeld).toBe(PAGES_KEPT);
    expect(pages.row(0)).toBeUndefined();
    expect(pages.row((PAGES_KEPT + 19) * PAGE_ROWS)).toBeDefined();
  });

  it('drops answers after it was closed', async () => {
    const pages = pagesOf(1_000);
    pages.look(0, 20, 1);
    pages.close();
    await answerAll();
    expect(arrivals).toBe(0);
    expect(pages.pagesHeld).toBe(0);
  });

  it('reads a span across pages, held or not', async () => {
    const pages = pagesOf(1_000);
    const wanted = pages.span(190, 410);
    await settle();
    await answerAll();
    const rows = await wanted;
    expect(rows.length).toBe(220);
    expect(rows[0]).toBe(190);
    expect(rows.at(-1)).toBe(409);
  });

  it('keeps the old rows in their place until they are told anew, and drops an answer from before', async () => {
    const pages = pagesOf(100);
    pages.look(0, 20, 0);
    const late = asked.splice(0)[0];
    pages.seed(Array.from({ length: 100 }, () => -1));
    pages.stale();
    pages.stale();
    expect(pages.row(3)).toBe(-1);
    late?.answer();
    await settle();
    expect(pages.row(3)).toBe(-1);
    expect(arrivals).toBe(0);
    pages.look(0, 20, 0);
    await answerAll();
    expect(pages.row(3)).toBe(3);
    expect(arrivals).toBe(1);
  });

  it('tells of a failure once and can ask again', async () => {
    const pages = pagesOf(100);
    pages.look(0, 20, 0);
    asked.splice(0)[0]?.refuse('gone');
    await settle();
    expect(failures).toEqual(['gone']);
    pages.look(0, 20, 0);
    await answerAll();
    expect(pages.row(3)).toBe(3);
  });
});
