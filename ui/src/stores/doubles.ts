// Likely doubles: the pair that is looked at, and the answers with their question where there is no way back. What is alike is the core's.
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { DoubleAnswer, PairView, SideBySide } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import { t } from '../words.ts';
import { useDeeds } from './deeds.ts';
import { useToasts } from './toasts.ts';

export type PairIds = PairView['pair'];

/** `…4321`: enough to tell two orders apart. */
export function tailOf(no: string): string {
  return no.length <= 6 ? no : `…${no.slice(-4)}`;
}

export const useDoubles = defineStore('doubles', () => {
  const deeds = useDeeds();
  const toasts = useToasts();
  /** The box with both orders is open while this is set. */
  const side = shallowRef<SideBySide>();

  async function look(pair: PairIds): Promise<void> {
    side.value = await toasts.attempt(() => rpc('doubles.show', { pair, no: null, mask: true }));
  }

  async function send(pair: PairIds, answer: DoubleAnswer, gone?: number): Promise<boolean> {
    const request = gone === undefined ? { pair, answer } : { pair, answer, void: gone };
    const done = await toasts.attempt(() => rpc('doubles.answer', request));
    if (done === undefined) return false;
    side.value = undefined;
    await deeds.afterwards(true);
    return true;
  }

  /** Both stay; the question can be put again. */
  async function keep(pair: PairIds): Promise<void> {
    if (await send(pair, 'keep')) deeds.offerBack(t('ui.double.kept'), () => send(pair, 'ask'));
  }

  /** Closes one of the two: there is no way back, so it is asked for. */
  async function voidOrder(pair: PairIds, gone: number, no: string): Promise<void> {
    const title = t('ui.double.void_one', { no: tailOf(no) });
    if (!(await deeds.ask(title, t('ui.double.void_ask', { no }), title, true))) return;
    if (await send(pair, 'void', gone)) toasts.show('done', t('ui.double.voided', { no: tailOf(no) }));
  }

  async function merge(pair: PairIds, gone: number, no: string): Promise<void> {
    const title = t('ui.double.merge_one', { no: tailOf(no) });
    if (!(await deeds.ask(title, t('ui.double.merge_ask', { no }), title, true))) return;
    if (await send(pair, 'merge', gone)) toasts.show('done', t('ui.double.merged', { no: tailOf(no) }));
  }

  return { side, look, keep, voidOrder, merge };
});
