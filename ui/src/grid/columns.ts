// Columns as data: which exist, how wide, which are shown, which stay frozen at the left. The choice is kept by the core, per list.

export interface Column<R> {
  readonly id: string;
  /** Words key of the heading is resolved by the list; here only the finished text. */
  readonly title: () => string;
  readonly width: number;
  readonly minWidth?: number;
  readonly frozen?: boolean;
  readonly align?: 'right' | 'center';
  /** Shown unless the person hides it. */
  readonly shown?: boolean;
  /** Always shown: the tick, the number. */
  readonly fixed?: boolean;
  readonly sort?: string;
  /** Text of the cell; also what is copied. */
  readonly text: (row: R) => string;
  /** Second line in 舒适 density. */
  readonly second?: (row: R) => string;
  /** Tail of the text that is set in bold, in characters from the end. */
  readonly boldTail?: number;
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
  const out = choice.order.flatMap((id) => columns.filter((column) => column.id === id));
  columns.forEach((column, i) => {
    if (out.includes(column)) return;
    const before = columns.slice(0, i).findLast((other) => out.includes(other));
    out.splice(before === undefined ? 0 : out.indexOf(before) + 1, 0, column);
  });
  return out;
}

/** The columns as they are drawn: frozen ones first. */
export function place<R>(columns: readonly Column<R>[], choice: ColumnChoice): Placed<R>[] {
  const shown = ordered(columns, choice).filter((column) => isShown(column, choice));
  const frozen = shown.filter((column) => isFrozen(column, choice));
  const rest = shown.filter((column) => !isFrozen(column, choice));
  let left = 0;
  return [...frozen, ...rest].map((column) => {
    const width = Math.max(column.minWidth ?? 28, Math.round(choice.widths[column.id] ?? column.width));
    const at = left;
    left += width;
    return { column, width, frozen: isFrozen(column, choice), left: at };
  });
}

export function totalWidth(placed: readonly { readonly width: number }[]): number {
  return placed.reduce((sum, each) => sum + each.width, 0);
}
