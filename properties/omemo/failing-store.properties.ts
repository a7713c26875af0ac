/** What holds of OMEMO devices whose store fails at any one moment. */
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import type { MemoryStore } from '../../src/omemo/memory-store.ts';
import type { OmemoStore } from '../../src/omemo/store.ts';
import { from } from '../../src/testing/omemo/check.ts';
import { createStrangers, juliet, romeo, type TestPair } from '../../test/omemo/devices.ts';

/** Store operations of the conversation below; counted, so that no moment of it is left out. */
const STORE_OPERATIONS = 26;

/** Stores that count what is asked of them together, and fail once. */
function createFragileStores(throwsAtOnce: boolean) {
  let operationsLeft = Number.POSITIVE_INFINITY;
  let count = 0;
  const guard = <T>(use: () => Promise<T>): Promise<T> => {
    count += 1;
    operationsLeft -= 1;
    if (operationsLeft !== 0) return use();
    if (throwsAtOnce) throw new Error('closed');
    return Promise.reject(new Error('disk full'));
  };
  return {
    wrap: (store: MemoryStore): OmemoStore => ({
      read: (key) => guard(() => store.read(key)),
      readAll: (prefix) => guard(() => store.readAll(prefix)),
      write: (changes) => guard(() => store.write(changes)),
    }),
    /** From now on, the operation after that many others fails. */
    failAfter(operations: number) {
      count = 0;
      operationsLeft = operations + 1;
    },
    operationCount: () => count,
    hasFailed: () => operationsLeft <= 0,
  };
}

/** Does something; where the store failed, checks that nothing has changed, and does it again. */
async function insist<T>({ romeos, juliets }: TestPair, use: () => Promise<Result<T, { readonly kind: string }>>) {
  const stored = () => [romeos.store.exportText(), juliets.store.exportText(), juliets.omemo.bundleChanged()];
  const before = stored();
  const first = await use();
  if (first.ok) return first.value;
  expect(first.error).toEqual({ kind: 'storeFailed' });
  expect(stored()).toEqual(before);
  const second = await use();
  expect(second).toMatchObject({ ok: true });
  return second.ok ? second.value : expect.unreachable();
}

/** Everything a device can be asked for, once. */
async function converse(pair: TestPair): Promise<void> {
  const { romeos, juliets } = pair;
  const bundle = await insist(pair, () => juliets.omemo.ownBundle());
  await insist(pair, () => romeos.omemo.startSession(juliet, bundle));
  const hello = await insist(pair, () => romeos.omemo.encrypt(juliet, 'hello', undefined));
  const read = await insist(pair, () => juliets.omemo.decrypt(from(romeo), hello.message));
  expect(read.plaintext).toBe('hello');
  expect(juliets.omemo.bundleChanged()).toBe(true);
  const answer = await insist(pair, () => juliets.omemo.encrypt(romeo, 'well met', undefined));
  const answerRead = await insist(pair, () => romeos.omemo.decrypt(from(juliet), answer.message));
  expect(answerRead.plaintext).toBe('well met');
  await insist(pair, () => juliets.omemo.setTrust({ ...romeo, identityKey: undefined }, 'verified'));
  expect(juliets.omemo.trustOf(romeo, romeos.omemo.ownIdentityKey)).toBe('verified');
  await insist(pair, () => juliets.omemo.replaceSignedPreKey());
  expect(await insist(pair, () => romeos.omemo.hasSession(juliet))).toBe(true);
  await insist(pair, () => juliets.omemo.ownBundle());
}

describe('a conversation', () => {
  // Few enough to try them all.
  test.each([false, true])(
    'O6: whose store fails at any one moment loses that operation only; thrown: %s',
    async (thrown) => {
      for (let operations = 0; operations < STORE_OPERATIONS; operations += 1) {
        const stores = createFragileStores(thrown);
        const pair = await createStrangers(stores.wrap);
        stores.failAfter(operations);
        await converse(pair);
        expect(stores.hasFailed()).toBe(true);
      }
    },
  );

  test('O6: takes as many store operations as are made to fail', async () => {
    const stores = createFragileStores(false);
    const pair = await createStrangers(stores.wrap);
    stores.failAfter(Number.POSITIVE_INFINITY);
    await converse(pair);
    expect(stores.operationCount()).toBe(STORE_OPERATIONS);
  });
});
