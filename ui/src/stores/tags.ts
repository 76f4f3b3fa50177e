// Tags of the shop: names, colours, which are tabs. Hanging them on orders is a deed and can be taken back.
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { TagView } from '../gen/types.ts';
import { rpc } from '../rpc.ts';
import { nextColour } from '../shapes/tags.ts';
import { useDeeds } from './deeds.ts';
import type { Chosen } from './deeds.ts';
import { useNews } from './news.ts';
import { useToasts } from './toasts.ts';

export const useTags = defineStore('tags', () => {
  const toasts = useToasts();
  const deeds = useDeeds();
  const news = useNews();
  const tags = shallowRef<readonly TagView[]>([]);
  const colours = computed(() => new Map(tags.value.map((tag) => [tag.name, tag.colour])));

  async function load(): Promise<void> {
    const reply = await toasts.attempt(() => rpc('tags.list', {}));
    if (reply !== undefined) tags.value = reply.tags;
  }

  /** Reads them and stays current while the page lives. */
  function start(): () => void {
    void load();
    return news.on(['tag'], () => void load());
  }

  async function save(name: string, colour: string, isTab: boolean): Promise<boolean> {
    const saved = await toasts.attempt(() => rpc('tags.save', { name, colour, is_tab: isTab }));
    if (saved !== undefined) await load();
    return saved !== undefined;
  }

  async function remove(name: string): Promise<boolean> {
    const gone = await toasts.attempt(() => rpc('tags.remove', { name }));
    if (gone !== undefined) await load();
    return gone !== undefined;
  }

  /** Hangs a tag on orders; a name that is new gets a colour and becomes a tab. */
  async function hang(name: string, colour?: string, given?: Chosen): Promise<void> {
    if (!colours.value.has(name) && !(await save(name, colour ?? nextColour(tags.value), true))) return;
    await deeds.tag(name, true, given);
    await load();
  }

  async function takeOff(name: string, given?: Chosen): Promise<void> {
    await deeds.tag(name, false, given);
    await load();
  }

  return { tags, colours, load, start, save, remove, hang, takeOff };
});
