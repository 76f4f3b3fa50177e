// Row space against the capped canvas: every row of a million can be reached, and small steps stay exact.
import { describe, expect, it } from 'vitest';
import {
  CANVAS_LIMIT_PX,
  canvasPx,
  clampTop,
  drawn,
  lastTop,
  pageStep,
  revealTop,
  scrollFromTop,
  topFromScroll,
  wheelStep,
} from '../src/grid/geometry.ts';

const size = (rows: number, rowPx = 36, viewPx = 540): { rows: number; rowPx: number; viewPx: number } => ({
  rows,
  rowPx,
  viewPx,
});

describe('canvas', () => {
  const cases: [rows: number, rowPx: number, px: number][] = [
    [0, 36, 0],
    [1, 36, 36],
    [222_222, 36, 7_999_992],
    [222_223, 36, CANVAS_LIMIT_PX],
    [1_000_000, 36, CANVAS_LIMIT_PX],
    [1_000_000, 56, CANVAS_LIMIT_PX],
  ];
  it.each(cases)('%i rows of %i px are laid out in %i px', (rows, rowPx, px) => {
    expect(canvasPx(size(rows, rowPx))).toBe(px);
  });
});

describe('thumb', () => {
  it.each([1, 10, 15, 16, 1_000, 222_222, 932_068, 1_000_000])('reaches both ends of %i rows', (rows) => {
    const list = size(rows);
    const room = Math.max(0, canvasPx(list) - list.viewPx);
    expect(topFromScroll(0, list)).toBe(0);
    expect(topFromScroll(room, list)).toBeCloseTo(lastTop(list), 3);
    const [, end] = drawn(lastTop(list), list);
    expect(end).toBe(rows);
  });

  it('is the identity below the cap', () => {
    for (const top of [0, 1, 17.5, 3_600, 35_460])
      expect(scrollFromTop(top, size(1_000))).toBeCloseTo(Math.min(top, 35_460), 6);
  });

  it('there and back is the same place', () => {
    const list = size(1_000_000);
    for (let top = 0; top <= lastTop(list); top += 997_331)
      expect(topFromScroll(scrollFromTop(top, list), list)).toBeCloseTo(top, 2);
  });
});

describe('wheel', () => {
  const cases: [name: string, delta: number, mode: number, px: number][] = [
    ['one notch down', 100, 0, 108],
    ['one notch up', -100, 0, -108],
    ['two notches', 200, 0, 216],
    ['a notch of another driver', 120, 0, 144],
    ['a fine step of a touch pad', 4, 0, 4],
    ['a fraction of a touch pad', 12.5, 0, 12.5],
    ['three lines', 3, 1, 108],
    ['one page', 1, 2, 540],
  ];
  it.each(cases)('%s', (_, delta, mode, px) => {
    expect(wheelStep(delta, mode, size(1_000_000))).toBe(px);
  });

  it('moves by whole rows, also at the end of a million', () => {
    const list = size(1_000_000);
    let top = lastTop(list);
    for (let i = 0; i < 50; i += 1) top = clampTop(top + wheelStep(-100, 0, list), list);
    expect(top).toBe(lastTop(list) - 50 * 108);
  });
});

describe('cursor', () => {
  const cases: [name: string, index: number, top: number, want: number][] = [
    ['above the view', 2, 720, 72],
    ['in the view', 22, 720, 720],
    ['below the view', 40, 720, 936],
    ['half hidden at the top', 20, 730, 720],
  ];
  it.each(cases)('a row %s comes into sight', (_, index, top, want) => {
    expect(revealTop(index, top, size(1_000))).toBe(want);
  });

  it('pages keep one row in sight', () => expect(pageStep(size(1_000))).toBe(14));
});
