// Keys by place, scans by speed.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offer, startKeyboard } from '../src/keys/keyboard.ts';
import type { Deeds } from '../src/keys/keyboard.ts';
import { KEYS, keyText, match, worksWhileTyping } from '../src/keys/keymap.ts';
import type { Binding } from '../src/keys/keymap.ts';
import { Scanner } from '../src/keys/scanner.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const all: readonly Binding[] = KEYS;

describe('the key map', () => {
  it('has no two deeds on one key', () => {
    const seen = all.filter((key) => key.grid !== true).map((key) => keyText(key, false));
    expect(new Set(seen).size).toBe(seen.length);
  });
  it('has no bare letter or digit but those of repairs, which the page of repairs hears itself', () => {
    const bare = all.filter(
      (key) => !key.id.startsWith('repair.') && /^(Key|Digit)/.test(key.code) && key.ctrl !== true && key.alt !== true,
    );
    expect(bare).toEqual([]);
  });
  it('works with Ctrl, Alt and F keys while typing, unless the field needs them', () => {
    const not = all.filter((key) => !worksWhileTyping(key) && key.grid !== true).map((key) => key.id);
    expect(not).toEqual(['undo', 'all', 'copy', 'keys']);
  });

  const cases: [pressed: Partial<typeof none> & { code: string }, mac: boolean, id: string | undefined][] = [
    [{ code: 'KeyK', ctrlKey: true }, false, 'search'],
    [{ code: 'KeyK', metaKey: true }, true, 'search'],
    [{ code: 'KeyK', ctrlKey: true }, true, undefined],
    [{ code: 'KeyK' }, false, undefined],
    [{ code: 'F8' }, false, 'print'],
    [{ code: 'F8', shiftKey: true }, false, 'reprint'],
    [{ code: 'Digit1', altKey: true }, false, 'flag.1'],
    [{ code: 'Digit1', ctrlKey: true }, false, 'room.1'],
    [{ code: 'Slash', shiftKey: true }, false, 'keys'],
    [{ code: 'KeyK', ctrlKey: true, shiftKey: true }, false, undefined],
  ];
  it.each(cases)('%j (mac: %s) is %s', (pressed, mac, id) => expect(match({ ...none, ...pressed }, mac)?.id).toBe(id));
  it('is written as keyboards write it', () => {
    expect(keyText({ code: 'KeyK', ctrl: true }, false)).toBe('Ctrl+K');
    expect(keyText({ code: 'KeyK', ctrl: true }, true)).toBe('⌘K');
    expect(keyText({ code: 'F8', shift: true }, false)).toBe('Shift+F8');
  });
});

describe('the keyboard', () => {
  let done: string[] = [];
  let stops: (() => void)[] = [];
  const deeds = (name: string, ids: (keyof Deeds)[], answer?: false): Deeds =>
    Object.fromEntries(ids.map((id) => [id, () => (done.push(`${name}:${id}`), answer)]));
  const press = (init: KeyboardEventInit, target: EventTarget = document.body): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
    target.dispatchEvent(event);
    return event;
  };

  beforeEach(() => {
    done = [];
    stops = [startKeyboard()];
    document.body.innerHTML = '<input id="field" />';
  });
  afterEach(() => {
    for (const stop of stops.toReversed()) stop();
  });

  it('asks whoever came last, then the one before', () => {
    stops.push(
      offer(deeds('desk', ['search', 'print'])),
      offer(deeds('page', ['print'])),
      offer(deeds('box', ['print'], false)),
    );
    press({ code: 'F8' });
    press({ code: 'KeyK', ctrlKey: true });
    expect(done).toEqual(['box:print', 'page:print', 'desk:search']);
  });

  it('lets an input method compose', () => {
    stops.push(offer(deeds('desk', ['print', 'escape'])));
    press({ code: 'F8', isComposing: true });
    press({ code: 'Escape', keyCode: 229 });
    expect(done).toEqual([]);
  });

  it('leaves a text field its own keys', () => {
    stops.push(offer(deeds('desk', ['undo', 'all', 'keys', 'accept'])));
    const field = document.querySelector('#field')!;
    press({ code: 'KeyZ', ctrlKey: true }, field);
    press({ code: 'KeyA', ctrlKey: true }, field);
    press({ code: 'Slash', shiftKey: true }, field);
    press({ code: 'F4' }, field);
    expect(done).toEqual(['desk:accept']);
  });

  it('takes the keys that would throw the page away', () => {
    expect(press({ code: 'F5' }).defaultPrevented).toBe(true);
    expect(press({ code: 'KeyP', ctrlKey: true }).defaultPrevented).toBe(true);
    expect(press({ code: 'KeyX', ctrlKey: true }).defaultPrevented).toBe(false);
  });
});

describe('the scanner', () => {
  function scan(text: string, gap: number, end = 'Enter', start = 1_000): { taken: string[]; held: boolean } {
    const taken: string[] = [];
    const scanner = new Scanner((number) => taken.push(number));
    const held = type(scanner, text, gap, end, start);
    return { taken, held };
  }
  function type(
    scanner: Scanner,
    text: string,
    gap: number,
    end: string,
    start: number,
    target: EventTarget | null = null,
  ): boolean {
    let at = start;
    let held = false;
    const codes = [...text].map((char) =>
      /\d/.test(char) ? `Digit${char}` : char === '-' ? 'Minus' : `Key${char.toUpperCase()}`,
    );
    for (const code of [...codes, end]) {
      scanner.press({
        ...none,
        code,
        timeStamp: at,
        target,
        preventDefault: () => (held = true),
        stopPropagation: () => undefined,
      });
      at += gap;
    }
    return held;
  }

  const cases: [name: string, text: string, gap: number, end: string, taken: string[]][] = [
    ['a waybill with letters', 'SF1234567890', 10, 'Enter', ['SF1234567890']],
    ['a Pinduoduo number', '261122-100000000001', 20, 'Enter', ['261122-100000000001']],
    ['ended by Tab', '73100000000001', 8, 'Tab', ['73100000000001']],
    ['too short', 'SF12345', 10, 'Enter', []],
    ['typed by hand', '73100000000001', 90, 'Enter', []],
    ['never ended', '73100000000001', 10, 'F1', []],
  ];
  it.each(cases)('%s', (_, text, gap, end, taken) => {
    const result = scan(text, gap, end);
    expect(result.taken).toEqual(taken);
    expect(result.held).toBe(taken.length > 0);
  });

  it('ignores the same number within a moment, not later', () => {
    const taken: string[] = [];
    const scanner = new Scanner((number) => taken.push(number));
    type(scanner, '73100000000001', 5, 'Enter', 1_000);
    type(scanner, '73100000000001', 5, 'Enter', 1_600);
    type(scanner, '73100000000001', 5, 'Enter', 4_000);
    expect(taken.length).toBe(2);
  });

  it('takes back what the burst wrote into a field', () => {
    const field = document.createElement('input');
    field.value = 'note';
    const taken: string[] = [];
    const scanner = new Scanner((number) => taken.push(number));
    const at = 1_000;
    type(scanner, '7310000000000', 5, 'Digit1', at, field);
    field.value = 'note73100000000001';
    scanner.press({
      ...none,
      code: 'Enter',
      timeStamp: at + 75,
      target: field,
      preventDefault: () => undefined,
      stopPropagation: () => undefined,
    });
    expect(taken).toEqual(['73100000000001']);
    expect(field.value).toBe('note');
  });
});
