// Signing in, locking and roles as the page sees them, and when an unused page is locked.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionReply } from '../src/gen/types.ts';
import { startIdle } from '../src/keys/idle.ts';
import { RpcError, rpc } from '../src/rpc.ts';
import { useSession } from '../src/stores/session.ts';
import { useToasts } from '../src/stores/toasts.ts';
import { settle, startCore } from './core.ts';
import type { Core } from './core.ts';

const reply = (part: Partial<SessionReply> = {}): SessionReply => ({
  actor: '',
  role: null,
  asks_for_sign_in: true,
  open_owner: false,
  idle_minutes: 15,
  version: '0',
  data_folder: '',
  is_empty: false,
  orders: 0,
  now: '',
  settings: {},
  ...part,
});
const PINS: Readonly<Record<string, Partial<SessionReply>>> = {
  li: { actor: 'li', role: 'clerk' },
  wang: { actor: 'wang', role: 'accountant' },
};
let core: Core;
let here: SessionReply;

beforeEach(async () => {
  here = reply();
  core = await startCore({
    'session.get': () => here,
    'session.sign_in': ({ name, pin }) => {
      if (pin !== '1234') throw new RpcError('wrong_pin', {}, '');
      return (here = reply(PINS[name]));
    },
    'session.sign_out': () => {
      here = reply();
      return {};
    },
    'shops.list': () => ({ shops: [], platforms: [] }),
    'home.board': () => {
      throw new RpcError('sign_in_needed', {}, '');
    },
  });
});

describe('signing in', () => {
  it('stands before everything where people are named, and nowhere else', async () => {
    const session = useSession();
    await session.load();
    expect([session.isLocked, session.hasPeople]).toEqual([true, true]);
    expect(core.requests('shops.list')).toEqual([]);
    here = reply({ actor: 'me', role: 'owner', asks_for_sign_in: false });
    await session.load();
    expect([session.isLocked, session.hasPeople]).toEqual([false, false]);
    await session.lock();
    expect(session.isLocked).toBe(false);
  });

  it('keeps what is behind the lock for whoever comes back, and tells when it is somebody else', async () => {
    const session = useSession();
    await session.load();
    await expect(session.signIn('li', '0000')).rejects.toThrow();
    expect(session.isLocked).toBe(true);
    expect(await session.signIn('li', '1234')).toBe(false);
    await session.lock();
    expect([session.isLocked, session.session?.actor, session.role]).toEqual([true, 'li', 'clerk']);
    expect(await session.signIn('li', '1234')).toBe(false);
    expect(session.isLocked).toBe(false);
    await session.lock();
    expect(await session.signIn('wang', '1234')).toBe(true);
    expect([session.isLocked, session.session?.actor]).toEqual([true, 'li']);
  });

  it('comes up by itself when the core asks for it, without a note on top', async () => {
    const session = useSession();
    const toasts = useToasts();
    await session.load();
    await session.signIn('li', '1234');
    here = reply();
    await toasts.attempt(() => rpc('home.board', {}));
    await settle();
    expect(session.isLocked).toBe(true);
    expect(toasts.toasts).toEqual([]);
  });
});

describe('roles', () => {
  it('offer what the core would do', async () => {
    const session = useSession();
    await session.load();
    for (const [name, may, mayNot] of [
      ['li', ['labels.print', 'orders.paste', 'orders.step'], ['reconcile.sheet', 'staff.list', 'orders.export']],
      ['wang', ['reconcile.sheet', 'orders.export'], ['labels.print', 'orders.paste', 'orders.step', 'staff.add']],
    ] as const) {
      // Somebody else begins anew: the page asks again who is here.
      await session.signIn(name, '1234');
      await session.load();
      expect(may.filter((command) => !session.may(command))).toEqual([]);
      expect(mayNot.filter((command) => session.may(command))).toEqual([]);
    }
  });
});

describe('an unused page', () => {
  let now = 0;
  let said: string[] = [];
  let isOn = true;
  let stop = (): void => undefined;
  const pass = (ms: number): void => {
    for (let left = ms; left > 0; left -= 5_000) {
      now += Math.min(5_000, left);
      vi.advanceTimersByTime(5_000);
    }
  };
  const touch = (): void => void window.dispatchEvent(new Event('pointerdown'));

  beforeEach(() => {
    vi.useFakeTimers();
    [now, said, isOn] = [0, [], true];
    stop = startIdle(
      { minutes: () => 2, isOn: () => isOn, idle: () => said.push('idle'), used: () => said.push('used') },
      () => now,
    );
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it('is locked after the minutes, and never while nobody asks for it', () => {
    pass(115_000);
    expect(said).toEqual([]);
    pass(5_000);
    expect(said[0]).toBe('idle');
    isOn = false;
    said = [];
    pass(600_000);
    expect(said).toEqual([]);
    isOn = true;
    pass(110_000);
    expect(said).toEqual([]);
  });

  it('stays open while it is used, and says so once a minute', () => {
    for (let i = 0; i < 10; i += 1) {
      touch();
      pass(30_000);
    }
    expect(said.filter((word) => word === 'idle')).toEqual([]);
    expect(said.length).toBeGreaterThanOrEqual(4);
    expect(said.length).toBeLessThanOrEqual(5);
  });

  it('is locked by the first touch after a sleep, not opened by it', () => {
    now += 600_000;
    touch();
    expect(said).toEqual(['idle']);
  });
});
