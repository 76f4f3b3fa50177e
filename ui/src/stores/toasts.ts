// Short notes at the lower edge: what was done, with a way back for 8 seconds; what went wrong, until it is read.
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { RpcError } from '../rpc.ts';
import { has, t } from '../words.ts';
import type { Key } from '../words.ts';

export interface Action {
  readonly label: string;
  readonly run: () => unknown;
}

export interface Toast {
  readonly id: number;
  readonly tone: 'done' | 'look' | 'stop';
  readonly text: string;
  readonly actions: readonly Action[];
}

const SHOWN_MS = 8_000;
const SHOWN_AT_ONCE = 4;

/** The sentence for an error: in the page's language when the words file knows the code, else as the core said it. */
export function sentence(reason: unknown): string {
  if (!(reason instanceof RpcError))
    return t('ui.error.page', { detail: reason instanceof Error ? reason.message : String(reason) });
  const local: Readonly<Record<string, Key>> = { unreachable: 'ui.app.offline', signed_out: 'ui.app.signed_out' };
  const own = local[reason.code];
  if (own !== undefined) return t(own);
  const refused = `error.refused.${reason.facts['reason'] ?? ''}`;
  if (reason.code === 'refused' && has(refused)) return t(refused, reason.facts);
  const key = `error.${reason.code}`;
  if (has(key)) return t(key, reason.facts);
  return reason.message === '' ? reason.code : reason.message;
}

export const useToasts = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([]);
  const timers = new Map<number, number>();
  let next = 1;

  function drop(id: number): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  function show(tone: Toast['tone'], text: string, actions: readonly Action[] = []): number {
    const id = next;
    next += 1;
    toasts.value = [...toasts.value.filter((toast) => toast.text !== text), { id, tone, text, actions }].slice(
      -SHOWN_AT_ONCE,
    );
    if (tone !== 'stop') hold(id);
    return id;
  }

  /** Starts the clock of a note; `leave` false stops it while the pointer rests on it. */
  function hold(id: number): void {
    clearTimeout(timers.get(id));
    timers.set(
      id,
      window.setTimeout(() => drop(id), SHOWN_MS),
    );
  }

  function rest(id: number): void {
    clearTimeout(timers.get(id));
  }

  function failed(reason: unknown): void {
    // The sign-in stands there already and says it.
    if (reason instanceof RpcError && reason.code === 'sign_in_needed') return;
    show('stop', sentence(reason));
  }

  /** Runs a deed and says so when it fails. Undefined = it failed. */
  async function attempt<T>(deed: () => Promise<T>): Promise<T | undefined> {
    try {
      return await deed();
    } catch (reason) {
      failed(reason);
      return undefined;
    }
  }

  return { toasts, show, drop, hold, rest, failed, attempt };
});
