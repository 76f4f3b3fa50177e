// Templates on the bench: what moves stays on the page, and every change has its way back.
import { describe, expect, test } from 'vitest';
import type { LayoutView } from '../src/gen/types.ts';
import { blank, fresh, History, moved, nameOf, sized } from '../src/shapes/layout.ts';

const page: LayoutView = blank('新模板', [76, 130]);
const text = fresh('text', page, '文字');

describe('moving and sizing', () => {
  test.each([
    [
      [1, 1],
      [4, 4],
    ],
    [
      [0.3, 0.1],
      [3.25, 3],
    ],
    [
      [-50, 0],
      [2, 3],
    ],
    [
      [500, 500],
      [44, 122],
    ],
  ] as const)('%j', (by, at) => {
    expect(moved(text, by, page).at_mm).toEqual(at);
  });
  test('an element is never nothing and never leaves the margin', () => {
    expect(sized(text, [-100, -100], page).size_mm).toEqual([0.25, 0.25]);
    expect(sized(text, [100, 200], page).size_mm).toEqual([71, 125]);
  });
  test('everything that can be added fits every paper', () => {
    for (const size of [
      [76, 130],
      [40, 30],
    ] as const)
      for (const kind of ['text', 'barcode', 'qr', 'line', 'frame', 'picture'] as const) {
        const paper = blank('x', size);
        const { at_mm, size_mm } = fresh(kind, paper, 'x');
        expect(at_mm[0] + size_mm[0]).toBeLessThanOrEqual(size[0] - paper.margin_mm);
        expect(at_mm[1] + size_mm[1]).toBeLessThanOrEqual(size[1] - paper.margin_mm);
      }
  });
});

test('names are words without signs', () => {
  expect(nameOf({ ...text, text: '[集 {bag_place}]\n下' })).toBe('集 {bag_place} 下');
});

test('back and forth', () => {
  const history = new History(page);
  const one = { ...page, element: [text] };
  const two = { ...page, element: [text, text] };
  history.note(page);
  expect(history.canGoBack).toBe(false);
  history.note(one);
  history.note(two);
  expect(history.back()).toEqual(one);
  expect(history.back()).toEqual(page);
  expect(history.back()).toBeUndefined();
  expect(history.forth()).toEqual(one);
  history.note({ ...page, title: 'x' });
  expect(history.canGoForth).toBe(false);
});
