/** What the tests do with a store in a page. Bundled, and called from outside through `globalThis.functions`. */
import { createOmemo } from '../../src/omemo/entry.ts';
import { openBrowserStore } from '../../src/omemo-store/browser-store.ts';
import type { DurableStore } from '../../src/omemo-store/durable-store.ts';
import { createKeyWrap } from '../../src/omemo-store/key-wrap.ts';
import { JULIET, ROMEO, bundleOf, talk, valueOf } from '../../src/testing/omemo/check.ts';

const open = new Map<string, DurableStore>();

async function keyWrapOf(passphrase: string | null) {
  if (passphrase === null) return {};
  const secret = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(passphrase));
  const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { keyWrap: createKeyWrap(key) };
}

function storeOf(name: string): DurableStore {
  const store = open.get(name);
  if (store === undefined) throw new Error(`${name} is not open in this page`);
  return store;
}

/** IndexedDB without our store between. */
function database(name: string, version: number, upgrade: (fresh: IDBDatabase) => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  request.addEventListener('upgradeneeded', () => upgrade(request.result));
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed')));
  });
}

const functions = {
  /** Opens the store of a name in this page: undefined, or why not. */
  async open(name: string, passphrase: string | null): Promise<string | undefined> {
    const opened = await openBrowserStore({ name, ...(await keyWrapOf(passphrase)) });
    if (!opened.ok) return opened.error.kind;
    open.set(name, opened.value);
    return undefined;
  },

  close: (name: string): Promise<void> => storeOf(name).close(),

  write: (name: string, texts: Readonly<Record<string, string>>): Promise<void> =>
    storeOf(name).write(new Map(Object.entries(texts))),

  read: async (name: string, key: string): Promise<string | null> => (await storeOf(name).read(key)) ?? null,

  /** Two devices on the open stores `romeo` and `juliet` say something each. They meet if they have not yet. */
  async talk(round: number): Promise<readonly number[]> {
    const romeo = await createOmemo({ ...ROMEO, store: storeOf('romeo') });
    const juliet = await createOmemo({ ...JULIET, store: storeOf('juliet') });
    if (!valueOf(await romeo.hasSession(JULIET), 'the session')) {
      valueOf(await romeo.startSession(JULIET, await bundleOf(juliet)), 'a session');
    }
    await talk(romeo, juliet, `message ${round}`);
    await talk(juliet, romeo, `answer ${round}`);
    return [romeo.ownDevice.deviceId, juliet.ownDevice.deviceId];
  },

  /** Makes a database of another version or shape under the name. */
  async makeForeign(name: string, version: number, table: string): Promise<void> {
    const made = await database(name, version, (fresh) => void fresh.createObjectStore(table));
    made.close();
  },

  /** Overwrites a text behind the store's back; returns what was there. */
  async overwrite(name: string, key: string, text: string): Promise<string> {
    const opened = await database(name, 1, () => undefined);
    const texts = opened.transaction('texts', 'readwrite').objectStore('texts');
    const before: unknown = await settled(texts.get(key));
    await settled(texts.put(text, key));
    opened.close();
    return String(before);
  },
};

export type StorePage = typeof functions;

Object.assign(globalThis, { functions });
