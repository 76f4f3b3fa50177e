// What wants attention: the banner of the paused breaker, the number on the rail, and what the core tells a person who is not looking.
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { AlarmView } from '../gen/types.ts';
import { inWindow, listen, rpc } from '../rpc.ts';
import { router } from '../router.ts';
import { t } from '../words.ts';
import { useNews } from './news.ts';
import { useToasts } from './toasts.ts';

/** Writes come in swarms; the lines need not follow each. */
const NEWS_MS = 1_500;

export const useAlarms = defineStore('alarms', () => {
  const news = useNews();
  const toasts = useToasts();
  const alarms = shallowRef<readonly AlarmView[]>([]);
  let timer = 0;

  const paused = computed(() => alarms.value.find((alarm) => alarm.code === 'paused'));
  /** Lines of the first grade that are not quiet. */
  const must = computed(() => alarms.value.filter((alarm) => alarm.grade === 'must' && alarm.muted_until === null));

  async function load(): Promise<void> {
    alarms.value = (await rpc('alarms.list', { orders: 0 })).alarms;
  }

  /** Only what the core tells as of the first grade comes here; everything else waits on the first page. */
  function tell(payload: unknown): void {
    const { text } = payload as { text: string };
    // In a browser only where the person allowed it. The window's own program tells the system itself.
    if (!inWindow() && 'Notification' in window && Notification.permission === 'granted') {
      new Notification(t('ui.app.name'), { body: text, tag: text });
    }
    toasts.show('stop', text, [{ label: t('ui.home.open'), run: () => router.push({ name: 'home' }) }]);
  }

  function start(): () => void {
    const again = (): void => {
      clearTimeout(timer);
      timer = window.setTimeout(() => void load().catch(() => undefined), NEWS_MS);
    };
    void load().catch(() => undefined);
    const stops = [news.on(['orders', 'setting', 'alarm'], again), listen('alarm', tell)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }

  return { alarms, paused, must, load, start };
});
