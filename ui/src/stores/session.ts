// Who is here and what they may do, what the desk is set to, which shops there are. Settings are kept by the core, so every face of the same
// data folder agrees.
import { defineStore } from 'pinia';
import { computed, ref, watchEffect } from 'vue';
import { ROLES } from '../gen/commands.ts';
import { onSignInNeeded, rpc } from '../rpc.ts';
import type { CommandName } from '../rpc.ts';
import { offeredFlags } from '../shapes/tags.ts';
import { language } from '../words.ts';
import type { Language } from '../words.ts';
import type { Role, SessionReply, ShopView } from '../gen/types.ts';

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
  /** Flags that are offered, without the one that takes them away. */
  const flags = computed(() => offeredFlags(settings.value['flags']));
  const print = computed<PrintChoice>(() => {
    const kept = (settings.value['print'] ?? {}) as Partial<PrintChoice>;
    return { printer: kept.printer ?? null, template: kept.template ?? null, full: kept.full ?? false };
  });

  watchEffect(() => document.documentElement.classList.toggle('dark', isDark.value));
  watchEffect(() => {
    language.value = oneOf<Language>(settings.value['language'], ['zh-CN', 'en'], 'zh-CN');
  });

  /** The sign-in stands before everything; what is behind it stays as it is. */
  const isLocked = ref(false);
  const role = computed<Role>(() => session.value?.role ?? 'owner');
  /** While nobody is named, there is nothing to lock. */
  const hasPeople = computed(() => session.value?.asks_for_sign_in === true);

  /** The same question that the core asks; buttons that only end in a refusal are not offered. */
  const may = (command: CommandName): boolean => ROLES[command].includes(role.value);

  /** Takes in who is here. Where nobody is, the last one's view of things is kept behind the lock. */
  function take(reply: SessionReply): void {
    isLocked.value = reply.actor === '';
    if (isLocked.value && session.value !== undefined && session.value.actor !== '') {
      session.value = { ...session.value, open_owner: reply.open_owner, asks_for_sign_in: reply.asks_for_sign_in };
      return;
    }
    session.value = reply;
    settings.value = { ...reply.settings };
  }

  async function load(): Promise<void> {
    take(await rpc('session.get', {}));
    if (!isLocked.value) await loadShops();
  }

  async function reload(): Promise<void> {
    const reply = await rpc('session.get', {});
    if (reply.actor === '') take(reply);
    else session.value = reply;
  }

  /** Signs in. True = it is somebody else than before: what is on screen is not theirs. */
  async function signIn(name: string, pin: string): Promise<boolean> {
    const before = session.value?.actor ?? '';
    const reply = await rpc('session.sign_in', { name, pin });
    const isOther = before !== '' && before !== reply.actor;
    // The lock stays until the page has begun anew: not even for a moment does one see what the other had open.
    if (isOther) return true;
    take(reply);
    await loadShops();
    return false;
  }

  /** Shows the sign-in at once; the core is told right after, and forgets by itself when it cannot be told. */
  async function lock(): Promise<void> {
    if (!hasPeople.value || isLocked.value) return;
    isLocked.value = true;
    await rpc('session.sign_out', {}).catch(() => undefined);
    take(await rpc('session.get', {}));
  }

  onSignInNeeded(() => void reload().catch(() => undefined));

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
    flags,
    print,
    isLocked,
    role,
    hasPeople,
    may,
    load,
    reload,
    signIn,
    lock,
    loadShops,
    set,
    platformName,
  };
});
