// Saved filters of the order list, kept by the core.
import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { Filter, SavedView } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import { t } from '../words.ts';
import { useToasts } from './toasts.ts';

export const useViews = defineStore('views', () => {
  const toasts = useToasts();
  const views = ref<SavedView[]>([]);

  async function load(): Promise<void> {
    const reply = await toasts.attempt(() => rpc('views.list', {}));
    if (reply !== undefined) views.value = reply.views;
  }

  async function save(name: string, filter: Filter): Promise<boolean> {
    const saved = await toasts.attempt(() => rpc('views.save', { name, filter }));
    if (saved === undefined) return false;
    toasts.show('done', t('ui.done.view', { name }));
    await load();
    return true;
  }

  /** Forgotten at once, with a way back. */
  async function remove(name: string): Promise<void> {
    const gone = views.value.find((view) => view.name === name);
    if (gone === undefined || (await toasts.attempt(() => rpc('views.remove', { name }))) === undefined) return;
    await load();
    toasts.show('done', t('ui.done.view_removed', { name }), [
      { label: t('ui.undo.button'), run: () => save(gone.name, gone.filter) },
    ]);
  }

  return { views, load, save, remove };
});
