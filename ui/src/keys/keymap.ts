// Every key of the desk, once: physical code, modifiers, and the words line that says what it does.
// The key map on screen, the tooltips and the dispatcher all read this table. No bare letter is a key but where nothing is typed and
// orders are repaired one after the other.
import type { Key } from '../words.ts';

export interface KeyStroke {
  /** `KeyboardEvent.code`: the place on the keyboard, whatever letter the layout or the input method makes of it. */
  readonly code: string;
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

export interface Binding extends KeyStroke {
  readonly id: string;
  readonly word: Key;
  /** Works while a text field has the focus. Keys with Ctrl, Alt or an F number do unless said otherwise. */
  readonly typing?: boolean;
  /** Shown in the key map, handled by the list itself. */
  readonly grid?: boolean;
}

export const KEYS = [
  { id: 'search', code: 'KeyK', ctrl: true, word: 'ui.key.search' },
  { id: 'room.1', code: 'Digit1', ctrl: true, word: 'ui.key.rooms' },
  { id: 'room.2', code: 'Digit2', ctrl: true, word: 'ui.key.rooms' },
  { id: 'room.3', code: 'Digit3', ctrl: true, word: 'ui.key.rooms' },
  { id: 'room.4', code: 'Digit4', ctrl: true, word: 'ui.key.rooms' },
  { id: 'room.5', code: 'Digit5', ctrl: true, word: 'ui.key.rooms' },
  { id: 'room.6', code: 'Digit6', ctrl: true, word: 'ui.key.rooms' },
  { id: 'room.7', code: 'Digit7', ctrl: true, word: 'ui.key.rooms' },
  { id: 'room.8', code: 'Digit8', ctrl: true, word: 'ui.key.rooms' },
  { id: 'room.9', code: 'Digit9', ctrl: true, word: 'ui.key.rooms' },
  { id: 'filter', code: 'KeyF', ctrl: true, word: 'ui.key.filter' },
  { id: 'refresh', code: 'F5', word: 'ui.key.refresh' },
  { id: 'accept', code: 'F4', word: 'ui.key.accept' },
  { id: 'issue', code: 'F6', word: 'ui.key.issue' },
  { id: 'print', code: 'F8', word: 'ui.key.print' },
  { id: 'reprint', code: 'F8', shift: true, word: 'ui.key.reprint' },
  { id: 'scan', code: 'F9', word: 'ui.key.scan' },
  { id: 'print_browser', code: 'KeyP', ctrl: true, word: 'ui.key.print' },
  { id: 'memo', code: 'F2', word: 'ui.key.memo' },
  { id: 'flag.0', code: 'Digit0', alt: true, word: 'ui.key.flag' },
  { id: 'flag.1', code: 'Digit1', alt: true, word: 'ui.key.flag' },
  { id: 'flag.2', code: 'Digit2', alt: true, word: 'ui.key.flag' },
  { id: 'flag.3', code: 'Digit3', alt: true, word: 'ui.key.flag' },
  { id: 'flag.4', code: 'Digit4', alt: true, word: 'ui.key.flag' },
  { id: 'flag.5', code: 'Digit5', alt: true, word: 'ui.key.flag' },
  { id: 'undo', code: 'KeyZ', ctrl: true, word: 'ui.key.undo', typing: false },
  { id: 'export', code: 'KeyE', ctrl: true, word: 'ui.key.export' },
  { id: 'all', code: 'KeyA', ctrl: true, word: 'ui.key.all', typing: false },
  { id: 'copy', code: 'KeyC', ctrl: true, word: 'ui.key.copy', typing: false },
  { id: 'keys', code: 'Slash', shift: true, word: 'ui.key.keys', typing: false },
  { id: 'escape', code: 'Escape', word: 'ui.key.escape', typing: true },
  { id: 'grid.move', code: 'ArrowDown', word: 'ui.key.move', grid: true },
  { id: 'grid.page', code: 'PageDown', word: 'ui.key.page', grid: true },
  { id: 'grid.ends', code: 'Home', word: 'ui.key.ends', grid: true },
  { id: 'grid.tick', code: 'Space', word: 'ui.key.tick', grid: true },
  { id: 'grid.range', code: 'ArrowDown', shift: true, word: 'ui.key.range', grid: true },
  { id: 'grid.open', code: 'Enter', word: 'ui.key.open', grid: true },
  { id: 'repair.choose', code: 'Digit1', word: 'ui.key.choose', grid: true },
  { id: 'repair.choose_next', code: 'Digit2', word: 'ui.key.choose', grid: true },
  { id: 'repair.choose_last', code: 'Digit9', word: 'ui.key.choose', grid: true },
  { id: 'repair.edit', code: 'KeyE', word: 'ui.key.by_hand', grid: true },
  { id: 'repair.ignore', code: 'KeyI', word: 'ui.key.ignore', grid: true },
  { id: 'scan.out', code: 'F1', word: 'ui.scan.mode.out', grid: true },
  { id: 'scan.label', code: 'F2', word: 'ui.scan.mode.label', grid: true },
  { id: 'scan.return', code: 'F3', word: 'ui.scan.mode.return', grid: true },
  { id: 'scan.weight', code: 'F6', word: 'ui.scan.weight', grid: true },
  { id: 'scan.sound', code: 'F7', word: 'ui.scan.sound', grid: true },
  { id: 'scan.force', code: 'F10', word: 'ui.scan.force', grid: true },
  { id: 'paste', code: 'KeyV', ctrl: true, word: 'ui.key.paste', grid: true },
] as const satisfies readonly Binding[];

export type KeyId = (typeof KEYS)[number]['id'];

const ALL: readonly Binding[] = KEYS;

export function worksWhileTyping(binding: Binding): boolean {
  if (binding.typing !== undefined) return binding.typing;
  return binding.ctrl === true || binding.alt === true || /^F\d+$/.test(binding.code);
}

export interface Pressed {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The binding a key press means. On a Mac ⌘ stands for Ctrl. */
export function match(pressed: Pressed, mac: boolean): Binding | undefined {
  const ctrl = mac ? pressed.metaKey : pressed.ctrlKey;
  const other = mac ? pressed.ctrlKey : pressed.metaKey;
  if (other) return undefined;
  return ALL.find(
    (key) =>
      key.grid !== true &&
      key.code === pressed.code &&
      (key.ctrl ?? false) === ctrl &&
      (key.alt ?? false) === pressed.altKey &&
      (key.shift ?? false) === pressed.shiftKey,
  );
}

const NAMES: Readonly<Record<string, string>> = {
  Slash: '/',
  Escape: 'Esc',
  Space: 'Space',
  ArrowDown: '↑ ↓',
  PageDown: 'PgUp PgDn',
  Home: 'Home End',
};

/** `Ctrl+K`, or `⌘K` on a Mac. */
export function keyText(stroke: KeyStroke, mac: boolean): string {
  if (stroke.code === 'Slash' && stroke.shift === true) return '?';
  const name = NAMES[stroke.code] ?? stroke.code.replace(/^(Key|Digit)/, '');
  const parts = mac
    ? [stroke.ctrl && '⌘', stroke.alt && '⌥', stroke.shift && '⇧', name]
    : [stroke.ctrl && 'Ctrl', stroke.alt && 'Alt', stroke.shift && 'Shift', name];
  return parts.filter((part) => typeof part === 'string').join(mac ? '' : '+');
}

export function strokeOf(id: KeyId): string {
  const binding = ALL.find((key) => key.id === id);
  return binding === undefined ? '' : keyText(binding, isMac());
}

export function isMac(): boolean {
  return navigator.platform.startsWith('Mac');
}
