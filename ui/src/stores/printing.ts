// Printers and templates as the core knows them, and the question what to print how. Paper itself is a job of the core.
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { rpc, RpcError } from '../rpc.ts';
import type { PrinterSetup, PrinterView, Selection, TemplateView } from '../gen/types.ts';
import { t } from '../words.ts';
import { whole } from '../shapes/show.ts';
import { useDeeds } from './deeds.ts';
import type { Chosen } from './deeds.ts';
import { useOrders } from './orders.ts';
import { useSession } from './session.ts';
import type { PrintChoice } from './session.ts';
import { useToasts } from './toasts.ts';

export interface PrintQuestion {
  readonly selection: Selection;
  readonly count: number;
  readonly reprint: boolean;
  /** Kind of paper asked for: a label, a slip, a pick list. */
  readonly kind: string | undefined;
}

export const usePrinting = defineStore('printing', () => {
  const orders = useOrders();
  const session = useSession();
  const toasts = useToasts();
  const deeds = useDeeds();
  const printers = ref<PrinterView[]>([]);
  /** What is set for printers; one that is not here is as usual. */
  const setups = ref<PrinterSetup[]>([]);
  const templates = ref<TemplateView[]>([]);
  const defaultTemplate = ref('');
  /** The print system's own trouble, as a sentence; empty when it answered. */
  const systemTrouble = ref('');
  const question = shallowRef<PrintQuestion>();

  async function look(): Promise<void> {
    if (!session.may('printers.list')) return;
    try {
      const reply = await rpc('printers.list', {});
      printers.value = reply.printers;
      setups.value = reply.setups;
      systemTrouble.value = '';
    } catch (reason) {
      printers.value = [];
      systemTrouble.value = reason instanceof RpcError ? reason.message : '';
    }
  }

  async function loadTemplates(): Promise<void> {
    const reply = await toasts.attempt(() => rpc('labels.templates', {}));
    if (reply === undefined) return;
    templates.value = reply.templates;
    defaultTemplate.value = reply.default;
  }

  async function start(reprint = false, kind?: string, given?: Chosen): Promise<void> {
    const chosen = given ?? orders.chosen();
    if (chosen === undefined) {
      toasts.show('look', t('ui.batch.nothing'));
      return;
    }
    await Promise.all([look(), loadTemplates()]);
    question.value = { ...chosen, reprint, kind };
  }

  /** Sends the labels off as a job; labels that came out before are asked for once. */
  async function print(selection: Selection, choice: PrintChoice, reprint: boolean): Promise<void> {
    question.value = undefined;
    await session.set('print', choice);
    const template = choice.template ?? defaultTemplate.value;
    const { full, printer } = choice;
    try {
      if (printer === null) await rpc('labels.pdf', { selection, template, full });
      else await rpc('labels.print', { selection, printer, template, reprint, full });
    } catch (reason) {
      if (!(reason instanceof RpcError) || reason.code !== 'already_printed') {
        toasts.failed(reason);
        return;
      }
      const count = Number(reason.facts['count'] ?? reason.facts['labels'] ?? 1);
      const body = reason.message === '' ? t('ui.ask.reprint', { count: whole(count) }) : reason.message;
      if (await deeds.ask(t('ui.ask.reprint_title'), body, t('ui.print.reprint_button'), false))
        await print(selection, choice, true);
    }
  }

  return {
    printers,
    setups,
    templates,
    defaultTemplate,
    systemTrouble,
    question,
    look,
    loadTemplates,
    start,
    print,
  };
});
