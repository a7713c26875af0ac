/** Whether the recorded caller could have opened what the core answered: its keys are in the recording, so they try. */
import { bareOf } from '../../jid.ts';
import { readJingle } from '../../stanzas/jingle.ts';
import type { OmemoMessage } from '../../stanzas/omemo.ts';
import { parseDeviceId } from '../../stanzas/omemo.ts';
import { readIq } from '../../stanzas/stanza.ts';
import type { XmlElement } from '../../xml/element.ts';
import type { Recording } from './recording.ts';
import { openDevice, OWN_CERTIFICATE } from './replayed-call.ts';

/** What the recorded caller makes of a session-accept. `none`: there was none, or it has nothing encrypted in it. */
export type OpenedAnswer = 'differs' | 'match' | 'none' | 'undecryptable';

/** Decrypts the certificates of the core's answer with the caller's keys and compares them with the one it uses. */
export async function openAnswer(recording: Recording, answered: readonly XmlElement[]): Promise<OpenedAnswer> {
  const { caller, callee } = recording;
  const messages = answered.flatMap(encryptedFingerprintsIn);
  const deviceId = parseDeviceId(String(callee.keys.deviceId));
  const omemo = await openDevice(caller);
  if (messages.length === 0 || deviceId === undefined || !omemo.ok) return 'none';
  const sender = { account: bareOf(callee.resource), deviceId, identityKey: undefined };
  for (const message of messages) {
    const opened = await omemo.value.decrypt(sender, message);
    if (!opened.ok) return 'undecryptable';
    if (opened.value.plaintext !== OWN_CERTIFICATE) return 'differs';
  }
  return 'match';
}

function encryptedFingerprintsIn(stanza: XmlElement): readonly OmemoMessage[] {
  const iq = readIq(stanza);
  const [payload] = iq.ok ? iq.value.children : [];
  const jingle = payload && readJingle(payload);
  if (jingle?.ok !== true || jingle.value.action !== 'session-accept') return [];
  const fingerprints = jingle.value.contents.flatMap(({ transport }) => transport?.fingerprint ?? []);
  return fingerprints.flatMap((fingerprint) => (fingerprint.kind === 'omemo' ? [fingerprint.encrypted] : []));
}
