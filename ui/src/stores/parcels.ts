// 合单 and 拆单: the chosen orders into one parcel, one order over several, and the way back. What may travel together is the core's.
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ParcelsReply, ProposeReply, Selection, Take } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import { whole } from '../shapes/show.ts';
import { t } from '../words.ts';
import { useDeeds } from './deeds.ts';
import { useOrders } from './orders.ts';
import { useToasts } from './toasts.ts';

export const useParcels = defineStore('parcels', () => {
  const deeds = useDeeds();
  const orders = useOrders();
  const toasts = useToasts();
  const found = shallowRef<ProposeReply>();
  /** The box with the proposals is open. */
  const isLooking = shallowRef(false);
  /** The order that is being split, with its parcels as they are. */
  const splitting = shallowRef<{ id: number; no: string; now: ParcelsReply }>();

  async function propose(): Promise<void> {
    found.value = await toasts.attempt(() => rpc('parcels.propose', {}));
  }

  async function afterwards(): Promise<void> {
    orders.untickAll();
    await Promise.all([deeds.afterwards(true), propose()]);
  }

  /** Puts orders into one parcel; the note offers the way back. */
  async function mergeThese(selection: Selection, count: number): Promise<boolean> {
    const reply = await toasts.attempt(() => rpc('parcels.merge', { selection }));
    if (reply === undefined) return false;
    const id = reply.parcels[0]?.orders[0]?.id;
    if (id !== undefined) deeds.offerBack(t('ui.parcel.merged', { count: whole(count) }), () => undo(id));
    return true;
  }

  async function merge(): Promise<void> {
    const chosen = orders.chosen();
    if (chosen === undefined || chosen.count < 2) {
      toasts.show('look', t('ui.parcel.merge_two'));
      return;
    }
    if (await mergeThese(chosen.selection, chosen.count)) await afterwards();
  }

  /** Takes up proposals; each is a step of its own. */
  async function takeUp(groups: readonly (readonly number[])[]): Promise<void> {
    let done = 0;
    for (const ids of groups) {
      // One after the other: each is a transaction, and the first refusal is told and ends it.
      if (!(await mergeThese({ ids: [...ids] }, ids.length))) break;
      done += 1;
    }
    if (done > 1) toasts.show('done', t('ui.parcel.merged_all', { count: whole(done) }));
    await afterwards();
    if ((found.value?.parcels ?? 0) === 0) isLooking.value = false;
  }

  async function startSplit(): Promise<void> {
    const row = orders.rowAt(orders.active);
    const chosen = orders.chosen();
    const id = chosen !== undefined && 'ids' in (chosen.selection as object) ? idsOf(chosen.selection)[0] : row?.id;
    if (chosen?.count !== 1 || id === undefined) {
      toasts.show('look', t('ui.parcel.split_one'));
      return;
    }
    const now = await toasts.attempt(() => rpc('parcels.show', { id, no: null }));
    if (now === undefined) return;
    splitting.value = { id, no: now.parcels[0]?.orders.find((each) => each.id === id)?.order_no ?? '', now };
  }

  async function split(takes: Take[][]): Promise<void> {
    const asked = splitting.value;
    if (asked === undefined) return;
    const reply = await toasts.attempt(() => rpc('parcels.split', { id: asked.id, takes }));
    if (reply === undefined) return;
    splitting.value = undefined;
    deeds.offerBack(t('ui.parcel.split_done', { count: reply.parcels.length }), () => undo(asked.id));
    await afterwards();
  }

  async function undo(id: number): Promise<boolean> {
    const reply = await toasts.attempt(() => rpc('parcels.undo', { id, no: null }));
    if (reply === undefined) return false;
    toasts.show('done', t('ui.parcel.undone'));
    await afterwards();
    return true;
  }

  return { found, isLooking, splitting, propose, merge, takeUp, startSplit, split, undo };
});

function idsOf(selection: Selection): number[] {
  return typeof selection === 'object' && 'ids' in selection ? selection.ids : [];
}
