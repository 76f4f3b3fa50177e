// The words files: every key in both languages, every text of the page from there, nothing of `ui.*` unused.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../../assets/words/en.json';
import zh from '../../assets/words/zh-CN.json';
import { fill } from '../src/words.ts';

const SOURCES = join(import.meta.dirname, '../src');
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.startsWith('gen'))
  .map((name) => ({ name, text: readFileSync(join(SOURCES, name), 'utf8') }));
const code = files.map((file) => file.text).join('\n');
const isOwn = (key: string): boolean => key.startsWith('ui.');

/** Comments may name Chinese words; the program may not. */
function withoutComments(text: string): string {
  return text.replaceAll(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*/g, '');
}

describe('words', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(en).toSorted()).toEqual(Object.keys(zh).toSorted());
  });

  it('keep their placeholders in both languages', () => {
    const names = (line: string): string[] =>
      [...line.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').toSorted();
    const uneven = Object.entries(zh).filter(
      ([key, line]) => names(line).join() !== names((en as Record<string, string>)[key] ?? '').join(),
    );
    expect(uneven.map(([key]) => key)).toEqual([]);
  });

  it('are all sorted, so that two people can add to them', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(zh).toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('exist for every key the page names', () => {
    const named = [...code.matchAll(/['"`]((?:ui|state)\.[a-z0-9_.-]+)['"`]/gi)].map((found) => found[1] ?? '');
    const rooms = new Set([...code.matchAll(/tCode\(\s*'([\w.]+)'/g)].map((found) => found[1]));
    expect(named.filter((key) => !(key in zh) && !rooms.has(key))).toEqual([]);
    expect(named.length).toBeGreaterThan(200);
  });

  it('are all used', () => {
    const named = new Set([...code.matchAll(/['"`](ui\.[a-z0-9_.-]+)['"`]/gi)].map((found) => found[1]));
    const starts = [
      ...[...code.matchAll(/`(ui\.[\w.]+\.)\$\{/g)].map((found) => found[1] ?? ''),
      ...[...code.matchAll(/tCode\(\s*'(ui\.[\w.]+)'/g)].map((found) => `${found[1]}.`),
    ];
    const unused = Object.keys(zh).filter(
      (key) => isOwn(key) && !named.has(key) && !starts.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  it.each(files)('$name has no text of its own', ({ text }) => {
    const found = withoutComments(text).match(/[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]+/g);
    expect(found).toBeNull();
  });

  it('never beg, shout or blame', () => {
    const wrong = Object.entries(zh).filter(([, line]) => /您|亲，|！|操作失败|系统异常|请求错误/.test(line));
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it('fill their placeholders', () => {
    expect(fill('a {x} b {y}', { x: 1, y: 'z' })).toBe('a 1 b z');
    expect(fill('a {x}', {})).toBe('a {x}');
  });
});
