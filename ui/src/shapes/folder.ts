// Folders as a browser hands them over: all files below, without what is no export at all. Reading the files is the core's.

/** Files of one folder that are taken at once; more are a sign that the wrong folder was chosen. */
export const MOST_FILES = 2_000;
/** Folders inside folders deeper than this are left alone. */
const DEEPEST = 8;
const READABLE = /\.(?:xlsx|xls|csv|tsv|txt|zip|htm|html|xml)$/i;

/** Files that lie beside exports without being any: lock files of office programs, what systems leave behind. */
export function isExport(name: string): boolean {
  return READABLE.test(name) && !name.startsWith('~$') && !name.startsWith('.');
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });

const batchOf = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => {
    reader.readEntries(resolve, reject);
  });

/** A browser lists a folder in portions; an empty portion is the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const out: FileSystemEntry[] = [];
  for (;;) {
    const some = await batchOf(reader);
    if (some.length === 0) return out;
    out.push(...some);
  }
}

async function walk(entry: FileSystemEntry, depth: number, out: File[]): Promise<void> {
  if (out.length >= MOST_FILES) return;
  if (entry.isFile) {
    if (isExport(entry.name)) out.push(await fileOf(entry as FileSystemFileEntry));
    return;
  }
  if (depth > DEEPEST) return;
  const inside = await entriesOf(entry as FileSystemDirectoryEntry);
  for (const each of inside.toSorted((a, b) => (a.name < b.name ? -1 : 1))) await walk(each, depth + 1, out);
}

/**
 * What was dropped: single files as they are, folders with all files below. Must be called while the drop is being handled:
 * afterwards the browser has forgotten the items.
 */
export function filesOf(data: DataTransfer | null): Promise<File[]> {
  const entries = [...(data?.items ?? [])].map((item) => item.webkitGetAsEntry());
  const folders = entries.filter((entry) => entry?.isDirectory === true);
  if (folders.length === 0) return Promise.resolve([...(data?.files ?? [])]);
  const plain = [...(data?.files ?? [])].filter((_, i) => entries[i]?.isFile === true);
  return (async () => {
    const out = plain;
    for (const folder of folders) await walk(folder as FileSystemEntry, 0, out);
    return out;
  })();
}

/** The files of `<input webkitdirectory>` that can be exports, in the order of their paths. */
export function exportsOf(files: readonly File[]): File[] {
  return files
    .filter((file) => isExport(file.name))
    .toSorted((a, b) => (a.webkitRelativePath < b.webkitRelativePath ? -1 : 1))
    .slice(0, MOST_FILES);
}

/** Asks for a folder. Empty = the person gave up, or the folder holds no exports. */
export function chooseFolder(): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.webkitdirectory = true;
    input.hidden = true;
    const end = (files: File[]): void => {
      resolve(files);
      input.remove();
    };
    input.addEventListener('change', () => end([...(input.files ?? [])]));
    input.addEventListener('cancel', () => end([]));
    document.body.append(input);
    input.click();
  });
}
