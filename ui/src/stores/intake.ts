// Files on their way in: put on the core's shelf, looked at without writing, then imported as a job or left alone.
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { openFiles, putFile, rpc, saveFile } from '../rpc.ts';
import type { Handle } from '../rpc.ts';
import type { FileResult, ImportResult, JobView } from '../gen/types.ts';
import * as folder from '../shapes/folder.ts';
import { t } from '../words.ts';
import { hasEnded, useJobs } from './jobs.ts';
import { useToasts } from './toasts.ts';

export const ACCEPTED = '.xlsx,.xls,.csv,.zip,.txt,.htm,.html';

/** Files carried to the shelf side by side. */
const AT_ONCE = 4;

export const useIntake = defineStore('intake', () => {
  const jobs = useJobs();
  const toasts = useToasts();
  const files = shallowRef<readonly Handle[]>([]);
  const uploading = ref({ done: 0, total: 0 });
  const previewJob = ref<number>();
  const preview = shallowRef<ImportResult>();
  const failure = shallowRef<JobView>();
  const shop = ref('');
  const password = ref('');
  /** The profile that a single file is to be read by; many are known by their own headings. */
  const profile = ref<string | null>(null);
  let round = 0;

  const isOpen = computed(() => uploading.value.total > 0 || files.value.length > 0);
  const progress = computed(() => (previewJob.value === undefined ? undefined : jobs.find(previewJob.value)));
  const sums = computed(() => {
    const sum = (of: (file: FileResult) => number): number =>
      (preview.value?.files ?? []).reduce((total, file) => total + of(file), 0);
    return {
      added: sum((file) => file.orders_new + file.lines_new),
      updated: sum((file) => file.orders_updated),
      unchanged: sum((file) => file.orders_unchanged + file.lines_known),
      problems: sum((file) => file.rejected_total + file.orders_flagged),
      rejected: sum((file) => file.rejected_total),
      flagged: sum((file) => file.orders_flagged),
    };
  });
  const needsPassword = computed(() =>
    (preview.value?.files ?? []).some(
      (file) => file.error?.code === 'needs_password' || file.error?.code === 'bad_password',
    ),
  );

  async function choose(): Promise<void> {
    const handles = await toasts.attempt(() => openFiles(ACCEPTED));
    if (handles !== undefined && handles.length > 0) await look(handles);
  }

  /** All exports of a folder, as one import. */
  async function chooseFolder(): Promise<void> {
    const given = await folder.chooseFolder();
    if (given.length === 0) return;
    await take(folder.exportsOf(given));
  }

  /** Files from the browser: dropped or pasted. A folder's many go to the shelf a few at a time. */
  async function take(given: readonly File[]): Promise<void> {
    if (given.length === 0) {
      toasts.show('look', t('ui.import.no_files'));
      return;
    }
    uploading.value = { done: 0, total: uploading.value.total + given.length };
    const handles: Handle[] = Array.from({ length: given.length });
    let next = 0;
    const carry = async (): Promise<void> => {
      for (let i = next; i < given.length; i = next) {
        next += 1;
        handles[i] = await putFile(given[i]!);
        uploading.value = { ...uploading.value, done: uploading.value.done + 1 };
      }
    };
    const carried = await toasts.attempt(() => Promise.all(Array.from({ length: AT_ONCE }, carry)));
    uploading.value = { done: 0, total: 0 };
    if (carried !== undefined) await look(handles);
  }

  /** Reads the files without writing anything. More files join those already open. */
  async function look(handles: readonly Handle[]): Promise<void> {
    files.value = [...files.value, ...handles];
    await again();
  }

  async function again(): Promise<void> {
    round += 1;
    const mine = round;
    preview.value = undefined;
    failure.value = undefined;
    const started = await toasts.attempt(() => rpc('files.import', request(true, false)));
    if (mine !== round) return;
    if (started === undefined) {
      close();
      return;
    }
    previewJob.value = started.job;
    const job = await jobs.ended(started.job);
    if (mine !== round) return;
    if (job.result === null) failure.value = job;
    else preview.value = job.result as ImportResult;
  }

  function request(dry: boolean, onlyClean: boolean): Parameters<typeof rpc<'files.import'>>[1] {
    return {
      files: files.value.map((file) => file.handle),
      shop: shop.value.trim() === '' ? null : shop.value.trim(),
      password: password.value === '' ? null : password.value,
      profile: files.value.length === 1 ? profile.value : null,
      dry_run: dry,
      only_clean: onlyClean,
    };
  }

  /** Brings the files in. The dialog closes at once; the tray tells the rest. */
  async function bring(onlyClean: boolean): Promise<void> {
    const started = await toasts.attempt(() => rpc('files.import', request(false, onlyClean)));
    if (started !== undefined) close();
  }

  async function saveProblems(job: number): Promise<void> {
    const file = await toasts.attempt(() => rpc('files.problems', { job }));
    if (file !== undefined) await toasts.attempt(() => saveFile(file.handle));
  }

  function remove(handle: string): void {
    files.value = files.value.filter((file) => file.handle !== handle);
    if (files.value.length === 0) close();
    else void again();
  }

  function close(): void {
    round += 1;
    const job = progress.value;
    if (job !== undefined && (job.state === 'running' || job.state === 'queued'))
      void jobs.cancel(job.id).catch(() => undefined);
    // A preview is of no use to the tray once its dialog is closed.
    if (job !== undefined && hasEnded(job)) void jobs.dismiss(job.id).catch(() => undefined);
    files.value = [];
    previewJob.value = undefined;
    preview.value = undefined;
    failure.value = undefined;
    shop.value = '';
    password.value = '';
    profile.value = null;
  }

  function useProfile(name: string): void {
    profile.value = name;
  }

  return {
    files,
    uploading,
    previewJob,
    preview,
    failure,
    shop,
    password,
    isOpen,
    progress,
    sums,
    needsPassword,
    choose,
    chooseFolder,
    take,
    look,
    again,
    bring,
    useProfile,
    saveProblems,
    remove,
    close,
  };
});
