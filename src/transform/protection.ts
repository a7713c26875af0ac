/**
 * How the fingerprints of a whole stanza travel, and which device encrypted them: facts for the machine, found without
 * touching a key.
 *
 * Exactly one fingerprint per content is the only shape that counts, over both namespaces and whatever their order.
 * Chromium takes the last of several, other engines the first; a second one is never harmless.
 *
 * Spec: the draft's #usecases (docs/references.md); XEP-0320 1.0.0 #protocol.
 */
import { invariant } from '../base/errors.ts';
import type { DtlsFingerprint } from '../stanzas/dtls.ts';
import type { ReceivedFingerprint } from '../stanzas/ice-udp.ts';
import type { Jingle, JingleContent } from '../stanzas/jingle.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { OmemoDtlsFingerprint } from '../stanzas/omemo-verification.ts';

/** The describing half of a Jingle element: what an offer or answer says about media. */
export type JingleDescription<F> = Pick<Jingle<F>, 'contents' | 'groups'>;
/** A description with one encrypted fingerprint in each content. */
export type EncryptedJingle = JingleDescription<OmemoDtlsFingerprint>;
/** A description with one plain fingerprint in each content. */
export type PlainJingle = JingleDescription<DtlsFingerprint>;

export type ReadProtection =
  | { readonly protection: 'encrypted'; readonly jingle: EncryptedJingle; readonly senderDeviceId: DeviceId }
  | { readonly protection: 'plain'; readonly jingle: PlainJingle }
  /** Of both kinds, several in one content, or of several devices. */
  | { readonly protection: 'mixed' }
  /** A content has no fingerprint, or there is no content. */
  | { readonly protection: 'none' };

/** Tells how a session-initiate, session-accept or content-add is protected. Decrypts nothing, changes nothing. */
export function readProtection(jingle: JingleDescription<readonly ReceivedFingerprint[]>): ReadProtection {
  const fingerprints: ReceivedFingerprint[] = [];
  for (const content of jingle.contents) {
    const [fingerprint, second] = content.transport?.fingerprint ?? [];
    if (fingerprint === undefined) return { protection: 'none' };
    if (second !== undefined) return { protection: 'mixed' };
    fingerprints.push(fingerprint);
  }
  const [first] = fingerprints;
  if (first === undefined) return { protection: 'none' };

  if (first.kind === 'plain') {
    return fingerprints.every((fingerprint) => fingerprint.kind === 'plain')
      ? { protection: 'plain', jingle: withFingerprints(jingle, fingerprints) }
      : { protection: 'mixed' };
  }
  if (!fingerprints.every((fingerprint) => fingerprint.kind === 'omemo')) return { protection: 'mixed' };
  const { senderDeviceId } = first.encrypted;
  // One stanza, one device: two senders in one stanza would let a stolen device vouch for one of the contents.
  if (fingerprints.some(({ encrypted }) => encrypted.senderDeviceId !== senderDeviceId)) return { protection: 'mixed' };
  return { protection: 'encrypted', jingle: withFingerprints(jingle, fingerprints), senderDeviceId };
}

/**
 * The same description with other fingerprints, one for each content in order. A new value; the argument stays as it
 * is. Whoever calls this has seen a fingerprint in each content.
 */
export function withFingerprints<F>(
  jingle: JingleDescription<unknown>,
  fingerprints: readonly F[],
): JingleDescription<F> {
  const contents = jingle.contents.map((content, index): JingleContent<F> => {
    const fingerprint = fingerprints[index];
    const { transport } = content;
    invariant(
      transport !== undefined && fingerprint !== undefined,
      'a fingerprint for each content, and a place for it',
    );
    return { ...content, transport: { ...transport, fingerprint } };
  });
  return { contents, groups: jingle.groups };
}
