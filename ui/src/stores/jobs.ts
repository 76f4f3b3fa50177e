// Long work as the core tells it: one list, kept current by events. The page starts, pauses and reads jobs; it never runs one.
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { listen, rpc } from '../rpc.ts';
import type { JobView } from '../gen/types.ts';

const ENDED: readonly string[] = ['done', 'partly', 'failed', 'cancelled'];

export function hasEnded(job: JobView): boolean {
  return ENDED.includes(job.state);
}

/** Previews belong to their dialog, not to the tray. */
const SILENT: readonly string[] = ['preview'];

export const useJobs = defineStore('jobs', () => {
  const jobs = ref<JobView[]>([]);
  const waiting = new Map<number, ((job: JobView) => void)[]>();
  const heard = new Set<(job: JobView) => void>();

  const shown = computed(() => jobs.value.filter((job) => !SILENT.includes(job.kind)));
  const running = computed(() => shown.value.filter((job) => !hasEnded(job)));

  function take(job: JobView, quiet = false): void {
    const at = jobs.value.findIndex((each) => each.id === job.id);
    if (at < 0) jobs.value = [job, ...jobs.value];
    else jobs.value = jobs.value.with(at, job);
    if (!hasEnded(job)) return;
    for (const resolve of waiting.get(job.id) ?? []) resolve(job);
    waiting.delete(job.id);
    if (!quiet) for (const listener of heard) listener(job);
  }

  /** Reads the list. Ends that this page did not live to see are not news. */
  async function load(): Promise<void> {
    const reply = await rpc('jobs.list', {});
    for (const job of reply.jobs.toReversed()) {
      const known = jobs.value.find((each) => each.id === job.id);
      if (known === undefined || known.state !== job.state || known.done !== job.done)
        take(job, known === undefined && !waiting.has(job.id));
    }
    jobs.value = jobs.value.filter((job) => reply.jobs.some((each) => each.id === job.id));
  }

  /** Waits for the end of a job, whatever the end is. */
  async function ended(id: number): Promise<JobView> {
    const known = jobs.value.find((job) => job.id === id);
    if (known !== undefined && hasEnded(known)) return known;
    const end = new Promise<JobView>((resolve) => {
      waiting.set(id, [...(waiting.get(id) ?? []), resolve]);
    });
    // The job may have ended before this page heard of it.
    await load();
    return end;
  }

  const find = (id: number): JobView | undefined => jobs.value.find((job) => job.id === id);
  const pause = (id: number): Promise<unknown> => rpc('jobs.pause', { job: id });
  const resume = (id: number): Promise<unknown> => rpc('jobs.resume', { job: id });
  const cancel = (id: number): Promise<unknown> => rpc('jobs.cancel', { job: id });

  async function dismiss(id: number): Promise<void> {
    jobs.value = jobs.value.filter((job) => job.id !== id);
    await rpc('jobs.dismiss', { job: id });
  }

  /** Calls back for every job that ends, as long as the page lives. */
  function onEnd(listener: (job: JobView) => void): void {
    heard.add(listener);
  }

  function start(): () => void {
    return listen('job', (payload) => take(payload as JobView));
  }

  return { jobs, shown, running, load, ended, find, pause, resume, cancel, dismiss, onEnd, start };
});
