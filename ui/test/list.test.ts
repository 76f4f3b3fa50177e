// The order list as a store: snapshots, ticks, deeds with their questions and their way back.
import { beforeEach, describe, expect, it } from 'vitest';
import type { BatchReply, JobView, OrderRow } from '../src/gen/types.ts';
import { RpcError } from '../src/rpc.ts';
import { useDeeds } from '../src/stores/deeds.ts';
import { useIntake } from '../src/stores/intake.ts';
import { useJobs } from '../src/stores/jobs.ts';
import { useOrders } from '../src/stores/orders.ts';
import { usePrinting } from '../src/stores/printing.ts';
import { useToasts } from '../src/stores/toasts.ts';
import { t } from '../src/words.ts';
import { settle, startCore } from './core.ts';
import type { Core } from './core.ts';
import { orderRow } from './orders.ts';

const TOTAL = 2_500;
let core: Core;
let marks = 0;
const rows = (from: number, count: number): OrderRow[] =>
  Array.from({ length: Math.max(0, Math.min(count, TOTAL - from)) }, (_, i) =>
    orderRow({ id: 1_000 + from + i, order_no: `N-${from + i}` }),
  );
const did = (part: Partial<BatchReply> = {}): BatchReply => ({ done: 1, refused: [], undo: 'u1', ...part });
const job = (part: Partial<JobView> = {}): JobView => ({
  id: 1,
  kind: 'preview',
  title: '',
  state: 'running',
  total: 0,
  done: 0,
  failed: 0,
  seconds_left: null,
  per_second: null,
  created_at: '',
  finished_at: null,
  result: null,
  file: null,
  error: null,
  text: '',
  ...part,
});

beforeEach(async () => {
  marks = 0;
  core = await startCore({
    'orders.snapshot': () => ({ mark: `m${(marks += 1)}`, total: TOTAL, sum_fen: 1, rows: rows(0, 200) }),
    'orders.rows': ({ from, count }) => ({ from, rows: rows(from, count) }),
    'orders.tabs': () => ({ counts: { all: TOTAL, to_review: 128 }, tags: [] }),
    'orders.step': () => did(),
    'orders.flag': () => did(),
    'orders.back': () => did({ undo: null }),
    'settings.set': () => ({}),
    'jobs.list': () => ({ jobs: [] }),
  });
});

describe('the list', () => {
  it('asks masked, and only for the newest filter', async () => {
    const orders = useOrders();
    const first = orders.open();
    orders.setFilter({ ...orders.filter, flag: 1 });
    await first;
    await settle();
    expect(core.requests('orders.snapshot').map((one) => one.mask)).toEqual([true, true]);
    expect(orders.snapshot?.mark).toBe('m2');
    expect(orders.rowAt(5)?.order_no).toBe('N-5');
  });

  it('a tab is a filter, and its counts do not depend on it', async () => {
    const orders = useOrders();
    orders.setTab('held');
    await settle();
    expect(core.requests('orders.snapshot').at(-1)?.filter.held).toBe(true);
    expect(core.requests('orders.tabs').at(-1)?.held).toBeNull();
  });

  it('does not jump when others change something: it counts and offers', async () => {
    const orders = useOrders();
    await orders.open();
    core.answers['orders.tabs'] = () => ({ counts: { all: TOTAL + 12 }, tags: [] });
    await orders.count();
    expect(orders.news).toBe(12);
    expect(orders.snapshot?.mark).toBe('m1');
  });

  it('freezes anew when the core has forgotten the snapshot', async () => {
    const orders = useOrders();
    await orders.open();
    core.answers['orders.rows'] = () => {
      throw new RpcError('stale_selection', {}, '');
    };
    orders.pages?.look(600, 620, 1);
    await settle();
    expect(orders.snapshot?.mark).toBe('m2');
  });

  it('ticks a range that reaches over pages', async () => {
    const orders = useOrders();
    await orders.open();
    await orders.range(1_010, 150);
    expect(orders.tickedCount).toBe(861);
    expect(orders.chosen()).toMatchObject({ count: 861 });
  });

  it('all of the filter means exactly those seen', async () => {
    const orders = useOrders();
    await orders.open();
    orders.tickAll();
    orders.toggle(3);
    expect(orders.chosen()).toEqual({ selection: { snapshot: { mark: 'm1', except: [1_003] } }, count: TOTAL - 1 });
    await orders.open();
    expect(orders.tickedCount).toBe(0);
  });
});

describe('deeds', () => {
  it('act on the row under the cursor while nothing is ticked', async () => {
    const orders = useOrders();
    await orders.open();
    orders.active = 4;
    await useDeeds().accept();
    expect(core.requests('orders.step')).toEqual([{ selection: { ids: [1_004] }, event: 'accept' }]);
    expect(useToasts().toasts.at(-1)?.text).toBe(t('ui.done.accept', { count: '1' }));
  });

  it('can be taken back by the note and by Ctrl+Z, once', async () => {
    const orders = useOrders();
    const deeds = useDeeds();
    await orders.open();
    await deeds.flag(2);
    await deeds.undo();
    expect(core.requests('orders.back')).toEqual([{ undo: 'u1' }]);
    await deeds.undo();
    expect(core.requests('orders.back').length).toBe(1);
    expect(useToasts().toasts.at(-1)?.text).toBe(t('ui.undo.nothing'));
  });

  it('ask before more than 200 and want the number typed above 1,000', async () => {
    const orders = useOrders();
    const deeds = useDeeds();
    await orders.open();
    orders.tickAll();
    const run = deeds.flag(1);
    await settle();
    expect(deeds.question?.typed).toBe(TOTAL);
    deeds.question?.answer(false);
    await run;
    expect(core.requests('orders.flag')).toEqual([]);
    await orders.range(0, 299);
  });

  it('ask before what has no way back, even for one', async () => {
    const deeds = useDeeds();
    await useOrders().open();
    const run = deeds.ship();
    await settle();
    expect(deeds.question?.button).toBe(t('ui.batch.ship_n', { count: '1' }));
    deeds.question?.answer(true);
    await run;
    expect(core.requests('orders.step').at(-1)?.event).toBe('ship');
  });

  it('say what did not move and why', async () => {
    const deeds = useDeeds();
    await useOrders().open();
    core.answers['orders.step'] = () =>
      did({ done: 0, refused: [{ id: 1, order_no: 'N-0', reason: 'blocked', text: 'phone' }], undo: null });
    await deeds.accept();
    const note = useToasts().toasts.at(-1);
    expect(note?.tone).toBe('look');
    expect(note?.text).toContain('phone');
    await note?.actions[0]?.run();
    expect(deeds.refused.length).toBe(1);
  });

  it('tell a failure in words and change nothing on screen', async () => {
    const orders = useOrders();
    await orders.open();
    core.answers['orders.step'] = () => {
      throw new RpcError('database_busy', {}, 'busy');
    };
    await useDeeds().accept();
    expect(useToasts().toasts.at(-1)?.tone).toBe('stop');
    expect(orders.snapshot?.mark).toBe('m1');
  });
});

describe('printing', () => {
  it('asks once before a label comes out a second time', async () => {
    const seen: boolean[] = [];
    core.answers['labels.print'] = ({ reprint }) => {
      seen.push(reprint);
      if (!reprint) throw new RpcError('already_printed', { count: '3' }, '');
      return { job: 1 };
    };
    const run = usePrinting().print({ ids: [1] }, { printer: 'P', template: 'a', full: false }, false);
    await settle();
    expect(useDeeds().question?.body).toContain('3');
    useDeeds().question?.answer(true);
    await run;
    expect(seen).toEqual([false, true]);
  });

  it('makes a PDF where no printer is chosen', async () => {
    core.answers['labels.pdf'] = () => ({ job: 1 });
    await usePrinting().print({ ids: [1] }, { printer: null, template: 'a', full: true }, false);
    expect(core.requests('labels.pdf')).toEqual([{ selection: { ids: [1] }, template: 'a', full: true }]);
  });
});

describe('intake', () => {
  it('looks first and writes only when told to', async () => {
    const jobs = useJobs();
    jobs.start();
    let n = 0;
    core.answers['files.import'] = () => ({ job: (n += 1) });
    const intake = useIntake();
    const run = intake.take([new File(['x'], 'a.csv'), new File(['y'], 'b.xlsx')]);
    await settle();
    expect(core.requests('files.import')).toMatchObject([
      { files: ['h-a.csv', 'h-b.xlsx'], dry_run: true, shop: null, password: null },
    ]);
    core.send('job', job({ state: 'done', result: { dry_run: true, files: [], findings: 0 } }));
    await run;
    expect(intake.preview?.dry_run).toBe(true);
    await intake.bring(true);
    expect(core.requests('files.import').at(-1)).toMatchObject({ dry_run: false, only_clean: true });
    expect(intake.isOpen).toBe(false);
  });

  it('forgets a preview that was closed while it ran', async () => {
    useJobs().start();
    core.answers['files.import'] = () => ({ job: 1 });
    core.answers['jobs.cancel'] = () => job({ state: 'cancelled' });
    const intake = useIntake();
    const run = intake.take([new File(['x'], 'a.csv')]);
    await settle();
    intake.close();
    core.send('job', job({ state: 'done', result: { dry_run: true, files: [], findings: 0 } }));
    await run;
    expect(intake.preview).toBeUndefined();
  });
});

describe('jobs', () => {
  it('an end that came before the page asked is found in the list', async () => {
    core.answers['jobs.list'] = () => ({ jobs: [job({ id: 7, state: 'done' })] });
    expect((await useJobs().ended(7)).state).toBe('done');
  });

  it('keep the newest word of each job', () => {
    const jobs = useJobs();
    jobs.start();
    core.send('job', job({ id: 1, kind: 'import', done: 1 }));
    core.send('job', job({ id: 2, kind: 'print' }));
    core.send('job', job({ id: 1, kind: 'import', done: 9 }));
    expect(jobs.shown.map((one) => [one.id, one.done])).toEqual([
      [2, 0],
      [1, 9],
    ]);
  });
});
