// A scale on a serial line, where the browser has such lines (Chromium); everywhere else the weight is typed. Only steady weights count.

/** Grams of a line as scales send it: `ST,GS,+  1.234kg`, `  850 g`, `wn01.234kg`; undefined where there is none, or it still swings. */
export function gramsOf(line: string): number | undefined {
  if (/^\s*(US|OL)\b/i.test(line)) return undefined;
  const found = /([+-]?)\s*(\d+(?:\.\d+)?)\s*(kg|g)\b/i.exec(line);
  if (found === null || found[1] === '-') return undefined;
  const grams = Math.round(Number(found[2]) * (found[3]?.toLowerCase() === 'kg' ? 1_000 : 1));
  return grams > 0 ? grams : undefined;
}

interface SerialLine {
  readonly readable: ReadableStream<Uint8Array> | null;
  open(options: { baudRate: number }): Promise<void>;
  close(): Promise<void>;
}

interface Serial {
  requestPort(): Promise<SerialLine>;
}

function serial(): Serial | undefined {
  return 'serial' in navigator ? (navigator as unknown as { serial: Serial }).serial : undefined;
}

export const hasSerial = (): boolean => serial() !== undefined;

/** Asks which line and reads it until `stop` is called; `heard` gets every steady weight. */
export async function listenToScale(heard: (grams: number) => void, baudRate = 9_600): Promise<() => Promise<void>> {
  const line = await serial()?.requestPort();
  if (line === undefined) throw new Error('no serial line');
  await line.open({ baudRate });
  const reader = line.readable?.getReader();
  if (reader !== undefined) void read(reader, heard).catch(() => undefined);
  return async () => {
    await reader?.cancel();
    reader?.releaseLock();
    await line.close();
  };
}

/** A device that sends no line ends is not a scale. */
const MOST_CHARACTERS = 1_000;

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  heard: (grams: number) => void,
  before = '',
  decoder = new TextDecoder(),
): Promise<void> {
  const { value, done } = await reader.read();
  if (done) return;
  const lines = (before + decoder.decode(value, { stream: true })).split(/[\r\n]+/);
  const rest = lines.pop() ?? '';
  for (const line of lines) {
    const grams = gramsOf(line);
    if (grams !== undefined) heard(grams);
  }
  await read(reader, heard, rest.slice(-MOST_CHARACTERS), decoder);
}
