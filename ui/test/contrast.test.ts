// Every text colour on every surface it is used on, in both themes: 4.5:1 or better.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLOURS } from '../src/shapes/tags.ts';

const css = readFileSync(join(import.meta.dirname, '../src/theme/tokens.css'), 'utf8');

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`));
  const found = [...block.slice(0, block.indexOf('\n}')).matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)];
  return Object.fromEntries(found.map(([, name, value]) => [name, value]));
}

function light(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.039_28 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [high, low] = [light(a), light(b)].toSorted((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

const TEXTS = ['text', 'text-soft', 'text-faint', 'accent', 'stop', 'look'];
const SURFACES = ['panel', 'panel-soft', 'row-odd', 'row-hover', 'row-ticked', 'row-active'];
const TINTS = ['stop', 'look', 'doing', 'done', 'rest'];

describe.each([
  ['light', ':root', '#ffffff'],
  ['dark', 'html.dark', '#0c1116'],
])('%s', (_, selector, onFlag) => {
  const colour = tokens(selector);
  const pairs: [string, string, string, string][] = [
    ...TEXTS.flatMap((text) =>
      SURFACES.map((surface): [string, string, string, string] => [text, surface, colour[text]!, colour[surface]!]),
    ),
    ...TINTS.map((tint): [string, string, string, string] => [
      tint,
      `${tint}-soft`,
      colour[tint]!,
      colour[`${tint}-soft`]!,
    ]),
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((flag): [string, string, string, string] => [
      'number',
      `flag-${flag}`,
      onFlag,
      colour[`flag-${flag}`]!,
    ]),
    ...['name', 'phone', 'region', 'detail', 'goods', 'note'].map((part): [string, string, string, string] => [
      'text',
      `part-${part}`,
      colour['text']!,
      colour[`part-${part}`]!,
    ]),
    ...['green', 'amber', 'red'].map((scan): [string, string, string, string] => [
      `on-scan-${scan}`,
      `scan-${scan}`,
      colour[`on-scan-${scan}`]!,
      colour[`scan-${scan}`]!,
    ]),
    ...COLOURS.map((tag): [string, string, string, string] => [
      `tag-${tag}`,
      `tag-${tag}-soft`,
      colour[`tag-${tag}`]!,
      colour[`tag-${tag}-soft`]!,
    ]),
    ['on-accent', 'accent', colour['on-accent']!, colour['accent']!],
    ['accent-strong', 'accent-soft', colour['accent-strong']!, colour['accent-soft']!],
    ['text-soft', 'ground', colour['text-soft']!, colour['ground']!],
  ];
  it.each(pairs)('%s on %s', (_name, _surface, text, surface) => {
    expect(contrast(text, surface)).toBeGreaterThanOrEqual(4.5);
  });
});
