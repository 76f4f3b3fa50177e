// The only file that knows how the page reaches the core: in the window by Tauri's `invoke`, in a browser by HTTP on the same origin.
// Everything else calls `rpc`, `putFile`, `saveFile`, `listen`. Nothing here knows what an order is.
import type { Commands } from './gen/commands.ts';

export type CommandName = keyof Commands;
export type Request<N extends CommandName> = Commands[N]['request'];
export type Reply<N extends CommandName> = Commands[N]['reply'];

/** What the core says when a command was not done. `facts` fill the words line `error.<code>`; `message` is that line, filled, in Chinese. */
export class RpcError extends Error {
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
  constructor(code: string, facts: Readonly<Record<string, string>>, message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.facts = facts;
  }
}

/** A file in the core's keeping. The page never sees a path. */
export interface Handle {
  handle: string;
  name: string;
  bytes: number;
}

export type Listener = (payload: unknown) => void;

/** The ways to the core. Tests give their own. */
export interface Transport {
  readonly kind: 'window' | 'browser' | 'test';
  rpc(name: string, request: unknown): Promise<unknown>;
  putFile(file: File): Promise<Handle>;
  /** Offers a file of the core to the person: a save dialog in the window, a download in a browser. False = the person gave up. */
  saveFile(handle: string): Promise<boolean>;
  /** The system's open dialog; in a browser an `<input type=file>`. */
  openFiles(accept: string): Promise<Handle[]>;
  listen(event: string, listener: Listener): () => void;
}

/** Pauses between tries to hear news again. */
const FIRST_PAUSE_MS = 2_000;
const LAST_PAUSE_MS = 30_000;

interface ErrorBody {
  error?: { code?: string; facts?: Record<string, string>; message?: string };
}

/** The failure inside an error reply. */
export function toError(body: unknown): RpcError {
  const found = (body as ErrorBody | null)?.error;
  return new RpcError(found?.code ?? 'internal', found?.facts ?? {}, found?.message ?? '');
}

/** Facts may be numbers on the wire; words want text. */
function isErrorBody(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'error' in body && Object.keys(body).length === 1;
}

// ---------------------------------------------------------------- browser

/** The one-time key arrives once in the address, is traded for a cookie that scripts cannot read, and leaves the address bar. */
async function signIn(): Promise<void> {
  const address = new URL(location.href);
  const key = address.searchParams.get('key');
  if (key === null) return;
  const response = await fetch('signin', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  address.searchParams.delete('key');
  history.replaceState(history.state, '', address);
  if (!response.ok) throw new RpcError('signed_out', {}, '');
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

async function post(address: string, body: BodyInit, type: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(address, { method: 'POST', headers: { 'content-type': type }, body });
  } catch {
    throw new RpcError('unreachable', {}, '');
  }
  const reply = await readBody(response);
  if (isErrorBody(reply)) throw toError(reply);
  if (response.status === 401 || response.status === 403) throw new RpcError('signed_out', {}, '');
  if (!response.ok) throw toError(reply);
  return reply;
}

function pickFiles(accept: string): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.accept = accept;
    input.hidden = true;
    input.addEventListener('change', () => {
      resolve([...(input.files ?? [])]);
      input.remove();
    });
    input.addEventListener('cancel', () => {
      resolve([]);
      input.remove();
    });
    document.body.append(input);
    input.click();
  });
}

/** News by server-sent events, taken up again whenever the line breaks. `line` tells listeners of the state: true = it stands. */
class Stream {
  readonly #ears = new Map<string, Set<Listener>>();
  #source: EventSource | undefined;
  #stands = true;
  #pauseMs = FIRST_PAUSE_MS;

  listen(event: string, listener: Listener): () => void {
    const set = this.#ears.get(event) ?? new Set<Listener>();
    if (!this.#ears.has(event)) {
      this.#ears.set(event, set);
      if (this.#source !== undefined) this.#attach(this.#source, event);
    }
    set.add(listener);
    if (this.#source === undefined) this.#open();
    return () => set.delete(listener);
  }

  #open(): void {
    const source = new EventSource('events');
    this.#source = source;
    source.addEventListener('open', () => {
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#line(true);
    });
    source.addEventListener('error', () => {
      this.#line(false);
      // The browser tries again by itself unless it was refused; then we do, ever more slowly.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.#open(), this.#pauseMs);
      this.#pauseMs = Math.min(LAST_PAUSE_MS, this.#pauseMs * 2);
    });
    for (const event of this.#ears.keys()) this.#attach(source, event);
  }

  #attach(source: EventSource, event: string): void {
    if (event === 'line') return;
    source.addEventListener(event, (message: MessageEvent<string>) => this.#tell(event, JSON.parse(message.data)));
  }

  #line(stands: boolean): void {
    if (this.#stands === stands) return;
    this.#stands = stands;
    this.#tell('line', stands);
  }

  #tell(event: string, payload: unknown): void {
    for (const listener of this.#ears.get(event) ?? []) listener(payload);
  }
}

const putByHttp = async (file: File): Promise<Handle> =>
  (await post(`files?name=${encodeURIComponent(file.name)}`, file, 'application/octet-stream')) as Handle;

function browser(): Transport {
  const stream = new Stream();
  return {
    kind: 'browser',
    rpc: (name, request) => post(`rpc/${name}`, JSON.stringify(request ?? {}), 'application/json'),
    putFile: putByHttp,
    saveFile(handle) {
      const link = document.createElement('a');
      link.href = `files/${encodeURIComponent(handle)}`;
      link.download = '';
      document.body.append(link);
      link.click();
      link.remove();
      return Promise.resolve(true);
    },
    async openFiles(accept) {
      const files = await pickFiles(accept);
      return Promise.all(files.map(putByHttp));
    },
    listen: (event, listener) => stream.listen(event, listener),
  };
}

// ---------------------------------------------------------------- window

async function tauriWindow(): Promise<Transport> {
  const [{ invoke }, events] = await Promise.all([import('@tauri-apps/api/core'), import('@tauri-apps/api/event')]);
  const call = async (
    body: Record<string, unknown> | Uint8Array,
    headers?: Record<string, string>,
  ): Promise<unknown> => {
    let reply: unknown;
    try {
      reply = await invoke('rpc', body, headers === undefined ? undefined : { headers });
    } catch (reason) {
      throw toError(reason);
    }
    if (isErrorBody(reply)) throw toError(reply);
    return reply;
  };
  return {
    kind: 'window',
    rpc: (name, request) => call({ name, request: request ?? {} }),
    putFile: async (file) =>
      (await call(new Uint8Array(await file.arrayBuffer()), {
        'x-name': 'files.put',
        'x-file-name': encodeURIComponent(file.name),
      })) as Handle,
    saveFile: async (handle) => {
      const reply = (await call({ name: 'window.save', request: { handle } })) as { saved?: boolean } | null;
      return reply?.saved !== false;
    },
    openFiles: async () => {
      const reply = (await call({ name: 'window.open_files', request: {} })) as Handle[] | { files: Handle[] } | null;
      return Array.isArray(reply) ? reply : (reply?.files ?? []);
    },
    listen(event, listener) {
      const stop = events.listen(event, (message) => listener(message.payload));
      return () => void stop.then((off) => off());
    },
  };
}

// ---------------------------------------------------------------- the chosen one

let chosen: Transport | undefined;

/** Picks the transport and, in a browser, signs in. Called once, before the first command. */
export async function connect(given?: Transport): Promise<Transport> {
  if (given !== undefined) chosen = given;
  else if ('__TAURI_INTERNALS__' in globalThis) chosen = await tauriWindow();
  else {
    chosen = browser();
    await signIn();
  }
  return chosen;
}

function transport(): Transport {
  if (chosen === undefined) throw new Error('a command was called before connect()');
  return chosen;
}

let askSignIn: () => void = () => undefined;

/** Says who is told when the core wants somebody to sign in first. */
export function onSignInNeeded(ask: () => void): void {
  askSignIn = ask;
}

/** Whoever asks who is here knows what to do with the answer; everybody else's refusal brings up the sign-in. */
async function watched<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (reason) {
    if (reason instanceof RpcError && reason.code === 'sign_in_needed' && name !== 'session.get') askSignIn();
    throw reason;
  }
}

export const rpc = async <N extends CommandName>(name: N, request: Request<N>): Promise<Reply<N>> =>
  (await watched(name, transport().rpc(name, request))) as Reply<N>;
export const putFile = (file: File): Promise<Handle> => watched('files', transport().putFile(file));
export const saveFile = (handle: string): Promise<boolean> => transport().saveFile(handle);
export const openFiles = (accept: string): Promise<Handle[]> => transport().openFiles(accept);
export const listen = (event: string, listener: Listener): (() => void) => transport().listen(event, listener);
export const inWindow = (): boolean => transport().kind === 'window';

/** Tells the window that the first list stands on screen; it measures its own start by it. A browser has nobody to tell. */
export function listShown(): void {
  if (inWindow())
    void transport()
      .rpc('window.shown', {})
      .catch(() => undefined);
}
