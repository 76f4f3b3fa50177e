// What can be done to the chosen orders, with its question where there is no way back, its note, and its way back.
// The core decides whether an order may move; this file only asks and tells.
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Ticked } from '../grid/selection.ts';
import { rpc } from '../rpc.ts';
import type { BatchReply, Cause, Event, Selection } from '../gen/types.ts';
import { t } from '../words.ts';
import type { Facts, Key } from '../words.ts';
import { whole } from '../shapes/show.ts';
import { useOrders } from './orders.ts';
import { useToasts } from './toasts.ts';

/** More orders than this are asked for even when there is a way back. */
const ASK_ABOVE = 200;
/** More than this need the number typed. */
const TYPE_ABOVE = 1_000;
const STEPS_BACK = 30;

export interface Question {
  readonly title: string;
  readonly body: string;
  readonly button: string;
  readonly danger: boolean;
  /** The number to be typed before the button works. */
  readonly typed: number | undefined;
  readonly answer: (yes: boolean) => void;
}

interface StepBack {
  readonly label: string;
  readonly run: () => Promise<unknown>;
}

/** The orders a deed is for, where they are not the ticked ones. */
export interface Chosen {
  readonly selection: Selection;
  readonly count: number;
}

interface Wording {
  /** `审核 {count} 单` on the button. */
  readonly button: Key;
  /** `已审核 {count} 单` on the note. */
  readonly done: Key;
  /** Said before something that cannot be taken back. */
  readonly warning?: Key;
  /** What else the note names beside the count. */
  readonly facts?: Facts;
}

export const useDeeds = defineStore('deeds', () => {
  const orders = useOrders();
  const toasts = useToasts();
  const question = shallowRef<Question>();
  const refused = shallowRef<BatchReply['refused']>([]);
  const holdFor = shallowRef<Chosen>();
  const exceptFor = shallowRef<Chosen>();
  /** The order whose receiver is to be blacklisted. */
  const blackFor = shallowRef<number>();
  const steps: StepBack[] = [];

  function ask(title: string, body: string, button: string, danger: boolean, typed?: number): Promise<boolean> {
    return new Promise((resolve) => {
      question.value = {
        title,
        body,
        button,
        danger,
        typed,
        answer: (yes) => {
          question.value = undefined;
          resolve(yes);
        },
      };
    });
  }

  function remember(step: StepBack): void {
    steps.push(step);
    if (steps.length > STEPS_BACK) steps.shift();
  }

  async function undo(): Promise<void> {
    const step = steps.pop();
    if (step === undefined) {
      toasts.show('look', t('ui.undo.nothing'));
      return;
    }
    await step.run();
  }

  /** A step that knows its own way back: by the note's button or by Ctrl+Z, once. */
  function offerBack(label: string, back: () => Promise<unknown>): void {
    const step: StepBack = { label, run: back };
    remember(step);
    toasts.show('done', label, [
      {
        label: t('ui.undo.button'),
        run: async () => {
          const at = steps.indexOf(step);
          if (at >= 0) steps.splice(at, 1);
          await step.run();
        },
      },
    ]);
  }

  function tell(reply: BatchReply, wording: Wording, reloads: boolean): void {
    const count = whole(reply.done);
    const back = reply.undo;
    const label = t(wording.done, { count, ...wording.facts });
    const actions = [];
    if (back !== null) {
      const step: StepBack = { label, run: () => takeBack(back, label, reloads) };
      remember(step);
      actions.push({
        label: t('ui.undo.button'),
        run: async () => {
          const at = steps.indexOf(step);
          if (at >= 0) steps.splice(at, 1);
          await step.run();
        },
      });
    }
    if (reply.refused.length > 0) {
      actions.push({ label: t('ui.refused.show'), run: () => (refused.value = reply.refused) });
      const text =
        reply.done === 0
          ? t('ui.refused.all', { count: whole(reply.refused.length), reason: reply.refused[0]!.text })
          : `${label} · ${t('ui.refused.some', { count: whole(reply.refused.length) })}`;
      toasts.show('look', text, actions);
    } else toasts.show('done', label, actions);
  }

  async function takeBack(mark: string, label: string, reloads: boolean): Promise<void> {
    const reply = await toasts.attempt(() => rpc('orders.back', { undo: mark }));
    if (reply === undefined) return;
    toasts.show(reply.refused.length > 0 ? 'look' : 'done', t('ui.undo.done', { what: label }));
    await afterwards(reloads);
  }

  /** Own deeds reload the list at the same place; deeds that move no order out of it only tell its rows anew. */
  async function afterwards(reloads: boolean): Promise<void> {
    if (reloads) await orders.open(true);
    else {
      orders.pages?.stale();
      orders.arrivals += 1;
      await orders.count();
    }
  }

  async function run(
    wording: Wording,
    reloads: boolean,
    deed: (selection: Selection) => Promise<BatchReply>,
    given?: Chosen,
  ): Promise<void> {
    const chosen = given ?? orders.chosen();
    if (chosen === undefined) {
      toasts.show('look', t('ui.batch.nothing'));
      return;
    }
    const { selection, count } = chosen;
    const button = t(wording.button, { count: whole(count) });
    if (wording.warning !== undefined || count > ASK_ABOVE) {
      const body =
        wording.warning === undefined
          ? t('ui.ask.many', { count: whole(count) })
          : t(wording.warning, { count: whole(count) });
      if (!(await ask(button, body, button, wording.warning !== undefined, count > TYPE_ABOVE ? count : undefined)))
        return;
    }
    const reply = await toasts.attempt(() => deed(selection));
    if (reply === undefined) return;
    tell(reply, wording, reloads);
    if (reloads && given === undefined) orders.untickAll();
    await afterwards(reloads);
  }

  const step = (event: Event, wording: Wording, given?: Chosen): Promise<void> =>
    run(wording, true, (selection) => rpc('orders.step', { selection, event }), given);

  const accept = (given?: Chosen): Promise<void> =>
    step('accept', { button: 'ui.batch.accept_n', done: 'ui.done.accept' }, given);
  const sendBack = (given?: Chosen): Promise<void> =>
    step('send_back', { button: 'ui.batch.send_back_n', done: 'ui.done.send_back' }, given);
  const ship = (given?: Chosen): Promise<void> =>
    step('ship', { button: 'ui.batch.ship_n', done: 'ui.done.ship', warning: 'ui.ask.ship' }, given);
  const cancel = (): Promise<void> =>
    step('close', { button: 'ui.batch.close_n', done: 'ui.done.close', warning: 'ui.ask.close' });
  const release = (given?: Chosen): Promise<void> =>
    run(
      { button: 'ui.batch.release_n', done: 'ui.done.release' },
      true,
      (selection) => rpc('orders.release', { selection }),
      given,
    );
  const flag = (value: number): Promise<void> =>
    run({ button: 'ui.batch.flag_n', done: value === 0 ? 'ui.done.unflag' : 'ui.done.flag' }, false, (selection) =>
      rpc('orders.flag', { selection, flag: value }),
    );
  const urgent = (on: boolean): Promise<void> =>
    run({ button: 'ui.batch.urgent_n', done: on ? 'ui.done.urgent' : 'ui.done.not_urgent' }, false, (selection) =>
      rpc('orders.urgent', { selection, urgent: on }),
    );

  const askCheck = (given?: Chosen): Promise<void> =>
    run(
      { button: 'ui.batch.ask_check_n', done: 'ui.done.ask_check' },
      true,
      (selection) => rpc('orders.ask_check', { selection }),
      given,
    );

  const tag = (name: string, on: boolean, given?: Chosen): Promise<void> =>
    run(
      { button: 'ui.batch.tag_n', done: on ? 'ui.done.tag' : 'ui.done.untag', facts: { name } },
      false,
      (selection) => rpc('orders.tag', { selection, add: on ? [name] : [], remove: on ? [] : [name] }),
      given,
    );
  const settle = (given?: Chosen): Promise<void> =>
    run(
      { button: 'ui.batch.settle_n', done: 'ui.done.settle' },
      true,
      (selection) => rpc('orders.settle', { selection }),
      given,
    );

  function startExcept(given?: Chosen): void {
    exceptFor.value = given ?? orders.chosen();
    if (exceptFor.value === undefined) toasts.show('look', t('ui.batch.nothing'));
  }

  async function except(cause: Cause, note: string): Promise<void> {
    const given = exceptFor.value;
    exceptFor.value = undefined;
    const remark = note === '' ? {} : { note };
    await run(
      { button: 'ui.batch.except_n', done: 'ui.done.except' },
      true,
      (selection) => rpc('orders.except', { selection, cause, ...remark }),
      given,
    );
    orders.untickAll();
  }

  function startHold(): void {
    holdFor.value = orders.chosen();
    if (holdFor.value === undefined) toasts.show('look', t('ui.batch.nothing'));
  }

  /** `minutes` from now it goes on by itself; `null` = by hand alone. */
  async function hold(reason: string, minutes: number | null = null): Promise<void> {
    const given = holdFor.value;
    holdFor.value = undefined;
    const until = minutes === null ? {} : { release_after_minutes: minutes };
    await run(
      { button: 'ui.batch.hold_n', done: 'ui.done.hold' },
      true,
      (selection) => rpc('orders.hold', { selection, reason, ...until }),
      given,
    );
    orders.untickAll();
  }

  /** Ticks are steps too: Ctrl+Z gives the last ones back. */
  function ticks(change: () => void): void {
    const before: Ticked = orders.ticked;
    const list = orders.snapshot?.mark;
    change();
    if (orders.ticked === before) return;
    remember({
      label: t('ui.key.tick'),
      run: () => {
        if (orders.snapshot?.mark === list) orders.ticked = before;
        return Promise.resolve();
      },
    });
  }

  return {
    question,
    refused,
    holdFor,
    exceptFor,
    blackFor,
    ask,
    undo,
    tell,
    offerBack,
    afterwards,
    accept,
    sendBack,
    ship,
    cancel,
    release,
    flag,
    urgent,
    askCheck,
    tag,
    settle,
    startExcept,
    except,
    startHold,
    hold,
    ticks,
  };
});
