/**
 * Encrypts a text for one device. The session must be with the identity key the caller expects, or else with the one
 * the device is known by: a session that some other key has started does not draw our messages to itself.
 *
 * Spec: XEP-0384 0.3.0 #usecases-messagesend; the draft's rule of one device per call (docs/references.md).
 */
import { err, ok, type Result } from '../base/result.ts';
import type { IdentityKey } from '../stanzas/omemo.ts';
import { commit, type OwnDeviceParts } from './own-device.ts';
import { sealPayload } from './payload.ts';
import type { Encrypted, EncryptError, OmemoDevice } from './port.ts';
import { encryptInSession } from './ratchet.ts';
import { identityKeyOfSession, type SessionRecord, withSessionReplaced } from './session-record.ts';
import type { SessionState } from './session-state.ts';
import { STORE_FAILED, storeKey } from './store.ts';

/** See `Omemo.encrypt`. Runs in the device's queue. */
export async function encrypt(
  parts: OwnDeviceParts,
  device: OmemoDevice,
  plaintext: string,
  expected: IdentityKey | undefined,
): Promise<Result<Encrypted, EncryptError>> {
  const { identity, trust, records } = parts;
  const identityKey = expected ?? trust.identityKeyOf(device);
  const record = await records.read(storeKey.sessions(device));
  if (!record.ok) return record;
  if (identityKey === undefined || record.value.length === 0) return err({ kind: 'noSession' });
  if (trust.levelOf(device, identityKey) === 'distrusted') return err({ kind: 'distrusted' });
  const state = sessionWith(record.value, identityKey);
  if (state === undefined) return err({ kind: 'identityKeyChanged' });

  const { keyAndTag, iv, payload } = await sealPayload(parts.platform.aesGcm, parts.random, plaintext);
  const encrypted = await encryptInSession(parts, state, keyAndTag);
  if (!encrypted.ok) return err(STORE_FAILED);
  const { state: next, preKey, bytes } = encrypted.value;
  const committed = await commit(parts, device, { record: withSessionReplaced(record.value, next, state) });
  if (!committed.ok) return committed;
  const keys = [{ recipientDeviceId: device.deviceId, preKey, bytes }];
  return ok({ message: { senderDeviceId: identity.deviceId, keys, iv, payload }, identityKey });
}

/** The session with that identity key that was in use last. */
export function sessionWith(record: SessionRecord, identityKey: IdentityKey): SessionState | undefined {
  return record.find((state) => identityKeyOfSession(state) === identityKey);
}
