// The heading row: sorting, widths by dragging the edge, order by dragging the heading, double-click on an edge fits. No rows here.
import type { Placed } from './columns.ts';

/** How near the right edge a pointer takes hold of the width. */
const EDGE_PX = 6;
/** A heading is moved only when it is dragged further than a nervous click. */
const DRAG_PX = 8;

export interface Sort {
  readonly by: string;
  readonly down: boolean;
}

export interface HeadEvents {
  sort(column: string): void;
  width(column: string, px: number, done: boolean): void;
  fit(column: string): void;
  move(column: string, before: string | undefined): void;
  tickAll(): void;
}

export class Head<R> {
  readonly #row: HTMLElement;
  readonly #events: HeadEvents;
  #placed: readonly Placed<R>[] = [];
  #cells: HTMLElement[] = [];

  constructor(row: HTMLElement, events: HeadEvents) {
    this.#row = row;
    this.#events = events;
    row.addEventListener('pointerdown', (event) => this.#down(event));
    row.addEventListener('pointermove', (event) => this.#hover(event));
    row.addEventListener('dblclick', (event) => {
      const at = this.#edgeAt(event);
      if (at !== undefined) this.#events.fit(at.column.id);
    });
  }

  build(placed: readonly Placed<R>[], sort: Sort | undefined, tick: string, tickLabel: string): void {
    this.#placed = placed;
    this.#cells = placed.map(({ column, width, frozen, left }, i) => {
      const cell = document.createElement('div');
      cell.className = `g-head-cell c-${column.id}${frozen ? ' is-frozen' : ''}${column.align === undefined ? '' : ` at-${column.align}`}`;
      cell.setAttribute('role', 'columnheader');
      cell.setAttribute('aria-colindex', String(i + 1));
      cell.dataset.column = column.id;
      cell.style.width = `${width}px`;
      if (frozen) cell.style.left = `${left}px`;
      cell.textContent = column.title();
      if (column.sort !== undefined) {
        cell.classList.add('is-sortable');
        const mine = sort?.by === column.sort;
        cell.setAttribute('aria-sort', mine ? (sort.down ? 'descending' : 'ascending') : 'none');
      }
      if (column.id === 'tick') {
        cell.dataset.ticked = tick;
        cell.setAttribute('aria-label', tickLabel);
      }
      return cell;
    });
    this.#row.replaceChildren(...this.#cells);
  }

  tick(state: string): void {
    const cell = this.#cells.find((each) => each.dataset.column === 'tick');
    if (cell !== undefined) cell.dataset.ticked = state;
  }

  #edgeAt(event: MouseEvent): Placed<R> | undefined {
    const cell = (event.target as Element).closest<HTMLElement>('.g-head-cell');
    if (cell === null) return undefined;
    const box = cell.getBoundingClientRect();
    if (box.right - event.clientX > EDGE_PX) return undefined;
    const placed = this.#placed.find((each) => each.column.id === cell.dataset.column);
    return placed?.column.id === 'tick' ? undefined : placed;
  }

  #hover(event: PointerEvent): void {
    if (event.buttons === 0) this.#row.classList.toggle('at-edge', this.#edgeAt(event) !== undefined);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const cell = (event.target as Element).closest<HTMLElement>('.g-head-cell');
    const placed = this.#placed.find((each) => each.column.id === cell?.dataset.column);
    if (cell === null || placed === undefined) return;
    event.preventDefault();
    if (placed.column.id === 'tick') {
      this.#events.tickAll();
      return;
    }
    if (this.#edgeAt(event) === undefined) this.#dragHeading(event, cell, placed);
    else this.#dragEdge(event, placed);
  }

  #dragEdge(event: PointerEvent, { column, width }: Placed<R>): void {
    const from = event.clientX;
    this.#follow(
      event,
      (move) => this.#events.width(column.id, width + move.clientX - from, false),
      (end) => {
        // A click without a drag is the first half of the double-click that fits.
        if (end.clientX !== from) this.#events.width(column.id, width + end.clientX - from, true);
      },
    );
  }

  #dragHeading(event: PointerEvent, cell: HTMLElement, { column }: Placed<R>): void {
    const from = event.clientX;
    let moved = false;
    this.#follow(
      event,
      (move) => {
        moved ||= Math.abs(move.clientX - from) > DRAG_PX;
        if (!moved) return;
        cell.classList.add('is-dragged');
        const before = this.#before(move.clientX);
        for (const each of this.#cells) each.classList.toggle('is-target', each.dataset.column === before);
      },
      (end) => {
        cell.classList.remove('is-dragged');
        for (const each of this.#cells) each.classList.remove('is-target');
        if (moved) {
          const before = this.#before(end.clientX);
          if (before !== column.id) this.#events.move(column.id, before);
        } else if (column.sort !== undefined) this.#events.sort(column.sort);
      },
    );
  }

  /** The column whose left half, or whose left neighbour's right half, is under the pointer. */
  #before(x: number): string | undefined {
    return this.#cells.find((cell) => {
      const box = cell.getBoundingClientRect();
      return cell.dataset.column !== 'tick' && x < box.left + box.width / 2;
    })?.dataset.column;
  }

  #follow(start: PointerEvent, move: (event: PointerEvent) => void, end: (event: PointerEvent) => void): void {
    const row = this.#row;
    row.setPointerCapture(start.pointerId);
    const stop = (event: PointerEvent): void => {
      row.removeEventListener('pointermove', move);
      row.removeEventListener('pointerup', stop);
      row.removeEventListener('pointercancel', stop);
      end(event);
    };
    row.addEventListener('pointermove', move);
    row.addEventListener('pointerup', stop);
    row.addEventListener('pointercancel', stop);
  }
}
