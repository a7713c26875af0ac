/** OMEMO messages, and the fingerprints they hide. The bytes are any bytes: nothing here could be decrypted. */
import fc from 'fast-check';
import { DTLS_HASHES } from '../../src/stanzas/dtls.ts';
import type { AnnouncedDevice, OmemoDtlsFingerprint } from '../../src/stanzas/omemo-verification.ts';
import type { DeviceId, OmemoKey, OmemoMessage } from '../../src/stanzas/omemo.ts';
import { dtlsSetup } from './dtls.ts';
import { absent, bytesOf } from './text.ts';

export const deviceId: fc.Arbitrary<DeviceId> = fc
  .oneof(fc.integer({ min: 1, max: 0x7fff_ffff }), fc.constantFrom(1, 0x7fff_ffff))
  .map((id) => id as DeviceId);

const key: fc.Arbitrary<OmemoKey> = fc.record({
  recipientDeviceId: deviceId,
  preKey: fc.boolean(),
  bytes: bytesOf(1, 40),
});

export const omemoMessage: fc.Arbitrary<OmemoMessage> = fc.record({
  senderDeviceId: deviceId,
  keys: fc.uniqueArray(key, { selector: ({ recipientDeviceId }) => recipientDeviceId, minLength: 1, maxLength: 3 }),
  iv: fc.oneof(bytesOf(12, 12), bytesOf(16, 16)),
  payload: absent(bytesOf(1, 40)),
});

export const omemoDtlsFingerprint: fc.Arbitrary<OmemoDtlsFingerprint> = fc.record({
  kind: fc.constant('omemo' as const),
  hash: fc.constantFrom(...DTLS_HASHES),
  setup: dtlsSetup,
  encrypted: omemoMessage,
});

export const announcedDevice: fc.Arbitrary<AnnouncedDevice> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.constant({ kind: 'invalid' as const }),
  deviceId.map((id) => ({ kind: 'device' as const, deviceId: id })),
);
