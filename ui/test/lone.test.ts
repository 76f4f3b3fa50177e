// Single keys act when they stand alone, never as part of a scan.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALONE_MS, digitOf, Lone } from '../src/keys/lone.ts';

let acted: string[] = [];
let lone: Lone;

/** Keys with the pause before each, in milliseconds. */
function type(strokes: readonly (readonly [code: string, pauseMs: number])[]): void {
  for (const [code, pauseMs] of strokes) {
    vi.advanceTimersByTime(pauseMs);
    lone.press({
      code,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      shiftKey: false,
      isComposing: false,
      timeStamp: Date.now(),
    });
  }
  vi.advanceTimersByTime(1_000);
}

beforeEach(() => {
  vi.useFakeTimers();
  acted = [];
  lone = new Lone((code) => acted.push(code));
});
afterEach(() => vi.useRealTimers());

describe('a lone key', () => {
  it('acts, also when the next comes at the pace of a hand', () => {
    type([
      ['Digit1', 500],
      ['KeyE', 90],
      ['Numpad2', 90],
    ]);
    expect(acted).toEqual(['Digit1', 'KeyE', 'Numpad2']);
  });

  it('does not act inside a scan, the last stroke included', () => {
    const scan = [...'77310000'].map((c): [string, number] => [`Digit${c}`, 12]);
    type([...scan, ['Enter', 12]]);
    expect(acted).toEqual([]);
  });

  it('does not act for keys that write nothing', () => {
    type([
      ['ArrowDown', 200],
      ['Enter', 200],
    ]);
    expect(acted).toEqual([]);
  });

  it('is forgotten when the page goes', () => {
    lone.press({
      code: 'Digit1',
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      shiftKey: false,
      isComposing: false,
      timeStamp: Date.now(),
    });
    lone.stop();
    vi.advanceTimersByTime(ALONE_MS * 4);
    expect(acted).toEqual([]);
  });
});

describe('digits', () => {
  it.each([
    ['Digit1', 1],
    ['Numpad9', 9],
    ['Digit0', undefined],
    ['KeyE', undefined],
  ])('%s', (code, wanted) => expect(digitOf(code)).toBe(wanted));
});
