/**
 * The durable store of an OMEMO device, over whatever keeps it: a format with a version, texts sealed if the
 * application has a key for them, and a way out and in for backups.
 *
 * A store that was written by a newer version, or with another key, is refused when it is opened, and left as it is.
 */
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { OmemoStore, StoreChanges } from '../omemo/store.ts';
import type { Backend, BackendFault, OpenBackend } from './backend.ts';
import type { KeyWrap } from './key-wrap.ts';

export interface DurableStore extends OmemoStore {
  /**
   * Everything in it as text, unsealed: `importText` and `createMemoryStore` read it. It holds private keys, and a
   * device that goes on in two places loses messages in both: for moving, not for copying.
   */
  exportText(): Promise<string>;
  /** Takes over what was exported. Into an empty store only. */
  importText(exported: string): Promise<Result<void, ImportTextError>>;
  /** Gives the place free. Nothing can be read or written afterwards. */
  close(): Promise<void>;
}

export type ImportTextError = { readonly kind: 'notEmpty' } | { readonly kind: 'unreadable' };

export type OpenStoreError =
  | BackendFault
  /** Sealed, and no key was given; or not with this one; or not sealed at all, and a key was given. */
  | { readonly kind: 'wrongKey' };

export interface DurableStoreOptions {
  /** Seals every text. Names are not sealed: they tell contacts' addresses and device ids to who reads the disk. */
  readonly keyWrap?: KeyWrap;
}

const FORMAT_NAME = 'format';
const FORMAT = { format: 'omemo-calls/omemo-store', version: 1 } as const;
/** Sealed under a name of its own, and opened first: the wrong key is found out before anything is believed missing. */
const KEY_CHECK_NAME = 'key-check';
const TEXTS = 'text/';

/** Opens the store that is there, or makes an empty one. */
export async function openDurableStore(
  open: OpenBackend,
  { keyWrap }: DurableStoreOptions,
): Promise<Result<DurableStore, OpenStoreError>> {
  const backend = await open();
  if (!backend.ok) return backend;
  const fault = await admit(backend.value, keyWrap);
  if (fault === undefined) return ok(new SealedStore(backend.value, keyWrap));
  await backend.value.close();
  return err(fault);
}

/** Whether this is a store of ours that can be read; makes it one where nothing is there yet. */
async function admit(backend: Backend, keyWrap: KeyWrap | undefined): Promise<OpenStoreError | undefined> {
  try {
    const format = await backend.get(FORMAT_NAME);
    if (format === undefined) {
      if ((await backend.getAll('')).length > 0) return { kind: 'otherFormat' };
      const check = keyWrap === undefined ? undefined : await keyWrap.seal(KEY_CHECK_NAME, FORMAT.format);
      await backend.apply(
        new Map([
          [FORMAT_NAME, JSON.stringify(FORMAT)],
          [KEY_CHECK_NAME, check],
        ]),
      );
      return undefined;
    }
    if (format !== JSON.stringify(FORMAT)) return { kind: 'otherFormat' };
    const check = await backend.get(KEY_CHECK_NAME);
    if ((check === undefined) !== (keyWrap === undefined)) return { kind: 'wrongKey' };
    if (check === undefined || keyWrap === undefined) return undefined;
    return (await keyWrap.open(KEY_CHECK_NAME, check)) === FORMAT.format ? undefined : { kind: 'wrongKey' };
  } catch {
    return { kind: 'damaged' };
  }
}

class SealedStore implements DurableStore {
  readonly #backend: Backend;
  readonly #keyWrap: KeyWrap | undefined;

  constructor(backend: Backend, keyWrap: KeyWrap | undefined) {
    this.#backend = backend;
    this.#keyWrap = keyWrap;
  }

  async read(key: string): Promise<string | undefined> {
    const sealed = await this.#backend.get(TEXTS + key);
    return sealed === undefined ? undefined : this.#open(key, sealed);
  }

  async readAll(prefix: string): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    for (const [name, sealed] of await this.#backend.getAll(TEXTS + prefix)) {
      const key = name.slice(TEXTS.length);
      texts.set(key, await this.#open(key, sealed));
    }
    return texts;
  }

  async write(changes: StoreChanges): Promise<void> {
    const sealed = new Map<string, string | undefined>();
    for (const [key, text] of changes) sealed.set(TEXTS + key, await this.#seal(key, text));
    await this.#backend.apply(sealed);
  }

  async exportText(): Promise<string> {
    return JSON.stringify(Object.fromEntries(await this.readAll('')));
  }

  async importText(exported: string): Promise<Result<void, ImportTextError>> {
    const texts = textsIn(exported);
    if (texts === undefined) return err({ kind: 'unreadable' });
    if ((await this.readAll('')).size > 0) return err({ kind: 'notEmpty' });
    await this.write(texts);
    return ok(undefined);
  }

  close(): Promise<void> {
    return this.#backend.close();
  }

  /** A text that cannot be opened was changed on the disk. To those above, the store has failed. */
  async #open(key: string, sealed: string): Promise<string> {
    const text = this.#keyWrap === undefined ? sealed : await this.#keyWrap.open(TEXTS + key, sealed);
    if (text === undefined) throw new Error('a text of the store is damaged');
    return text;
  }

  async #seal(key: string, text: string | undefined): Promise<string | undefined> {
    return text === undefined || this.#keyWrap === undefined ? text : this.#keyWrap.seal(TEXTS + key, text);
  }
}

/** What `exportText` wrote; undefined where it is anything else. */
function textsIn(exported: string): ReadonlyMap<string, string> | undefined {
  try {
    const texts: unknown = JSON.parse(exported);
    if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) return undefined;
    const entries = Object.entries(texts as Readonly<Record<string, unknown>>);
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
      ? new Map(entries)
      : undefined;
  } catch {
    return undefined;
  }
}
