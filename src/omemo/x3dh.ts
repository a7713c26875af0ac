/**
 * X3DH: how a session begins, from a bundle or from the first message of somebody who had ours. Gives a session as a
 * value, for ratchet.ts to go on with.
 *
 * Knows neither trust nor stores; who the keys belong to has been decided before, and which prekeys there are.
 *
 * Spec: The X3DH Key Agreement Protocol, revision 1, #3.3, #3.4; The Double Ratchet Algorithm, revision 1, #3.3; the
 * infos and the order of steps of libsignal-protocol-c 2.3.
 */
import { concatBytes, exactBuffer } from '../base/bytes.ts';
import { InvariantError } from '../base/errors.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Curve } from './curve.ts';
import { hkdfSha256 } from './hkdf.ts';
import { generateKeyPair, sharedSecretOf, type SignalKeyPair } from './key-pair.ts';
import { curveKeyOf } from './public-key.ts';
import { NO_SALT, stepRoot } from './ratchet-keys.ts';
import type { RatchetParts } from './ratchet.ts';
import { chainNameOf, newChain, SENDING_CHAIN, type SessionState } from './session-state.ts';
import type { PreKeyHeader } from './signal-message.ts';

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
 * @param keys  public keys that `isUsablePublicKey` accepts
 */
export async function startFromBundle(
  parts: RatchetParts,
  keys: DeviceKeys,
): Promise<Result<SessionState, 'invalidBundle'>> {
  const { identity, platform, random } = parts;
  const { curve, hmacSha256 } = platform;
  const { identityKey, signedPreKey, preKey } = keys;
  if (!(await isSignedPreKeyGood(curve, keys))) return err('invalidBundle');

  const [baseKey, ratchetKey] = await Promise.all([generateKeyPair(curve, random), generateKeyPair(curve, random)]);
  const [firstRootKey, ratchetSecret] = await Promise.all([
    firstRootKeyOf(parts, [
      [signedPreKey, identity.keyPair],
      [identityKey, baseKey],
      [signedPreKey, baseKey],
      [preKey, baseKey],
    ]),
    sharedSecretOf(curve, signedPreKey, ratchetKey.privKey),
  ]);
  if (firstRootKey === undefined || ratchetSecret === undefined) return err('invalidBundle');
  // The signed prekey is the device's first ratchet key, and we have already answered it with ours.
  const { rootKey, chainKey } = stepRoot(hmacSha256, firstRootKey, ratchetSecret);
  return ok({
    indexInfo: { remoteIdentityKey: exactBuffer(identityKey), baseKey: baseKey.pubKey },
    currentRatchet: {
      rootKey,
      ephemeralKeyPair: ratchetKey,
      lastRemoteEphemeralKey: exactBuffer(signedPreKey),
      previousCounter: 0,
    },
    pendingPreKey: { baseKey: baseKey.pubKey, preKeyId: keys.preKeyId, signedKeyId: keys.signedPreKeyId },
    oldRatchetList: [],
    chains: { [chainNameOf(ratchetKey.pubKey)]: newChain(SENDING_CHAIN, chainKey) },
  });
}

/**
 * The session that a PreKeyWhisperMessage starts. Nothing of it is authenticated until the message inside has been
 * decrypted with it.
 *
 * @param header  whose identity key has been decided on
 */
export async function startFromMessage(
  parts: RatchetParts,
  { preKey, signedPreKey }: { readonly preKey: SignalKeyPair; readonly signedPreKey: SignalKeyPair },
  { baseKey, identityKeyBytes }: PreKeyHeader,
): Promise<Result<SessionState, 'malformed'>> {
  const rootKey = await firstRootKeyOf(parts, [
    [identityKeyBytes, signedPreKey],
    [baseKey, parts.identity.keyPair],
    [baseKey, signedPreKey],
    [baseKey, preKey],
  ]);
  if (rootKey === undefined) return err('malformed');
  const theirBaseKey = exactBuffer(baseKey);
  return ok({
    indexInfo: { remoteIdentityKey: exactBuffer(identityKeyBytes), baseKey: theirBaseKey },
    // No chain yet: the message inside turns the ratchet, against our signed prekey.
    currentRatchet: {
      rootKey,
      ephemeralKeyPair: signedPreKey,
      lastRemoteEphemeralKey: theirBaseKey,
      previousCounter: 0,
    },
    oldRatchetList: [],
    chains: {},
  });
}

/** A key of theirs and one of ours that agree on a secret. */
type Agreement = readonly [theirs: Uint8Array, ours: SignalKeyPair];

const INFO = new TextEncoder().encode('WhisperText');
const ROOT_KEY_BYTES = 32;

/** Stands before the secrets: no scalar and no point begins like this (#2.2). */
const PREFIX = new Uint8Array(32).fill(0xff);

/**
 * The root key that both ends come to, or undefined where two keys share no secret.
 *
 * libsignal derives a chain key beside it, for messages sent before the first turn of the ratchet. There are none.
 *
 * @param agreements  DH1 to DH4
 */
async function firstRootKeyOf(
  { platform: { curve, hmacSha256 } }: RatchetParts,
  agreements: readonly Agreement[],
): Promise<ArrayBuffer | undefined> {
  // A browser's curve computes them beside each other.
  const secrets = await Promise.all(agreements.map(([theirs, { privKey }]) => sharedSecretOf(curve, theirs, privKey)));
  const known = secrets.filter((secret) => secret !== undefined);
  if (known.length < secrets.length) return undefined;
  const secret = concatBytes(PREFIX, ...known.map((bytes) => new Uint8Array(bytes)));
  return hkdfSha256(hmacSha256, { secret, salt: NO_SALT, info: INFO }, ROOT_KEY_BYTES).buffer;
}

async function isSignedPreKeyGood(
  curve: Curve,
  { identityKey, signedPreKey, signedPreKeySignature }: DeviceKeys,
): Promise<boolean> {
  try {
    return await curve.verify(curveKeyOf(identityKey), signedPreKey, signedPreKeySignature);
  } catch (error) {
    // What some curves do with what is no key.
    if (error instanceof InvariantError) throw error;
    return false;
  }
}
