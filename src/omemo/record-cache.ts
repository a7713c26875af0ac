/**
 * Reads session records from the store and keeps the decoded ones. Decoding takes a tenth of a message's time, and a
 * key decoded anew has to be imported into the platform anew, which takes half of it.
 *
 * The store is asked each time nevertheless, and a decoded record counts only while its text is still the one stored.
 * So the cache cannot be stale, whoever wrote to the store, and there is nothing to undo when an operation fails.
 */
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import { err, ok, type Result } from '../base/result.ts';
import { readRecord, type SessionRecord, writeRecord } from './session-record.ts';
import { type OmemoStore, STORE_FAILED, type StoreFailed, tryStore } from './store.ts';

export interface RecordCache {
  /** The record under a store key; empty where there is none. */
  read(key: string): Promise<Result<SessionRecord, StoreFailed>>;
  /** The text to store for a record, which is remembered as that text's meaning. */
  write(key: string, record: SessionRecord): string;
}

/** A record and the text it was decoded from. */
export interface Decoded {
  readonly text: string;
  readonly record: SessionRecord;
}

/** @param decoded  what is kept, the most lately used last; a test looks into it */
export function createRecordCache(store: OmemoStore, decoded: Map<string, Decoded> = new Map()): RecordCache {
  const remember = (key: string, entry: Decoded): void => {
    decoded.delete(key);
    decoded.set(key, entry);
    const [oldest] = decoded.keys();
    if (decoded.size > OMEMO_SESSION_LIMITS.decodedRecords && oldest !== undefined) decoded.delete(oldest);
  };

  return {
    async read(key) {
      const text = await tryStore(() => store.read(key));
      if (!text.ok) return text;
      if (text.value === undefined) return ok([]);
      const known = decoded.get(key);
      if (known?.text === text.value) return ok(known.record);
      const record = readRecord(text.value);
      if (record === undefined) return err(STORE_FAILED);
      remember(key, { text: text.value, record });
      return ok(record);
    },
    write(key, record) {
      const text = writeRecord(record);
      remember(key, { text, record });
      return text;
    },
  };
}
