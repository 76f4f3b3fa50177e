// Where rows stand. A browser element cannot be taller than 33,554,428 px, which is 932,067 rows of 36 px, so the canvas is capped
// and the thumb maps by ratio, while the position itself is kept in real pixels of the whole list ("row space"). No DOM here.

/** The tallest canvas that is laid out, far below the smallest limit of any engine. */
export const CANVAS_LIMIT_PX = 8_000_000;
/** Rows moved by one notch of a mouse wheel. */
export const WHEEL_ROWS = 3;
/** What browsers report for one notch of a wheel in pixel mode. */
const NOTCH_PX = 100;

export interface Size {
  rows: number;
  rowPx: number;
  viewPx: number;
}

/** Height of the scrolled element. */
export function canvasPx({ rows, rowPx }: Size): number {
  return Math.min(rows * rowPx, CANVAS_LIMIT_PX);
}

/** The last position in row space: the end of the list stands at the lower edge of the view. */
export function lastTop({ rows, rowPx, viewPx }: Size): number {
  return Math.max(0, rows * rowPx - viewPx);
}

export function clampTop(top: number, size: Size): number {
  return Math.min(Math.max(0, top), lastTop(size));
}

/** Thumb position to row space. Below the cap this is the identity. */
export function topFromScroll(scrollTop: number, size: Size): number {
  const room = canvasPx(size) - size.viewPx;
  if (room <= 0) return 0;
  return clampTop((scrollTop * lastTop(size)) / room, size);
}

/** Row space to thumb position. */
export function scrollFromTop(top: number, size: Size): number {
  const end = lastTop(size);
  if (end === 0) return 0;
  return (clampTop(top, size) * (canvasPx(size) - size.viewPx)) / end;
}

/** Pixels of row space for one wheel event. Notches move whole rows; the fine steps of a touch pad move exactly. */
export function wheelStep(delta: number, mode: number, { rowPx, viewPx }: Size): number {
  if (mode === 1) return Math.sign(delta) * Math.max(1, Math.abs(delta)) * rowPx;
  if (mode === 2) return delta * viewPx;
  if (Math.abs(delta) >= NOTCH_PX && Number.isInteger(delta))
    return Math.round((delta / NOTCH_PX) * WHEEL_ROWS) * rowPx;
  return delta;
}

/** First and one-past-last row to draw. */
export function drawn(top: number, { rows, rowPx, viewPx }: Size): [number, number] {
  const first = Math.max(0, Math.min(Math.floor(top / rowPx), rows));
  return [first, Math.min(rows, Math.ceil((top + viewPx) / rowPx))];
}

/** The nearest position that shows `index` whole. */
export function revealTop(index: number, top: number, size: Size): number {
  const start = index * size.rowPx;
  if (start < top) return start;
  if (start + size.rowPx > top + size.viewPx) return clampTop(start + size.rowPx - size.viewPx, size);
  return top;
}

/** Whole rows that fit: the step of PgUp and PgDn keeps one row of the old page in sight. */
export function pageStep({ rowPx, viewPx }: Size): number {
  return Math.max(1, Math.floor(viewPx / rowPx) - 1);
}
