/**
 * A store that lasts as long as the process, and can be carried elsewhere as text. For tests, and for accounts that
 * forget.
 */
import { UsageError } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import type { OmemoStore } from './store.ts';

export interface MemoryStore extends OmemoStore {
  /** Everything in it, as JSON. It holds private keys. */
  exportText(): string;
}

/**
 * An empty store, or one with what another exported.
 *
 * @throws UsageError  `unreadableStore` where `exported` is no text of `exportText`
 */
export function createMemoryStore(exported?: string): MemoryStore {
  const texts = exported === undefined ? new Map<string, string>() : readTexts(exported);
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

function readTexts(exported: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, text] of Object.entries(readObject(exported))) {
    if (typeof text !== 'string') throw unreadableStore();
    texts.set(key, text);
  }
  return texts;
}

function readObject(exported: string): object {
  const parsed = parseJson(exported);
  if (!isObject(parsed)) throw unreadableStore();
  return parsed;
}

function unreadableStore(): UsageError {
  return new UsageError('unreadableStore', 'the text is none that a memory store exported');
}
