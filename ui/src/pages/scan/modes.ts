// What the desk scans for, with the key that changes to it, and the answers that are steps on the way rather than the end.
import type { Mode } from '../../gen/types.ts';
import type { Key } from '../../words.ts';
import type { KeyId } from '../../keys/keymap.ts';

export const MODES: readonly { mode: Mode; code: string; key: KeyId; word: Key; idle: Key }[] = [
  { mode: 'out', code: 'F1', key: 'scan.out', word: 'ui.scan.mode.out', idle: 'ui.scan.idle.out' },
  { mode: 'label', code: 'F2', key: 'scan.label', word: 'ui.scan.mode.label', idle: 'ui.scan.idle.label' },
  { mode: 'return', code: 'F3', key: 'scan.return', word: 'ui.scan.mode.return', idle: 'ui.scan.idle.return' },
];

/** Green, but something is still to be scanned. */
export const STEPS: ReadonlySet<string> = new Set(['opened', 'counted', 'part', 'gathering']);
