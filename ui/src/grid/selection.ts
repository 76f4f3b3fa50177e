// What is ticked: some ids, or all of a snapshot except some. "全部 12,340 单" therefore means exactly those that were seen. No DOM here.

export type Id = number;

export type Ticked =
  | { readonly kind: 'ids'; readonly ids: ReadonlySet<Id> }
  | { readonly kind: 'all'; readonly total: number; readonly except: ReadonlySet<Id> };

export const NOTHING: Ticked = { kind: 'ids', ids: new Set() };

export function isTicked(ticked: Ticked, id: Id): boolean {
  return ticked.kind === 'ids' ? ticked.ids.has(id) : !ticked.except.has(id);
}

export function count(ticked: Ticked): number {
  return ticked.kind === 'ids' ? ticked.ids.size : ticked.total - ticked.except.size;
}

/** Ticks or unticks the given ids. */
export function put(ticked: Ticked, ids: Iterable<Id>, on: boolean): Ticked {
  const held = new Set(ticked.kind === 'ids' ? ticked.ids : ticked.except);
  const adds = (ticked.kind === 'ids') === on;
  for (const id of ids) {
    if (adds) held.add(id);
    else held.delete(id);
  }
  return ticked.kind === 'ids' ? { kind: 'ids', ids: held } : { ...ticked, except: held };
}

export function toggle(ticked: Ticked, id: Id): Ticked {
  return put(ticked, [id], !isTicked(ticked, id));
}

export function all(total: number): Ticked {
  return { kind: 'all', total, except: new Set() };
}

/** The state of the tick in the head: none, some, all. */
export function headState(ticked: Ticked, total: number): 'false' | 'mixed' | 'true' {
  const n = count(ticked);
  if (n === 0) return 'false';
  return n >= total && total > 0 ? 'true' : 'mixed';
}

/** What a batch command carries. */
export type Chosen = { ids: Id[] } | { mark: string; except: Id[] };
export function toChosen(ticked: Ticked, mark: string): Chosen {
  return ticked.kind === 'ids' ? { ids: [...ticked.ids] } : { mark, except: [...ticked.except] };
}
