// Reports that are opened from a note or the tray: the problems of an import, the orders that got no label.
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { JobView, Skipped } from '../gen/types.ts';

export const useReports = defineStore('reports', () => {
  const imported = shallowRef<JobView>();
  const skipped = shallowRef<readonly Skipped[]>([]);
  return {
    imported,
    skipped,
    showImport: (job: JobView) => (imported.value = job),
    showSkipped: (list: readonly Skipped[]) => (skipped.value = list),
  };
});
