// A text and what its pieces were read as, cut for showing. Places count UTF-16 units, as strings of the page do.

/** What a piece is shown as. Several parts of the core share one colour: three levels of a region are one thing to the eye. */
export const TINTS = ['name', 'phone', 'region', 'detail', 'goods', 'note'] as const;
export type Tint = (typeof TINTS)[number];

export interface Placed {
  readonly part: string;
  readonly start: number;
  readonly end: number;
  readonly unsure?: boolean;
}

export interface Piece {
  readonly text: string;
  readonly part: string;
  readonly tint: Tint | undefined;
  readonly isUnsure: boolean;
}

const TINT_OF: Readonly<Record<string, Tint>> = {
  name: 'name',
  phone: 'phone',
  second_phone: 'phone',
  province: 'region',
  city: 'region',
  district: 'region',
  street: 'region',
  detail: 'detail',
  goods: 'goods',
  amount: 'goods',
  postcode: 'note',
  id_card: 'note',
  order_no: 'note',
  note: 'note',
};

export function tintOf(part: string): Tint | undefined {
  return TINT_OF[part];
}

/** Pieces that follow each other and cover the text; what no place speaks of is plain. Overlapping places keep the first. */
export function pieces(text: string, places: readonly Placed[]): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  const put = (end: number, part: string, isUnsure: boolean): void => {
    if (end <= at) return;
    out.push({ text: text.slice(at, end), part, tint: tintOf(part), isUnsure });
    at = end;
  };
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    put(Math.min(place.start, text.length), '', false);
    put(Math.min(place.end, text.length), place.part, place.unsure === true);
  }
  put(text.length, '', false);
  return out;
}
