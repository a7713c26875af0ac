import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { converse, romeo, juliet } from './conversation.ts';
import { browserPlace, folderPlace, opened, refusal, someKeyWrap } from './places.ts';

const PLACES = { 'a folder': folderPlace, IndexedDB: browserPlace } as const;

describe.each(Object.keys(PLACES) as (keyof typeof PLACES)[])('a store in %s', (name) => {
  const createPlace = PLACES[name];

  test('keeps what was written, sealed or not', async () => {
    for (const keyWrap of [undefined, await someKeyWrap()]) {
      const place = createPlace();
      const first = await opened(place, keyWrap);
      await first.write(
        new Map([
          ['a', 'one'],
          ['b', 'two'],
          ['b/c', 'three 🗝'],
        ]),
      );
      await first.write(
        new Map([
          ['a', undefined],
          ['b', 'TWO'],
        ]),
      );
      await first.close();

      const again = await opened(place, keyWrap);
      expect(await again.read('a')).toBeUndefined();
      expect(await again.read('b')).toBe('TWO');
      expect(await again.readAll('b')).toEqual(
        new Map([
          ['b', 'TWO'],
          ['b/c', 'three 🗝'],
        ]),
      );
      expect(await again.readAll('c')).toEqual(new Map());
    }
  });

  test('is open once: a second process or tab is told so, until the first has closed it', async () => {
    const place = createPlace();
    const store = await opened(place);
    expect(await refusal(place)).toBe('inUse');
    await store.close();
    expect(await refusal(place)).toBeUndefined();
  });

  test('is refused without its key, with another, and with a key it never had', async () => {
    const place = createPlace();
    const keyWrap = await someKeyWrap();
    await (await opened(place, keyWrap)).close();
    expect(await refusal(place)).toBe('wrongKey');
    expect(await refusal(place, await someKeyWrap())).toBe('wrongKey');
    expect(await refusal(place, keyWrap)).toBeUndefined();

    const unsealed = createPlace();
    await (await opened(unsealed)).close();
    expect(await refusal(unsealed, keyWrap)).toBe('wrongKey');
  });

  test('writes all of a change or none of it', async () => {
    const store = await opened(createPlace());
    await store.write(
      new Map([
        ['a', 'before'],
        ['b', 'before'],
      ]),
    );
    // What neither takes: LevelDB no null, IndexedDB no symbol.
    const unwritable = (name === 'IndexedDB' ? Symbol('none') : null) as unknown as string;
    await expect(
      store.write(
        new Map([
          ['a', 'after'],
          ['b', unwritable],
        ]),
      ),
    ).rejects.toThrow();
    expect(await store.readAll('')).toEqual(
      new Map([
        ['a', 'before'],
        ['b', 'before'],
      ]),
    );
  });

  test('takes over what another exported, into an empty store only', async () => {
    const memory = createMemoryStore();
    await createOmemo({ account: romeo.account, deviceId: romeo.deviceId, store: memory });
    const store = await opened(createPlace(), await someKeyWrap());
    expect(await store.importText('[]')).toEqual({ ok: false, error: { kind: 'unreadable' } });
    expect(await store.importText('{"a":1}')).toEqual({ ok: false, error: { kind: 'unreadable' } });
    expect(await store.importText('{')).toEqual({ ok: false, error: { kind: 'unreadable' } });
    expect(await store.importText(memory.exportText())).toMatchObject({ ok: true });
    expect(JSON.parse(await store.exportText())).toEqual(JSON.parse(memory.exportText()));
    expect(await store.importText(memory.exportText())).toEqual({ ok: false, error: { kind: 'notEmpty' } });
    const moved = await createOmemo({ account: romeo.account, store });
    expect(moved.ownDevice).toEqual(romeo);
  });

  test('carries a device: closed and opened between any two messages, it goes on where it was', async () => {
    const places = { [romeo.account]: createPlace(), [juliet.account]: createPlace() };
    const keyWrap = await someKeyWrap();
    expect(await converse((device) => opened(places[device.account]!, keyWrap))).toEqual(
      Array.from({ length: 12 }, (_, number) => `message ${number}`),
    );
  });
});
