// The column mapping of one file: its columns, the choice so far, and what the core reads by it. Saving makes a profile, and files with
// the same headings are known from then on.
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ColumnsReply, TryMappingReply } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import type { Handle } from '../rpc.ts';
import { assign, guessed, missing, nameFor, toMapping, withSort } from '../shapes/mapping.ts';
import type { Choice, Sort } from '../shapes/mapping.ts';
import { t } from '../words.ts';
import { useIntake } from './intake.ts';
import { sentence, useToasts } from './toasts.ts';

/** A choice is tried once the hand rests. */
const TRY_MS = 250;

export const useMapping = defineStore('mapping', () => {
  const intake = useIntake();
  const toasts = useToasts();
  const file = shallowRef<Handle>();
  const columns = shallowRef<ColumnsReply>();
  const choice = shallowRef<Choice>();
  const trial = shallowRef<TryMappingReply>();
  const trouble = ref('');
  const name = ref('');
  const isTrying = ref(false);
  const isSaving = ref(false);
  let round = 0;
  let timer = 0;

  const isOpen = computed(() => file.value !== undefined);
  const lacks = computed(() =>
    choice.value === undefined || columns.value === undefined ? [] : missing(choice.value, columns.value.fields),
  );

  async function open(handle: string): Promise<void> {
    const wanted = intake.files.find((each) => each.handle === handle);
    if (wanted === undefined) return;
    file.value = wanted;
    name.value = nameFor(wanted.name);
    await read(null);
  }

  const password = (): string | null => (intake.password === '' ? null : intake.password);

  /** Another sheet is another set of columns. */
  async function read(sheet: string | null): Promise<void> {
    round += 1;
    const mine = round;
    const handle = file.value?.handle;
    if (handle === undefined) return;
    try {
      const reply = await rpc('files.columns', { file: handle, password: password(), sheet });
      if (mine !== round) return;
      columns.value = reply;
      choice.value = guessed(reply);
      trouble.value = '';
      await attempt();
    } catch (reason) {
      if (mine === round) trouble.value = sentence(reason);
    }
  }

  /** What the choice reads now. */
  async function attempt(): Promise<void> {
    round += 1;
    const mine = round;
    const [handle, now, reply] = [file.value?.handle, choice.value, columns.value];
    if (handle === undefined || now === undefined || reply === undefined) return;
    if (lacks.value.length > 0) {
      trial.value = undefined;
      trouble.value = '';
      return;
    }
    isTrying.value = true;
    try {
      const mapping = toMapping(now, reply);
      const tried = await rpc('files.try_mapping', { file: handle, password: password(), mapping });
      if (mine !== round) return;
      trial.value = tried;
      trouble.value = '';
    } catch (reason) {
      if (mine !== round) return;
      trial.value = undefined;
      trouble.value = sentence(reason);
    } finally {
      if (mine === round) isTrying.value = false;
    }
  }

  function change(to: Choice): void {
    choice.value = to;
    clearTimeout(timer);
    timer = window.setTimeout(() => void attempt(), TRY_MS);
  }

  function give(column: number, field: string): void {
    if (choice.value !== undefined && columns.value !== undefined)
      change(assign(choice.value, column, field, columns.value.fields));
  }

  function mean(word: string, status: string): void {
    if (choice.value !== undefined) change({ ...choice.value, status: new Map(choice.value.status).set(word, status) });
  }

  function setSort(sort: Sort): void {
    if (choice.value !== undefined) change(withSort(choice.value, sort));
  }

  /** Saves the profile and looks at the files again: now they are known. */
  async function save(): Promise<void> {
    const [now, reply] = [choice.value, columns.value];
    if (now === undefined || reply === undefined || name.value.trim() === '') return;
    isSaving.value = true;
    const saved = await toasts.attempt(() =>
      rpc('profiles.save', { name: name.value.trim(), mapping: toMapping(now, reply) }),
    );
    isSaving.value = false;
    if (saved === undefined) return;
    toasts.show('done', t('ui.mapping.saved', { name: saved.name }));
    intake.useProfile(saved.name);
    close();
    await intake.again();
  }

  function close(): void {
    round += 1;
    clearTimeout(timer);
    file.value = undefined;
    columns.value = undefined;
    choice.value = undefined;
    trial.value = undefined;
    trouble.value = '';
    isTrying.value = false;
  }

  return {
    file,
    columns,
    choice,
    trial,
    trouble,
    name,
    isTrying,
    isSaving,
    isOpen,
    lacks,
    open,
    read,
    change,
    give,
    mean,
    setSort,
    save,
    close,
  };
});
