import { expect, test, vi } from 'vitest';
import { nobleCurve } from '../../src/omemo/curve-noble.ts';
import { createMemoryStore, createOmemo, useCryptoPlatform } from '../../src/omemo/entry.ts';
import { JULIET, ROMEO, from } from '../../src/testing/omemo/check.ts';
import { valueOf } from './value-of.ts';

// One file, one copy of the module: what is chosen here is chosen for good.
test('an application chooses the cryptography of every device, before the first is opened and not after', async () => {
  const curve = {
    keyPair: vi.fn(nobleCurve.keyPair),
    sharedSecret: vi.fn(nobleCurve.sharedSecret),
    sign: vi.fn(nobleCurve.sign),
    verify: vi.fn(nobleCurve.verify),
  };
  useCryptoPlatform({ curve: nobleCurve });
  useCryptoPlatform({ curve });
  const [romeo, juliet] = [
    await createOmemo({ ...ROMEO, store: createMemoryStore() }),
    await createOmemo({ ...JULIET, store: createMemoryStore() }),
  ];
  const keyPairs = curve.keyPair.mock.calls.length;
  valueOf(await romeo.startSession(JULIET, valueOf(await juliet.ownBundle())));
  const { message } = valueOf(await romeo.encrypt(JULIET, 'hello', undefined));
  expect(valueOf(await juliet.decrypt(from(ROMEO), message)).plaintext).toBe('hello');
  // The steps of sessions as well, not only the keys of a new device.
  expect(curve.keyPair.mock.calls.length).toBeGreaterThan(keyPairs);
  expect(curve.sharedSecret).toHaveBeenCalled();
  expect(curve.sign).toHaveBeenCalledTimes(2);
  expect(curve.verify).toHaveBeenCalled();

  expect(() => useCryptoPlatform({ curve: nobleCurve })).toThrow(expect.objectContaining({ kind: 'cryptoInUse' }));
});
