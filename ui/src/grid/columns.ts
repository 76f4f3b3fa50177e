// Columns as data: which exist, how wide, which are shown, which stay frozen at the left. The choice is kept by the core, per list.

/** No column gets narrower, whatever a person drags. */
const NARROWEST_PX = 28;

/** A small word on a tint of its own. */
export interface Chip {
  readonly text: string;
  /** Class names for its colours. */
  readonly tone: string;
}

export interface Column<R> {
  readonly id: string;
  /** Words key of the heading is resolved by the list; here only the finished text. */
  readonly title: () => string;
  readonly width: number;
  /** What it can shrink to where room is short; absent = it keeps its width. */
  readonly minWidth?: number;
  /** Stands behind the others where not everything fits. */
  readonly lesser?: boolean;
  /** Takes left-over width. */
  readonly grows?: boolean;
  readonly frozen?: boolean;
  readonly align?: 'right' | 'center';
  /** Shown unless the person hides it. */
  readonly shown?: boolean;
  /** Always shown: the tick, the number. */
  readonly fixed?: boolean;
  readonly sort?: string;
  /** Text of the cell; also what is copied. */
  readonly text: (row: R) => string;
  /** Two lines where rows are tall; an empty second line leaves one, set in the middle. */
  readonly tall?: (row: R) => readonly [string, string];
  /** Tail of the text that is set in bold, in characters from the end. */
  readonly boldTail?: number;
  /** Where there are any they stand in place of the text; the text is still what is copied. */
  readonly chips?: (row: R) => readonly Chip[];
  /** A sign of one letter in the corner of the cell; empty = none. */
  readonly badge?: (row: R) => string;
  /** Class names for colour and shape, space separated. */
  readonly tone?: (row: R) => string;
  /** What a screen reader and the tooltip say where it differs from the text. */
  readonly hint?: (row: R) => string;
  /** The cell is a button: a click is reported with the column's id instead of moving the row cursor only. */
  readonly click?: boolean;
}

/** What a person changed about a list's columns. Ids that no longer exist are ignored, new columns take their own place. */
export interface ColumnChoice {
  order: string[];
  hidden: string[];
  shown: string[];
  widths: Record<string, number>;
  frozen: string[];
  thawed: string[];
}

export const NO_CHOICE: ColumnChoice = { order: [], hidden: [], shown: [], widths: {}, frozen: [], thawed: [] };

export interface Placed<R> {
  readonly column: Column<R>;
  readonly width: number;
  readonly frozen: boolean;
  /** Distance from the left edge where a frozen column sticks. */
  readonly left: number;
}

export function isFrozen<R>(column: Column<R>, choice: ColumnChoice): boolean {
  if (column.fixed === true && column.frozen === true) return true;
  if (choice.frozen.includes(column.id)) return true;
  return column.frozen === true && !choice.thawed.includes(column.id);
}

export function isShown<R>(column: Column<R>, choice: ColumnChoice): boolean {
  if (column.fixed === true) return true;
  if (choice.hidden.includes(column.id)) return false;
  return column.shown !== false || choice.shown.includes(column.id);
}

/** All columns in the chosen order; unknown ids fall out, new columns stand after the one they follow by nature. */
export function ordered<R>(columns: readonly Column<R>[], choice: ColumnChoice): Column<R>[] {
  const out = [...new Set(choice.order)].flatMap((id) => columns.filter((column) => column.id === id));
  columns.forEach((column, i) => {
    if (out.includes(column)) return;
    const before = columns.slice(0, i).findLast((other) => out.includes(other));
    out.splice(before === undefined ? 0 : out.indexOf(before) + 1, 0, column);
  });
  return out;
}

/** The columns as they are drawn in `room` px: frozen ones first. Where not everything fits, columns that matter less stand behind
    the others and the rest shrinks, so that what a clerk needs is in sight without scrolling. A person's own order and widths stay. */
export function place<R>(
  columns: readonly Column<R>[],
  choice: ColumnChoice,
  room = Number.POSITIVE_INFINITY,
): Placed<R>[] {
  const shown = ordered(columns, choice).filter((column) => isShown(column, choice));
  const widths = new Map(shown.map((column) => [column.id, wanted(column, choice)]));
  const all = sum(shown, widths);
  const own = choice.order.length > 0;
  const first =
    all > room && !own ? shown.filter((column) => column.lesser !== true || isFrozen(column, choice)) : shown;
  if (all > room && !own) shrink(first, widths, choice, sum(first, widths) - room);
  else if (Number.isFinite(room)) grow(shown, widths, choice, room - all);
  const sorted = [...first, ...shown.filter((column) => !first.includes(column))];
  const frozen = sorted.filter((column) => isFrozen(column, choice));
  const rest = sorted.filter((column) => !isFrozen(column, choice));
  let left = 0;
  return [...frozen, ...rest].map((column) => {
    const width = widths.get(column.id) ?? column.width;
    const at = left;
    left += width;
    return { column, width, frozen: isFrozen(column, choice), left: at };
  });
}

function wanted<R>(column: Column<R>, choice: ColumnChoice): number {
  return Math.max(NARROWEST_PX, Math.round(choice.widths[column.id] ?? column.width));
}

function sum<R>(columns: readonly Column<R>[], widths: ReadonlyMap<string, number>): number {
  return columns.reduce((total, column) => total + (widths.get(column.id) ?? 0), 0);
}

/** Takes `px` from columns that can give, each by what it can give. */
function shrink<R>(columns: readonly Column<R>[], widths: Map<string, number>, choice: ColumnChoice, px: number): void {
  if (px <= 0) return;
  const spare = (column: Column<R>): number =>
    choice.widths[column.id] === undefined ? Math.max(0, column.width - (column.minWidth ?? column.width)) : 0;
  const room = columns.reduce((total, column) => total + spare(column), 0);
  if (room === 0) return;
  const part = Math.min(1, px / room);
  for (const column of columns) widths.set(column.id, Math.floor((widths.get(column.id) ?? 0) - spare(column) * part));
}

/** Gives left-over width to the columns that can use it. */
function grow<R>(columns: readonly Column<R>[], widths: Map<string, number>, choice: ColumnChoice, px: number): void {
  const takers = columns.filter((column) => column.grows === true && choice.widths[column.id] === undefined);
  const each = Math.floor(Math.max(0, px) / Math.max(1, takers.length));
  for (const column of takers) widths.set(column.id, (widths.get(column.id) ?? 0) + each);
}

export function totalWidth(placed: readonly { readonly width: number }[]): number {
  return placed.reduce((total, each) => total + each.width, 0);
}
