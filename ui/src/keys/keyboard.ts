// Hands key presses to whoever offers the deed last: a dialog before the page, the page before the frame.
// Nothing fires while an input method is composing; letters in text fields stay letters.
import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue';
import { isMac, match, worksWhileTyping } from './keymap.ts';
import type { KeyId } from './keymap.ts';
import { Scanner } from './scanner.ts';

/** A deed returns false when it does not want the key now; then the next one is asked. */
export type Deed = () => unknown;
export type Deeds = Partial<Record<KeyId, Deed>>;

const offers: Deeds[] = [];
const scans: ((number: string) => void)[] = [];

export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type);
}

/** Set while the desk is locked: no key and no scan reaches what is behind. */
let bar: () => boolean = () => false;

export function barKeys(asked: () => boolean): void {
  bar = asked;
}

export const isBarred = (): boolean => bar();

function press(event: KeyboardEvent): void {
  if (isBarred()) return;
  if (event.isComposing || event.keyCode === 229) return;
  const binding = match(event, isMac());
  if (binding === undefined) return;
  if (isEditable(event.target) && !worksWhileTyping(binding)) return;
  // Copying a marked piece of text is the browser's business.
  if (binding.id === 'copy' && (getSelection()?.toString() ?? '') !== '') return;
  for (const deeds of offers.toReversed()) {
    const deed = deeds[binding.id as KeyId];
    if (deed !== undefined && deed() !== false) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
  }
  // F5 would throw the page away, F12 and Ctrl+P belong to the web view: they are ours even when nobody listens.
  if (['F5', 'F12'].includes(event.code) || binding.ctrl === true) event.preventDefault();
}

/** Starts listening. Called once by the frame. */
export function startKeyboard(): () => void {
  const scanner = new Scanner((number) => (isBarred() ? undefined : scans.at(-1)?.(number)));
  const early = (event: KeyboardEvent): void => scanner.press(event);
  window.addEventListener('keydown', early, { capture: true });
  window.addEventListener('keydown', press);
  return () => {
    window.removeEventListener('keydown', early, { capture: true });
    window.removeEventListener('keydown', press);
  };
}

/** Dialogs that are open now. While one is, the page under it takes neither keys nor pastes. */
export const openDialogs = new Set<symbol>();

/** Offers deeds from now on; the answer takes them back. */
export function offer(deeds: Deeds): () => void {
  offers.push(deeds);
  return () => {
    const at = offers.indexOf(deeds);
    if (at >= 0) offers.splice(at, 1);
  };
}

/** Offers deeds while the calling part is on screen. */
export function useKeys(deeds: Deeds): void {
  let stop: (() => void) | undefined;
  const start = (): void => {
    stop?.();
    stop = offer(deeds);
  };
  const end = (): void => stop?.();
  // A page that is kept alive while another is shown must not act for it.
  onMounted(start);
  onActivated(start);
  onDeactivated(end);
  onBeforeUnmount(end);
}

/** Takes scans while the calling part is on screen. */
export function useScans(taken: (number: string) => void): void {
  onMounted(() => scans.push(taken));
  onBeforeUnmount(() => scans.splice(scans.indexOf(taken), 1));
}
