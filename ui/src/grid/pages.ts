// Rows of one snapshot, held in pages of 200. At most 60 pages are kept; what was looked at longest ago goes first.
// Answers for another snapshot are dropped. This file knows neither the page on screen nor what a row holds.

export const PAGE_ROWS = 200;
export const PAGES_KEPT = 60;
/** Questions under way at a time: a thumb that is dragged through a million rows must not queue up all of them. */
const ASKED_AT_ONCE = 2;
/** Jumps that follow each other faster than this are a thumb on its way: only where it rests is asked for. */
const REST_MS = 60;

export type Fetch<R> = (from: number, count: number) => Promise<readonly R[]>;

export class Pages<R> {
  readonly #fetch: Fetch<R>;
  readonly #arrived: (from: number, to: number) => void;
  readonly #failed: (reason: unknown) => void;
  /** Kept in order of use: a Map remembers the order of insertion. */
  readonly #kept = new Map<number, readonly R[]>();
  /** What stood there before the rows were told anew: shown and clicked on until the new ones are here. */
  #before = new Map<number, readonly R[]>();
  /** Rises with every `stale`: an answer to an older question is not kept. */
  #round = 0;
  readonly #asked = new Set<number>();
  #wanted: number[] = [];
  /** Pages beyond the edge of sight: asked for only when nothing in sight is waited for. */
  #ahead: number[] = [];
  #first = 0;
  #jumpedAt = Number.NEGATIVE_INFINITY;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly rows: number;

  constructor(
    rows: number,
    fetch: Fetch<R>,
    arrived: (from: number, to: number) => void,
    failed: (reason: unknown) => void,
  ) {
    this.rows = rows;
    this.#fetch = fetch;
    this.#arrived = arrived;
    this.#failed = failed;
  }

  /** The first page often comes with the snapshot itself. */
  seed(rows: readonly R[]): void {
    for (let from = 0; from < rows.length; from += PAGE_ROWS)
      this.#keep(from / PAGE_ROWS, rows.slice(from, from + PAGE_ROWS));
  }

  row(index: number): R | undefined {
    const page = Math.floor(index / PAGE_ROWS);
    return (this.#kept.get(page) ?? this.#before.get(page))?.[index % PAGE_ROWS];
  }

  /** Says which rows are looked at and where the eye is going (−1, 0, 1). Older wishes that were not yet asked are forgotten. */
  look(first: number, end: number, direction: number): void {
    if (this.rows === 0) return;
    const from = Math.floor(first / PAGE_ROWS);
    const to = Math.floor(Math.max(first, end - 1) / PAGE_ROWS);
    this.#wanted = [];
    this.#ahead = [];
    for (let page = from; page <= to; page += 1) this.#want(page, this.#wanted);
    if (direction >= 0) this.#want(to + 1, this.#ahead);
    if (direction <= 0) this.#want(from - 1, this.#ahead);
    clearTimeout(this.#rest);
    if (this.#isOnItsWay(first)) this.#rest = setTimeout(() => this.#ask(), REST_MS);
    else this.#ask();
  }

  #isOnItsWay(first: number): boolean {
    const far = Math.abs(first - this.#first) > PAGE_ROWS;
    this.#first = first;
    if (!far) return false;
    const now = performance.now();
    const again = now - this.#jumpedAt < REST_MS;
    this.#jumpedAt = now;
    return again;
  }

  /** Rows `first..end`, fetched where not held; for copying and for ranges that reach beyond the screen. */
  async span(first: number, end: number): Promise<R[]> {
    const out: R[] = [];
    for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS < end; page += 1) {
      const rows = this.#kept.get(page) ?? (await this.#load(page));
      const start = page * PAGE_ROWS;
      out.push(...rows.slice(Math.max(0, first - start), Math.max(0, end - start)));
    }
    return out;
  }

  /** The next look asks again for all that is held: the same orders, told anew. Until then the old rows stand in for them. */
  stale(): void {
    this.#before = new Map([...this.#before, ...this.#kept].slice(-PAGES_KEPT));
    this.#kept.clear();
    this.#asked.clear();
    this.#round += 1;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#rest);
    this.#wanted = [];
    this.#ahead = [];
    this.#kept.clear();
    this.#before.clear();
  }

  get pagesHeld(): number {
    return this.#kept.size;
  }

  #want(page: number, list: number[]): void {
    if (page < 0 || page * PAGE_ROWS >= this.rows || this.#asked.has(page)) return;
    const held = this.#kept.get(page);
    if (held === undefined) list.push(page);
    else this.#keep(page, held);
  }

  #ask(): void {
    while (this.#asked.size < ASKED_AT_ONCE) {
      const page = this.#wanted.shift() ?? (this.#asked.size === 0 ? this.#ahead.shift() : undefined);
      if (page === undefined) return;
      this.#asked.add(page);
      const round = this.#round;
      this.#load(page).then(
        (rows) => {
          if (round !== this.#round || this.#closed) return;
          this.#asked.delete(page);
          this.#arrived(page * PAGE_ROWS, page * PAGE_ROWS + rows.length);
          this.#ask();
        },
        (reason: unknown) => {
          if (round !== this.#round || this.#closed) return;
          this.#asked.delete(page);
          this.#failed(reason);
        },
      );
    }
  }

  async #load(page: number): Promise<readonly R[]> {
    const round = this.#round;
    const rows = await this.#fetch(page * PAGE_ROWS, PAGE_ROWS);
    if (!this.#closed && round === this.#round) this.#keep(page, rows);
    return rows;
  }

  #keep(page: number, rows: readonly R[]): void {
    this.#kept.delete(page);
    this.#kept.set(page, rows);
    this.#before.delete(page);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= PAGES_KEPT) break;
      this.#kept.delete(oldest);
    }
  }
}
