// 粘贴建单: a pasted text and the orders read out of it. The text is the one truth: corrections are written back into it and read anew.
// What can be stored is decided by the core.
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { AddressCandidate, PastedDraft } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import type { Reply } from '../rpc.ts';
import { emptyFilter } from '../shapes/filter.ts';
import { receiverOf, rewritten, without } from '../shapes/pasted.ts';
import type { ReceiverDraft } from '../shapes/receiver.ts';
import { whole } from '../shapes/show.ts';
import { t } from '../words.ts';
import { useOrders } from './orders.ts';
import { sentence, useToasts } from './toasts.ts';

/** The text is read once the hand rests. */
const READ_MS = 180;

export const usePaste = defineStore('paste', () => {
  const orders = useOrders();
  const toasts = useToasts();
  const isOpen = ref(false);
  const text = ref('');
  const shop = ref('');
  const again = ref(false);
  const drafts = shallowRef<readonly PastedDraft[]>([]);
  /** The text the drafts were read from: places fit no other. */
  const readText = ref('');
  const left = shallowRef<ReadonlySet<number>>(new Set());
  const trouble = ref('');
  const isStoring = ref(false);
  let round = 0;
  let timer = 0;

  const isBlocked = (draft: PastedDraft): boolean =>
    draft.stored !== null || draft.findings.some((finding) => finding.blocking);
  const chosen = computed(() => drafts.value.filter((draft) => !isBlocked(draft) && !left.value.has(draft.index)));
  const places = computed(() => (readText.value === text.value ? drafts.value.flatMap((draft) => draft.parts) : []));
  const isRead = computed(() => readText.value === text.value);

  function open(given = ''): void {
    isOpen.value = true;
    if (given === '') return;
    setText(text.value.trim() === '' ? given : `${text.value.trimEnd()}\n\n${given}`);
  }

  function setText(to: string): void {
    text.value = to;
    clearTimeout(timer);
    timer = window.setTimeout(() => void read(), READ_MS);
  }

  const ask = (accept: boolean, only: number[] | null): Promise<Reply<'orders.paste'>> =>
    rpc(accept ? 'orders.paste' : 'orders.paste_preview', {
      text: text.value,
      shop: shop.value.trim() === '' ? null : shop.value.trim(),
      accept,
      only,
      again: again.value,
    });

  async function read(): Promise<void> {
    round += 1;
    const mine = round;
    const asked = text.value;
    if (asked.trim() === '') {
      take(asked, []);
      return;
    }
    try {
      const reply = await ask(false, null);
      if (mine === round) take(asked, reply.drafts);
    } catch (reason) {
      if (mine === round) trouble.value = sentence(reason);
    }
  }

  function take(of: string, read_: readonly PastedDraft[]): void {
    trouble.value = '';
    readText.value = of;
    if (read_.length !== drafts.value.length) left.value = new Set();
    drafts.value = read_;
  }

  function toggle(index: number): void {
    const now = new Set(left.value);
    if (!now.delete(index)) now.add(index);
    left.value = now;
  }

  async function correct(draft: PastedDraft, to: ReceiverDraft): Promise<void> {
    if (!isRead.value) return;
    clearTimeout(timer);
    text.value = rewritten(text.value, draft, to);
    await read();
  }

  /** One of several readings of the region. */
  const pick = (draft: PastedDraft, { province, city, district }: AddressCandidate): Promise<void> =>
    correct(draft, { ...receiverOf(draft), province, city, district });

  async function storeAgain(): Promise<void> {
    again.value = true;
    await read();
  }

  /** Stores what nothing blocks; what is left stays in the box. */
  async function store(): Promise<void> {
    if (isStoring.value || chosen.value.length === 0 || !isRead.value) return;
    isStoring.value = true;
    const only = chosen.value.map((draft) => draft.index);
    const reply = await toasts.attempt(() => ask(true, only));
    isStoring.value = false;
    if (reply === undefined) return;
    const stored = reply.drafts.filter((draft) => only.includes(draft.index) && draft.stored !== null);
    const numbers = stored.map((draft) => draft.draft.order_no);
    toasts.show('done', t('ui.paste.stored', { count: whole(reply.accepted) }), [
      { label: t('ui.paste.show'), run: () => orders.show({ ...emptyFilter(), numbers }) },
    ]);
    again.value = false;
    left.value = new Set();
    text.value = without(text.value, stored);
    await read();
    if (drafts.value.length === 0) isOpen.value = false;
    await orders.open(true);
  }

  return {
    isOpen,
    text,
    shop,
    again,
    drafts,
    left,
    trouble,
    isStoring,
    chosen,
    places,
    isRead,
    isBlocked,
    open,
    setText,
    read,
    toggle,
    correct,
    pick,
    storeAgain,
    store,
  };
});
