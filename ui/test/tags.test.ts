// Tags, further flags and causes: what is offered, how a row shows them, tabs of tags, and the way back.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cause, TagView } from '../src/gen/types.ts';
import { asTsv, orderColumns } from '../src/pages/orders/columns.ts';
import { emptyFilter, restrictions, tabName, tabOf, tagOf, withoutTab, withTab } from '../src/shapes/filter.ts';
import { CAUSES } from '../src/shapes/stops.ts';
import { chipClass, nextColour, offered, offeredFlags } from '../src/shapes/tags.ts';
import { useBlacklist } from '../src/stores/blacklist.ts';
import { useDeeds } from '../src/stores/deeds.ts';
import { useOrders } from '../src/stores/orders.ts';
import { useTags } from '../src/stores/tags.ts';
import { has, t } from '../src/words.ts';
import { settle, startCore } from './core.ts';
import type { Core } from './core.ts';
import { orderRow } from './orders.ts';

const tag = (name: string, colour = 'grey'): TagView => ({ name, colour, is_tab: true, orders: 0 });

describe('what is offered', () => {
  const flags: [name: string, setting: unknown, want: number[]][] = [
    ['nothing set', undefined, [1, 2, 3, 4, 5]],
    ['two more', [1, 2, 3, 4, 5, 9, 7], [1, 2, 3, 4, 5, 7, 9]],
    ['the five cannot be switched off', [6], [1, 2, 3, 4, 5, 6]],
    ['nonsense', [0, 11, 'x', null, 6.5], [1, 2, 3, 4, 5]],
    ['not a list', 'all', [1, 2, 3, 4, 5]],
  ];
  it.each(flags)('flags: %s', (_, setting, want) => expect(offeredFlags(setting)).toEqual(want));
  it('every flag has its word', () => {
    expect(offeredFlags([6, 7, 8, 9, 10]).every((flag) => has(`ui.flag.${flag}`))).toBe(true);
  });

  const typed: [text: string, found: string[], fresh: string][] = [
    ['', ['Gift', 'gift wrap'], ''],
    ['GIFT', ['Gift', 'gift wrap'], 'GIFT'],
    [' Gift ', ['Gift', 'gift wrap'], ''],
    ['none', [], 'none'],
  ];
  it.each(typed)('typed %j', (text, found, fresh) => {
    const list = offered([tag('Gift'), tag('gift wrap')], text);
    expect([list.found.map((each) => each.name), list.fresh]).toEqual([found, fresh]);
  });

  it('a new tag takes a colour that few have', () => {
    expect(nextColour([])).toBe('red');
    expect(nextColour([tag('a', 'red'), tag('b', 'orange'), tag('c', 'grey')])).toBe('yellow');
  });
  it('an unknown colour is grey', () => {
    expect([chipClass('teal'), chipClass('gold'), chipClass(undefined)]).toEqual([
      'tag-chip tag-teal',
      'tag-chip tag-grey',
      'tag-chip tag-grey',
    ]);
  });
  it('every cause is there once and has its sentence', () => {
    expect(new Set(CAUSES).size).toBe(CAUSES.length);
    expect(CAUSES.filter((cause: Cause) => !has(`cause.${cause}`))).toEqual([]);
    expect(CAUSES.at(-1)).toBe('other');
  });
});

describe('a row', () => {
  const columns = orderColumns({ platform: (code) => code, tag: (name) => (name === 'Gift' ? 'pink' : undefined) });
  const findings = columns.find((column) => column.id === 'findings')!;
  const finding = { code: 'x', severity: 'blocking' as const, field: null, text: 'Short', blocking: true, other: null };
  const chips = (part: Parameters<typeof orderRow>[0]): string[] =>
    (findings.chips?.(orderRow(part)) ?? []).map((chip) => `${chip.text}/${chip.tone}`);

  it('has no chips, and so no elements, where nothing hangs on it', () => {
    expect(chips({ findings: [finding] })).toEqual([]);
    expect(findings.tone?.(orderRow({ findings: [finding] }))).toContain('as-pill');
  });
  it('puts the cause first, and what stops it before the tags', () => {
    expect(chips({ cause: 'other', cause_text: 'Lost', tags: ['Gift'], findings: [finding] })).toEqual([
      'Lost/pill tone-stop',
      'Short/pill tone-stop',
      'Gift/tag-chip tag-pink',
    ]);
    expect(chips({ tags: ['Gift', 'New'], findings: [{ ...finding, severity: 'info', blocking: false }] })).toEqual([
      'Gift/tag-chip tag-pink',
      'New/tag-chip tag-grey',
      'Short/pill tone-rest',
    ]);
  });
  it('is copied with its cause and its tags', () => {
    expect(asTsv([findings], [orderRow({ cause_text: 'Lost', tags: ['Gift'] })]).split('\n')[1]).toBe(
      'Lost \u00b7 Gift',
    );
  });
});

describe('a tab of a tag', () => {
  it('is a filter, found again from it, and called by its name', () => {
    const filter = withTab(emptyFilter(), 'tag:Gift');
    expect([filter.tag, tabOf(filter), tagOf('tag:Gift'), tagOf('held'), tabName('tag:Gift'), tabName('held')]).toEqual(
      ['Gift', 'tag:Gift', 'Gift', undefined, 'Gift', t('ui.tab.held')],
    );
  });
  it('is no tab where a state restricts as well', () => {
    expect(tabOf({ ...emptyFilter(), tag: 'Gift', held: true })).not.toBe('tag:Gift');
  });
  it('tags, causes and locks count as filters', () => {
    const filter = { ...emptyFilter(), tag: 'Gift', cause: 'other' as const, locked: true };
    expect([restrictions(filter), restrictions(withoutTab(filter))]).toEqual([3, 3]);
  });
});

describe('deeds', () => {
  let core: Core;
  let known: TagView[];
  beforeEach(async () => {
    known = [tag('Gift', 'pink')];
    core = await startCore({
      'orders.snapshot': () => ({ mark: 'm', total: 1, sum_fen: 1, rows: [orderRow({ id: 7 })] }),
      'orders.rows': ({ from }) => ({ from, rows: [orderRow({ id: 7 })] }),
      'orders.tabs': () => ({ counts: { all: 1 }, tags: [{ ...tag('Gift'), orders: 4 }] }),
      'orders.tag': () => ({ done: 1, refused: [], undo: 'u' }),
      'orders.except': () => ({ done: 1, refused: [], undo: 'u' }),
      'orders.settle': () => ({ done: 1, refused: [], undo: 'u' }),
      'orders.back': () => ({ done: 1, refused: [], undo: null }),
      'tags.list': () => ({ tags: known }),
      'tags.save': (request) => {
        known = [...known, { ...request, orders: 0 }];
        return {};
      },
      'blacklist.list': () => ({ entries: [] }),
      'blacklist.add': () => ({ id: 1, held: 2 }),
    });
    await useOrders().open();
    await useTags().load();
  });

  it('hang a tag and take that back', async () => {
    await useTags().hang('Gift');
    await useDeeds().undo();
    await settle();
    expect(core.requests('tags.save')).toEqual([]);
    expect(core.requests('orders.tag')).toEqual([{ selection: { ids: [7] }, add: ['Gift'], remove: [] }]);
    expect(core.requests('orders.back')).toEqual([{ undo: 'u' }]);
  });
  it('make a new tag with its colour, as a tab', async () => {
    await useTags().hang('New', 'teal');
    expect(core.requests('tags.save')).toEqual([{ name: 'New', colour: 'teal', is_tab: true }]);
    expect(useTags().colours.get('New')).toBe('teal');
  });
  it('take a tag off', async () => {
    await useTags().takeOff('Gift', { selection: { ids: [9] }, count: 1 });
    expect(core.requests('orders.tag')).toEqual([{ selection: { ids: [9] }, add: [], remove: ['Gift'] }]);
  });
  it('make exceptions with a note only where one is written', async () => {
    const deeds = useDeeds();
    deeds.startExcept();
    await deeds.except('returned', '');
    deeds.startExcept();
    await deeds.except('other', 'wet');
    await deeds.settle();
    expect(core.requests('orders.except')).toEqual([
      { selection: { ids: [7] }, cause: 'returned' },
      { selection: { ids: [7] }, cause: 'other', note: 'wet' },
    ]);
    expect(core.requests('orders.settle')).toHaveLength(1);
  });
  it('blacklist by an order or by what is typed', async () => {
    await useBlacklist().add({ order_id: 7, reason: 'r' });
    expect(core.requests('blacklist.add')[0]).toMatchObject({ order_id: 7, phone: null, reason: 'r' });
  });
  it('count tags beside their tabs; another tag as a filter leaves the tab', async () => {
    const orders = useOrders();
    expect(orders.counts['tag:Gift']).toBe(4);
    orders.setTab('tag:Gift');
    await settle();
    expect([core.requests('orders.snapshot').at(-1)?.filter.tag, orders.filter.tag]).toEqual(['Gift', null]);
    orders.setFilter({ ...orders.filter, tag: 'New' });
    await settle();
    expect([orders.tab, core.requests('orders.snapshot').at(-1)?.filter.tag]).toEqual(['all', 'New']);
    orders.show({ ...emptyFilter(), tag: 'Gift' });
    expect([orders.tab, orders.filter.tag]).toEqual(['tag:Gift', null]);
  });
});
