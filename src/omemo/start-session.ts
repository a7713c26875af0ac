/**
 * Starts a session with a device from its bundle, which the server handed over and could have made itself. What makes
 * the session safe is the trust in the identity key, so that is decided here as well.
 *
 * Spec: XEP-0384 0.3.0 #usecases-building; X3DH, revision 1, #3.3.
 */
import { equalBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { IdentityKey, OmemoBundle } from '../stanzas/omemo.ts';
import { commit, type OwnDeviceParts } from './own-device.ts';
import type { OmemoDevice, StartSessionError } from './port.ts';
import { identityKeyBytes, isUsablePublicKey } from './public-key.ts';
import { withSessionInUse } from './session-record.ts';
import { storeKey } from './store.ts';
import { type DeviceKeys, startFromBundle } from './x3dh.ts';

const SIGNATURE_BYTES = 64;

/** See `Omemo.startSession`. Runs in the device's queue. */
export async function startSession(
  parts: OwnDeviceParts,
  device: OmemoDevice,
  bundle: OmemoBundle,
): Promise<Result<IdentityKey, StartSessionError>> {
  const { identityKey } = bundle;
  const keys = chooseKeys(bundle, parts.choose);
  if (keys === undefined || isOwnKey(parts, keys)) return err({ kind: 'invalidBundle' });
  if (parts.trust.levelOf(device, identityKey) === 'distrusted') return err({ kind: 'distrusted' });
  const record = await parts.records.read(storeKey.sessions(device));
  if (!record.ok) return record;
  const started = await startFromBundle(parts, keys);
  if (!started.ok) return err({ kind: started.error });

  // The key is remembered, so that the user can be asked about it, but nothing is encrypted to it unasked.
  const known = parts.trust.identityKeyOf(device);
  if (known !== undefined && known !== identityKey) {
    const remembered = await commit(parts, device, { seen: identityKey });
    return remembered.ok ? err({ kind: 'identityKeyChanged' }) : remembered;
  }
  const next = withSessionInUse(record.value, started.value, undefined);
  const committed = await commit(parts, device, { record: next, seen: identityKey });
  return committed.ok ? ok(identityKey) : committed;
}

/**
 * Whether somebody publishes our identity key as a device of theirs. What we encrypted would come back to us and open,
 * and the call would name our own key as the contact's.
 */
function isOwnKey({ identity }: OwnDeviceParts, { identityKey }: DeviceKeys): boolean {
  return equalBytes(new Uint8Array(identity.keyPair.pubKey), identityKey);
}

/**
 * The keys of a bundle with one of its prekeys, at random: two who fetch the bundle at the same time should not take
 * the same.
 *
 * A bundle without prekeys is refused. A session can be started without one, but anybody could then make us start it
 * again from the same message, and other implementations refuse the number 0 that stands for it.
 */
function chooseKeys(bundle: OmemoBundle, choose: OwnDeviceParts['choose']): DeviceKeys | undefined {
  const identityKey = identityKeyBytes(bundle.identityKey);
  const { signedPreKeyId, signedPreKey, signedPreKeySignature, preKeys } = bundle;
  const chosen = preKeys[choose(preKeys.length)];
  if (identityKey === undefined || chosen === undefined || chosen.preKeyId === 0) return undefined;
  const { preKeyId, publicKey: preKey } = chosen;
  if (!isUsablePublicKey(signedPreKey) || !isUsablePublicKey(preKey)) return undefined;
  if (signedPreKeySignature.length !== SIGNATURE_BYTES) return undefined;
  return { identityKey, signedPreKeyId, signedPreKey, signedPreKeySignature, preKeyId, preKey };
}
