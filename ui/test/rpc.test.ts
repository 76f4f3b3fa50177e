// The browser's way to the core: sign-in, errors, uploads. `fetch` is the only thing replaced.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, listen, putFile, rpc, RpcError } from '../src/rpc.ts';
import { sentence } from '../src/stores/toasts.ts';
import { t } from '../src/words.ts';

let replies: Record<string, { status?: number; body: unknown }> = {};
const asked: { address: string; init: RequestInit }[] = [];

beforeEach(async () => {
  asked.length = 0;
  replies = {};
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    asked.push({ address, init });
    const reply = replies[address.split('?')[0] ?? ''];
    if (reply === undefined) return Promise.reject(new TypeError('network'));
    return Promise.resolve(
      new Response(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body), {
        status: reply.status ?? 200,
      }),
    );
  });
  history.replaceState(null, '', '/#/orders');
  await connect();
});

async function failure(deed: Promise<unknown>): Promise<RpcError> {
  try {
    await deed;
  } catch (reason) {
    return reason as RpcError;
  }
  throw new Error('it did not fail');
}

describe('the browser transport', () => {
  it('trades the key of the address for a cookie and takes it out of sight', async () => {
    replies['signin'] = { body: {} };
    history.replaceState(null, '', '/?key=once#/orders');
    await connect();
    expect(JSON.parse(String(asked[0]?.init.body))).toEqual({ key: 'once' });
    expect(location.search).toBe('');
    expect(location.hash).toBe('#/orders');
  });

  it('posts commands as JSON', async () => {
    replies['rpc/orders.tabs'] = { body: { counts: { all: 3 } } };
    expect(await rpc('shops.list', {}).catch(() => 'lost')).toBe('lost');
    expect(asked[0]?.address).toBe('rpc/shops.list');
    expect(asked[0]?.init.method).toBe('POST');
  });

  it('sends a file as it is, with its name beside it', async () => {
    replies['files'] = { body: { handle: 'h1', name: 'a b.csv', bytes: 1 } };
    expect(await putFile(new File(['x'], 'a b.csv'))).toEqual({ handle: 'h1', name: 'a b.csv', bytes: 1 });
    expect(asked[0]?.address).toBe('files?name=a%20b.csv');
  });

  const cases: [name: string, status: number, body: unknown, code: string][] = [
    ['an error of the table', 200, { error: { code: 'not_found', facts: {}, message: '' } }, 'not_found'],
    ['an error with a status', 409, { error: { code: 'refused', facts: { reason: 'x' }, message: '' } }, 'refused'],
    ['a session that ended', 401, '', 'signed_out'],
    ['a page that is no JSON', 500, '<html>', 'internal'],
  ];
  it.each(cases)('%s', async (_, status, body, code) => {
    replies['rpc/session.get'] = { status, body };
    const error = await failure(rpc('session.get', {}));
    expect(error).toBeInstanceOf(RpcError);
    expect(error.code).toBe(code);
  });

  it('says that the core is out of reach', async () => {
    const error = await failure(rpc('session.get', {}));
    expect(error.code).toBe('unreachable');
    expect(sentence(error)).toBe(t('ui.app.offline'));
  });
});

class FakeSource {
  static readonly CLOSED = 2;
  static made: FakeSource[] = [];
  readyState = 1;
  readonly ears = new Map<string, (message: { data: string }) => void>();
  constructor() {
    FakeSource.made.push(this);
  }
  addEventListener(name: string, ear: (message: { data: string }) => void): void {
    this.ears.set(name, ear);
  }
  say(name: string, data = ''): void {
    this.ears.get(name)?.({ data });
  }
}

describe('news', () => {
  beforeEach(async () => {
    FakeSource.made = [];
    vi.stubGlobal('EventSource', FakeSource);
    vi.useFakeTimers();
    await connect();
  });
  afterEach(() => vi.useRealTimers());

  it('reach every listener over one line', () => {
    const heard: unknown[] = [];
    listen('changed', (payload) => heard.push(payload));
    const stop = listen('job', (payload) => heard.push(payload));
    FakeSource.made[0]?.say('changed', '{"tables":["orders"]}');
    FakeSource.made[0]?.say('job', '{"id":1}');
    stop();
    FakeSource.made[0]?.say('job', '{"id":2}');
    expect(FakeSource.made.length).toBe(1);
    expect(heard).toEqual([{ tables: ['orders'] }, { id: 1 }]);
  });

  it('tell of a break and of its end, once each', () => {
    const states: unknown[] = [];
    listen('line', (stands) => states.push(stands));
    const source = FakeSource.made[0]!;
    source.say('open');
    source.say('error');
    source.say('error');
    source.say('open');
    expect(states).toEqual([false, true]);
  });

  it('are asked for anew when the line was refused, ever more slowly', () => {
    const heard: unknown[] = [];
    listen('job', (payload) => heard.push(payload));
    for (const wait of [2_000, 4_000, 8_000]) {
      const source = FakeSource.made.at(-1)!;
      source.readyState = FakeSource.CLOSED;
      source.say('error');
      vi.advanceTimersByTime(wait - 1);
      const before = FakeSource.made.length;
      vi.advanceTimersByTime(1);
      expect(FakeSource.made.length).toBe(before + 1);
    }
    FakeSource.made.at(-1)!.say('job', '{"id":9}');
    expect(heard).toEqual([{ id: 9 }]);
  });
});

describe('sentences', () => {
  it('come from the words file, then from the core, then the bare code', () => {
    expect(sentence(new RpcError('brand_new_code', {}, 'as the core says'))).toBe('as the core says');
    expect(sentence(new RpcError('brand_new_code', {}, ''))).toBe('brand_new_code');
    expect(sentence(new TypeError('x'))).toContain('x');
  });
});
