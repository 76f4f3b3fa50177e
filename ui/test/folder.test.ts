// Folders that are dropped: all exports below, whatever portions the browser lists them in, and nothing else.
import { describe, expect, it } from 'vitest';
import { exportsOf, filesOf, isExport } from '../src/shapes/folder.ts';

interface Tree {
  readonly [name: string]: Tree | null;
}

/** Lists two entries at a time, as a browser may. */
function entry(name: string, tree: Tree | null): unknown {
  if (tree === null) {
    return { name, isFile: true, isDirectory: false, file: (taken: (file: File) => void) => taken(new File([], name)) };
  }
  const reader = (): unknown => {
    const left = Object.entries(tree).map(([inside, below]) => entry(inside, below));
    return { readEntries: (taken: (some: unknown[]) => void) => taken(left.splice(0, 2)) };
  };
  return { name, isFile: false, isDirectory: true, createReader: reader };
}

async function names(tree: Tree): Promise<string[]> {
  const items = Object.entries(tree).map(([name, below]) => ({ webkitGetAsEntry: () => entry(name, below) }));
  const files = Object.keys(tree).map((name) => new File([], name));
  return (await filesOf({ items, files } as unknown as DataTransfer)).map((file) => file.name);
}

describe('a dropped folder', () => {
  it('gives every export below, in the order of the names', async () => {
    const tree = { '2026': { 'b.csv': null, 'a.xlsx': null, '05': { 'c.zip': null, 'd.XLS': null }, 'e.htm': null } };
    expect(await names(tree)).toEqual(['c.zip', 'd.XLS', 'a.xlsx', 'b.csv', 'e.htm']);
  });

  it('leaves out what is no export', async () => {
    expect(await names({ box: { '~$a.xlsx': null, '.DS_Store': null, 'photo.png': null, 'a.csv': null } })).toEqual([
      'a.csv',
    ]);
  });

  it('keeps files that were dropped beside it, and single files untouched', async () => {
    expect(await names({ 'x.csv': null, box: { 'a.csv': null } })).toEqual(['x.csv', 'a.csv']);
    expect(await names({ 'what.bin': null })).toEqual(['what.bin']);
  });
});

describe('exports', () => {
  it.each([
    ['a.xlsx', true],
    ['a.CSV', true],
    ['a.tsv', true],
    ['a.pdf', false],
    ['~$a.xlsx', false],
    ['.a.csv', false],
  ])('%s: %s', (name, wanted) => expect(isExport(name)).toBe(wanted));

  it('of a chosen folder are sorted by their path', () => {
    const file = (path: string): File =>
      Object.defineProperty(new File([], path.split('/').at(-1)!), 'webkitRelativePath', { value: path });
    expect(exportsOf([file('m/2/a.csv'), file('m/1/b.csv'), file('m/x.png')]).map((each) => each.name)).toEqual([
      'b.csv',
      'a.csv',
    ]);
  });
});
