/**
 * OMEMO as deployed: the encrypted message, the bundle, the device list.
 *
 * Spec: XEP-0384 0.3.0 #usecases.
 */
import type { Brand } from '../base/brand.ts';

/** A device's number, 1 to 2^31-1. libsignal calls it a registration id. */
export type DeviceId = Brand<number, 'DeviceId'>;
/** The public identity key of a device: base64 of 33 bytes, the first of them 5. Equal strings are equal keys. */
export type IdentityKey = Brand<string, 'IdentityKey'>;

/** One `<encrypted/>`: key material for one device or several, and the payload all of them can then open. */
export interface OmemoMessage {
  readonly senderDeviceId: DeviceId;
  readonly keys: readonly OmemoKey[];
  /** 12 bytes as written; 12 or 16 are accepted. */
  readonly iv: Uint8Array;
  /** AES-128-GCM ciphertext without the tag, which travels in the key; undefined in a message that only carries keys. */
  readonly payload: Uint8Array | undefined;
}

export interface OmemoKey {
  readonly recipientDeviceId: DeviceId;
  /** Whether `bytes` is a PreKeyWhisperMessage, which can start a session, rather than a WhisperMessage. */
  readonly preKey: boolean;
  readonly bytes: Uint8Array;
}

/** What one publishes so that others can start a session. Public keys are 33 bytes, the first of them 5. */
export interface OmemoBundle {
  readonly identityKey: IdentityKey;
  readonly signedPreKeyId: number;
  readonly signedPreKey: Uint8Array;
  /** 64 bytes, XEdDSA by the identity key over `signedPreKey`. */
  readonly signedPreKeySignature: Uint8Array;
  /** At least one; each id once. */
  readonly preKeys: readonly { readonly preKeyId: number; readonly publicKey: Uint8Array }[];
}
