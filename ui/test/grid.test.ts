// The grid on a page without layout: who is drawn, what is announced, what keys and clicks report.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { place } from '../src/grid/columns.ts';
import { NO_CHOICE } from '../src/grid/columns.ts';
import type { Column } from '../src/grid/columns.ts';
import { Grid } from '../src/grid/grid.ts';

interface Row {
  id: number;
}

const columns: Column<Row>[] = [
  { id: 'tick', title: () => '', width: 36, fixed: true, frozen: true, text: () => '' },
  { id: 'no', title: () => 'No', width: 100, boldTail: 2, text: (row) => `N-${row.id}` },
  {
    id: 'flag',
    title: () => 'F',
    width: 30,
    click: true,
    text: () => 'f',
    tone: (row) => (row.id % 2 === 0 ? 'even' : ''),
  },
];
const VIEW_PX = 392;
const ROW_PX = 36;

let host: HTMLElement;
let grid: Grid<Row>;
let heard: string[];
let ticked: Set<number>;

function show(rows: number): void {
  const model = {
    rows,
    row: (i: number) => (i < rows ? { id: i } : undefined),
    isTicked: (row: Row) => ticked.has(row.id),
  };
  grid.show(
    model,
    {
      placed: place(columns, NO_CHOICE),
      rowPx: ROW_PX,
      tall: false,
      sort: undefined,
      label: 'Orders',
      tickLabel: 'all',
    },
    false,
  );
}
const press = (code: string, init: KeyboardEventInit = {}): boolean =>
  host.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true, ...init }));
const drawn = (): number[] =>
  [...host.querySelectorAll('.g-body .g-row:not([hidden])')]
    .map((row) => Number(row.getAttribute('aria-rowindex')) - 2)
    .toSorted((a, b) => a - b);
const rowOf = (index: number): HTMLElement => host.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)!;

beforeEach(() => {
  heard = [];
  ticked = new Set();
  host = document.createElement('div');
  Object.defineProperty(host, 'clientHeight', { value: VIEW_PX + 32 });
  document.body.replaceChildren(host);
  const hear =
    (name: string) =>
    (...facts: unknown[]) =>
      void heard.push([name, ...facts.filter((fact) => ['string', 'number'].includes(typeof fact))].join(' '));
  grid = new Grid<Row>(host, {
    look: () => undefined,
    active: hear('active'),
    toggle: hear('toggle'),
    range: hear('range'),
    open: hear('open'),
    cell: hear('cell'),
    sort: hear('sort'),
    width: hear('width'),
    fit: hear('fit'),
    move: hear('move'),
    tickAll: hear('tickAll'),
  });
});
afterEach(() => grid.destroy());

describe('the grid', () => {
  it('announces its size, its rows and its cursor', () => {
    show(1_000_000);
    expect(host.getAttribute('role')).toBe('grid');
    expect(host.getAttribute('aria-rowcount')).toBe('1000001');
    expect(host.getAttribute('aria-colcount')).toBe('3');
    expect(document.getElementById(host.getAttribute('aria-activedescendant')!)).toBe(rowOf(0));
    expect(rowOf(0).querySelectorAll('[role="gridcell"]').length).toBe(3);
  });

  it('draws a handful of rows of a million, and the last with End', () => {
    show(1_000_000);
    expect(drawn().length).toBeLessThan(20);
    press('End');
    expect(drawn().at(-1)).toBe(999_999);
    expect(rowOf(999_999).textContent).toContain('N-999999');
    expect(heard.at(-1)).toBe('active 999999');
    press('Home');
    expect(drawn()[0]).toBe(0);
  });

  it('walks exactly one row at a time at the end of a million', () => {
    show(1_000_000);
    press('End');
    for (let i = 0; i < 40; i += 1) press('ArrowUp');
    expect(heard.at(-1)).toBe('active 999959');
    expect(drawn()).toContain(999_959);
  });

  it('rewrites only rows whose number changed', () => {
    show(1_000);
    const before = new Map(drawn().map((index) => [index, rowOf(index)]));
    press('PageDown');
    press('ArrowDown');
    for (const index of drawn()) if (before.has(index)) expect(rowOf(index)).toBe(before.get(index));
  });

  it('shows no more elements than rows', () => {
    show(3);
    expect(drawn()).toEqual([0, 1, 2]);
    show(0);
    expect(drawn()).toEqual([]);
    press('ArrowDown');
    press('Enter');
    expect(heard).toEqual([]);
  });

  it("bold tail, tone and tick are the row's own", () => {
    ticked.add(2);
    show(100);
    expect(rowOf(12).querySelector('b')?.textContent).toBe('12');
    expect(rowOf(2).querySelector('.c-flag')?.classList.contains('even')).toBe(true);
    expect(rowOf(2).getAttribute('aria-selected')).toBe('true');
    expect(rowOf(3).getAttribute('aria-selected')).toBe('false');
  });

  const keys: [name: string, code: string, init: KeyboardEventInit, heard: string[]][] = [
    ['Space ticks', 'Space', {}, ['toggle 0']],
    ['Enter opens', 'Enter', {}, ['open 0']],
    ['Shift+down takes a range', 'ArrowDown', { shiftKey: true }, ['active 1', 'range 0 1']],
    ['an input method is left alone', 'ArrowDown', { isComposing: true }, []],
    ['Ctrl belongs to the page', 'ArrowDown', { ctrlKey: true }, []],
  ];
  it.each(keys)('%s', (_, code, init, want) => {
    show(50);
    press(code, init);
    expect(heard).toEqual(want);
  });

  const clicks: [name: string, cell: string, init: PointerEventInit, heard: string[]][] = [
    ['a click moves the cursor', '.c-no', {}, ['active 4']],
    ['a click on the tick ticks', '.c-tick', {}, ['active 4', 'toggle 4']],
    ['Ctrl+click ticks', '.c-no', { ctrlKey: true }, ['active 4', 'toggle 4']],
    ['Shift+click takes a range', '.c-no', { shiftKey: true }, ['active 4', 'range 0 4']],
    ['a click on a button cell is reported', '.c-flag', {}, ['active 4', 'cell flag 4']],
    ['Alt is for marking text', '.c-no', { altKey: true }, []],
  ];
  it.each(clicks)('%s', (_, cell, init, want) => {
    show(50);
    rowOf(4)
      .querySelector(cell)!
      .dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, cancelable: true, button: 0, ...init }));
    expect(heard).toEqual(want);
  });
});
