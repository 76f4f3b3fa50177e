// Who is here, what the desk is set to, which shops there are. Settings are kept by the core, so every face of the same data folder agrees.
import { defineStore } from 'pinia';
import { computed, ref, watchEffect } from 'vue';
import { rpc } from '../rpc.ts';
import { language } from '../words.ts';
import type { Language } from '../words.ts';
import type { SessionReply, ShopView } from '../gen/types.ts';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'standard' | 'roomy';

/** Printing as it was last chosen. */
export interface PrintChoice {
  printer: string | null;
  template: string | null;
  full: boolean;
}

export const ROW_PX: Readonly<Record<Density, number>> = { compact: 32, standard: 36, roomy: 56 };

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((each) => each === value) ?? otherwise;
}

export const useSession = defineStore('session', () => {
  const session = ref<SessionReply>();
  const settings = ref<Record<string, unknown>>({});
  const shops = ref<ShopView[]>([]);
  const platforms = ref<ReadonlyMap<string, string>>(new Map());
  const systemDark = ref(matchMedia('(prefers-color-scheme: dark)').matches);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
    systemDark.value = event.matches;
  });

  const theme = computed(() => oneOf<Theme>(settings.value['theme'], ['system', 'light', 'dark'], 'system'));
  const density = computed(() =>
    oneOf<Density>(settings.value['density'], ['compact', 'standard', 'roomy'], 'standard'),
  );
  const isDark = computed(() => theme.value === 'dark' || (theme.value === 'system' && systemDark.value));
  const print = computed<PrintChoice>(() => {
    const kept = (settings.value['print'] ?? {}) as Partial<PrintChoice>;
    return { printer: kept.printer ?? null, template: kept.template ?? null, full: kept.full ?? false };
  });

  watchEffect(() => document.documentElement.classList.toggle('dark', isDark.value));
  watchEffect(() => {
    language.value = oneOf<Language>(settings.value['language'], ['zh-CN', 'en'], 'zh-CN');
  });

  async function load(): Promise<void> {
    const reply = await rpc('session.get', {});
    session.value = reply;
    settings.value = { ...reply.settings };
    await loadShops();
  }

  async function reload(): Promise<void> {
    session.value = await rpc('session.get', {});
  }

  async function loadShops(): Promise<void> {
    const reply = await rpc('shops.list', {});
    shops.value = reply.shops;
    platforms.value = new Map(reply.platforms);
  }

  /** Shown at once, kept by the core right after. `null` goes back to the default. */
  async function set(key: string, value: unknown): Promise<void> {
    settings.value = { ...settings.value, [key]: value };
    await rpc('settings.set', { key, value });
  }

  const platformName = (code: string): string => platforms.value.get(code) ?? code;

  return {
    session,
    settings,
    shops,
    platforms,
    theme,
    density,
    isDark,
    print,
    load,
    reload,
    loadShops,
    set,
    platformName,
  };
});
