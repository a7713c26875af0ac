/**
 * Why this test? A server handed out a bundle with a key of its own for a device; later the device itself called, with
 * its own key. The user compared the key of that call, and the decision was written down for the server's key, the
 * first one known: the next call through the server would have been shown as verified.
 */
import { expect, test } from 'vitest';
import type { OmemoDeviceKey } from '../../src/omemo/port.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import { connect, createPair, verdicts } from '../support/pair.ts';
import { bareOf } from '../../src/jid.ts';
import { JULIET } from '../support/parties.ts';

test('a decision is about the key that was compared, also where another was known first', async () => {
  const server = await createOmemo({
    account: bareOf(JULIET.account),
    deviceId: JULIET.deviceId,
    store: createMemoryStore(),
  });
  const pair = await createPair({ both: { omemo: 'new' } });
  const { romeo, juliet } = pair;
  const bundle = await server.ownBundle();
  if (!bundle.ok) throw new Error(bundle.error.kind);
  await romeo.omemo!.startSession(juliet.omemo!.ownDevice, bundle.value);

  const known = (identityKey: OmemoDeviceKey['identityKey']) => ({ ...juliet.omemo!.ownDevice, identityKey });
  const real = bundleKey(await juliet.omemo!.ownBundle());
  await romeo.manager.setTrust(known(real), 'verified');
  expect(romeo.omemo!.trustOf(known(real), real)).toBe('verified');
  expect(romeo.omemo!.trustOf(known(undefined), bundle.value.identityKey)).not.toBe('verified');
});

test('a decision about the key in the verdict changes the verdict at once', async () => {
  const pair = await createPair();
  await connect(pair);
  const verdict = verdicts(pair.romeo).at(-1)!;
  if (verdict.state !== 'authenticated') throw new Error(verdict.because);
  const { deviceId, identityKey } = verdict;
  await pair.romeo.manager.setTrust({ account: bareOf(JULIET.account), deviceId, identityKey }, 'verified');
  expect(verdicts(pair.romeo).at(-1)).toMatchObject({ state: 'authenticated', identityKey, trust: 'verified' });
});

function bundleKey(bundle: Awaited<ReturnType<Awaited<ReturnType<typeof createOmemo>>['ownBundle']>>) {
  if (!bundle.ok) throw new Error(bundle.error.kind);
  return bundle.value.identityKey;
}
