// Filters as the list uses them: the empty one, the tabs, what is counted as "filtered". Which orders match is decided by the core.
import type { Filter, Stage, State } from '../gen/types.ts';
import { t } from '../words.ts';

export function emptyFilter(): Filter {
  return {
    states: [],
    stage: null,
    platforms: [],
    shops: [],
    held: null,
    locked: null,
    exception: null,
    after_sale: null,
    urgent: null,
    flag: null,
    find: null,
    numbers: [],
    from: null,
    to: null,
    date_by: 'paid',
    province: null,
    sku: null,
    finding: null,
    tag: null,
    cause: null,
    printed: null,
    overdue: null,
    alarm: null,
    figure: null,
    hour: null,
  };
}

/** Tabs in their order. The words are those of `orders.tabs`. */
export const TABS = [
  'all',
  'unpaid',
  'to_review',
  'to_allocate',
  'to_print',
  'printed',
  'on_the_way',
  'delivered_stage',
  'send_failed',
  'exception',
  'held',
  'after_sale',
  'closed',
] as const;
/** A tab of a tag has its name behind the colon. */
export type Tab = (typeof TABS)[number] | `tag:${string}`;

/** The tag that a tab is of. */
export function tagOf(tab: Tab): string | undefined {
  return tab.startsWith('tag:') ? tab.slice(4) : undefined;
}

/** What a tab is called: a tag by its own name. */
export function tabName(tab: Tab): string {
  return tagOf(tab) ?? t(`ui.tab.${tab}` as 'ui.tab.all');
}

/** Tabs that are shown only while they hold orders. */
export const RARE_TABS: readonly Tab[] = ['unpaid', 'to_allocate', 'send_failed', 'closed'];

const STATE_TABS: readonly string[] = ['unpaid', 'to_review', 'to_allocate', 'to_print', 'printed', 'closed'];

/** The filter with the tab's own restriction put in. */
export function withTab(filter: Filter, tab: Tab): Filter {
  const base = {
    ...filter,
    states: [] as State[],
    stage: null as Stage | null,
    held: null,
    exception: null,
    after_sale: null,
  };
  const tag = tagOf(tab);
  if (tag !== undefined) return { ...base, tag };
  if (STATE_TABS.includes(tab)) return { ...base, states: [tab as State] };
  if (tab === 'on_the_way') return { ...base, stage: 'on_the_way' };
  if (tab === 'delivered_stage') return { ...base, stage: 'delivered' };
  if (tab === 'send_failed') return { ...base, exception: true, cause: 'write_back_refused' };
  if (tab === 'exception') return { ...base, exception: true };
  if (tab === 'held') return { ...base, held: true };
  if (tab === 'after_sale') return { ...base, after_sale: true };
  return {
    ...base,
    states: filter.states,
    stage: filter.stage,
    held: filter.held,
    exception: filter.exception,
    after_sale: filter.after_sale,
  };
}

/** The tab that says the same as the state part of a filter, if one does; `all` otherwise, with the filter kept as it is. */
export function tabOf(filter: Filter): Tab {
  const only = (tab: Tab): boolean => {
    const wanted = withTab({ ...filter, states: [], stage: null, held: null, exception: null, after_sale: null }, tab);
    return JSON.stringify(withTab(filter, 'all')) === JSON.stringify(wanted);
  };
  if (filter.tag !== null && only(`tag:${filter.tag}`)) return `tag:${filter.tag}`;
  return TABS.find((tab) => tab !== 'all' && only(tab)) ?? 'all';
}

/** The filter without what a tab says: what tabs are counted under. */
export function withoutTab(filter: Filter): Filter {
  return { ...filter, states: [], stage: null, held: null, exception: null, after_sale: null };
}

const PARTS: readonly (keyof Filter)[][] = [
  ['states'],
  ['stage'],
  ['platforms'],
  ['shops'],
  ['held'],
  ['locked'],
  ['exception'],
  ['after_sale'],
  ['urgent'],
  ['flag'],
  ['find'],
  ['numbers'],
  ['from', 'to'],
  ['province'],
  ['sku'],
  ['finding'],
  ['tag'],
  ['cause'],
  ['printed'],
  ['overdue'],
  ['alarm'],
  ['figure'],
  ['hour'],
];

/** How many things a filter restricts. */
export function restrictions(filter: Filter): number {
  return PARTS.filter((names) =>
    names.some((name) => {
      const value = filter[name];
      return Array.isArray(value) ? value.length > 0 : value !== null && value !== '';
    }),
  ).length;
}

/** Days of a quick choice, in the shop's zone (UTC+8): today is `days` 1. */
export function lastDays(days: number, nowMs = Date.now()): { from: string; to: string } {
  const day = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
  return { from: day(nowMs - (days - 1) * 86_400_000), to: day(nowMs) };
}
