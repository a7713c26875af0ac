/**
 * Decrypts a message that must come from one device, and reports whose identity key it was really authenticated with.
 *
 * What can be known without a key is checked first: sender, recipient, shape, claimed identity, prekeys, counters. A
 * message that fails anywhere, also at its payload, has changed nothing.
 *
 * Spec: XEP-0384 0.3.0 #usecases-receiving; the draft's rule of one device per call (docs/references.md).
 */
import { equalBytes } from '../base/bytes.ts';
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { DeviceId, IdentityKey, OmemoMessage } from '../stanzas/omemo.ts';
import { commit, type Outcome, OWN_KEYS_QUEUE, type OwnDeviceParts } from './own-device.ts';
import type { SessionStart } from './own-keys.ts';
import { type EncryptedPayload, encryptedPayloadOf, openPayload } from './payload.ts';
import type { Decrypted, DecryptError, ExpectedSender, OmemoDevice } from './port.ts';
import { decryptInSession } from './ratchet.ts';
import { identityKeyOfSession, type SessionRecord, withSessionInUse } from './session-record.ts';
import { admit, knowsChain, type SessionState } from './session-state.ts';
import {
  type PreKeyHeader,
  readPreKeyWhisperMessage,
  readWhisperMessage,
  type WhisperMessage,
} from './signal-message.ts';
import { storeKey } from './store.ts';
import { startFromMessage } from './x3dh.ts';

/** A message for this device, in its parts. */
export interface AddressedMessage {
  readonly preKey: boolean;
  readonly signalMessage: Uint8Array;
  readonly encrypted: EncryptedPayload;
}

/** The parts of a message that claims to be from the expected device and is for the own one. Touches nothing. */
export function addressedMessage(
  ownDeviceId: DeviceId,
  expected: ExpectedSender,
  message: OmemoMessage,
): Result<AddressedMessage, DecryptError> {
  // First of all: nothing of a message from another device may be looked at, still less decrypted.
  if (message.senderDeviceId !== expected.deviceId) return err({ kind: 'unexpectedDevice' });
  const [key, ...others] = message.keys;
  if (key === undefined || others.length > 0) return err({ kind: 'notForThisDevice' });
  if (key.recipientDeviceId !== ownDeviceId) return err({ kind: 'notForThisDevice' });
  const encrypted = encryptedPayloadOf(message);
  if (encrypted === undefined) return err({ kind: 'malformed' });
  return ok({ preKey: key.preKey, signalMessage: key.bytes, encrypted });
}

/** What all steps of one decryption share. */
interface Receiving {
  readonly parts: OwnDeviceParts;
  readonly expected: ExpectedSender;
  readonly record: SessionRecord;
  readonly encrypted: EncryptedPayload;
}

/** See `Omemo.decrypt`. Runs in the device's queue. */
export async function decrypt(
  parts: OwnDeviceParts,
  expected: ExpectedSender,
  { preKey, signalMessage, encrypted }: AddressedMessage,
): Promise<Result<Decrypted, DecryptError>> {
  const record = await parts.records.read(storeKey.sessions(expected));
  if (!record.ok) return record;
  const receiving: Receiving = { parts, expected, record: record.value, encrypted };
  if (preKey) {
    const header = readPreKeyWhisperMessage(signalMessage);
    return header === undefined ? err({ kind: 'malformed' }) : decryptPreKeyMessage(receiving, header);
  }
  const header = readWhisperMessage(signalMessage);
  return header === undefined ? err({ kind: 'malformed' }) : decryptMessage(receiving, signalMessage, header);
}

/** A message of a session that exists, if any of them makes sense of it. */
async function decryptMessage(
  receiving: Receiving,
  signalMessage: Uint8Array,
  header: WhisperMessage,
): Promise<Result<Decrypted, DecryptError>> {
  const { parts, expected, record } = receiving;
  if (record.length === 0) return err({ kind: 'noSession' });
  const trusted = record.filter((state) => !isDistrusted(parts, expected, identityKeyOfSession(state)));
  if (trusted.length === 0) return err({ kind: 'distrusted' });
  return finish(receiving, await openInOneOf(parts, trusted, signalMessage, header), undefined);
}

/**
 * A message that carries the start of its session. Who it says it is from is decided on before anything is computed.
 */
async function decryptPreKeyMessage(
  receiving: Receiving,
  header: PreKeyHeader,
): Promise<Result<Decrypted, DecryptError>> {
  const { parts, expected, record } = receiving;
  const { identityKey, whisper, whisperMessage } = header;
  if (expected.identityKey !== undefined && expected.identityKey !== identityKey) {
    return err({ kind: 'identityKeyChanged' });
  }
  if (isDistrusted(parts, expected, identityKey)) return err({ kind: 'distrusted' });
  const known = record.find((state) => isStartedBy(state, header));
  if (known === undefined) return parts.queue(OWN_KEYS_QUEUE, () => decryptFirstMessage(receiving, header));
  // The session is with the identity it was made with, whatever a later copy of its start claims.
  if (identityKeyOfSession(known) !== identityKey) return err({ kind: 'badMac' });
  return finish(receiving, await openInOneOf(parts, [known], whisperMessage, whisper), undefined);
}

/** Runs in the queue of the own keys: two messages must not use one prekey. */
async function decryptFirstMessage(
  receiving: Receiving,
  header: PreKeyHeader,
): Promise<Result<Decrypted, DecryptError>> {
  const { parts } = receiving;
  const { preKeyId, signedPreKeyId, whisper, whisperMessage } = header;
  // Without a one-time prekey the same message could start the session again after we have forgotten it.
  if (preKeyId === undefined) return err({ kind: 'unknownPreKey' });
  const start = { preKeyId, ratchetKey: whisper.ratchetKey };
  const preKey = await parts.keys.preKey(start);
  if (!preKey.ok) return preKey;
  const signedPreKey = await parts.keys.signedPreKey(signedPreKeyId);
  if (!signedPreKey.ok) return signedPreKey;
  if (preKey.value === undefined || signedPreKey.value === undefined) return err({ kind: 'unknownPreKey' });
  const ownKeys = { preKey: preKey.value, signedPreKey: signedPreKey.value };
  const started = await startFromMessage(parts, ownKeys, header);
  if (!started.ok) return err({ kind: started.error });
  return finish(receiving, await openInOneOf(parts, [started.value], whisperMessage, whisper), start);
}

/** A message key, decrypted, with the session before and after it. */
interface Opened {
  readonly before: SessionState;
  readonly state: SessionState;
  readonly keyAndTag: Uint8Array;
}

/**
 * Decrypts a WhisperMessage in the session that knows its ratchet key, or else in whichever makes its MAC right.
 */
async function openInOneOf(
  parts: OwnDeviceParts,
  sessions: readonly SessionState[],
  signalMessage: Uint8Array,
  header: WhisperMessage,
): Promise<Result<Opened, DecryptError>> {
  const knowing = sessions.filter((state) => knowsChain(state, header));
  let failure: DecryptError | undefined;
  let keysLeft: number = OMEMO_SESSION_LIMITS.derivedKeys;
  for (const before of knowing.length > 0 ? knowing : sessions) {
    const admission = admit(before, header);
    if (admission.kind !== 'admitted') {
      failure ??= { kind: admission.kind };
    } else if (admission.derivedKeyCount > keysLeft) {
      failure ??= { kind: 'counterTooFar' };
    } else {
      keysLeft -= admission.derivedKeyCount;
      const decrypted = await decryptInSession(parts, before, signalMessage, header);
      if (decrypted.ok) return ok({ before, state: decrypted.value.state, keyAndTag: decrypted.value.plaintext });
      failure ??= { kind: decrypted.error };
    }
  }
  return err(failure ?? { kind: 'noSession' });
}

/** The last checks, and then the one write that makes all of it true. */
async function finish(
  { parts, expected, record, encrypted }: Receiving,
  opened: Result<Opened, DecryptError>,
  start: SessionStart | undefined,
): Promise<Result<Decrypted, DecryptError>> {
  if (!opened.ok) return opened;
  const { before, state, keyAndTag } = opened.value;
  const identityKey = identityKeyOfSession(state);
  if (expected.identityKey !== undefined && expected.identityKey !== identityKey) {
    return err({ kind: 'identityKeyChanged' });
  }
  const plaintext = await openPayload(parts.platform.aesGcm, keyAndTag, encrypted);
  if (!plaintext.ok) return err({ kind: plaintext.error });
  const ownKeys = start === undefined ? ok(undefined) : await parts.keys.planPreKeyUsed(start);
  if (!ownKeys.ok) return ownKeys;
  const outcome: Outcome = { record: withSessionInUse(record, state, before), seen: identityKey };
  const committed = await commit(parts, expected, { ...outcome, ...(ownKeys.value && { ownKeys: ownKeys.value }) });
  return committed.ok ? ok({ plaintext: plaintext.value, identityKey }) : committed;
}

function isDistrusted({ trust }: OwnDeviceParts, device: OmemoDevice, identityKey: IdentityKey): boolean {
  return trust.levelOf(device, identityKey) === 'distrusted';
}

/** Whether the session was made from this very start: its later messages repeat it until we answer. */
function isStartedBy({ indexInfo }: SessionState, { baseKey }: PreKeyHeader): boolean {
  return equalBytes(new Uint8Array(indexInfo.baseKey), baseKey);
}
