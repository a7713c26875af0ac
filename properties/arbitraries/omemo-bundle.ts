/** Bundles and device lists. The keys have the right form and are nobody's. */
import fc from 'fast-check';
import { encodeBase64 } from '../../src/base/base64.ts';
import type { OmemoDeviceList } from '../../src/stanzas/omemo-bundle.ts';
import type { IdentityKey, OmemoBundle } from '../../src/stanzas/omemo.ts';
import { extensions } from './extension.ts';
import { deviceId } from './omemo-message.ts';
import { bytesOf } from './text.ts';

const CURVE25519 = 5;

const publicKey = bytesOf(32, 32).map((bytes) => Uint8Array.of(CURVE25519, ...bytes));
const preKeyId = fc.oneof(fc.nat(0xffff_ffff), fc.constantFrom(0, 0xffff_ffff));

const identityKey: fc.Arbitrary<IdentityKey> = publicKey.map((bytes) => encodeBase64(bytes) as IdentityKey);

export const omemoBundle: fc.Arbitrary<OmemoBundle> = fc.record({
  identityKey,
  signedPreKeyId: preKeyId,
  signedPreKey: publicKey,
  signedPreKeySignature: bytesOf(64, 64),
  preKeys: fc.uniqueArray(fc.record({ preKeyId, publicKey }), {
    selector: (preKey) => preKey.preKeyId,
    minLength: 1,
    maxLength: 4,
  }),
});

export const omemoDeviceList: fc.Arbitrary<OmemoDeviceList> = fc.record({
  deviceIds: fc.uniqueArray(deviceId, { maxLength: 6 }),
  extensions,
});
