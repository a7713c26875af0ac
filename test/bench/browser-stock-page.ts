/** The library as it comes in a page of browser.bench.ts, with its own curve, and WebCrypto for the payload. */
import * as library from '@privacyresearch/libsignal-protocol-typescript';
import { timedSteps } from './browser-steps.ts';
import type { Party } from './conversation.ts';
import { createStockDevice, type StockDevice, type StockMessage } from './stock-omemo.ts';

const FINGERPRINT = Array.from({ length: 32 }, () => 'A5').join(':');

// The compiler sees the default export of a CommonJS module in two ways, by how it is imported.
const loaded = library as unknown as Parameters<typeof createStockDevice>[0];
const [caller, callee] = [await createStockDevice(loaded, 1), await createStockDevice(loaded, 2)];

function party(own: StockDevice, peer: StockDevice): Party<StockMessage> {
  return {
    startSession: () => own.startSession(peer.bundle),
    encrypt: () => own.encrypt(FINGERPRINT),
    decrypt: own.decrypt,
    snapshot() {
      const stored = own.snapshot();
      return Promise.resolve(() => Promise.resolve(own.restore(stored)));
    },
  };
}

const functions = await timedSteps(party(caller, callee), party(callee, caller));

Object.assign(globalThis, { functions });
