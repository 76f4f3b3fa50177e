// Ticks: ids, or all of a snapshot but some.
import { describe, expect, it } from 'vitest';
import { all, count, headState, isTicked, NOTHING, put, toChosen, toggle } from '../src/grid/selection.ts';
import type { Ticked } from '../src/grid/selection.ts';

interface Case {
  name: string;
  start: Ticked;
  steps: ((ticked: Ticked) => Ticked)[];
  count: number;
  chosen: unknown;
  head: string;
}

const TOTAL = 12_340;
const cases: Case[] = [
  { name: 'nothing', start: NOTHING, steps: [], count: 0, chosen: { ids: [] }, head: 'false' },
  {
    name: 'one',
    start: NOTHING,
    steps: [(ticked) => toggle(ticked, 7)],
    count: 1,
    chosen: { ids: [7] },
    head: 'mixed',
  },
  {
    name: 'one on and off',
    start: NOTHING,
    steps: [(ticked) => toggle(ticked, 7), (ticked) => toggle(ticked, 7)],
    count: 0,
    chosen: { ids: [] },
    head: 'false',
  },
  {
    name: 'a range over a ticked one',
    start: NOTHING,
    steps: [(ticked) => toggle(ticked, 2), (ticked) => put(ticked, [1, 2, 3], true)],
    count: 3,
    chosen: { ids: [2, 1, 3] },
    head: 'mixed',
  },
  { name: 'all', start: all(TOTAL), steps: [], count: TOTAL, chosen: { mark: 'm', except: [] }, head: 'true' },
  {
    name: 'all but two',
    start: all(TOTAL),
    steps: [(ticked) => toggle(ticked, 5), (ticked) => put(ticked, [5, 6], false)],
    count: TOTAL - 2,
    chosen: { mark: 'm', except: [5, 6] },
    head: 'mixed',
  },
  {
    name: 'all but one, and back',
    start: all(TOTAL),
    steps: [(ticked) => toggle(ticked, 5), (ticked) => toggle(ticked, 5)],
    count: TOTAL,
    chosen: { mark: 'm', except: [] },
    head: 'true',
  },
];

describe('ticks', () => {
  it.each(cases)('$name', ({ start, steps, count: many, chosen, head }) => {
    const end = steps.reduce((ticked, step) => step(ticked), start);
    expect(count(end)).toBe(many);
    expect(toChosen(end, 'm')).toEqual(chosen);
    expect(headState(end, TOTAL)).toBe(head);
  });

  it('never changes what was handed out', () => {
    const before = toggle(NOTHING, 1);
    toggle(before, 2);
    expect(isTicked(before, 2)).toBe(false);
    expect(count(NOTHING)).toBe(0);
  });

  it('an empty list has no full head', () => expect(headState(all(0), 0)).toBe('false'));
});
