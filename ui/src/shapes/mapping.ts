// A choice of columns as it is worked on: which column feeds which field, and what is still missing. What the choice reads is the core's answer.
import type { ColumnsReply, FieldInfo, Mapping } from '../gen/types.ts';

/** An order table or a table of money movements: their fields do not go together. */
export type Sort = 'orders' | 'bill';

export const STATUSES = ['unpaid', 'to_ship', 'part_shipped', 'shipped', 'completed', 'closed'] as const;

/** Platform of tables that no platform made. */
export const OWN = 'own';

export interface Choice {
  readonly platform: string;
  readonly sort: Sort;
  /** Column → field. */
  readonly columns: ReadonlyMap<number, string>;
  readonly status: ReadonlyMap<string, string>;
  readonly amountPerRow: boolean;
}

export const isBillField = (field: string): boolean => field.startsWith('line.');

export function sortOf(columns: Iterable<string>): Sort {
  return [...columns].some(isBillField) ? 'bill' : 'orders';
}

/** The choice a file starts with: what its headings and cells make likely. */
export function guessed(reply: ColumnsReply): Choice {
  const columns = new Map(
    reply.columns.flatMap(({ index, guess, usable }): [number, string][] =>
      guess === null || !usable ? [] : [[index, guess]],
    ),
  );
  return {
    platform: OWN,
    sort: sortOf(columns.values()),
    columns,
    status: new Map(
      reply.status_words.flatMap(({ word, status }): [string, string][] => (status === null ? [] : [[word, status]])),
    ),
    amountPerRow: false,
  };
}

/** Gives a column a field. A field that takes one column leaves the one that had it. */
export function assign(choice: Choice, column: number, field: string, fields: readonly FieldInfo[]): Choice {
  const columns = new Map(choice.columns);
  const takesMany = fields.find((each) => each.field === field)?.many === true;
  if (!takesMany) for (const [other, fed] of columns) if (fed === field) columns.delete(other);
  if (field === '') columns.delete(column);
  else columns.set(column, field);
  return { ...choice, columns };
}

export function withSort(choice: Choice, sort: Sort): Choice {
  const kept = [...choice.columns].filter(([, field]) => isBillField(field) === (sort === 'bill'));
  return { ...choice, sort, columns: new Map(kept) };
}

export function fieldsOf(sort: Sort, fields: readonly FieldInfo[]): FieldInfo[] {
  return fields.filter((each) => isBillField(each.field) === (sort === 'bill'));
}

/** Fields without which nothing can be read and that no column feeds yet. */
export function missing(choice: Choice, fields: readonly FieldInfo[]): FieldInfo[] {
  const fed = new Set(choice.columns.values());
  return fieldsOf(choice.sort, fields).filter((each) => each.required && !fed.has(each.field));
}

export function toMapping(choice: Choice, reply: ColumnsReply): Mapping {
  return {
    platform: choice.platform === OWN ? null : choice.platform,
    sheet: reply.sheet,
    header_row: reply.header_row,
    headings: reply.columns.map(({ heading }) => heading),
    columns: Object.fromEntries(choice.columns),
    status: Object.fromEntries([...choice.status].filter(([, status]) => status !== '')),
    amount_per_row: choice.amountPerRow,
  };
}

/** A name for the profile out of the file's: without its ending, dates and counters. */
export function nameFor(file: string): string {
  const name = file
    .replace(/\.\w{2,5}$/, '')
    .replaceAll(/[([\uff08\u3010][^)\]\uff09\u3011]*[)\]\uff09\u3011]/g, '')
    .replaceAll(/[-_ .]*\d[\d\-_ .:]*/g, '')
    .trim();
  return name === '' ? file : name;
}
