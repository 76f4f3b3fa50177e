// What stops an order: release times in the shop's zone, two receivers side by side, and the deeds that set and lift stops.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AddressChangeView, Receiver } from '../src/gen/types.ts';
import {
  firstOwn,
  lastAnswer,
  releaseMinutes,
  releasesAt,
  shopClock,
  sides,
  withReceiver,
} from '../src/shapes/stops.ts';
import type { Release } from '../src/shapes/stops.ts';
import { stateText, stateTone } from '../src/shapes/order.ts';
import { useDeeds } from '../src/stores/deeds.ts';
import { useOrders } from '../src/stores/orders.ts';
import { t } from '../src/words.ts';
import { settle, startCore } from './core.ts';
import type { Core } from './core.ts';
import { orderRow } from './orders.ts';

const at = (shopTime: string): number => Date.parse(`${shopTime}:00+08:00`);

describe('release times', () => {
  const cases: [name: string, now: string, release: Release, own: string, want: number | null | undefined][] = [
    ['by hand alone', '2026-11-22T14:00', 'never', '', null],
    ['an hour', '2026-11-22T14:00', 'hour', '', 60],
    ['tonight', '2026-11-22T14:30', 'evening', '', 330],
    ['tonight is over', '2026-11-22T20:00', 'evening', '', undefined],
    ['tomorrow morning', '2026-11-22T14:00', 'morning', '', 19 * 60],
    ['tomorrow, said after midnight', '2026-11-23T00:30', 'morning', '', 32 * 60 + 30],
    ['tomorrow, over the end of a month', '2026-11-30T23:00', 'morning', '', 600],
    ['a time of one’s own', '2026-11-22T14:00', 'own', '2026-11-22T15:15', 75],
    ['a time that is now', '2026-11-22T14:00', 'own', '2026-11-22T14:00', undefined],
    ['a time that has been', '2026-11-22T14:00', 'own', '2026-11-21T23:00', undefined],
    ['no time', '2026-11-22T14:00', 'own', '', undefined],
    ['half a time', '2026-11-22T14:00', 'own', '2026-11-', undefined],
  ];
  it.each(cases)('%s', (_, now, release, own, want) => expect(releaseMinutes(release, own, at(now))).toBe(want));

  it('never end before the moment that was named', () => {
    expect(releaseMinutes('own', '2026-11-22T15:00', at('2026-11-22T14:00') + 1)).toBe(60);
  });
  it('offer only what lies ahead', () => {
    expect(releasesAt(at('2026-11-22T19:59'))).toContain('evening');
    expect(releasesAt(at('2026-11-22T20:00'))).not.toContain('evening');
  });
  it('are written as the shop’s clock shows them, whatever the zone of this machine', () => {
    expect(shopClock(at('2026-11-22T14:05'))).toBe('2026-11-22T14:05');
    expect(firstOwn(at('2026-11-22T14:05'))).toBe('2026-11-22T16:00');
  });
});

const receiver = (part: Partial<Receiver> = {}): Receiver => ({
  name: 'W**',
  phone: '199****1048',
  phone_ext: null,
  province: 'P',
  city: 'C',
  district: 'D',
  address: 'Street 1',
  masked: false,
  ...part,
});

describe('another address', () => {
  it('is set beside the one that stands, and what hidden texts do not show is told by the core', () => {
    const rows = sides(orderRow(), receiver({ district: 'E', phone_ext: '12' }), [
      'receiver_name',
      'receiver_district',
    ]);
    expect(rows.map(({ changed, from, to }) => [changed, from, to])).toEqual([
      [true, 'W**', 'W**'],
      [false, '199****1048', '199****1048-12'],
      [true, 'P C D Street 1', 'P C E Street 1'],
    ]);
  });
  it('takes the place of all seven fields', () => {
    const row = withReceiver(orderRow({ flag: 3 }), receiver({ name: 'Z', city: null }));
    expect([row.receiver_name, row.receiver_city, row.receiver_address, row.flag]).toEqual(['Z', null, 'Street 1', 3]);
  });
  it('has an end only once it is answered', () => {
    const ends = [null, 'requested', 'approved', 'refused', 'withdrawn'].map((state) =>
      lastAnswer({ state } as AddressChangeView),
    );
    expect(ends).toEqual([undefined, undefined, 'approved', 'refused', 'withdrawn']);
  });
});

describe('the list', () => {
  it('says that an order is locked, and never by colour alone', () => {
    const locked = orderRow({ state: 'to_print', locked: true });
    expect([stateText(locked), stateTone(locked)]).toEqual([
      `${t('ui.mark.locked_short')} ${t('state.to_print')}`,
      'look',
    ]);
    expect(stateText(orderRow({ locked: true, held: true }))).toBe(t('ui.mark.held'));
  });
});

describe('deeds', () => {
  let core: Core;
  beforeEach(async () => {
    core = await startCore({
      'orders.snapshot': () => ({ mark: 'm', total: 1, sum_fen: 1, rows: [orderRow({ id: 7 })] }),
      'orders.tabs': () => ({ counts: { all: 1 }, tags: [] }),
      'orders.hold': () => ({ done: 1, refused: [], undo: 'u' }),
      'orders.ask_check': () => ({ done: 1, refused: [], undo: 'u' }),
      'orders.back': () => ({ done: 1, refused: [], undo: null }),
    });
    await useOrders().open();
  });

  it('hold until a time, or until somebody says so', async () => {
    const deeds = useDeeds();
    deeds.startHold();
    await deeds.hold('stock', 90);
    deeds.startHold();
    await deeds.hold('stock');
    expect(core.requests('orders.hold')).toEqual([
      { selection: { ids: [7] }, reason: 'stock', release_after_minutes: 90 },
      { selection: { ids: [7] }, reason: 'stock' },
    ]);
  });

  it('ask for two people, and take that back', async () => {
    const deeds = useDeeds();
    await deeds.askCheck();
    await deeds.undo();
    await settle();
    expect(core.requests('orders.ask_check')).toEqual([{ selection: { ids: [7] } }]);
    expect(core.requests('orders.back')).toEqual([{ undo: 'u' }]);
  });
});
