/** The store in memory as text. */
import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';

describe('createMemoryStore', () => {
  test('goes on with what another exported, in the same order', async () => {
    const store = createMemoryStore();
    await store.write(
      new Map([
        ['b', 'one'],
        ['a', 'two'],
        ['gone', 'three'],
      ]),
    );
    await store.write(new Map([['gone', undefined]]));
    const text = store.exportText();
    const other = createMemoryStore(text);
    expect([...(await other.readAll(''))]).toEqual([...(await store.readAll(''))]);
    expect(other.exportText()).toBe(text);
  });

  test.each(['', '{', 'null', '[]', '"text"', '{"a":1}', '{"a":{"b":"c"}}'])(
    'refuses %j, which none exported',
    (text) => {
      expect(() => createMemoryStore(text)).toThrow(expect.objectContaining({ kind: 'unreadableStore' }));
    },
  );
});
