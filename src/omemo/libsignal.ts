/**
 * The only file that knows @privacyresearch/libsignal-protocol-typescript (0.0.16, GPL-3.0-only), and the place where
 * its defects end.
 *
 * Of the library it uses the protocol steps: X3DH from a bundle and from a message, ratchet and message encryption.
 * Not its records, locks, trust callbacks and addresses, which have defects of their own (each has a test in
 * test/omemo/libsignal-defects.test.ts). Each function takes a session as a value and gives a new one; the store that
 * the library is handed knows the own identity and nothing else.
 *
 * Spec: X3DH, revision 1; The Double Ratchet Algorithm, revision 1; wire format 3 of libsignal-protocol-c 2.3.
 */
// The order matters: the library installs process-wide listeners when it is loaded. Its parts are imported one by one,
// because its index also loads an implementation of WebCrypto, 270 kB, whatever the platform has.
import { removeAddedProcessListeners } from './process-listeners.ts';
import { setCurve, setWebCrypto } from '@privacyresearch/libsignal-protocol-typescript/lib/internal/crypto.js';
import { SessionBuilder } from '@privacyresearch/libsignal-protocol-typescript/lib/session-builder.js';
import type { SessionType } from '@privacyresearch/libsignal-protocol-typescript/lib/session-types.js';
import { SignalProtocolAddress } from '@privacyresearch/libsignal-protocol-typescript/lib/signal-protocol-address.js';
import type { StorageType } from '@privacyresearch/libsignal-protocol-typescript/lib/types.js';
import { exactBuffer } from '../base/bytes.ts';
import { invariant } from '../base/errors.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Curve, type HmacSha256, systemRandom } from './curve.ts';
import type { SignalKeyPair } from './key-pair.ts';
import { platformInUse } from './platform.ts';
import type { OwnIdentity, SessionState } from './session-state.ts';
import type { PreKeyHeader } from './signal-message.ts';

removeAddedProcessListeners();

/** What a session can be started from: a bundle, reduced to one of its prekeys. Public keys have 33 bytes. */
export interface DeviceKeys {
  readonly identityKey: Uint8Array;
  readonly signedPreKeyId: number;
  readonly signedPreKey: Uint8Array;
  readonly signedPreKeySignature: Uint8Array;
  readonly preKeyId: number;
  readonly preKey: Uint8Array;
}

/**
 * A new session with a device, whose first messages will carry what the device needs to make it too.
 *
 * Checks the signature of the signed prekey. `invalidBundle` says no more than that some key of it is not what it
 * should be.
 *
 * @param keys  checked with `isUsablePublicKey`, so that nothing in them makes the library write to the console
 */
export async function startFromBundle(
  own: OwnIdentity,
  keys: DeviceKeys,
): Promise<Result<SessionState, 'invalidBundle'>> {
  const builder = builderFor(own);
  try {
    const librarySession = await builder.processPreKeyJob({
      identityKey: exactBuffer(keys.identityKey),
      signedPreKey: {
        keyId: keys.signedPreKeyId,
        publicKey: exactBuffer(keys.signedPreKey),
        signature: exactBuffer(keys.signedPreKeySignature),
      },
      preKey: { keyId: keys.preKeyId, publicKey: exactBuffer(keys.preKey) },
    });
    return ok(stateOf(librarySession));
  } catch {
    return err('invalidBundle');
  }
}

/**
 * The session that a PreKeyWhisperMessage starts. Nothing of it is authenticated until the message inside has been
 * decrypted with it.
 *
 * @param header  whose identity key has been decided on: the library does not wait for the answer when it asks
 */
export async function startFromMessage(
  own: OwnIdentity,
  ownKeys: { readonly preKey: SignalKeyPair; readonly signedPreKey: SignalKeyPair },
  header: PreKeyHeader,
): Promise<Result<SessionState, 'malformed'>> {
  const builder = builderFor(own);
  const { registrationId, signedPreKeyId, whisperMessage: message } = header;
  const baseKey = new Uint8Array(header.baseKey);
  const identityKey = new Uint8Array(header.identityKeyBytes);
  const preKeyId = header.preKeyId ?? 0;
  const parts = { registrationId, preKeyId, signedPreKeyId, baseKey, identityKey, message };
  try {
    const { preKey, signedPreKey } = ownKeys;
    return ok(stateOf(await builder.startSessionWthPreKeyMessage(preKey, signedPreKey, parts)));
  } catch {
    return err('malformed');
  }
}

// The library names sessions by this in its own locks and records, neither of which is used.
const ADDRESS = new SignalProtocolAddress('peer', 1);

function builderFor(own: OwnIdentity): SessionBuilder {
  giveCryptography();
  return new SessionBuilder(storageFor(own), ADDRESS);
}

let hasCryptography = false;

/** Puts the platform's in the place of the library's own at the first use: until then an application may choose. */
function giveCryptography(): void {
  if (hasCryptography) return;
  const { curve, hmacSha256 } = platformInUse();
  setCurve(libraryCurve(curve));
  setWebCrypto(libraryWebCrypto(hmacSha256));
  hasCryptography = true;
}

/** What the library may ask while it computes. It never learns of another session, and nothing it stores is kept. */
function storageFor(own: OwnIdentity): StorageType {
  return {
    getIdentityKeyPair: () => Promise.resolve(own.keyPair),
    getLocalRegistrationId: () => Promise.resolve(own.deviceId),
    // Decided before the library is called. A rejection here would go unhandled, since it does not always wait.
    isTrustedIdentity: () => Promise.resolve(true),
    saveIdentity: () => Promise.resolve(true),
    loadPreKey: nothing,
    storePreKey: nothing,
    removePreKey: nothing,
    storeSession: nothing,
    loadSession: nothing,
    loadSignedPreKey: nothing,
    storeSignedPreKey: nothing,
    removeSignedPreKey: nothing,
  };
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}

/** The session as a value. The library leaves byte views in some of its fields. */
function stateOf(librarySession: SessionType): SessionState {
  const { indexInfo, currentRatchet } = librarySession;
  invariant(indexInfo.baseKey !== undefined, 'libsignal made a session without base key');
  return {
    ...(librarySession as unknown as SessionState),
    indexInfo: {
      ...(indexInfo as SessionState['indexInfo']),
      remoteIdentityKey: bufferOf(indexInfo.remoteIdentityKey),
      baseKey: bufferOf(indexInfo.baseKey),
    },
    currentRatchet: {
      ...(currentRatchet as SessionState['currentRatchet']),
      lastRemoteEphemeralKey: bufferOf(currentRatchet.lastRemoteEphemeralKey),
    },
  };
}

/** Our curve behind the library's hook, whose `verify` answers whether the signature is *bad*. */
function libraryCurve(curve: Curve): Parameters<typeof setCurve>[0] {
  return {
    keyPair: async (privateKey) => {
      const pair = await curve.keyPair(bufferOf(privateKey));
      return { pubKey: pair.publicKey, privKey: pair.privateKey };
    },
    sharedSecret: async (publicKey, privateKey) => curve.sharedSecret(bufferOf(publicKey), bufferOf(privateKey)),
    sign: async (privateKey, message) => curve.sign(bufferOf(privateKey), new Uint8Array(message), systemRandom),
    verify: async (publicKey, message, signature) =>
      !(await curve.verify(bufferOf(publicKey), new Uint8Array(message), new Uint8Array(signature))),
  };
}

/** What X3DH asks of WebCrypto. The library waits for each, so that plain values do as well as promises. */
function libraryWebCrypto(hmacSha256: HmacSha256): Parameters<typeof setWebCrypto>[0] {
  const webCrypto = {
    getRandomValues: (array: Uint8Array) => globalThis.crypto.getRandomValues(array as Uint8Array<ArrayBuffer>),
    subtle: {
      importKey: (_format: string, keyBytes: ArrayBuffer) => new Uint8Array(keyBytes),
      sign: (_algorithm: unknown, key: Uint8Array, data: ArrayBuffer) =>
        exactBuffer(hmacSha256(key, new Uint8Array(data))),
    },
  };
  return webCrypto as unknown as Parameters<typeof setWebCrypto>[0];
}

/**
 * A buffer of its own for what may be a view: a key kept as the same object is imported into the platform only once.
 */
function bufferOf(bytes: ArrayBuffer | Uint8Array): ArrayBuffer {
  return bytes instanceof ArrayBuffer ? bytes : exactBuffer(bytes);
}
