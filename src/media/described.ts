/**
 * Between a Jingle element whose fingerprints are proved and the description a media engine works with.
 *
 * Everything an engine needs must be there and must agree before an engine sees any of it: engines differ in what they
 * do with a description that contradicts itself (of two fingerprints Chromium takes the last, of a bundle's only the
 * first section's), so none is ever handed one. Whether the media is what the user consented to is decided elsewhere.
 *
 * Spec: XEP-0167 1.2.3 #negotiation; XEP-0320 1.0.0 #protocol; XEP-0338 1.0.0; RFC 5763 #5; RFC 9143 #7.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { DtlsFingerprint } from '../stanzas/dtls.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { Jingle, JingleContent, JingleGroup } from '../stanzas/jingle.ts';
import type { DescribedContent, SessionDescription } from './port.ts';

/** Which half of an exchange a description is. */
export type DescriptionKind = 'offer' | 'answer';

/** Why no media can be set up from what the peer (or an engine) described. */
export type DescriptionFault =
  | { readonly kind: 'noContents' }
  | { readonly kind: 'duplicateContent'; readonly contentName: ContentName }
  /** Absent, or of an application that is not RTP. */
  | { readonly kind: 'noDescription'; readonly contentName: ContentName }
  /** Absent, or of a transport that is not ICE-UDP. */
  | { readonly kind: 'noTransport'; readonly contentName: ContentName }
  | { readonly kind: 'noCredentials'; readonly contentName: ContentName }
  | { readonly kind: 'noPayloadTypes'; readonly contentName: ContentName }
  | { readonly kind: 'duplicatePayloadType'; readonly contentName: ContentName }
  /** Not `actpass` in an offer, or `actpass` in an answer. */
  | { readonly kind: 'wrongSetup'; readonly contentName: ContentName }
  | { readonly kind: 'setupsDiffer'; readonly contentName: ContentName }
  /** Two certificates in one call: only one can be compared with the one that media uses. */
  | { readonly kind: 'fingerprintsDiffer'; readonly contentName: ContentName }
  /** A group names a content twice, or one that is not there, or two BUNDLE groups share one. */
  | { readonly kind: 'invalidGroup' }
  /** An answer bundles what the offer did not. */
  | { readonly kind: 'groupNotOffered' }
  /** An answer lacks a content of the offer, adds one, or changes whose it is or its medium. */
  | { readonly kind: 'contentsDiffer' }
  /**
   * A content without certificate is no stub of a bundle: it has credentials, or no group leads to one that has both.
   */
  | { readonly kind: 'notBundled'; readonly contentName: ContentName };

/**
 * The description of all contents of a Jingle element, or why there is none: one bad content refuses all.
 *
 * Spec: XEP-0320 1.0.0 #protocol; RFC 5763 #5.
 *
 * @param jingle  a session-initiate or content-add (offer), a session-accept or content-accept (answer)
 */
export function describeJingle(
  jingle: Pick<Jingle<DtlsFingerprint>, 'contents' | 'groups'>,
  kind: DescriptionKind,
): Result<SessionDescription, DescriptionFault> {
  const described = describeContents(jingle);
  return described.ok ? checkDescription(described.value, kind) : described;
}

/** The same of each content for itself, without a look at what they have to agree on. */
export function describeContents({
  contents,
  groups,
}: Pick<Jingle<DtlsFingerprint>, 'contents' | 'groups'>): Result<SessionDescription, DescriptionFault> {
  const all: DescribedContent[] = [];
  for (const content of contents) {
    const described = describeContent(content);
    if (!described.ok) return described;
    all.push(described.value);
  }
  return ok({ contents: all, groups });
}

/** One content with all an engine needs, or what is missing. */
function describeContent(content: JingleContent<DtlsFingerprint>): Result<DescribedContent, DescriptionFault> {
  const { name: contentName, description, transport } = content;
  if (description === undefined) return err({ kind: 'noDescription', contentName });
  if (description.payloadTypes.length === 0) return err({ kind: 'noPayloadTypes', contentName });
  const ids = new Set(description.payloadTypes.map(({ id }) => id));
  if (ids.size !== description.payloadTypes.length) return err({ kind: 'duplicatePayloadType', contentName });
  if (transport === undefined) return err({ kind: 'noTransport', contentName });
  const { credentials } = transport;
  if (credentials === undefined) return err({ kind: 'noCredentials', contentName });
  return ok({ ...content, description, transport: { ...transport, credentials } });
}

/** What concerns all contents together: names, one certificate, the DTLS role, groups. */
export function checkDescription(
  description: SessionDescription,
  kind: DescriptionKind,
): Result<SessionDescription, DescriptionFault> {
  const { contents, groups } = description;
  const [first] = contents;
  if (first === undefined) return err({ kind: 'noContents' });
  const names = new Set<ContentName>();
  for (const { name: contentName, transport } of contents) {
    if (names.has(contentName)) return err({ kind: 'duplicateContent', contentName });
    names.add(contentName);
    const { setup, hash, value } = transport.fingerprint;
    if ((setup === 'actpass') !== (kind === 'offer')) return err({ kind: 'wrongSetup', contentName });
    if (setup !== first.transport.fingerprint.setup) return err({ kind: 'setupsDiffer', contentName });
    const isSame = hash === first.transport.fingerprint.hash && value === first.transport.fingerprint.value;
    if (!isSame) return err({ kind: 'fingerprintsDiffer', contentName });
  }
  return areValidGroups(groups, names) ? ok(description) : err({ kind: 'invalidGroup' });
}

function areValidGroups(groups: readonly JingleGroup[], names: ReadonlySet<ContentName>): boolean {
  const bundled = groups.filter(isBundle).flatMap(({ contentNames }) => contentNames);
  return (
    isNamedOnce(bundled) &&
    groups.every(({ contentNames }) => isNamedOnce(contentNames) && contentNames.every((name) => names.has(name)))
  );
}

function isNamedOnce(contentNames: readonly ContentName[]): boolean {
  return new Set(contentNames).size === contentNames.length;
}

function isBundle(group: JingleGroup): boolean {
  return group.semantics === 'BUNDLE';
}

/**
 * The answer with its contents in the offer's order, as SDP wants them, if it answers exactly the offer: the same
 * contents, each of the same creator and medium, and no BUNDLE group that goes beyond an offered one.
 *
 * Spec: RFC 3264 #6; RFC 9143 #7.3.
 */
export function matchAnswer(
  offer: SessionDescription,
  answer: SessionDescription,
): Result<SessionDescription, DescriptionFault> {
  if (answer.contents.length !== offer.contents.length) return err({ kind: 'contentsDiffer' });
  const contents: DescribedContent[] = [];
  for (const offered of offer.contents) {
    const content = answer.contents.find(({ name }) => name === offered.name);
    const isSame = content?.creator === offered.creator && content.description.media === offered.description.media;
    if (content === undefined || !isSame) return err({ kind: 'contentsDiffer' });
    contents.push(content);
  }
  const isOffered = answer.groups.filter(isBundle).every((group) => isWithinAny(group, offer.groups.filter(isBundle)));
  return isOffered ? ok({ contents, groups: answer.groups }) : err({ kind: 'groupNotOffered' });
}

function isWithinAny(group: JingleGroup, offered: readonly JingleGroup[]): boolean {
  return offered.some(({ contentNames }) => group.contentNames.every((name) => contentNames.includes(name)));
}

/**
 * A content that was added as a stub, completed with what it shares: ICE credentials and certificate of the first
 * content of its BUNDLE group. Its candidates are that content's too, so it has none.
 *
 * The fingerprint can only come from a content whose fingerprint was proved: a stub brings no other certificate in.
 *
 * Spec: RFC 9143 #7.1.3, #9.
 *
 * @param stub    as received: no credentials, no fingerprint
 * @param call    the description the running call was set up from
 * @param groups  of the element that brought the stub; the call's own if it had none
 * @param setup   `actpass` where the stub is offered; where it is accepted, the DTLS role that the call already has
 */
export function inheritTransport(
  stub: JingleContent<undefined>,
  call: SessionDescription,
  groups: readonly JingleGroup[],
  setup: DtlsFingerprint['setup'],
): Result<DescribedContent, DescriptionFault> {
  const { name: contentName, transport } = stub;
  if (transport === undefined) return err({ kind: 'noTransport', contentName });
  const group = groups.find((candidate) => isBundle(candidate) && candidate.contentNames.includes(contentName));
  const first = call.contents.find(({ name }) => group?.contentNames[0] === name);
  if (first === undefined || transport.credentials !== undefined) return err({ kind: 'notBundled', contentName });
  const { credentials, options, fingerprint } = first.transport;
  return describeContent({
    ...stub,
    transport: { ...transport, credentials, options, candidates: [], fingerprint: { ...fingerprint, setup } },
  });
}

/** The same description without some contents. A group of which none is left is gone. */
export function withoutContents(description: SessionDescription, names: readonly ContentName[]): SessionDescription {
  if (names.length === 0) return description;
  const groups = description.groups.map((group) => ({
    ...group,
    contentNames: group.contentNames.filter((name) => !names.includes(name)),
  }));
  return {
    contents: description.contents.filter(({ name }) => !names.includes(name)),
    groups: groups.filter(({ contentNames }) => contentNames.length > 0),
  };
}

/** The contents and groups of a description, as a Jingle element carries them. */
export function jingleParts(description: SessionDescription): Pick<Jingle<DtlsFingerprint>, 'contents' | 'groups'> {
  return { contents: description.contents, groups: description.groups };
}
