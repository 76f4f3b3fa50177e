// A choice of columns: what is guessed, what a change does to the rest, what is missing, and what is sent.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ColumnsReply, FieldInfo, JobView } from '../src/gen/types.ts';
import { RpcError } from '../src/rpc.ts';
import { assign, guessed, missing, nameFor, toMapping, withSort } from '../src/shapes/mapping.ts';
import { useIntake } from '../src/stores/intake.ts';
import { useMapping } from '../src/stores/mapping.ts';
import { settle, startCore } from './core.ts';
import type { Core } from './core.ts';

const field = (name: string, group: string, required = false, many = false): FieldInfo => ({
  field: name,
  group,
  name,
  required,
  many,
});
const FIELDS = [
  field('order_no', 'order', true),
  field('buyer_amount', 'order'),
  field('receiver_address', 'receiver', false, true),
  field('line.amount', 'line', true),
  field('line.at', 'line'),
];
const reply: ColumnsReply = {
  file: 'a.csv',
  platform: 'unknown',
  kind: 'unknown',
  sheet: 'S',
  sheets: ['S'],
  header_row: 3,
  columns: [
    { index: 0, heading: 'No', samples: ['1'], guess: 'order_no', usable: true },
    { index: 1, heading: 'Sum', samples: [], guess: null, usable: true },
    { index: 2, heading: '', samples: [], guess: 'buyer_amount', usable: false },
    { index: 3, heading: 'Road', samples: [], guess: 'receiver_address', usable: true },
  ],
  fields: FIELDS,
  status_words: [
    { word: 'paid', status: 'to_ship' },
    { word: 'odd', status: null },
  ],
};

describe('a choice', () => {
  it('starts with the guesses of usable columns', () => {
    const start = guessed(reply);
    expect([...start.columns]).toEqual([
      [0, 'order_no'],
      [3, 'receiver_address'],
    ]);
    expect(start.sort).toBe('orders');
    expect([...start.status]).toEqual([['paid', 'to_ship']]);
  });

  it.each([
    [
      'moves a field that takes one column',
      1,
      'order_no',
      [
        [3, 'receiver_address'],
        [1, 'order_no'],
      ],
    ],
    [
      'adds to a field that takes many',
      1,
      'receiver_address',
      [
        [0, 'order_no'],
        [3, 'receiver_address'],
        [1, 'receiver_address'],
      ],
    ],
    ['empties a column', 3, '', [[0, 'order_no']]],
  ])('%s', (_, column, to, wanted) => {
    expect([...assign(guessed(reply), column, to, FIELDS).columns]).toEqual(wanted);
  });

  it('says what is missing for its kind', () => {
    const start = guessed(reply);
    const names = (of: typeof start): string[] => missing(of, FIELDS).map((each) => each.field);
    expect(names(start)).toEqual([]);
    expect(names(assign(start, 0, '', FIELDS))).toEqual(['order_no']);
    const bill = withSort(start, 'bill');
    expect(bill.columns.size).toBe(0);
    expect(names(bill)).toEqual(['line.amount']);
    expect(names(assign(bill, 1, 'line.amount', FIELDS))).toEqual([]);
  });

  it('is sent with all headings in the order of the file', () => {
    const start = {
      ...guessed(reply),
      status: new Map([
        ['paid', 'to_ship'],
        ['odd', ''],
      ]),
    };
    expect(toMapping(start, reply)).toEqual({
      platform: null,
      sheet: 'S',
      header_row: 3,
      headings: ['No', 'Sum', '', 'Road'],
      columns: { 0: 'order_no', 3: 'receiver_address' },
      status: { paid: 'to_ship' },
      amount_per_row: false,
    });
  });
});

describe('the name of a profile', () => {
  it.each([
    ['orders-20260501.xlsx', 'orders'],
    ['shop orders 2026-05 (2).csv', 'shop orders'],
    ['20260501.csv', '20260501.csv'],
  ])('%s', (file, wanted) => expect(nameFor(file)).toBe(wanted));
});

describe('the dialogue', () => {
  let core: Core;
  const ended = (id: number): JobView => ({
    id,
    kind: 'preview',
    title: '',
    state: 'done',
    total: 0,
    done: 0,
    failed: 0,
    seconds_left: null,
    per_second: null,
    created_at: '',
    finished_at: null,
    result: { dry_run: true, files: [], findings: 0 },
    file: null,
    error: null,
    text: '',
  });
  let jobs = 0;

  beforeEach(async () => {
    jobs = 0;
    core = await startCore({
      'files.columns': () => reply,
      'files.try_mapping': () => ({ accepted: 2, rejected_total: 0, rows: [], rejected: [], unknown_words: [] }),
      'files.import': () => ({ job: (jobs += 1) }),
      'jobs.list': () => ({ jobs: [ended(jobs)] }),
      'jobs.dismiss': () => ({}),
      'profiles.save': ({ name }) => ({ name }),
    });
    await useIntake().look([{ handle: 'h1', name: 'orders-20260501.csv', bytes: 3 }]);
  });

  it('tries the guesses at once and names the profile after the file', async () => {
    const mapping = useMapping();
    await mapping.open('h1');
    expect(mapping.trial?.accepted).toBe(2);
    expect(mapping.name).toBe('orders');
    expect(core.requests('files.try_mapping')[0]?.mapping.columns).toEqual({ 0: 'order_no', 3: 'receiver_address' });
  });

  it('does not ask the core what a choice without its number reads', async () => {
    const mapping = useMapping();
    await mapping.open('h1');
    vi.useFakeTimers();
    mapping.give(0, '');
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect(core.requests('files.try_mapping').length).toBe(1);
    expect(mapping.trial).toBeUndefined();
    expect(mapping.lacks.map((each) => each.field)).toEqual(['order_no']);
  });

  it('says why a choice cannot be read', async () => {
    core.answers['files.try_mapping'] = () => {
      throw new RpcError('database_busy', {}, 'busy');
    };
    const mapping = useMapping();
    await mapping.open('h1');
    expect(mapping.trouble).not.toBe('');
  });

  it('saves, and looks at the file again by the saved profile', async () => {
    const mapping = useMapping();
    await mapping.open('h1');
    mapping.name = ' mine ';
    await mapping.save();
    await settle();
    expect(core.requests('profiles.save')[0]?.name).toBe('mine');
    expect(core.requests('files.import').at(-1)).toMatchObject({ dry_run: true, profile: 'mine' });
    expect(mapping.isOpen).toBe(false);
  });

  it('many files are known by their headings, not by one profile', async () => {
    const mapping = useMapping();
    await useIntake().look([{ handle: 'h2', name: 'b.csv', bytes: 3 }]);
    await mapping.open('h1');
    await mapping.save();
    await settle();
    expect(core.requests('files.import').at(-1)).toMatchObject({ files: ['h1', 'h2'], profile: null });
  });
});
