// A small WebDriver client for the real window: tauri-driver in front of WebKitWebDriver. Only what the tests need.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const PORT = 4444 + (process.pid % 500) * 2;
/** Drawn without a graphics card. */
const PLAIN = { WEBKIT_DISABLE_COMPOSITING_MODE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1', LIBGL_ALWAYS_SOFTWARE: '1' };
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

async function call(method, path, body) {
  const response = await fetch(`http://127.0.0.1:${PORT}${path}`, {
    method,
    signal: AbortSignal.timeout(60_000),
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const reply = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(reply.value).slice(0, 400)}`);
  return reply.value;
}

/** Asks until the answer is there, or says what was waited for. */
export async function until(what, ask, seconds = 40) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < deadline) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`${what} did not happen in ${seconds} s: ${last}`);
}

/** Ends the driver and what it started: they are one group. */
function stop(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Starts a driver and opens a session with it. What the driver and the program say goes into the error when they fail. */
async function start(program, args, capabilities, env) {
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
    detached: true,
  });
  let said = '';
  child.on('error', (error) => (said += String(error)));
  child.stderr.on('data', (bytes) => (said = (said + bytes).slice(-2000)));
  try {
    await until('the driver', () => call('GET', '/status').then(() => true), 30);
    const body = { capabilities: { alwaysMatch: capabilities } };
    const { sessionId } = await until('the window', () => call('POST', '/session', body), 60);
    return new Window(child, sessionId);
  } catch (error) {
    stop(child);
    throw new Error(`${error.message}\n${said}`, { cause: error });
  }
}

/** Why the web view of this machine cannot be driven at all, whatever the program; nothing when it can. */
export async function webViewTrouble() {
  const browser = readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'webkit2gtk-4.1/MiniBrowser'))
    .find((path) => existsSync(path));
  if (browser === undefined) return 'there is no browser to try the web view with';
  const options = { binary: browser, args: ['--automation'] };
  try {
    const window = await start('WebKitWebDriver', [`--port=${PORT}`], { 'webkitgtk:browserOptions': options }, PLAIN);
    try {
      return (await window.run('return 6 * 7')) === 42 ? undefined : 'the web view does not run scripts';
    } finally {
      await window.close();
    }
  } catch (error) {
    return error.message;
  }
}

export class Window {
  static open(app, data) {
    const capabilities = { browserName: 'wry', 'tauri:options': { application: app } };
    const env = { ...PLAIN, YIDAN_DATA: data, CUPS_SERVER: '127.0.0.1:9' };
    return start(
      process.env.TAURI_DRIVER,
      ['--port', String(PORT), '--native-port', String(PORT + 1)],
      capabilities,
      env,
    );
  }

  constructor(child, session) {
    this.child = child;
    this.path = `/session/${session}`;
  }

  run(script, ...args) {
    return call('POST', `${this.path}/execute/sync`, { script, args });
  }

  async find(css) {
    return (await call('POST', `${this.path}/element`, { using: 'css selector', value: css }))[ELEMENT];
  }

  /** Waits for the element and clicks it as a person would. */
  click(css) {
    return until(`a click on ${css}`, async () => {
      const id = await this.find(css);
      await call('POST', `${this.path}/element/${id}/click`, {});
      return true;
    });
  }

  /** Clicks the button that says this. */
  press(text, within = 'body') {
    return until(`the button ${text}`, () =>
      this.run(
        `const b = [...document.querySelector(arguments[1]).querySelectorAll('button, a, [role=menuitem], [role=tab]')]
           .find((e) => e.textContent.trim().startsWith(arguments[0]) && !e.disabled && e.offsetParent !== null);
         if (b) b.click(); return Boolean(b);`,
        text,
        within,
      ),
    );
  }

  text(css = 'body') {
    return this.run('return document.querySelector(arguments[0])?.innerText ?? ""', css);
  }

  /** Keys by their WebDriver codes. */
  keys(...keys) {
    const actions = [
      ...keys.map((value) => ({ type: 'keyDown', value })),
      ...keys.toReversed().map((value) => ({ type: 'keyUp', value })),
    ];
    return call('POST', `${this.path}/actions`, { actions: [{ type: 'key', id: 'keys', actions }] });
  }

  async picture() {
    return Buffer.from(await call('GET', `${this.path}/screenshot`), 'base64');
  }

  async close() {
    await call('DELETE', this.path).catch(() => undefined);
    stop(this.child);
  }
}
