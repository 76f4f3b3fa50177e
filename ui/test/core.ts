// A small core for tests: answers by command name, hears what was asked, sends events. No server, no time.
import { createPinia, setActivePinia } from 'pinia';
import { connect, RpcError } from '../src/rpc.ts';
import type { CommandName, Listener, Reply, Request, Transport } from '../src/rpc.ts';

type Answers = { [N in CommandName]?: (request: Request<N>) => Reply<N> };

export interface Core {
  readonly asked: { name: string; request: unknown }[];
  readonly answers: Answers;
  send(event: string, payload: unknown): void;
  requests<N extends CommandName>(name: N): Request<N>[];
}

export async function startCore(answers: Answers): Promise<Core> {
  setActivePinia(createPinia());
  const asked: { name: string; request: unknown }[] = [];
  const ears = new Map<string, Set<Listener>>();
  const transport: Transport = {
    kind: 'test',
    rpc(name, request) {
      asked.push({ name, request });
      const answer = answers[name as CommandName] as ((request: unknown) => unknown) | undefined;
      if (answer === undefined) return Promise.reject(new RpcError('unknown_command', { command: name }, ''));
      try {
        return Promise.resolve(overTheWire(answer(overTheWire(request))));
      } catch (reason) {
        return Promise.reject(reason);
      }
    },
    putFile: (file) => Promise.resolve({ handle: `h-${file.name}`, name: file.name, bytes: file.size }),
    saveFile: () => Promise.resolve(true),
    openFiles: () => Promise.resolve([]),
    listen(event, listener) {
      const set = ears.get(event) ?? new Set();
      ears.set(event, set.add(listener));
      return () => set.delete(listener);
    },
  };
  await connect(transport);
  return {
    asked,
    answers,
    send: (event, payload) => ears.get(event)?.forEach((listener) => listener(payload)),
    requests: <N extends CommandName>(name: N) =>
      asked.filter((one) => one.name === name).map((one) => one.request as Request<N>),
  };
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What a request or a reply is after it travelled as JSON. */
function overTheWire(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
