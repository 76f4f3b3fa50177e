// The scan desk's keys: bursts of any length, whatever the input method makes of them, and codes typed by hand.
import { beforeEach, describe, expect, it } from 'vitest';
import { BurstReader, characterAt, FORGET_MS } from '../src/keys/burst.ts';
import { gramsOf } from '../src/pages/scan/scale.ts';
import { TONES } from '../src/pages/scan/sounds.ts';

let taken: [string, boolean][] = [];
let shown = '';
let prevented = 0;
let now = 0;
let reader: BurstReader;

/** Keys by their place, so many milliseconds apart. `key` is what an input method leaves of them. */
function press(codes: readonly string[], pauseMs: number, shift = false): void {
  for (const code of codes) {
    now += pauseMs;
    reader.press({
      code,
      shiftKey: shift,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      timeStamp: now,
      target: null,
      preventDefault: () => (prevented += 1),
      stopPropagation: () => undefined,
    });
  }
}

const keysOf = (code: string): string[] =>
  [...code].map((c) => (c === '-' ? 'Minus' : /\d/.test(c) ? `Digit${c}` : `Key${c.toUpperCase()}`));

beforeEach(() => {
  taken = [];
  shown = '';
  prevented = 0;
  now = 1_000;
  reader = new BurstReader(
    (code, isBurst) => taken.push([code, isBurst]),
    (text) => (shown = text),
  );
});

describe('a burst', () => {
  it.each(['SF1000000000017', '78000000000015', 'JDVA01000000017-1-3-', 'A-1', 'K01'])('%s is read', (code) => {
    press([...keysOf(code), 'Enter'], 8);
    expect(taken).toEqual([[code, true]]);
    expect(prevented).toBe(code.length + 1);
  });

  it('ends with Tab as well', () => {
    press([...keysOf('78000000000015'), 'Tab'], 12);
    expect(taken).toEqual([['78000000000015', true]]);
  });

  it('leaves behind what somebody leaned on before', () => {
    press(['KeyX', 'KeyY'], 400);
    now += 900;
    press([...keysOf('78000000000015'), 'Enter'], 10);
    expect(taken).toEqual([['78000000000015', true]]);
  });

  it('may be as slow as a scanner over the air', () => {
    press([...keysOf('YT8800000000011'), 'Enter'], 35);
    expect(taken).toEqual([['YT8800000000011', true]]);
  });

  it('may lose a beat on a busy machine', () => {
    press(keysOf('7800000'), 6);
    now += 70;
    press([...keysOf('0000015'), 'Enter'], 6);
    expect(taken).toEqual([['78000000000015', true]]);
  });

  it('follows another at once', () => {
    press([...keysOf('A-1'), 'Enter', ...keysOf('B-1'), 'Enter'], 5);
    expect(taken).toEqual([
      ['A-1', true],
      ['B-1', true],
    ]);
  });
});

describe('a slow hand', () => {
  it('types a code and ends it with Enter', () => {
    press(keysOf('A-12'), 180);
    expect(shown).toBe('A-12');
    press(['Backspace', 'Enter'], 200);
    expect(taken).toEqual([['A-1', false]]);
    expect(shown).toBe('');
  });

  it('may use Tab, Space and Enter for the page while nothing is typed', () => {
    press(['Tab', 'Space', 'Enter'], 200);
    expect(taken).toEqual([]);
    expect(prevented).toBe(0);
  });

  it('may be quick now and then without losing its beginning', () => {
    press(keysOf('780000'), 160);
    press([...keysOf('00015'), 'Enter'], 80);
    expect(taken).toEqual([['78000000015', false]]);
  });

  it('is forgotten after a while', () => {
    press(keysOf('A1'), 100);
    now += FORGET_MS + 1;
    press([...keysOf('B2'), 'Enter'], 100);
    expect(taken).toEqual([['B2', false]]);
  });

  it('writes signs with Shift as scanners of the trade send them', () => {
    expect(['Minus', 'Equal', 'Digit8', 'KeyA', 'F5'].map((code) => characterAt(code, true))).toEqual([
      '_',
      '+',
      '*',
      'A',
      undefined,
    ]);
  });
});

describe('beside the keys', () => {
  it.each([
    ['ST,GS,+  1.234kg', 1_234],
    ['  0850 g', 850],
    ['wn01.234kg', 1_234],
    ['US,GS,+  1.234kg', undefined],
    ['ST,GS,-  0.010kg', undefined],
    ['ST,GS,+  0.000kg', undefined],
    ['hello', undefined],
  ])('a scale that says %s weighs %s g', (line, grams) => {
    expect(gramsOf(line)).toBe(grams);
  });

  it('ok is one high tone, look two, stop one long low', () => {
    expect([TONES.ok.length, TONES.look.length, TONES.stop.length]).toEqual([1, 2, 1]);
    expect(TONES.stop[0]!.hertz).toBeLessThan(TONES.look[0]!.hertz);
    expect(TONES.stop[0]!.ms).toBeGreaterThan(5 * TONES.ok[0]!.ms);
  });
});
