// Columns: choice, order, room. The order list's own columns must fit a 1366 px screen at 125 %.
import { describe, expect, it } from 'vitest';
import { NO_CHOICE, ordered, place, totalWidth } from '../src/grid/columns.ts';
import type { Column, ColumnChoice } from '../src/grid/columns.ts';
import { asTsv, orderColumns } from '../src/pages/orders/columns.ts';
import { orderRow } from './orders.ts';

const column = (id: string, more: Partial<Column<unknown>> = {}): Column<unknown> => ({
  id,
  title: () => id,
  width: 100,
  text: () => '',
  ...more,
});
const FIVE = [
  column('tick', { fixed: true, frozen: true, width: 36 }),
  column('a'),
  column('b', { shown: false }),
  column('c', { frozen: true }),
  column('d', { lesser: true, minWidth: 60 }),
];
const choose = (part: Partial<ColumnChoice>): ColumnChoice => ({ ...NO_CHOICE, ...part });
const ids = (choice: ColumnChoice, room?: number): string =>
  place(FIVE, choice, room)
    .map((each) => each.column.id)
    .join(' ');

describe('choice', () => {
  const cases: [name: string, choice: Partial<ColumnChoice>, want: string][] = [
    ['by nature', {}, 'tick c a d'],
    ['one hidden', { hidden: ['a'] }, 'tick c d'],
    ['one shown that is not by nature', { shown: ['b'] }, 'tick c a b d'],
    ['what is fixed cannot be hidden', { hidden: ['tick'] }, 'tick c a d'],
    ['thawed', { thawed: ['c'] }, 'tick a c d'],
    ['frozen by hand', { frozen: ['d'] }, 'tick c d a'],
    ['another order', { order: ['tick', 'd', 'a', 'b', 'c'], thawed: ['c'] }, 'tick d a c'],
    ['an order that does not know new columns', { order: ['tick', 'd', 'c'], thawed: ['c'] }, 'tick a d c'],
    [
      'an order that knows columns of an older release',
      { order: ['tick', 'gone', 'd', 'a'], thawed: ['c'] },
      'tick d a c',
    ],
  ];
  it.each(cases)('%s', (_, choice, want) => expect(ids(choose(choice))).toBe(want));

  it('frozen columns stick one beside the other', () => {
    expect(place(FIVE, NO_CHOICE).map((each) => [each.frozen, each.left])).toEqual([
      [true, 0],
      [true, 36],
      [false, 136],
      [false, 236],
    ]);
  });

  it('keeps every column exactly once in any order', () => {
    const seen = ordered(FIVE, choose({ order: ['d', 'd', 'c'] })).map((each) => each.id);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('room', () => {
  const columns = orderColumns({ platform: (code) => code, tag: () => 'blue' });
  // 1366 px at 100 %, 125 % and 150 %, less the folded rail and a scroll bar.
  it.each([
    [1366 - 75, true],
    [1092 - 75, true],
    [1700, true],
  ])('the columns a clerk needs fit into %i px', (room) => {
    const placed = place(columns, NO_CHOICE, room);
    const needed = ['tick', 'flag', 'state', 'order_no', 'shop', 'paid', 'receiver', 'goods', 'amount', 'memo'];
    const end = placed.reduce((right, each) => {
      const at = totalWidth(placed.slice(0, placed.indexOf(each) + 1));
      return needed.includes(each.column.id) ? Math.max(right, at) : right;
    }, 0);
    expect(end).toBeLessThanOrEqual(room);
    expect(placed.length).toBe(place(columns, NO_CHOICE).length);
  });

  it('fills a wide screen', () => {
    expect(totalWidth(place(columns, NO_CHOICE, 2_400))).toBeGreaterThan(2_380);
    expect(totalWidth(place(columns, NO_CHOICE, 2_400))).toBeLessThanOrEqual(2_400);
  });

  it('leaves a width chosen by hand alone', () => {
    const placed = place(columns, choose({ widths: { goods: 300 } }), 1_000);
    expect(placed.find((each) => each.column.id === 'goods')?.width).toBe(300);
  });
});

describe('copying', () => {
  it('makes one line per order without breaks inside cells', () => {
    const columns = orderColumns({ platform: (code) => code, tag: () => 'blue' });
    const text = asTsv(columns, [
      orderRow({ order_no: 'A-1', buyer_memo: 'one\ntwo\tthree' }),
      orderRow({ order_no: 'A-2' }),
    ]);
    const lines = text.split('\n');
    expect(lines.length).toBe(3);
    expect(lines[1]).toContain('A-1');
    expect(lines[1]).toContain('one two three');
    expect(new Set(lines.map((line) => line.split('\t').length)).size).toBe(1);
  });
});
