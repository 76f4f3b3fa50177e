// The row pool: a few recycled elements that show whichever rows are in sight. A row is written only when its index or its order changed,
// a cell only when its text or tone changed. Cells hold text nodes, and elements only
// where a row has chips; shapes and tints are drawn by the style sheet. Nothing here scrolls.
import type { Chip, Column, Placed } from './columns.ts';

/** Extra rows kept beyond the visible ones. */
const SPARE_ROWS = 6;
/** Rows are placed relative to a base that moves in such steps, so that no coordinate grows large. */
const BASE_STEP = 1_000;

export interface RowSource<R> {
  row(index: number): R | undefined;
  isTicked(row: R): boolean;
  readonly active: number;
  /** Two lines per row. */
  readonly tall: boolean;
}

interface Slot<R> {
  readonly element: HTMLElement;
  readonly cells: HTMLElement[];
  readonly texts: Text[];
  readonly tails: (Text | undefined)[];
  readonly shown: string[];
  readonly tones: string[];
  /** The chips as they were written last, by cell. */
  readonly chips: (string | undefined)[];
  index: number;
  base: number;
  state: string;
  row: R | undefined;
}

export class RowPool<R> {
  readonly #body: HTMLElement;
  readonly #name: string;
  #slots: Slot<R>[] = [];
  #placed: readonly Placed<R>[] = [];
  #rowPx = 36;
  #base = 0;

  constructor(body: HTMLElement, name: string) {
    this.#body = body;
    this.#name = name;
  }

  /** Builds the pool anew: other columns, another density or another height of the view. */
  build(placed: readonly Placed<R>[], rowPx: number, viewPx: number, rows: number): void {
    this.#placed = placed;
    this.#rowPx = rowPx;
    const size = Math.min(rows, Math.ceil(viewPx / rowPx) + SPARE_ROWS);
    this.#slots = Array.from({ length: size }, (_, i) => this.#slot(i));
    this.#body.replaceChildren(...this.#slots.map((slot) => slot.element));
  }

  /** Writes what is in sight. Returns the y shift of the body. */
  draw(source: RowSource<R>, top: number, rows: number): number {
    const size = this.#slots.length;
    const first = Math.floor(top / this.#rowPx);
    const start = Math.max(0, Math.min(first - SPARE_ROWS / 2, rows - size));
    this.#base = Math.floor(start / BASE_STEP) * BASE_STEP;
    for (let index = start; index < start + size; index += 1) {
      const slot = this.#slots[index % size];
      if (slot !== undefined) this.#write(slot, index, source);
    }
    return this.#base * this.#rowPx - top;
  }

  /** Forces the next drawing to look at every cell again: other words, other masks. Rows stay where they are. */
  touch(): void {
    for (const slot of this.#slots) slot.row = undefined;
  }

  indexOf(element: Element): number | undefined {
    const row = element.closest('[data-slot]');
    if (!(row instanceof HTMLElement)) return undefined;
    return this.#slots[Number(row.dataset.slot)]?.index;
  }

  elementOf(index: number): HTMLElement | undefined {
    return this.#slots.find((slot) => slot.index === index)?.element;
  }

  cellOf(index: number, column: string): HTMLElement | undefined {
    const at = this.#placed.findIndex((each) => each.column.id === column);
    return this.#slots.find((slot) => slot.index === index)?.cells[at];
  }

  /** The widest text of a column among the rows drawn, in px. */
  widest(column: number): number {
    const range = document.createRange();
    let widest = 0;
    for (const slot of this.#slots) {
      const cell = slot.cells[column];
      if (cell === undefined || slot.row === undefined) continue;
      range.selectNodeContents(cell);
      widest = Math.max(widest, range.getBoundingClientRect().width);
    }
    return widest;
  }

  #slot(at: number): Slot<R> {
    const element = document.createElement('div');
    element.className = 'g-row';
    element.setAttribute('role', 'row');
    element.id = `${this.#name}-row-${at}`;
    element.dataset.slot = String(at);
    element.hidden = true;
    const slot: Slot<R> = {
      element,
      cells: [],
      texts: [],
      tails: [],
      shown: [],
      tones: [],
      chips: [],
      index: -1,
      base: -1,
      state: '',
      row: undefined,
    };
    this.#placed.forEach((placed, i) => {
      const cell = document.createElement('div');
      cell.className = cellClass(placed, '');
      cell.setAttribute('role', 'gridcell');
      cell.setAttribute('aria-colindex', String(i + 1));
      cell.dataset.column = placed.column.id;
      cell.style.width = `${placed.width}px`;
      if (placed.frozen) cell.style.left = `${placed.left}px`;
      const text = document.createTextNode('');
      cell.append(text);
      slot.tails.push(placed.column.boldTail === undefined ? undefined : appendBold(cell));
      slot.cells.push(cell);
      slot.texts.push(text);
      slot.shown.push('');
      slot.tones.push('');
      element.append(cell);
    });
    return slot;
  }

  #write(slot: Slot<R>, index: number, source: RowSource<R>): void {
    const row = source.row(index);
    const moved = slot.index !== index || slot.base !== this.#base;
    if (moved) {
      slot.element.style.transform = `translateY(${(index - this.#base) * this.#rowPx}px)`;
      if (slot.index === -1) slot.element.hidden = false;
      if (slot.index !== index) slot.element.setAttribute('aria-rowindex', String(index + 2));
      slot.index = index;
      slot.base = this.#base;
    }
    const ticked = row !== undefined && source.isTicked(row);
    const state = `${row === undefined ? ' is-loading' : ''}${ticked ? ' is-ticked' : ''}${index === source.active ? ' is-active' : ''}${index % 2 === 1 ? ' is-odd' : ''}`;
    if (slot.state !== state) {
      slot.element.className = `g-row${state}`;
      slot.element.setAttribute('aria-selected', String(ticked));
      slot.state = state;
    }
    if (slot.row === row && !(row === undefined && moved)) return;
    slot.row = row;
    this.#cells(slot, row, source.tall);
  }

  #cells(slot: Slot<R>, row: R | undefined, tall: boolean): void {
    this.#placed.forEach((placed, i) => {
      const { column } = placed;
      const cell = slot.cells[i];
      if (cell === undefined) return;
      const chips = row === undefined ? [] : (column.chips?.(row) ?? []);
      const whole = row === undefined || chips.length > 0 ? '' : cellText(column, row, tall);
      writeChips(slot, i, cell, chips);
      if (slot.shown[i] !== whole) {
        slot.shown[i] = whole;
        const tail = slot.tails[i];
        const cut = tail === undefined ? whole.length : Math.max(0, whole.length - (column.boldTail ?? 0));
        slot.texts[i]!.nodeValue = whole.slice(0, cut);
        if (tail !== undefined) tail.nodeValue = whole.slice(cut);
      }
      const tone = row === undefined ? '' : `${column.tone?.(row) ?? ''}${whole.includes('\n') ? ' is-two' : ''}`;
      if (slot.tones[i] !== tone) {
        slot.tones[i] = tone;
        cell.className = cellClass(placed, tone);
      }
      if (column.badge !== undefined) {
        const badge = row === undefined ? '' : column.badge(row);
        if (badge === '') delete cell.dataset.badge;
        else cell.dataset.badge = badge;
      }
      const hint = row === undefined ? undefined : column.hint?.(row);
      if (hint !== undefined && hint !== '') cell.setAttribute('aria-label', hint);
      else if (cell.hasAttribute('aria-label')) cell.removeAttribute('aria-label');
    });
  }
}

function writeChips<R>(slot: Slot<R>, i: number, cell: HTMLElement, chips: readonly Chip[]): void {
  const now = chips.length === 0 ? undefined : chips.map((chip) => `${chip.tone}\t${chip.text}`).join('\n');
  if (slot.chips[i] === now) return;
  slot.chips[i] = now;
  for (const old of cell.querySelectorAll('span')) old.remove();
  for (const chip of chips) {
    const span = document.createElement('span');
    span.className = chip.tone;
    span.textContent = chip.text;
    cell.append(span);
  }
}

function cellText<R>(column: Column<R>, row: R, tall: boolean): string {
  if (!tall || column.tall === undefined) return column.text(row);
  return column
    .tall(row)
    .filter((line) => line !== '')
    .join('\n');
}

function appendBold(cell: HTMLElement): Text {
  const bold = document.createElement('b');
  const text = document.createTextNode('');
  bold.append(text);
  cell.append(bold);
  return text;
}

function cellClass<R>({ column, frozen }: Placed<R>, tone: string): string {
  const parts = ['g-cell', `c-${column.id}`];
  if (frozen) parts.push('is-frozen');
  if (column.align !== undefined) parts.push(`at-${column.align}`);
  if (column.click === true) parts.push('is-button');
  if (tone !== '') parts.push(tone);
  return parts.join(' ');
}
