// Keys that act without Ctrl or Alt where nothing is typed: 1 to 9, E, I while orders are repaired. A scanner sends the same keys as a
// burst, so a stroke acts only when no other follows it at once. What a key does is not decided here.
import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue';
import { isBarred, isEditable, openDialogs } from './keyboard.ts';
import { characterOf, SCAN_GAP_MS } from './scanner.ts';

/** A hand is slower than this, a scanner faster. */
export const ALONE_MS = SCAN_GAP_MS + 15;

export interface LoneStroke {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly timeStamp: number;
}

/** Tells strokes that stand alone from those of a burst. */
export class Lone {
  readonly #taken: (code: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(taken: (code: string) => void) {
    this.#taken = taken;
  }

  press(stroke: LoneStroke): void {
    if (stroke.ctrlKey || stroke.altKey || stroke.metaKey || stroke.shiftKey || stroke.isComposing) return;
    if (characterOf(stroke.code) === undefined && stroke.code !== 'Enter') return;
    const follows = stroke.timeStamp - this.#last < ALONE_MS;
    this.#last = stroke.timeStamp;
    this.stop();
    if (follows || stroke.code === 'Enter') return;
    this.#timer = setTimeout(() => this.#taken(stroke.code), ALONE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** The number of a digit key, of the upper row or the number pad; undefined for others. */
export function digitOf(code: string): number | undefined {
  const found = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  return found === null ? undefined : Number(found[1]);
}

/** Takes lone strokes while the calling part is on screen, outside of fields and while no dialog is open. */
export function useLoneKeys(taken: (code: string) => unknown): void {
  const lone = new Lone((code) => void taken(code));
  const press = (event: KeyboardEvent): void => {
    if (isBarred() || isEditable(event.target) || event.target instanceof HTMLSelectElement || openDialogs.size > 0)
      return;
    lone.press(event);
  };
  // Before the scanner ends a burst: it stops its last stroke from going on.
  const start = (): void => window.addEventListener('keydown', press, { capture: true });
  const end = (): void => {
    lone.stop();
    window.removeEventListener('keydown', press, { capture: true });
  };
  onMounted(start);
  onActivated(start);
  onDeactivated(end);
  onBeforeUnmount(end);
}
