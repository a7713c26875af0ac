/**
 * The stock library behind the core's OMEMO port, so that whole negotiations can be compared. It checks no more than it
 * must.
 */
import { invariant } from '../../src/base/errors.ts';
import { err, ok } from '../../src/base/result.ts';
import type { Omemo, OmemoDevice } from '../../src/omemo/port.ts';
import type { OmemoBundle, OmemoMessage } from '../../src/stanzas/omemo.ts';
import type { StockDevice } from './stock-omemo.ts';

/** A stock device that talks to one peer, whose keys it has from the start. */
export function stockPort(ownDevice: OmemoDevice, own: StockDevice, peer: StockDevice, bundle: OmemoBundle): Omemo {
  const { identityKey } = bundle;
  let hasSession = false;
  return {
    ownDevice,
    ownBundle: () => Promise.resolve(ok(bundle)),
    bundleChanged: () => false,
    hasSession: () => Promise.resolve(ok(hasSession)),
    startSession: async () => {
      await own.startSession(peer.bundle);
      hasSession = true;
      return ok(identityKey);
    },
    encrypt: async (device, plaintext) => {
      const { preKey, body, iv, payload } = await own.encrypt(plaintext);
      const bytes = Uint8Array.from(body, (unit) => unit.charCodeAt(0));
      const keys = [{ recipientDeviceId: device.deviceId, preKey, bytes }];
      const message: OmemoMessage = { senderDeviceId: ownDevice.deviceId, keys, iv, payload: new Uint8Array(payload) };
      return ok({ message, identityKey });
    },
    decrypt: async (_, { keys, iv, payload }) => {
      const [key] = keys;
      invariant(key !== undefined && payload !== undefined, 'the benchmark sends whole messages');
      const body = String.fromCharCode(...key.bytes);
      const message = { preKey: key.preKey, body, iv: Uint8Array.from(iv), payload: Uint8Array.from(payload).buffer };
      try {
        const plaintext = await own.decrypt(message);
        hasSession = true;
        return ok({ plaintext, identityKey });
      } catch {
        return err({ kind: 'badMac' });
      }
    },
    trustOf: () => 'blind',
    setTrust: () => Promise.resolve(ok(undefined)),
  };
}
