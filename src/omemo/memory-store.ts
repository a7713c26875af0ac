/**
 * A store that lasts as long as the process, and can be carried elsewhere as text. For tests, and for accounts that
 * forget.
 */
import type { OmemoStore } from './store.ts';

export interface MemoryStore extends OmemoStore {
  /** Everything in it, as JSON. It holds private keys. */
  exportText(): string;
}

/**
 * An empty store, or one with what another exported.
 *
 * @throws SyntaxError  where `exported` is no text of `exportText`
 */
export function createMemoryStore(exported?: string): MemoryStore {
  const texts = new Map(
    exported === undefined ? [] : Object.entries(JSON.parse(exported) as Readonly<Record<string, string>>),
  );
  return {
    read: (key) => Promise.resolve(texts.get(key)),
    readAll: (prefix) => Promise.resolve(new Map([...texts].filter(([key]) => key.startsWith(prefix)))),
    write(changes) {
      for (const [key, text] of changes) {
        if (text === undefined) texts.delete(key);
        else texts.set(key, text);
      }
      return Promise.resolve();
    },
    exportText: () => JSON.stringify(Object.fromEntries(texts)),
  };
}
