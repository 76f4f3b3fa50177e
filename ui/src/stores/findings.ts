// What stands against orders and what imports refused, by cause: the number on the rail and the list of causes. Rows belong to their page.
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { FindingGroup } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import { useNews } from './news.ts';

/** Imports tell of every few thousand rows; the number on the rail need not follow each. */
const NEWS_MS = 1_500;

export const useFindings = defineStore('findings', () => {
  const news = useNews();
  const groups = shallowRef<readonly FindingGroup[]>();
  let timer = 0;

  /** What wants a hand: remarks that ask for nothing do not count. */
  const waiting = computed(() =>
    (groups.value ?? []).reduce((sum, group) => sum + (group.severity === 'info' ? 0 : group.count), 0),
  );

  async function load(): Promise<void> {
    groups.value = (await rpc('findings.groups', { shop: null })).groups;
  }

  function start(): () => void {
    const again = (): void => {
      clearTimeout(timer);
      timer = window.setTimeout(() => void load().catch(() => undefined), NEWS_MS);
    };
    void load().catch(() => undefined);
    const stop = news.on(['orders', 'source_file', 'source_row'], again);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }

  return { groups, waiting, load, start };
});
