// 黑名单: whom the shop does not serve without a look. The core keeps digests; this page never sees who it was beyond the masked label.
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { BlacklistAddRequest, BlacklistView } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import { whole } from '../shapes/show.ts';
import { t } from '../words.ts';
import { useToasts } from './toasts.ts';

const NOBODY = { order_id: null, phone: null, name: null, address: null, buyer: null, platform: null };

export const useBlacklist = defineStore('blacklist', () => {
  const toasts = useToasts();
  const entries = shallowRef<readonly BlacklistView[]>();

  async function load(): Promise<void> {
    entries.value = (await toasts.attempt(() => rpc('blacklist.list', {})))?.entries ?? entries.value;
  }

  async function add(person: Partial<BlacklistAddRequest> & { reason: string }): Promise<boolean> {
    const added = await toasts.attempt(() => rpc('blacklist.add', { ...NOBODY, ...person }));
    if (added === undefined) return false;
    toasts.show('done', t('ui.black.added', { count: whole(added.held) }));
    await load();
    return true;
  }

  /** What was entered cannot be read back, so that there is no way back but entering it again. */
  async function remove(entry: BlacklistView): Promise<void> {
    if ((await toasts.attempt(() => rpc('blacklist.remove', { id: entry.id }))) === undefined) return;
    toasts.show('done', t('ui.black.removed', { name: entry.label }));
    await load();
  }

  return { entries, load, add, remove };
});
