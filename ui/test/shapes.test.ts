// Values as text: money, times, numbers in a paste, parts of an order, filters.
import { describe, expect, it } from 'vitest';
import { emptyFilter, lastDays, restrictions, tabOf, withoutTab, withTab } from '../src/shapes/filter.ts';
import type { Tab } from '../src/shapes/filter.ts';
import { addressText, itemsText, receiverShort, stateTone, timeLeft } from '../src/shapes/order.ts';
import {
  bytes,
  fullTime,
  looksLikeNumbers,
  minutesUntil,
  numbersIn,
  roughSpan,
  shortTime,
  span,
  whole,
  yuan,
} from '../src/shapes/show.ts';
import { t } from '../src/words.ts';
import { orderRow } from './orders.ts';

describe('money', () => {
  const cases: [fen: number | null, text: string][] = [
    [0, '¥0.00'],
    [5, '¥0.05'],
    [-5, '-¥0.05'],
    [3_990, '¥39.90'],
    [120_433_150, '¥1,204,331.50'],
    [-100_000, '-¥1,000.00'],
    [null, ''],
  ];
  it.each(cases)('%s fen', (fen, text) => expect(yuan(fen)).toBe(text));
  it('groups counts', () =>
    expect([whole(0), whole(999), whole(12_340), whole(1_000_000)]).toEqual(['0', '999', '12,340', '1,000,000']));
});

describe('time', () => {
  it('is shown as it was written, whatever the zone of this machine', () => {
    expect(shortTime('2026-11-22T14:05:33+08:00', 2026)).toBe('11-22 14:05');
    expect(shortTime('2025-11-22T14:05:33+08:00', 2026)).toBe('2025-11-22');
    expect(fullTime('2026-11-22T14:05:33+08:00')).toBe('2026-11-22 14:05:33');
    expect(shortTime(null)).toBe('');
  });
  it('counts down across zones', () => {
    const now = Date.parse('2026-11-22T04:00:00Z');
    expect(minutesUntil('2026-11-22T12:30:00+08:00', now)).toBe(30);
    expect(minutesUntil('2026-11-22T11:59:30+08:00', now)).toBe(-1);
    expect(minutesUntil('', now)).toBeUndefined();
  });
  const spans: [minutes: number, days: number, hours: number, rest: number | null][] = [
    [192, 0, 3, 12],
    [45, 0, 0, 45],
    [2_940, 2, 1, null],
  ];
  it.each(spans)('%i minutes', (minutes, days, hours, rest) => {
    const parts = [
      days > 0 ? t('ui.unit.days', { n: days }) : '',
      hours > 0 ? t('ui.unit.hours', { n: hours }) : '',
      rest === null ? '' : t('ui.unit.minutes', { n: rest }),
    ];
    expect(span(minutes)).toBe(parts.filter((part) => part !== '').join(' '));
  });
  it('is rough where a cell is narrow', () => {
    expect(roughSpan(3 * 1_440)).toBe(t('ui.unit.days', { n: 3 }));
    expect(roughSpan(46 * 60 + 10)).toBe(t('ui.unit.hours', { n: 46 }));
  });
  it('bytes', () => expect([bytes(10), bytes(2_048), bytes(5_242_880)]).toEqual(['10 B', '2 KB', '5.0 MB']));
});

describe('a paste', () => {
  const cases: [text: string, numbers: string[], isList: boolean][] = [
    ['', [], false],
    ['2411000000000000001', ['2411000000000000001'], true],
    ['SF1234567890\nJT0001234567\r\n', ['SF1234567890', 'JT0001234567'], true],
    [
      '261122-100000000001,261122-100000000002;261122-100000000001',
      ['261122-100000000001', '261122-100000000002'],
      true,
    ],
    ['1234\t5678 9012', ['1234', '5678', '9012'], true],
    ['please send soon', ['please', 'send', 'soon'], false],
    ['order 12345', ['order', '12345'], false],
    ['1', ['1'], false],
  ];
  it.each(cases)('%j', (text, numbers, isList) => {
    expect(numbersIn(text)).toEqual(numbers);
    expect(looksLikeNumbers(numbers)).toBe(isList);
  });
});

describe('an order', () => {
  it('shows the own code first and what else there is', () => {
    const row = orderRow();
    expect(itemsText(row)).toBe('NJ-1 · 40x60 × 2');
    const two = orderRow({ items: [...row.items, ...row.items] });
    expect(itemsText(two)).toContain(t('ui.goods.more', { kinds: 2, pieces: 4 }));
    expect(itemsText(orderRow({ items: [] }))).toBe('');
  });
  it('says a municipality once', () =>
    expect(addressText(orderRow({ receiver_province: 'SH', receiver_city: 'SH' }))).toBe('SH D Street 1'));
  it('tells of a hidden receiver instead of showing cipher text', () => {
    const hidden = orderRow({
      receiver_masked: true,
      receiver_name: '##c1#',
      receiver_phone: '$$c1$',
      receiver_address: '##a1#',
    });
    expect(receiverShort(hidden)).toBe(t('ui.receiver.hidden'));
    expect(addressText(hidden)).toBe('P C D');
    expect(receiverShort(orderRow({ receiver_masked: true }))).toBe('W** 199****1048');
    expect(receiverShort(orderRow({ receiver_name: null, receiver_phone: null }))).toBe('');
  });
  it('has one tone', () => {
    expect(stateTone(orderRow())).toBe('look');
    expect(stateTone(orderRow({ state: 'to_print' }))).toBe('doing');
    expect(stateTone(orderRow({ state: 'completed' }))).toBe('done');
    expect(stateTone(orderRow({ state: 'closed' }))).toBe('rest');
    expect(stateTone(orderRow({ state: 'completed', exception: true }))).toBe('stop');
  });
  it('turns red in the last hour', () => {
    const now = Date.parse('2026-11-22T04:00:00Z');
    const tone = (by: string | null): string => timeLeft(orderRow({ ship_by: by }), now).tone;
    expect(tone(null)).toBe('');
    expect(tone('2026-11-23T04:00:00Z')).toBe('');
    expect(tone('2026-11-22T06:00:00Z')).toBe('look');
    expect(tone('2026-11-22T04:59:00Z')).toBe('stop');
    expect(tone('2026-11-22T03:00:00Z')).toBe('over');
  });
});

describe('filters', () => {
  const tabs: Tab[] = [
    'all',
    'to_review',
    'printed',
    'on_the_way',
    'delivered_stage',
    'exception',
    'held',
    'after_sale',
    'closed',
  ];
  it.each(tabs)('tab %s and back', (tab) => {
    const filter = { ...emptyFilter(), shops: ['A'], flag: 1 };
    expect(tabOf(withTab(filter, tab))).toBe(tab);
    expect(withoutTab(withTab(filter, tab))).toEqual(filter);
  });
  it('a filter no tab can say stays under the tab of all', () => {
    const filter = { ...emptyFilter(), states: ['to_print' as const, 'printed' as const] };
    expect(tabOf(filter)).toBe('all');
    expect(withTab(filter, 'all')).toEqual(filter);
  });
  it('counts what restricts', () => {
    expect(restrictions(emptyFilter())).toBe(0);
    expect(
      restrictions({ ...emptyFilter(), from: '2026-11-01', to: '2026-11-22', shops: ['A', 'B'], printed: false }),
    ).toBe(3);
  });
  it('days are those of the shop', () => {
    const now = Date.parse('2026-11-21T17:00:00Z');
    expect(lastDays(1, now)).toEqual({ from: '2026-11-22', to: '2026-11-22' });
    expect(lastDays(7, now)).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  });
});
