// Reads the scan desk's keys where nothing else is typed: bursts of a scanner, of any length, and codes typed by a slow hand. Characters come
// from the physical key, because a Chinese input method swallows letters (`key` is then "Process"). What a code means is not decided here.
import { characterOf, SCAN_GAP_MS } from './scanner.ts';
import type { Stroke } from './scanner.ts';

/** A burst has at least so many characters; what is shorter was typed. */
export const BURST_CHARACTERS = 3;
/** Strokes of one burst: a busy machine or a scanner over the air may lose a beat, as long as most come as fast as no hand does. */
export const JOIN_MS = 100;
/** What was typed is forgotten after so long without a key. */
export const FORGET_MS = 15_000;
const MOST_CHARACTERS = 64;

/** Signs that codes of articles have, by key and with Shift; scanners send a keyboard of the United States. */
const PLAIN: Readonly<Record<string, string>> = { Equal: '=', NumpadAdd: '+', NumpadMultiply: '*', Space: ' ' };
const SHIFTED: Readonly<Record<string, string>> = {
  Minus: '_',
  Equal: '+',
  Semicolon: ':',
  Digit2: '@',
  Digit3: '#',
  Digit4: '$',
  Digit7: '&',
  Digit8: '*',
  Digit9: '(',
  Digit0: ')',
};

/** The character of a key by its place; undefined for keys that are no part of a code. */
export function characterAt(code: string, shift: boolean): string | undefined {
  return (shift ? SHIFTED[code] : undefined) ?? characterOf(code) ?? PLAIN[code];
}

interface Typed {
  readonly character: string;
  readonly at: number;
}

/** Takes key presses, gives codes. `shown` hears what stands there so far. */
export class BurstReader {
  readonly #taken: (code: string, isBurst: boolean) => void;
  readonly #shown: (text: string) => void;
  #typed: Typed[] = [];

  constructor(taken: (code: string, isBurst: boolean) => void, shown: (text: string) => void = () => undefined) {
    this.#taken = taken;
    this.#shown = shown;
  }

  /** What was typed and not yet ended. */
  get text(): string {
    return this.#typed.map(({ character }) => character).join('');
  }

  clear(): void {
    if (this.#typed.length === 0) return;
    this.#typed = [];
    this.#shown('');
  }

  press(stroke: Stroke): void {
    if (stroke.ctrlKey || stroke.altKey || stroke.metaKey) return;
    const last = this.#typed.at(-1);
    if (last !== undefined && stroke.timeStamp - last.at > FORGET_MS) this.#typed = [];
    if (stroke.code === 'Enter' || stroke.code === 'NumpadEnter' || stroke.code === 'Tab') {
      this.#end(stroke);
      return;
    }
    if (stroke.code === 'Backspace') {
      if (this.#typed.length > 0) this.#consume(stroke);
      this.#typed.pop();
      this.#shown(this.text);
      return;
    }
    const character = characterAt(stroke.code, stroke.shiftKey);
    // A blank begins no code; it presses the button that has the focus.
    if (character === undefined || (character === ' ' && this.#typed.length === 0)) return;
    this.#consume(stroke);
    this.#typed.push({ character, at: stroke.timeStamp });
    if (this.#typed.length > MOST_CHARACTERS) this.#typed.shift();
    this.#shown(this.text);
  }

  /** Of what stands there the burst counts that ended just now; strokes before it are somebody's elbow. */
  #end(stroke: Stroke): void {
    const end = this.#typed.at(-1);
    if (end === undefined) return;
    const gaps: number[] = [];
    let from = this.#typed.length;
    let next = stroke.timeStamp;
    while (from > 0) {
      const before = this.#typed[from - 1];
      if (before === undefined || next - before.at > JOIN_MS) break;
      gaps.push(next - before.at);
      next = before.at;
      from -= 1;
    }
    const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? JOIN_MS;
    const isBurst = gaps.length >= BURST_CHARACTERS && usual <= SCAN_GAP_MS;
    // Tab moves the focus unless a scanner has sent it.
    if (stroke.code === 'Tab' && !isBurst) return;
    const code = this.#typed
      .slice(isBurst ? from : 0)
      .map(({ character }) => character)
      .join('')
      .trim();
    this.#consume(stroke);
    this.clear();
    if (code !== '') this.#taken(code, isBurst);
  }

  #consume(stroke: Stroke): void {
    stroke.preventDefault();
    stroke.stopPropagation();
  }
}
