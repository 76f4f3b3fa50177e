// Tags as they are shown and chosen: the palette, the class of a chip, what a typed name means.
import type { TagView } from '../gen/types.ts';

/** The words of the palette; how each looks in light and dark is in the theme. */
export const COLOURS = ['grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'] as const;
export type Colour = (typeof COLOURS)[number];

/** The class of a chip; a colour that this page does not know is grey. */
export function chipClass(colour: string | undefined): string {
  return `tag-chip tag-${COLOURS.find((each) => each === colour) ?? 'grey'}`;
}

/** The colour that fewest tags have, grey last: new tags can be told apart without choosing. */
export function nextColour(tags: readonly Pick<TagView, 'colour'>[]): Colour {
  const used = (colour: string): number => tags.filter((tag) => tag.colour === colour).length;
  const [, ...bright] = COLOURS;
  return bright.reduce((best, each) => (used(each) < used(best) ? each : best));
}

/** Tags that a typed text may mean, and the name it would make. */
export function offered(
  tags: readonly TagView[],
  typed: string,
): { readonly found: readonly TagView[]; readonly fresh: string } {
  const text = typed.trim();
  const found = tags.filter((tag) => tag.name.toLowerCase().includes(text.toLowerCase()));
  return { found, fresh: text === '' || tags.some((tag) => tag.name === text) ? '' : text };
}

/** The five flags of the trade, and of the further ones those that the shop has switched on. */
export function offeredFlags(setting: unknown): number[] {
  const more = Array.isArray(setting)
    ? setting.filter((flag): flag is number => MORE_FLAGS.includes(flag as never))
    : [];
  return [...FLAGS, ...MORE_FLAGS.filter((flag) => more.includes(flag))];
}

export const FLAGS = [1, 2, 3, 4, 5] as const;
export const MORE_FLAGS = [6, 7, 8, 9, 10] as const;
