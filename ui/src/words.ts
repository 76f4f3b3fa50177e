// The one way to a text for people: `t(key, facts)` reads the words files shared with the core.
// No sentence stands anywhere else in the page; a test holds every source file to that.
import { ref, watchEffect } from 'vue';
import zh from '../../assets/words/zh-CN.json';
import en from '../../assets/words/en.json';

export type Key = keyof typeof zh;
export type Facts = Readonly<Record<string, string | number>>;
export type Language = 'zh-CN' | 'en';

const FILES: Record<Language, Readonly<Record<string, string>>> = { 'zh-CN': zh, en };

/** The language shown now. The core keeps the choice; the page starts in Chinese until it is known. */
export const language = ref<Language>('zh-CN');

watchEffect(() => {
  document.documentElement.lang = language.value;
});

/** Puts facts into the `{placeholders}` of a line; a fact that is missing leaves its placeholder to be seen in tests. */
export function fill(line: string, facts: Facts = {}): string {
  return line.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const fact = facts[name];
    return fact === undefined ? whole : String(fact);
  });
}

export function t(key: Key, facts?: Facts): string {
  return fill(FILES[language.value][key] ?? key, facts);
}

/** True when the words files know `key`: codes of the core arrive as text and may be newer than the page. */
export function has(key: string): key is Key {
  return key in zh;
}

/** The line for a code of the core, such as `finding.<code>`; the bare code when there is no line. */
export function tCode(room: string, code: string, facts?: Facts): string {
  const key = `${room}.${code}`;
  return has(key) ? t(key, facts) : code;
}
