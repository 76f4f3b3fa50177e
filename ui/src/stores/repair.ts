// Orders that want a repair, one after the other: the list as it was read, the one under the cursor, and what can be done about it.
// What is an option, and which are certain, is the core's.
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { OrderRepairs, OrderRow, Repair, RepairOption } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import { whole } from '../shapes/show.ts';
import { t } from '../words.ts';
import { useDeeds } from './deeds.ts';
import { useToasts } from './toasts.ts';

/** Orders read at once; more are fetched before the last is reached. */
const PAGE = 100;
const AHEAD = 20;
/** More repairs than this are asked for, although there is a way back. */
const ASK_ABOVE = 200;
/** News that come this soon after an own step are its own echo. */
const ECHO_MS = 1_500;

/** An option with the number of its key: those of all findings of an order are counted through. */
export interface Numbered {
  readonly repair: Repair;
  readonly options: readonly { readonly n: number; readonly option: RepairOption }[];
}

export function numbered(repairs: readonly Repair[]): Numbered[] {
  let n = 0;
  return repairs.map((repair) => ({ repair, options: repair.options.map((option) => ({ n: (n += 1), option })) }));
}

/** The option of a number key. */
export function optionAt(list: readonly Numbered[], n: number): { repair: Repair; option: RepairOption } | undefined {
  for (const { repair, options } of list) {
    const found = options.find((each) => each.n === n);
    if (found !== undefined) return { repair, option: found.option };
  }
  return undefined;
}

/** Fields of the normal form that a row of the list carries by the same names. */
export function valuesOf(order: OrderRow, fields: Iterable<string>): Record<string, unknown> {
  return Object.fromEntries([...fields].map((field) => [field, order[field as keyof OrderRow] ?? null]));
}

export const useRepair = defineStore('repair', () => {
  const deeds = useDeeds();
  const toasts = useToasts();
  const orders = shallowRef<readonly OrderRepairs[]>();
  const at = ref(0);
  const total = ref(0);
  const done = ref(0);
  const certain = ref(0);
  const isBusy = ref(false);
  let next: string | null = null;
  let actedAt = Number.NEGATIVE_INFINITY;

  const current = computed(() => orders.value?.[at.value]);
  const choices = computed(() => numbered(current.value?.repairs ?? []));

  async function load(keepId?: number): Promise<void> {
    const reply = await toasts.attempt(() => rpc('repairs.list', { after: null, limit: PAGE, code: null }));
    if (reply === undefined) return;
    orders.value = reply.orders;
    next = reply.next;
    total.value = reply.total;
    certain.value = Object.values(reply.certain).reduce((sum, count) => sum + count, 0);
    const kept = reply.orders.findIndex(({ order }) => order.id === keepId);
    at.value = kept >= 0 ? kept : Math.min(at.value, Math.max(0, reply.orders.length - 1));
  }

  async function more(): Promise<void> {
    const from = next;
    if (from === null || (orders.value?.length ?? 0) - at.value > AHEAD) return;
    next = null;
    const reply = await toasts.attempt(() => rpc('repairs.list', { after: from, limit: PAGE, code: null }));
    if (reply === undefined) return;
    orders.value = [...(orders.value ?? []), ...reply.orders];
    next = reply.next;
  }

  function move(to: number): void {
    at.value = Math.min(Math.max(0, to), Math.max(0, (orders.value?.length ?? 0) - 1));
    void more();
  }

  /** What is left of an order after a step. Nothing left: the next one moves up under the cursor. */
  async function after(order: OrderRow): Promise<void> {
    actedAt = Date.now();
    const left = await toasts.attempt(() => rpc('orders.repairs', { id: order.id }));
    const index = orders.value?.findIndex((each) => each.order.id === order.id) ?? -1;
    if (left === undefined || orders.value === undefined || index < 0) return;
    if (left.repairs.length > 0) {
      orders.value = orders.value.with(index, { order, repairs: left.repairs });
      return;
    }
    orders.value = orders.value.toSpliced(index, 1);
    total.value = Math.max(0, total.value - 1);
    done.value += 1;
    if (orders.value.length === 0 && total.value > 0) await load();
    else move(at.value);
  }

  /** One step at a time: a second key while the first is on its way would meet another order. */
  async function step(deed: (now: OrderRepairs) => Promise<OrderRow | undefined>): Promise<void> {
    const now = current.value;
    if (now === undefined || isBusy.value) return;
    isBusy.value = true;
    actedAt = Date.now();
    const reply = await toasts.attempt(() => deed(now));
    if (reply !== undefined) await after(reply);
    isBusy.value = false;
  }

  /** The step before is taken back by putting the fields back as they stood. */
  function offerBack(before: OrderRow, fields: Iterable<string>, label: string): void {
    const { id } = before;
    const values = valuesOf(before, fields);
    const back = async (): Promise<void> => {
      if ((await toasts.attempt(() => rpc('orders.edit', { id, fields: values }))) === undefined) return;
      done.value = Math.max(0, done.value - 1);
      toasts.show('done', t('ui.undo.done', { what: label }));
      await load(id);
    };
    deeds.offerBack(label, back);
  }

  async function take(n: number): Promise<void> {
    const chosen = optionAt(choices.value, n);
    if (chosen === undefined) return;
    const { repair, option } = chosen;
    await step(async ({ order }) => {
      const reply = await rpc('orders.repair', { id: order.id, code: repair.code, option: option.option });
      offerBack(order, Object.keys(option.changes), option.label);
      return reply;
    });
  }

  async function byHand(fields: Record<string, string | null>): Promise<void> {
    if (Object.keys(fields).length === 0) return;
    await step(async ({ order }) => {
      const reply = await rpc('orders.repair_by_hand', { id: order.id, fields });
      offerBack(order, Object.keys(fields), t('ui.repair.by_hand'));
      return reply;
    });
  }

  /** Sets the first finding aside; recorded. */
  async function ignore(): Promise<void> {
    await step(async ({ order, repairs }) => {
      const [first] = repairs;
      return first === undefined ? undefined : rpc('orders.ignore', { id: order.id, code: first.code });
    });
  }

  async function all(): Promise<void> {
    const button = t('ui.repair.all_n', { count: whole(certain.value) });
    if (certain.value > ASK_ABOVE) {
      const body = t('ui.ask.many', { count: whole(certain.value) });
      if (!(await deeds.ask(button, body, button, false))) return;
    }
    isBusy.value = true;
    const reply = await toasts.attempt(() => rpc('repairs.all', { option: 'certain' }));
    isBusy.value = false;
    if (reply === undefined) return;
    done.value += reply.done;
    deeds.tell(reply, { button: 'ui.repair.all_n', done: 'ui.done.repair' }, false);
    await load();
  }

  /** Somebody else changed orders: read anew, the cursor stays on its order. */
  async function heard(): Promise<void> {
    if (isBusy.value || Date.now() - actedAt < ECHO_MS) return;
    await load(current.value?.order.id);
  }

  return {
    orders,
    at,
    total,
    done,
    certain,
    isBusy,
    current,
    choices,
    load,
    move,
    take,
    byHand,
    ignore,
    all,
    heard,
  };
});
