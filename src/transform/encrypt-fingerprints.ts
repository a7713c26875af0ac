/**
 * Turns the plain fingerprints of an outgoing Jingle element into encrypted ones, all or none.
 *
 * Spec: "Verify encrypted A/V calls with OMEMO" (docs/references.md); XEP-0384 0.3.0 #usecases-messagesend.
 */
import { invariant } from '../base/errors.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { EncryptError, Omemo } from '../omemo/port.ts';
import type { OmemoDtlsFingerprint } from '../stanzas/omemo-verification.ts';
import { confirmIdentityKey } from './binding.ts';
import type { Binding } from './binding.ts';
import { withFingerprints } from './protection.ts';
import type { EncryptedJingle, PlainJingle } from './protection.ts';

export interface EncryptedFingerprints {
  readonly jingle: EncryptedJingle;
  /** The call's binding with the identity key that was encrypted to. */
  readonly binding: Binding;
}

/**
 * Encrypts every fingerprint in `jingle` for the one device of the binding. The first failure is the answer, and
 * nothing of what was encrypted before it is used: a stanza leaves encrypted in all its contents or not at all.
 *
 * Advances the sending ratchet once per content it gets to encrypt, also when a later one fails.
 *
 * @param jingle  one plain fingerprint in each content, as the media engine described itself
 */
export async function encryptFingerprints(
  jingle: PlainJingle,
  binding: Binding,
  omemo: Pick<Omemo, 'encrypt'>,
): Promise<Result<EncryptedFingerprints, EncryptError>> {
  let bound = binding;
  const encrypted: OmemoDtlsFingerprint[] = [];
  for (const { transport } of jingle.contents) {
    invariant(transport !== undefined, 'our own description has a fingerprint in each content');
    const { hash, setup, value } = transport.fingerprint;
    const { account, deviceId, identityKey } = bound;
    const result = await omemo.encrypt({ account, deviceId }, value, identityKey);
    if (!result.ok) return result;

    const confirmed = confirmIdentityKey(bound, result.value.identityKey);
    if (confirmed === undefined) return err({ kind: 'identityKeyChanged' });
    bound = confirmed;
    encrypted.push({ kind: 'omemo', hash, setup, encrypted: result.value.message });
  }
  return ok({ jingle: withFingerprints(jingle, encrypted), binding: bound });
}
