import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import { createRecordCache, type Decoded } from '../../src/omemo/record-cache.ts';
import { writeRecord } from '../../src/omemo/session-record.ts';
import { receivingChain, someSession } from './sessions.ts';
import { valueOf } from './value-of.ts';

const record = [someSession(receivingChain(1))];

describe('createRecordCache', () => {
  test('decodes a text once, as long as it is the one stored', async () => {
    const store = createMemoryStore();
    const cache = createRecordCache(store);
    await store.write(new Map([['key', writeRecord(record)]]));
    const first = valueOf(await cache.read('key'));
    expect(first).toEqual(record);
    expect(valueOf(await cache.read('key'))).toBe(first);
    await store.write(new Map([['key', writeRecord([])]]));
    expect(valueOf(await cache.read('key'))).toEqual([]);
    await store.write(new Map([['key', undefined]]));
    expect(valueOf(await cache.read('key'))).toEqual([]);
  });

  test('knows what it has written once that is stored, and not before', async () => {
    const store = createMemoryStore();
    const cache = createRecordCache(store);
    const text = cache.write('key', record);
    expect(valueOf(await cache.read('key'))).toEqual([]);
    await store.write(new Map([['key', text]]));
    expect(valueOf(await cache.read('key'))).toBe(record);
  });

  test('keeps 32 records, those used last', async () => {
    const store = createMemoryStore();
    const decoded = new Map<string, Decoded>();
    const cache = createRecordCache(store, decoded);
    for (let at = 0; at < 40; at += 1) cache.write(`${at}`, record);
    expect([...decoded.keys()]).toEqual(Array.from({ length: 32 }, (_, at) => `${at + 8}`));
    cache.write('8', record);
    expect([...decoded.keys()].at(-1)).toBe('8');
    expect(decoded.size).toBe(32);
  });
});
