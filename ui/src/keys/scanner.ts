// A scanner types: at least 8 characters, at most 35 ms apart, ended by Enter or Tab. Characters are read from the physical key,
// because a Chinese input method swallows the letters of a waybill number. Where a scan goes is not decided here.

export const SCAN_CHARACTERS = 8;
export const SCAN_GAP_MS = 35;
/** The same number again within this time is the same pull of the trigger. */
export const DOUBLE_MS = 1_500;

export interface Stroke {
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly timeStamp: number;
  readonly target: EventTarget | null;
  preventDefault(): void;
  stopPropagation(): void;
}

const SIGNS: Readonly<Record<string, string>> = {
  Minus: '-',
  NumpadSubtract: '-',
  Period: '.',
  NumpadDecimal: '.',
  Slash: '/',
  NumpadDivide: '/',
};

/** The character of a key by its place, as scanners of numbers send it; undefined for everything else. */
export function characterOf(code: string): string | undefined {
  const letter = /^Key([A-Z])$/.exec(code) ?? /^(?:Digit|Numpad)(\d)$/.exec(code);
  return letter?.[1] ?? SIGNS[code];
}

export class Scanner {
  readonly #taken: (number: string) => void;
  #text = '';
  #last = 0;
  #field: { element: HTMLInputElement | HTMLTextAreaElement; before: string } | undefined;
  #lastNumber = '';
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(taken: (number: string) => void) {
    this.#taken = taken;
  }

  press(stroke: Stroke): void {
    if (stroke.ctrlKey || stroke.altKey || stroke.metaKey) {
      this.#text = '';
      return;
    }
    const late = stroke.timeStamp - this.#last > SCAN_GAP_MS;
    this.#last = stroke.timeStamp;
    if (stroke.code === 'Enter' || stroke.code === 'NumpadEnter' || stroke.code === 'Tab') {
      const text = late ? '' : this.#text;
      this.#text = '';
      if (text.length >= SCAN_CHARACTERS) this.#end(stroke, text);
      return;
    }
    const character = characterOf(stroke.code);
    if (character === undefined) {
      // Shift comes before a capital; anything else ends the burst.
      if (!stroke.code.startsWith('Shift')) this.#text = '';
      return;
    }
    if (late || this.#text === '') {
      this.#text = '';
      this.#remember(stroke.target);
    }
    this.#text += character;
  }

  #remember(target: EventTarget | null): void {
    const typed = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    this.#field = typed ? { element: target, before: target.value } : undefined;
  }

  /** The burst also went into the field that had the focus: that is taken back. */
  #end(stroke: Stroke, text: string): void {
    stroke.preventDefault();
    stroke.stopPropagation();
    const field = this.#field;
    if (field !== undefined && field.element.value !== field.before) {
      field.element.value = field.before;
      field.element.dispatchEvent(new Event('input', { bubbles: true }));
    }
    const again = text === this.#lastNumber && stroke.timeStamp - this.#lastAt < DOUBLE_MS;
    this.#lastNumber = text;
    this.#lastAt = stroke.timeStamp;
    if (!again) this.#taken(text);
  }
}
