// The order list as it stands on screen: filter, tab, frozen snapshot, ticks. The list never jumps under the hand: news of others
// is counted and offered, own deeds reload it. Which deeds exist is in `deeds.ts`.
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { Pages } from '../grid/pages.ts';
import * as sel from '../grid/selection.ts';
import type { Ticked } from '../grid/selection.ts';
import { rpc, RpcError } from '../rpc.ts';
import { emptyFilter, restrictions, tabOf, tagOf, withoutTab, withTab } from '../shapes/filter.ts';
import type { Tab } from '../shapes/filter.ts';
import type { Filter, OrderRow, Selection, Sort, TagView } from '../gen/types.ts';
import { useToasts } from './toasts.ts';

export interface Snapshot {
  readonly mark: string;
  readonly total: number;
  readonly sumFen: number;
}

/** Rows of a range that are read to learn their ids; a longer range is what "全选当前筛选" is for. */
const RANGE_ROWS = 20_000;
/** How long a shown name stays readable in the list. */
const REVEAL_MS = 10_000;
const NEWS_MS = 400;

export const useOrders = defineStore('orders', () => {
  const toasts = useToasts();
  const tab = ref<Tab>('all');
  const filter = ref<Filter>(emptyFilter());
  const sort = ref<Sort>('newest');
  const snapshot = shallowRef<Snapshot>();
  const pages = shallowRef<Pages<OrderRow>>();
  const counts = ref<Readonly<Record<string, number>>>({});
  /** Tags that are tabs. */
  const tagTabs = shallowRef<readonly TagView[]>([]);
  const ticked = shallowRef<Ticked>(sel.NOTHING);
  const active = ref(0);
  /** Rises whenever rows arrive, so that the grid draws again. */
  const arrivals = ref(0);
  /** Rises whenever the list is a new one. `kept` says whether the place on screen is to be held. */
  const opened = ref({ n: 0, kept: false });
  const isLoading = ref(false);
  const drawerId = ref<number>();
  const shownReceivers = shallowRef<ReadonlyMap<number, OrderRow>>(new Map());
  let epoch = 0;
  let newsTimer = 0;

  const asked = computed(() => withTab(filter.value, tab.value));
  const tickedCount = computed(() => sel.count(ticked.value));
  const total = computed(() => snapshot.value?.total ?? 0);
  const filtered = computed(() => restrictions(tab.value === 'all' ? filter.value : withoutTab(filter.value)));
  /** Orders that came into or left this list since it was frozen. */
  const news = computed(() => {
    const now = counts.value[tab.value];
    if (
      now === undefined ||
      snapshot.value === undefined ||
      (tab.value === 'all' && restrictions(filter.value) !== restrictions(withoutTab(filter.value)))
    )
      return 0;
    return now - snapshot.value.total;
  });

  function close(): void {
    pages.value?.close();
  }

  async function open(keepPlace = false): Promise<void> {
    epoch += 1;
    const mine = epoch;
    isLoading.value = true;
    try {
      const [reply] = await Promise.all([
        rpc('orders.snapshot', { filter: asked.value, sort: sort.value, mask: true }),
        count(),
      ]);
      if (mine !== epoch) return;
      close();
      const { mark } = reply;
      const fetch = async (from: number, many: number): Promise<OrderRow[]> =>
        (await rpc('orders.rows', { mark, from, count: many, mask: true })).rows;
      const fresh = new Pages<OrderRow>(reply.total, fetch, arrived, lost);
      fresh.seed(reply.rows);
      snapshot.value = { mark, total: reply.total, sumFen: reply.sum_fen };
      pages.value = fresh;
      if (ticked.value.kind === 'all') ticked.value = sel.NOTHING;
      if (!keepPlace) active.value = 0;
      active.value = Math.min(active.value, Math.max(0, reply.total - 1));
      opened.value = { n: opened.value.n + 1, kept: keepPlace };
    } catch (reason) {
      if (mine === epoch) toasts.failed(reason);
    } finally {
      if (mine === epoch) isLoading.value = false;
    }
  }

  function arrived(): void {
    arrivals.value += 1;
  }

  /** The core forgot the snapshot (it restarted): freeze a new one at the same place. */
  function lost(reason: unknown): void {
    if (reason instanceof RpcError && reason.code === 'stale_selection') {
      // Several pages may be told so at once: the first is enough.
      close();
      void open(true);
    } else toasts.failed(reason);
  }

  async function count(): Promise<void> {
    const reply = await rpc('orders.tabs', withoutTab(filter.value));
    tagTabs.value = reply.tags;
    counts.value = { ...reply.counts, ...Object.fromEntries(reply.tags.map((tag) => [`tag:${tag.name}`, tag.orders])) };
  }

  /** Something changed, by another face, a job or a sync. What is on screen is told anew in place. */
  function changed(): void {
    if (newsTimer !== 0 || snapshot.value === undefined) return;
    newsTimer = window.setTimeout(() => {
      newsTimer = 0;
      if (total.value === 0) {
        void open();
        return;
      }
      pages.value?.stale();
      arrived();
      void count().catch(() => undefined);
    }, NEWS_MS);
  }

  function setTab(to: Tab): void {
    if (tab.value === 'all' && to !== 'all') filter.value = withoutTab(filter.value);
    if (tagOf(to) !== undefined) filter.value = { ...filter.value, tag: null };
    tab.value = to;
    ticked.value = sel.NOTHING;
    void open();
  }

  function setFilter(to: Filter): void {
    filter.value = to;
    // Another tag than that of the tab: the tab would say something else than the list.
    if (to.tag !== null && tagOf(tab.value) !== undefined) tab.value = 'all';
    ticked.value = sel.NOTHING;
    void open();
  }

  /** A whole filter from elsewhere: a tile of the board, a saved filter, a pasted list. */
  function show(whole: Filter): void {
    tab.value = tabOf(whole);
    filter.value = tab.value === 'all' ? whole : withoutTab(whole);
    if (tagOf(tab.value) !== undefined) filter.value = { ...filter.value, tag: null };
    if (tab.value === 'send_failed') filter.value = { ...filter.value, cause: null };
    ticked.value = sel.NOTHING;
    void open();
  }

  function setSort(to: Sort): void {
    sort.value = to;
    void open();
  }

  // ------------------------------------------------------------ ticks

  function rowAt(index: number): OrderRow | undefined {
    const row = pages.value?.row(index);
    return row === undefined ? undefined : (shownReceivers.value.get(row.id) ?? row);
  }

  function toggle(index: number): void {
    const row = rowAt(index);
    if (row !== undefined) ticked.value = sel.toggle(ticked.value, row.id);
  }

  async function range(from: number, to: number): Promise<void> {
    const [first, last] = from < to ? [from, to] : [to, from];
    if (last - first >= RANGE_ROWS) return;
    const held = pages.value;
    const rows = await held?.span(first, last + 1);
    if (rows !== undefined && held === pages.value)
      ticked.value = sel.put(
        ticked.value,
        rows.map((row) => row.id),
        true,
      );
  }

  function tickAll(): void {
    ticked.value = sel.all(total.value);
  }

  function untickAll(): void {
    ticked.value = sel.NOTHING;
  }

  /** What a deed acts on: the ticked orders, else the row under the cursor. */
  function chosen(): { selection: Selection; count: number } | undefined {
    if (snapshot.value === undefined) return undefined;
    if (tickedCount.value > 0) {
      const choice = sel.toChosen(ticked.value, snapshot.value.mark);
      return { selection: 'ids' in choice ? choice : { snapshot: choice }, count: tickedCount.value };
    }
    const row = rowAt(active.value);
    return row === undefined ? undefined : { selection: { ids: [row.id] }, count: 1 };
  }

  // ------------------------------------------------------------ names on screen

  /** Shows name and phone of one row for ten seconds. The core writes it into the trail. */
  async function reveal(row: OrderRow): Promise<void> {
    const reply = await toasts.attempt(() => rpc('orders.reveal', { id: row.id }));
    if (reply === undefined) return;
    const { receiver } = reply;
    const whole: OrderRow = {
      ...row,
      receiver_name: receiver.name,
      receiver_phone: receiver.phone,
      receiver_phone_ext: receiver.phone_ext,
      receiver_address: receiver.address,
    };
    shownReceivers.value = new Map(shownReceivers.value).set(row.id, whole);
    setTimeout(() => {
      const left = new Map(shownReceivers.value);
      left.delete(row.id);
      shownReceivers.value = left;
    }, REVEAL_MS);
  }

  return {
    tab,
    filter,
    sort,
    snapshot,
    pages,
    counts,
    tagTabs,
    ticked,
    active,
    arrivals,
    opened,
    isLoading,
    drawerId,
    shownReceivers,
    asked,
    tickedCount,
    total,
    filtered,
    news,
    open,
    close,
    count,
    changed,
    setTab,
    setFilter,
    show,
    setSort,
    rowAt,
    toggle,
    range,
    tickAll,
    untickAll,
    chosen,
    reveal,
  };
});
