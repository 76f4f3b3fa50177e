// News of writes, by table: who shows a table says so here and is called when it changed. An empty list means: everything may have changed.
import { defineStore } from 'pinia';

interface Ear {
  readonly tables: readonly string[];
  readonly hear: () => void;
}

export const useNews = defineStore('news', () => {
  const ears = new Set<Ear>();

  function on(tables: readonly string[], hear: () => void): () => void {
    const ear: Ear = { tables, hear };
    ears.add(ear);
    return () => ears.delete(ear);
  }

  function tell(tables: readonly string[]): void {
    for (const ear of ears) {
      if (tables.length === 0 || tables.includes('*') || ear.tables.some((table) => tables.includes(table))) ear.hear();
    }
  }

  return { on, tell };
});
