/** What can be wrong with an implementation of OMEMO: ours with something around it, so that all else is right. */
import { ok } from '../../../src/base/result.ts';
import type { OmemoAccount } from '../../../src/omemo/create.ts';
import type { Decrypted, Omemo, OmemoDevice } from '../../../src/omemo/port.ts';
import type { OmemoStore, StoreChanges } from '../../../src/omemo/store.ts';

export interface FaultRow {
  /** The sentence that tells what is wrong: it … */
  readonly it: string;
  readonly fault: Fault;
  /** The names of the checks that are red for it, and of no others. */
  readonly red: readonly string[];
}

/** What may be wrong with an implementation. Left out, all is well. */
export interface Fault {
  /** What is between the core and the implementation. Made anew at each start. */
  readonly omemo?: (omemo: OmemoAccount, memory: Memory, isRestarted: boolean) => Omemo;
  /** What is between the implementation and its memory. */
  readonly store?: (store: OmemoStore) => OmemoStore;
  /** What the next process finds lacks the last write. */
  readonly isBehind?: true;
}

/** A memory that can be set back. */
export interface Memory extends OmemoStore {
  text(): string;
  /** Without the last write. */
  textBefore(): string;
  setBack(text: string): Promise<void>;
}

/** Other functions in the place of some. */
export function around(change: (omemo: OmemoAccount) => Partial<Omemo>): Fault {
  return { omemo: (omemo) => ({ ...omemo, ...change(omemo) }) };
}

/** The same, from the first restart on. */
export function afterRestart(change: (omemo: OmemoAccount) => Partial<Omemo>): Fault {
  return { omemo: (omemo, _memory, isRestarted) => (isRestarted ? { ...omemo, ...change(omemo) } : omemo) };
}

/** Writes something else than it is given. */
export function writing(change: (changes: StoreChanges) => StoreChanges): Fault {
  return { store: (store): OmemoStore => ({ ...store, write: (changes) => store.write(change(changes)) }) };
}

/** Puts something else in the place of what was decrypted. */
export function telling(
  change: (decrypted: Decrypted, omemo: OmemoAccount, sender: OmemoDevice) => Promise<Decrypted>,
): Fault {
  return around((omemo) => ({
    async decrypt(sender, message) {
      const result = await omemo.decrypt(sender, message);
      return result.ok ? ok(await change(result.value, omemo, sender)) : result;
    },
  }));
}
