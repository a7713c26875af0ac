/** OMEMO of this package in a page of browser.bench.ts. `?noble` in its address keeps the browser's own curve out. */
import { createMemoryStore, createOmemo, nobleCurve, useCryptoPlatform } from '../../src/omemo/entry.ts';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import type { OmemoMessage } from '../../src/stanzas/omemo.ts';
import { JULIET, ROMEO, valueOf } from '../../src/testing/omemo/check.ts';
import { timedSteps } from './browser-steps.ts';
import type { Party } from './conversation.ts';
import { snapshotOf } from './store-snapshot.ts';

const FINGERPRINT = Array.from({ length: 32 }, () => 'A5').join(':');

if (location.search === '?noble') useCryptoPlatform({ curve: nobleCurve });

async function make(own: OmemoDevice) {
  const store = createMemoryStore();
  const omemo = await createOmemo({ ...own, store });
  return { omemo, store, bundle: valueOf(await omemo.ownBundle(), 'the own bundle') };
}

const [romeo, juliet] = [await make(ROMEO), await make(JULIET)];

function party({ omemo, store }: typeof romeo, peer: OmemoDevice, { bundle }: typeof romeo): Party<OmemoMessage> {
  return {
    startSession: async () => valueOf(await omemo.startSession(peer, bundle), 'a session'),
    encrypt: async () => valueOf(await omemo.encrypt(peer, FINGERPRINT, undefined), 'encryption').message,
    decrypt: async (message) => valueOf(await omemo.decrypt({ ...peer, identityKey: undefined }, message), 'a message'),
    snapshot: () => snapshotOf(store),
  };
}

const functions = await timedSteps(party(romeo, JULIET, juliet), party(juliet, ROMEO, romeo));

Object.assign(globalThis, { functions });
