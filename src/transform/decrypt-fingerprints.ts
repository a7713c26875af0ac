/**
 * Turns the encrypted fingerprints of a received Jingle element into plain ones that are proved to come from one OMEMO
 * device, or says why not.
 *
 * Spec: "Verify encrypted A/V calls with OMEMO" (docs/references.md); XEP-0320 1.0.0 #protocol.
 */
import type { Brand } from '../base/brand.ts';
import { invariant } from '../base/errors.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { DecryptError, Omemo } from '../omemo/port.ts';
import { parseDtlsFingerprintValue } from '../stanzas/dtls.ts';
import type { DtlsFingerprint } from '../stanzas/dtls.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import { confirmIdentityKey } from './binding.ts';
import type { Binding } from './binding.ts';
import { withFingerprints } from './protection.ts';
import type { EncryptedJingle, PlainJingle } from './protection.ts';

/** A Jingle element whose every fingerprint came through one OMEMO session. Only this module makes one. */
export type AuthenticatedJingle = Brand<PlainJingle, 'AuthenticatedJingle'>;

export interface DecryptedFingerprints {
  readonly jingle: AuthenticatedJingle;
  /** The call's binding with the identity key that the fingerprints were really authenticated with. */
  readonly binding: Binding;
}

export type DecryptFingerprintsError =
  | { readonly kind: 'unexpectedDevice'; readonly content: ContentName }
  | { readonly kind: 'undecryptable'; readonly content: ContentName; readonly cause: DecryptError['kind'] }
  | { readonly kind: 'identityKeyChanged'; readonly content: ContentName }
  | { readonly kind: 'notAFingerprint'; readonly content: ContentName };

/**
 * Decrypts every fingerprint in `jingle`, or none: the first failure is the answer and `jingle` is left as it was.
 *
 * The sender's device is compared for all contents before the first decryption, so a stanza refused for it has cost
 * nothing. The text that comes out is a peer's input like any other and has to be a fingerprint of the announced hash,
 * with nothing around it.
 *
 * Advances the receiving ratchet once per content it gets to decrypt, also when a later one fails.
 *
 * @param jingle   one encrypted fingerprint in each content, from `readProtection`
 * @param binding  the one device allowed to have encrypted them; its identity key too, where the call has one
 */
export async function decryptFingerprints(
  jingle: EncryptedJingle,
  binding: Binding,
  omemo: Pick<Omemo, 'decrypt'>,
): Promise<Result<DecryptedFingerprints, DecryptFingerprintsError>> {
  const contents = jingle.contents.map(({ name, transport }) => {
    invariant(transport !== undefined, 'an encrypted description has a fingerprint in each content');
    return { name, fingerprint: transport.fingerprint };
  });
  for (const { name, fingerprint } of contents) {
    if (fingerprint.encrypted.senderDeviceId !== binding.deviceId) {
      return err({ kind: 'unexpectedDevice', content: name });
    }
  }

  // Only from here on is the OMEMO session touched.
  let bound = binding;
  const decrypted: DtlsFingerprint[] = [];
  for (const { name, fingerprint } of contents) {
    const result = await omemo.decrypt(bound, fingerprint.encrypted);
    if (!result.ok) return err({ kind: 'undecryptable', content: name, cause: result.error.kind });

    const confirmed = confirmIdentityKey(bound, result.value.identityKey);
    if (confirmed === undefined) return err({ kind: 'identityKeyChanged', content: name });
    bound = confirmed;

    const { hash, setup } = fingerprint;
    const value = parseDtlsFingerprintValue(result.value.plaintext, hash);
    if (value === undefined) return err({ kind: 'notAFingerprint', content: name });
    decrypted.push({ kind: 'plain', hash, setup, value });
  }
  return ok({ jingle: withFingerprints(jingle, decrypted) as AuthenticatedJingle, binding: bound });
}
