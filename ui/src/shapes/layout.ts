// A template that is being edited: moving, sizing and adding elements inside the margin, and the way back. Nothing here draws.
import type { ElementView, LayoutView } from '../gen/types.ts';

/** Positions and sizes are kept in steps of a quarter millimetre. */
const STEP_MM = 0.25;
const LEAST_MM = 0.25;
const KEPT = 200;

export type Kind = 'text' | 'barcode' | 'qr' | 'line' | 'frame' | 'picture';

export function step(mm: number): number {
  return Math.round(mm / STEP_MM) * STEP_MM;
}

/** A length cut to what lies between the margins. */
function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}

/** The element moved by so much, kept inside the margin. */
export function moved(element: ElementView, [right, down]: readonly [number, number], layout: LayoutView): ElementView {
  const margin = layout.margin_mm;
  const [width, height] = element.size_mm;
  const x = within(step(element.at_mm[0] + right), margin, layout.size_mm[0] - margin - width);
  const y = within(step(element.at_mm[1] + down), margin, layout.size_mm[1] - margin - height);
  return { ...element, at_mm: [x, y] };
}

/** The element made wider and higher by so much, kept inside the margin and never nothing. */
export function sized(
  element: ElementView,
  [wider, higher]: readonly [number, number],
  layout: LayoutView,
): ElementView {
  const margin = layout.margin_mm;
  const [x, y] = element.at_mm;
  const width = within(step(element.size_mm[0] + wider), LEAST_MM, layout.size_mm[0] - margin - x);
  const height = within(step(element.size_mm[1] + higher), LEAST_MM, layout.size_mm[1] - margin - y);
  return { ...element, size_mm: [width, height] };
}

/** A new element of a kind, in the upper left of the page. */
export function fresh(kind: Kind, layout: LayoutView, words: string): ElementView {
  const margin = layout.margin_mm + 1;
  const room = layout.size_mm[0] - 2 * margin;
  const at_mm: [number, number] = [margin, margin];
  switch (kind) {
    case 'text':
      return { kind: 'text', at_mm, size_mm: [Math.min(30, room), 6], text: words, pt: [10, 6.5] };
    case 'barcode':
      return { kind: 'barcode', at_mm, size_mm: [room, 12], text: '{code}' };
    case 'qr':
      return { kind: 'qr', at_mm, size_mm: [Math.min(18, room), Math.min(18, room)], text: '{order_no}' };
    case 'line':
      return { kind: 'block', at_mm, size_mm: [room, 0.25] };
    case 'frame':
      return { kind: 'frame', at_mm, size_mm: [Math.min(30, room), 10] };
    case 'picture':
      return { kind: 'picture', at_mm, size_mm: [Math.min(20, room), 10], png: words };
  }
}

/** An empty page. */
export function blank(name: string, size: readonly [number, number]): LayoutView {
  return { name, title: name, kind: 'label', size_mm: [size[0], size[1]], margin_mm: 2, element: [] };
}

/** What an element is called in a list: its words without their signs. */
export function nameOf(element: ElementView): string {
  return (element.text ?? '').replaceAll(/[[\]]/g, '').replaceAll('\n', ' ').trim();
}

/** States of a layout, one behind the other, with a way back and forth. */
export class History {
  #past: string[] = [];
  #future: string[] = [];
  #now: string;

  constructor(layout: LayoutView) {
    this.#now = JSON.stringify(layout);
  }

  /** Notes a change; without one nothing is noted. */
  note(layout: LayoutView): void {
    const text = JSON.stringify(layout);
    if (text === this.#now) return;
    this.#past = [...this.#past, this.#now].slice(-KEPT);
    this.#now = text;
    this.#future = [];
  }

  back(): LayoutView | undefined {
    const before = this.#past.pop();
    if (before === undefined) return undefined;
    this.#future.push(this.#now);
    this.#now = before;
    return JSON.parse(before) as LayoutView;
  }

  forth(): LayoutView | undefined {
    const after = this.#future.pop();
    if (after === undefined) return undefined;
    this.#past.push(this.#now);
    this.#now = after;
    return JSON.parse(after) as LayoutView;
  }

  get canGoBack(): boolean {
    return this.#past.length > 0;
  }

  get canGoForth(): boolean {
    return this.#future.length > 0;
  }
}

/** A picture file as a small black-and-white-ready PNG in base64: as many pixels as a print head has dots there, at most. */
export async function logo(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const most = 600;
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
