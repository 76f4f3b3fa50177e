// The scan desk's side of the core: one scan after the other, each answered before the next is asked, and what the desk shows beside them.
// How a code is read from keys, how an answer sounds and looks, is not decided here.
import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { DeskReply, Mode, ScanReply } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import { useJobs } from './jobs.ts';
import { sentence } from './toasts.ts';

/** The same code again within this time is the same pull of the trigger. */
const DOUBLE_MS = 1_500;
const DESK_KEY = 'yidan.desk';
const CHOICE_KEY = 'yidan.scan';

/** What is chosen for this machine's desk. */
interface Choice {
  sound: boolean;
  speech: boolean;
  printer: string;
}

function choice(): Choice {
  const usual: Choice = { sound: true, speech: true, printer: '' };
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(CHOICE_KEY) ?? '{}') as Partial<Choice>) };
  } catch {
    return usual;
  }
}

/** What is in hand belongs to this machine, whoever stands before it, and outlives a restart. */
function deskName(): string {
  let name = localStorage.getItem(DESK_KEY);
  if (name === null) {
    name = `desk-${crypto.getRandomValues(new Uint32Array(2)).join('')}`;
    localStorage.setItem(DESK_KEY, name);
  }
  return name;
}

export interface Asked {
  readonly force?: boolean;
  readonly weightG?: number | undefined;
  readonly printer?: string | undefined;
}

export const useScans = defineStore('scans', () => {
  const mode = ref<Mode>('out');
  const answer = shallowRef<ScanReply>();
  const desk = shallowRef<DeskReply>();
  const isAsking = ref(false);
  /** Why the last scan has no answer; nothing was done then. */
  const trouble = ref('');
  const name = deskName();
  const kept = choice();
  const hasSound = ref(kept.sound);
  const hasSpeech = ref(kept.speech);
  const printer = ref(kept.printer);
  watch([hasSound, hasSpeech, printer], ([sound, speech, chosen]) =>
    localStorage.setItem(CHOICE_KEY, JSON.stringify({ sound, speech, printer: chosen } satisfies Choice)),
  );
  const jobs = useJobs();
  /** Print jobs of labels that were asked for here. */
  const printing = new Set<number>();
  let last = { code: '', at: Number.NEGATIVE_INFINITY };
  let line: Promise<unknown> = Promise.resolve();

  // A label that did not come out is told at the desk: whoever holds the article waits for it.
  jobs.onEnd((job) => {
    if (printing.delete(job.id) && job.state !== 'done') {
      trouble.value = job.text;
      answer.value = undefined;
    }
  });

  /** True for the second of two pulls of the trigger. */
  function isDouble(code: string, now = performance.now()): boolean {
    const again = code === last.code && now - last.at < DOUBLE_MS;
    last = { code, at: now };
    return again;
  }

  async function load(): Promise<void> {
    desk.value = await rpc('scan.desk', { desk: name }).catch(() => desk.value);
    if (answer.value === undefined && mode.value === 'out') answer.value = desk.value?.open ?? undefined;
  }

  async function ask(code: string, asked: Asked): Promise<ScanReply | undefined> {
    isAsking.value = true;
    try {
      const reply = await rpc('scan.act', {
        code,
        mode: mode.value,
        desk: name,
        force: asked.force ?? false,
        ...(asked.weightG === undefined ? {} : { weight_g: asked.weightG }),
        ...(asked.printer === undefined ? {} : { printer: asked.printer }),
      });
      trouble.value = '';
      answer.value = reply;
      if (reply.job !== null) printing.add(reply.job);
      return reply;
    } catch (reason) {
      trouble.value = sentence(reason);
      answer.value = undefined;
      return undefined;
    } finally {
      isAsking.value = false;
    }
  }

  /** Asks after everything that was asked before has its answer. */
  function act(code: string, asked: Asked = {}): Promise<ScanReply | undefined> {
    const next = line.then(() => ask(code, asked));
    line = next.then(load).catch(() => undefined);
    return next;
  }

  /** Puts down what the desk has in hand. */
  async function drop(): Promise<void> {
    desk.value = await rpc('scan.drop', { desk: name }).catch(() => desk.value);
    answer.value = undefined;
    trouble.value = '';
  }

  function change(to: Mode): void {
    mode.value = to;
    answer.value = undefined;
    trouble.value = '';
    last = { code: '', at: Number.NEGATIVE_INFINITY };
  }

  return { mode, answer, trouble, desk, isAsking, hasSound, hasSpeech, printer, isDouble, load, act, drop, change };
});
