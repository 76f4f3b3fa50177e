// 面单: the question where numbers come from, and the accounts that give them. Numbers themselves are bought by a job of the core.
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { rpc } from '../rpc.ts';
import type { AccountView, Selection, SourceView } from '../gen/types.ts';
import { t } from '../words.ts';
import type { Chosen } from './deeds.ts';
import { useOrders } from './orders.ts';
import { useToasts } from './toasts.ts';

export interface IssueQuestion {
  readonly selection: Selection;
  readonly count: number;
}

export interface IssueChoice {
  /** Account by name; empty = chosen for each parcel. */
  readonly source: string;
  readonly carrier: string;
  readonly parcels: number;
}

/** Code of the source of one's own numbers. */
export const PLAIN = 'plain';

export const useWaybills = defineStore('waybills', () => {
  const orders = useOrders();
  const toasts = useToasts();
  const accounts = ref<AccountView[]>();
  const sources = ref<SourceView[]>([]);
  const usualWeight = ref(0);
  const question = shallowRef<IssueQuestion>();

  async function load(): Promise<void> {
    const reply = await toasts.attempt(() => rpc('waybill_accounts.list', {}));
    if (reply === undefined) return;
    accounts.value = reply.accounts;
    sources.value = reply.sources;
    usualWeight.value = reply.usual_weight_g;
  }

  async function start(given?: Chosen): Promise<void> {
    const chosen = given ?? orders.chosen();
    if (chosen === undefined) {
      toasts.show('look', t('ui.batch.nothing'));
      return;
    }
    await load();
    question.value = chosen;
  }

  /** Sends the wish off as a job. */
  async function issue(selection: Selection, choice: IssueChoice): Promise<void> {
    question.value = undefined;
    await toasts.attempt(() =>
      rpc('waybills.issue', {
        selection,
        ...(choice.source === '' ? {} : { source: choice.source }),
        ...(choice.carrier.trim() === '' ? {} : { carrier: choice.carrier.trim() }),
        ...(choice.parcels > 1 ? { parcels: choice.parcels } : {}),
      }),
    );
  }

  return { accounts, sources, usualWeight, question, load, start, issue };
});
