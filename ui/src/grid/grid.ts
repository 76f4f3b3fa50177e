// The order grid: a scaled scroll canvas, a sticky view that draws the rows in sight, and the keys and clicks on them.
// No framework inside; it knows neither what a row means nor where rows come from. `Grid.vue` wraps it as one part.
import type { Placed } from './columns.ts';
import { totalWidth } from './columns.ts';
import {
  canvasPx,
  clampTop,
  drawn,
  lastTop,
  pageStep,
  revealTop,
  scrollFromTop,
  topFromScroll,
  wheelStep,
} from './geometry.ts';
import type { Size } from './geometry.ts';
import { Head } from './head.ts';
import type { HeadEvents, Sort } from './head.ts';
import { RowPool } from './rows.ts';

/** Difference between the thumb we set and the thumb we find that is still ours: engines round the position. */
const ROUNDING_PX = 1.5;

export interface GridModel<R> {
  readonly rows: number;
  row(index: number): R | undefined;
  isTicked(row: R): boolean;
}

export interface GridEvents<R> extends HeadEvents {
  /** The rows in sight changed; direction of travel −1, 0, 1. */
  look(first: number, end: number, direction: number): void;
  active(index: number): void;
  /** Space, a click on the tick, Ctrl+click. */
  toggle(index: number): void;
  /** Shift+↑↓, Shift+click: from the anchor to here. */
  range(from: number, to: number): void;
  open(index: number): void;
  cell(column: string, index: number, row: R, element: HTMLElement): void;
}

export interface GridLook<R> {
  readonly placed: readonly Placed<R>[];
  readonly rowPx: number;
  readonly tall: boolean;
  readonly sort: Sort | undefined;
  readonly label: string;
  readonly tickLabel: string;
}

let grids = 0;

export class Grid<R> {
  readonly element: HTMLElement;
  readonly #canvas = part('g-canvas');
  readonly #view = part('g-view');
  readonly #headRow = part('g-head', 'row');
  readonly #clip = part('g-clip');
  readonly #body = part('g-body', 'rowgroup');
  readonly #events: GridEvents<R>;
  readonly #pool: RowPool<R>;
  readonly #head: Head<R>;
  readonly #watch: ResizeObserver;
  #model: GridModel<R> = { rows: 0, row: () => undefined, isTicked: () => false };
  #look: GridLook<R> | undefined;
  #viewPx = 0;
  #headPx = 32;
  #top = 0;
  #written = 0;
  #active = 0;
  #anchor = 0;
  #frame = 0;
  #direction = 0;

  constructor(host: HTMLElement, events: GridEvents<R>) {
    grids += 1;
    this.#events = events;
    this.element = host;
    host.classList.add('grid');
    host.setAttribute('role', 'grid');
    host.setAttribute('aria-multiselectable', 'true');
    host.tabIndex = 0;
    this.#headRow.setAttribute('aria-rowindex', '1');
    const headGroup = part('g-head-group', 'rowgroup');
    headGroup.append(this.#headRow);
    this.#clip.append(this.#body);
    this.#view.append(headGroup, this.#clip);
    this.#canvas.append(this.#view);
    host.replaceChildren(this.#canvas);
    this.#pool = new RowPool<R>(this.#body, `grid${grids}`);
    this.#head = new Head<R>(this.#headRow, events);
    host.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    host.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    host.addEventListener('keydown', (event) => this.#key(event));
    this.#body.addEventListener('pointerdown', (event) => this.#pointer(event));
    this.#body.addEventListener('dblclick', (event) => this.#double(event));
    this.#watch = new ResizeObserver(() => this.#measure());
    this.#watch.observe(host);
  }

  destroy(): void {
    this.#watch.disconnect();
    cancelAnimationFrame(this.#frame);
    this.element.replaceChildren();
  }

  /** Shows another list, or the same list with other columns or density. `keep` holds the place. */
  show(model: GridModel<R>, look: GridLook<R>, keep: boolean): void {
    const row = this.#look === undefined || !keep ? 0 : this.#top / this.#look.rowPx;
    this.#model = model;
    this.#look = look;
    this.element.setAttribute('aria-label', look.label);
    this.element.setAttribute('aria-rowcount', String(model.rows + 1));
    this.element.setAttribute('aria-colcount', String(look.placed.length));
    this.element.classList.toggle('is-tall', look.tall);
    this.element.style.setProperty('--row-px', `${look.rowPx}px`);
    this.#active = keep ? Math.min(this.#active, Math.max(0, model.rows - 1)) : 0;
    this.#anchor = this.#active;
    this.#layout();
    this.#move(row * look.rowPx);
    this.#draw();
  }

  /** Rows arrived, ticks changed: same list, same place. */
  refresh(rowsChanged = false): void {
    if (rowsChanged) this.#pool.touch();
    this.#schedule();
  }

  /** The same rows under another view of what is ticked. */
  change(model: GridModel<R>): void {
    this.#model = model;
    this.#schedule();
  }

  tickState(state: string): void {
    this.#head.tick(state);
  }

  get active(): number {
    return this.#active;
  }

  /** Moves the row cursor, and the list as far as needed to show it. */
  moveTo(index: number, keepAnchor = false): void {
    if (this.#model.rows === 0) return;
    const to = Math.min(Math.max(0, index), this.#model.rows - 1);
    this.#direction = Math.sign(to - this.#active);
    this.#active = to;
    if (!keepAnchor) this.#anchor = to;
    this.#move(revealTop(to, this.#top, this.#size()));
    this.#draw();
    this.#events.active(to);
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  cellOf(index: number, column: string): HTMLElement | undefined {
    return this.#pool.cellOf(index, column);
  }

  /** The width that shows every drawn text of a column whole. */
  fitWidth(column: string): number {
    const at = this.#look?.placed.findIndex((each) => each.column.id === column) ?? -1;
    return Math.ceil(this.#pool.widest(at)) + 20;
  }

  #size(): Size {
    return { rows: this.#model.rows, rowPx: this.#look?.rowPx ?? 36, viewPx: this.#viewPx };
  }

  #measure(): void {
    const before = this.#viewPx;
    this.#viewPx = Math.max(0, this.element.clientHeight - this.#headPx);
    if (this.#look === undefined || before === this.#viewPx) return;
    this.#layout();
    this.#move(this.#top);
    this.#draw();
  }

  #layout(): void {
    const look = this.#look;
    if (look === undefined) return;
    this.#viewPx = Math.max(0, this.element.clientHeight - this.#headPx);
    const width = totalWidth(look.placed);
    const size = this.#size();
    this.#canvas.style.width = `max(100%, ${width}px)`;
    this.#canvas.style.height = `${canvasPx(size) + this.#headPx}px`;
    this.#view.style.height = `${Math.min(this.#viewPx, size.rows * size.rowPx) + this.#headPx}px`;
    this.element.style.setProperty('--grid-width', `${width}px`);
    this.#head.build(
      look.placed,
      look.sort,
      this.#headRow.querySelector<HTMLElement>('.c-tick')?.dataset.ticked ?? 'false',
      look.tickLabel,
    );
    this.#pool.build(look.placed, look.rowPx, this.#viewPx, this.#model.rows);
  }

  #move(top: number): void {
    const size = this.#size();
    this.#top = clampTop(top, size);
    this.#written = scrollFromTop(this.#top, size);
    if (Math.abs(this.element.scrollTop - this.#written) > 0.01) this.element.scrollTop = this.#written;
  }

  /** Only a dragged thumb, a touch or the engine's own scrolling ends here with a place that we did not set. */
  #scrolled(): void {
    const found = this.element.scrollTop;
    if (Math.abs(found - this.#written) < ROUNDING_PX) return;
    const top = topFromScroll(found, this.#size());
    this.#direction = Math.sign(top - this.#top);
    this.#top = top;
    this.#written = found;
    this.#schedule();
  }

  #wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    const size = this.#size();
    if (lastTop(size) === 0) return;
    event.preventDefault();
    const step = wheelStep(event.deltaY, event.deltaMode, size);
    this.#direction = Math.sign(step);
    this.#move(this.#top + step);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const look = this.#look;
    if (look === undefined) return;
    const model = this.#model;
    const size = this.#size();
    const [first, end] = drawn(this.#top, size);
    this.#events.look(first, end, this.#direction);
    const shift = this.#pool.draw(
      { row: (i) => model.row(i), isTicked: (row) => model.isTicked(row), active: this.#active, tall: look.tall },
      this.#top,
      model.rows,
    );
    this.#body.style.transform = `translateY(${shift}px)`;
    const active = this.#pool.elementOf(this.#active);
    if (active === undefined) this.element.removeAttribute('aria-activedescendant');
    else if (this.element.getAttribute('aria-activedescendant') !== active.id)
      this.element.setAttribute('aria-activedescendant', active.id);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target !== this.element) return;
    const step = pageStep(this.#size());
    const steps: Record<string, number> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + step,
      PageUp: this.#active - step,
      Home: 0,
      End: this.#model.rows - 1,
    };
    const to = steps[event.code];
    if (to !== undefined) {
      event.preventDefault();
      this.moveTo(to, event.shiftKey);
      if (event.shiftKey) this.#events.range(this.#anchor, this.#active);
      return;
    }
    if (event.code === 'ArrowLeft' || event.code === 'ArrowRight') {
      event.preventDefault();
      this.element.scrollLeft += event.code === 'ArrowLeft' ? -120 : 120;
    } else if (event.code === 'Space' && !event.shiftKey) {
      event.preventDefault();
      this.#events.toggle(this.#active);
    } else if (event.code === 'Enter' || event.code === 'NumpadEnter') {
      event.preventDefault();
      if (this.#model.rows > 0) this.#events.open(this.#active);
    }
  }

  #pointer(event: PointerEvent): void {
    if (event.button !== 0) return;
    // Text can be selected while Alt is held; any other press takes the selection away again.
    this.element.classList.toggle('is-selecting', event.altKey);
    if (event.altKey) return;
    const target = event.target as Element;
    const index = this.#pool.indexOf(target);
    if (index === undefined) return;
    event.preventDefault();
    this.focus();
    const cell = target.closest<HTMLElement>('.g-cell');
    const row = this.#model.row(index);
    if (event.shiftKey) {
      const from = this.#anchor;
      this.moveTo(index, true);
      this.#events.range(from, index);
      return;
    }
    this.moveTo(index);
    if (event.ctrlKey || event.metaKey || cell?.dataset.column === 'tick') this.#events.toggle(index);
    else if (cell !== null && cell.classList.contains('is-button') && row !== undefined) {
      this.#events.cell(cell.dataset.column ?? '', index, row, cell);
    }
  }

  #double(event: MouseEvent): void {
    const target = event.target as Element;
    const index = this.#pool.indexOf(target);
    if (index === undefined || event.altKey || target.closest('.c-tick, .is-button') !== null) return;
    this.#events.open(index);
  }
}

function part(name: string, role?: string): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  if (role !== undefined) element.setAttribute('role', role);
  return element;
}
