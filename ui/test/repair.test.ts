// Repairs by key: options counted through, one step at a time, the next order moves up, a step can be taken back.
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderRepairs, Repair } from '../src/gen/types.ts';
import { useDeeds } from '../src/stores/deeds.ts';
import { numbered, optionAt, useRepair, valuesOf } from '../src/stores/repair.ts';
import { settle, startCore } from './core.ts';
import type { Core } from './core.ts';
import { orderRow } from './orders.ts';

const fault = (code: string, options: string[]): Repair => ({
  code,
  field: 'receiver_district',
  severity: 'blocking',
  text: code,
  options: options.map((option) => ({
    option,
    label: option,
    changes: { receiver_district: option },
    certain: options.length === 1,
  })),
});
let left: OrderRepairs[];
let core: Core;

beforeEach(async () => {
  left = [1, 2, 3].map((id) => ({
    order: orderRow({ id, order_no: `N-${id}`, receiver_district: null }),
    repairs: [fault('district_ambiguous', ['A', 'B'])],
  }));
  const drop = (id: number): (typeof left)[number] => {
    const found = left.find(({ order }) => order.id === id)!;
    left = left.filter((each) => each !== found);
    return found;
  };
  core = await startCore({
    'repairs.list': () => ({ orders: left, next: null, total: left.length, certain: { region_typo: 2 } }),
    'orders.repairs': ({ id }) => ({ repairs: left.find(({ order }) => order.id === id)?.repairs ?? [] }),
    'orders.repair': ({ id }) => drop(id).order,
    'orders.repair_by_hand': ({ id }) => drop(id).order,
    'orders.ignore': ({ id }) => drop(id).order,
    'orders.edit': ({ id }) => orderRow({ id }),
    'repairs.all': () => ({ done: 2, refused: [], undo: 'u' }),
  });
});

describe('options', () => {
  it('are counted through all findings', () => {
    const list = numbered([fault('a', ['x', 'y']), fault('b', []), fault('c', ['z'])]);
    expect([1, 2, 3, 4].map((n) => optionAt(list, n)?.option.option)).toEqual(['x', 'y', 'z', undefined]);
    expect(optionAt(list, 3)?.repair.code).toBe('c');
  });

  it('know what stood in their fields before', () => {
    const order = orderRow({ receiver_city: 'C', receiver_district: null });
    expect(valuesOf(order, ['receiver_city', 'receiver_district'])).toEqual({
      receiver_city: 'C',
      receiver_district: null,
    });
  });
});

describe('the list', () => {
  it('takes an option and stands on the next order', async () => {
    const repair = useRepair();
    await repair.load();
    repair.move(1);
    await repair.take(2);
    expect(core.requests('orders.repair')).toEqual([{ id: 2, code: 'district_ambiguous', option: 'B' }]);
    expect(repair.current?.order.id).toBe(3);
    expect([repair.total, repair.done]).toEqual([2, 1]);
  });

  it('a key without an option does nothing', async () => {
    const repair = useRepair();
    await repair.load();
    await repair.take(7);
    expect(core.requests('orders.repair')).toEqual([]);
  });

  it('a second key waits for nothing and hits nothing', async () => {
    const repair = useRepair();
    await repair.load();
    await Promise.all([repair.take(1), repair.take(1)]);
    expect(core.requests('orders.repair').length).toBe(1);
  });

  it('keeps an order that still has a fault', async () => {
    const repair = useRepair();
    await repair.load();
    core.answers['orders.repair'] = ({ id }) => left.find(({ order }) => order.id === id)!.order;
    await repair.take(1);
    expect(repair.current?.order.id).toBe(1);
    expect(repair.done).toBe(0);
  });

  it('takes the last step back by the fields as they stood', async () => {
    const repair = useRepair();
    await repair.load();
    await repair.take(1);
    await useDeeds().undo();
    await settle();
    expect(core.requests('orders.edit')).toEqual([{ id: 1, fields: { receiver_district: null } }]);
  });

  it('sets the first finding aside', async () => {
    const repair = useRepair();
    await repair.load();
    await repair.ignore();
    expect(core.requests('orders.ignore')).toEqual([{ id: 1, code: 'district_ambiguous' }]);
    expect(repair.orders?.length).toBe(2);
  });

  it('takes all certain options at once, with a way back', async () => {
    const repair = useRepair();
    await repair.load();
    expect(repair.certain).toBe(2);
    await repair.all();
    expect(core.requests('repairs.all')).toEqual([{ option: 'certain' }]);
    expect(repair.done).toBe(2);
  });
});
