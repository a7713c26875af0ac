/**
 * The key derivations of the Double Ratchet, with the constants that Signal's wire format 3 has for them: a root key
 * gives chains, a chain key gives message keys, a message key gives what encrypts and authenticates one message. Keeps
 * no state.
 *
 * Spec: The Double Ratchet Algorithm, revision 1, #2.2 (KDF_RK, KDF_CK), #5.2 (recommended KDFs); RFC 5869; the infos
 * of libsignal-protocol-c 2.3.
 */
import { ownBuffer } from '../base/bytes.ts';
import type { HmacSha256 } from './curve.ts';
import { hkdfSha256 } from './hkdf.ts';

const KEY_BYTES = 32;
const IV_BYTES = 16;

const utf8Encoder = new TextEncoder();
const RATCHET_INFO = utf8Encoder.encode('WhisperRatchet');
const MESSAGE_INFO = utf8Encoder.encode('WhisperMessageKeys');
/** What RFC 5869 takes for no salt at all. */
export const NO_SALT = new Uint8Array(KEY_BYTES);

/** What a chain key is hashed with, to get the key of the next message and the chain key behind it. */
const MESSAGE_KEY_SEED = Uint8Array.of(1);
const CHAIN_KEY_SEED = Uint8Array.of(2);

/** The key of a chain's next message. */
export function messageKeyOf(hmacSha256: HmacSha256, chainKey: ArrayBuffer): ArrayBuffer {
  return ownBuffer(hmacSha256(new Uint8Array(chainKey), MESSAGE_KEY_SEED));
}

/** The chain key behind the next message. */
export function nextChainKey(hmacSha256: HmacSha256, chainKey: ArrayBuffer): ArrayBuffer {
  return ownBuffer(hmacSha256(new Uint8Array(chainKey), CHAIN_KEY_SEED));
}

/** What one message is encrypted and authenticated with. */
export interface MessageSecrets {
  readonly cipherKey: Uint8Array;
  readonly macKey: Uint8Array;
  readonly iv: Uint8Array;
}

/** The secrets that stand behind a message key. */
export function messageSecretsOf(hmacSha256: HmacSha256, messageKey: ArrayBuffer): MessageSecrets {
  const input = { secret: new Uint8Array(messageKey), salt: NO_SALT, info: MESSAGE_INFO };
  const bytes = hkdfSha256(hmacSha256, input, 2 * KEY_BYTES + IV_BYTES);
  return {
    cipherKey: bytes.subarray(0, KEY_BYTES),
    macKey: bytes.subarray(KEY_BYTES, 2 * KEY_BYTES),
    iv: bytes.subarray(2 * KEY_BYTES),
  };
}

/** What a turn of the ratchet makes: the next root key, and the first key of the chain that begins with it. */
export interface RootStep {
  readonly rootKey: ArrayBuffer;
  readonly chainKey: ArrayBuffer;
}

/** One turn: the root key and the secret of two ratchet keys. */
export function stepRoot(hmacSha256: HmacSha256, rootKey: ArrayBuffer, sharedSecret: ArrayBuffer): RootStep {
  const input = { secret: new Uint8Array(sharedSecret), salt: new Uint8Array(rootKey), info: RATCHET_INFO };
  const bytes = hkdfSha256(hmacSha256, input, 2 * KEY_BYTES);
  return { rootKey: bytes.buffer.slice(0, KEY_BYTES), chainKey: bytes.buffer.slice(KEY_BYTES) };
}
