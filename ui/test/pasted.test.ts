// Pasted texts: coloured pieces, corrections written back into the text, and the box as a store.
import { beforeEach, describe, expect, it } from 'vitest';
import type { FindingView, OrderDraft, PastedDraft, PasteReply } from '../src/gen/types.ts';
import { receiverOf, rewritten, without } from '../src/shapes/pasted.ts';
import { pieces } from '../src/shapes/placed.ts';
import type { ReceiverDraft } from '../src/shapes/receiver.ts';
import { usePaste } from '../src/stores/paste.ts';
import { useToasts } from '../src/stores/toasts.ts';
import { settle, startCore } from './core.ts';
import type { Core } from './core.ts';

const empty: OrderDraft = {
  order_no: 'M-1',
  status: 'to_ship',
  status_raw: null,
  refund_state: null,
  created_at: null,
  paid_at: null,
  shipped_at: null,
  finished_at: null,
  buyer_amount_fen: null,
  merchant_amount_fen: null,
  freight_fen: null,
  refund_fen: null,
  receiver_name: null,
  receiver_phone: null,
  receiver_phone_ext: null,
  receiver_province: null,
  receiver_city: null,
  receiver_district: null,
  receiver_address: null,
  receiver_masked: false,
  trackings: null,
  buyer_memo: null,
  seller_memo: null,
  items: [],
};

/** A draft out of a text whose pieces are written as `[part:text]`. */
function read(marked: string): { text: string; draft: PastedDraft } {
  let text = '';
  const parts: PastedDraft['parts'] = [];
  for (const [, part, piece, plain] of marked.matchAll(/\[(\w+):([^\]]*)\]|([^[]+)/g)) {
    if (part !== undefined) parts.push({ part, start: text.length, end: text.length + piece!.length, unsure: false });
    text += piece ?? plain ?? '';
  }
  const of = (name: string): string | null => {
    const found = parts.filter((each) => each.part === name).map(({ start, end }) => text.slice(start, end));
    return found.length === 0 ? null : found.join('');
  };
  const draft: PastedDraft = {
    index: 0,
    start: 0,
    end: text.length,
    parts,
    findings: [],
    candidates: [],
    stored: null,
    draft: {
      ...empty,
      receiver_name: of('name'),
      receiver_phone: of('phone'),
      receiver_province: of('province'),
      receiver_city: of('city'),
      receiver_district: of('district'),
      receiver_address: [of('street'), of('detail')].filter((each) => each !== null).join('') || null,
    },
  };
  return { text, draft };
}

describe('pieces', () => {
  it('cover the text, in order, whatever the places leave out', () => {
    const cut = pieces('abc 123 x', [
      { part: 'phone', start: 4, end: 7, unsure: true },
      { part: 'name', start: 0, end: 3 },
    ]);
    expect(cut.map((piece) => piece.text).join('')).toBe('abc 123 x');
    expect(cut.map((piece) => [piece.text, piece.tint, piece.isUnsure])).toEqual([
      ['abc', 'name', false],
      [' ', undefined, false],
      ['123', 'phone', true],
      [' x', undefined, false],
    ]);
  });

  it('bear places beyond the end and one inside another', () => {
    const cut = pieces('abcd', [
      { part: 'name', start: 0, end: 3 },
      { part: 'city', start: 1, end: 2 },
      { part: 'note', start: 3, end: 99 },
    ]);
    expect(cut.map((piece) => piece.text)).toEqual(['abc', 'd']);
  });
});

describe('a correction', () => {
  it.each<[string, Partial<ReceiverDraft>, string]>([
    ['[name:Li] [phone:1990] [city:A][detail:road 1]', { name: 'Wang' }, 'Wang 1990 Aroad 1'],
    [
      '[name:Li] [phone:1990] [city:A][detail:road 1]',
      { phone: '19900001111', phone_ext: '12' },
      'Li 19900001111-12 Aroad 1',
    ],
    ['[name:Li] [city:A] [detail:road 1]', { phone: '19900001111' }, 'Li A road 1 19900001111 '],
    ['[name:Li] [province:P][city:A][detail:road 1]', { district: 'D' }, 'Li PADroad 1'],
    ['[name:Li] [detail:road 1] x2', { province: 'P', city: 'P', district: 'D' }, 'Li  PD road 1 x2'],
    ['[street:T][detail:road 1] [name:Li] [detail:room 2]', { address: 'T road 9' }, 'T road 9 Li '],
    ['[phone:1990] [detail:road]', { name: 'Li' }, ' Li 1990 road'],
    ['[name:Li] [phone:1990]', {}, 'Li 1990'],
  ])('%s %o', (marked, change, wanted) => {
    const { text, draft } = read(marked);
    expect(rewritten(text, draft, { ...receiverOf(draft), ...change })).toBe(wanted);
  });

  it('leaves the other orders of the text alone', () => {
    const { text, draft } = read('[name:Li] [phone:1990]');
    const shift = 'Wang 1\n'.length;
    const moved: PastedDraft = {
      ...draft,
      start: shift,
      end: shift + text.length,
      parts: draft.parts.map((part) => ({ ...part, start: part.start + shift, end: part.end + shift })),
    };
    expect(rewritten(`Wang 1\n${text}\nZhao`, moved, { ...receiverOf(moved), name: 'Sun' })).toBe(
      'Wang 1\nSun 1990\nZhao',
    );
  });

  it('stored orders leave the box', () => {
    expect(
      without('aaa\n\nbbb\n\nccc', [
        { start: 0, end: 3 },
        { start: 10, end: 13 },
      ]),
    ).toBe('bbb');
  });
});

describe('the box', () => {
  let core: Core;
  const bad: FindingView = {
    code: 'phone_length',
    severity: 'blocking',
    field: 'receiver_phone',
    text: '',
    blocking: true,
    other: null,
  };
  /** One order per line; a line with `!` is blocked, one with `=` was stored before. */
  const answer = (text: string, accept: boolean, only: number[] | null): PasteReply => {
    let at = 0;
    const drafts = text.split('\n').flatMap((line): PastedDraft[] => {
      const start = at;
      at += line.length + 1;
      if (line === '') return [];
      return [
        { ...read(line).draft, start, end: start + line.length, findings: line.includes('!') ? [bad] : [], parts: [] },
      ];
    });
    for (const [i, draft] of drafts.entries()) {
      draft.index = i;
      draft.stored = accept && (only?.includes(i) ?? true) && draft.findings.length === 0 ? 100 + i : null;
    }
    return { drafts, length: text.length, accepted: drafts.filter((draft) => draft.stored !== null).length };
  };

  beforeEach(async () => {
    core = await startCore({
      'orders.paste': ({ text, only }) => answer(text, true, only),
      'orders.paste_preview': ({ text, only }) => answer(text, false, only),
      'orders.snapshot': () => ({ mark: 'm', total: 0, sum_fen: 0, rows: [] }),
      'orders.tabs': () => ({ counts: {}, tags: [] }),
    });
  });

  it('stores what nothing blocks and what is ticked; the rest stays', async () => {
    const paste = usePaste();
    paste.open('one\ntwo!\nthree');
    await paste.read();
    expect(paste.chosen.map((draft) => draft.index)).toEqual([0, 2]);
    paste.toggle(2);
    await paste.store();
    await settle();
    expect(core.requests('orders.paste')[0]).toMatchObject({ only: [0] });
    expect(paste.text).toBe('two!\nthree');
    expect(paste.isOpen).toBe(true);
    expect(useToasts().toasts.at(-1)?.text).toContain('1');
  });

  it('closes when nothing is left', async () => {
    const paste = usePaste();
    paste.open('one\ntwo');
    await paste.read();
    await paste.store();
    expect(paste.isOpen).toBe(false);
    expect(paste.text).toBe('');
  });

  it('does not store a text that was not read yet', async () => {
    const paste = usePaste();
    paste.open('one');
    await paste.read();
    paste.setText('one\ntwo');
    await paste.store();
    expect(core.requests('orders.paste')).toEqual([]);
  });

  it('a second paste joins the first', async () => {
    const paste = usePaste();
    paste.open('one');
    paste.open('two');
    await paste.read();
    expect(paste.drafts.length).toBe(2);
  });
});
