/** What is done to descriptions on their way to an RTCPeerConnection and from it. Knows no connection. */
import type { ContentName } from '../stanzas/identifiers.ts';
import type { DtlsSetup } from '../stanzas/dtls.ts';
import type { JingleGroup } from '../stanzas/jingle.ts';
import type { IceCandidate } from '../stanzas/ice-udp.ts';
import type { MediaKind } from '../stanzas/rtp.ts';
import type { DescribedContent, SessionDescription } from './port.ts';

export function mediaOf(contents: readonly DescribedContent[]): readonly MediaKind[] {
  return contents.map((content) => content.description.media);
}

/** Whether these are the media asked for, in any order. */
export function areMedia(media: readonly MediaKind[], contents: readonly DescribedContent[]): boolean {
  return media.toSorted().join() === mediaOf(contents).toSorted().join();
}

/** werift bundles in answers to offers without a group, which RFC 9143 #7.3 forbids: the peer is not told of that. */
export function withoutNewGroups(answer: SessionDescription, offer: SessionDescription): SessionDescription {
  const isOffered = (semantics: string) => offer.groups.some((group) => group.semantics === semantics);
  return { ...answer, groups: answer.groups.filter(({ semantics }) => isOffered(semantics)) };
}

/** RTCP shares the port of RTP, so a component of its own is never connected; browsers refuse to be told of one. */
export function isUsable({ component }: IceCandidate, { description }: DescribedContent): boolean {
  return component === 1 || !description.rtcpMux;
}

/** Without candidates that are not usable. */
export function forEngine(description: SessionDescription): SessionDescription {
  const contents = description.contents.map((content) => {
    const candidates = content.transport.candidates.filter((candidate) => isUsable(candidate, content));
    return { ...content, transport: { ...content.transport, candidates } };
  });
  return { ...description, contents };
}

/** RFC 8842 #5.5: an offer leaves the DTLS role open, also where it is agreed. werift names the role it has. */
export function withOpenRole(offer: SessionDescription): SessionDescription {
  return { ...offer, contents: offer.contents.map((content) => withSetup(content, 'actpass')) };
}

/** What the peer would answer to an offer that changes nothing: what was agreed on, in the DTLS role that it has. */
export function agreedAnswer(remote: SessionDescription, local: SessionDescription | undefined): SessionDescription {
  const theirs = remote.contents[0]?.transport.fingerprint.setup;
  const ours = local?.contents[0]?.transport.fingerprint.setup;
  const setup = theirs === 'actpass' ? (ours === 'active' ? 'passive' : 'active') : theirs;
  return setup === undefined ? remote : { ...remote, contents: remote.contents.map((each) => withSetup(each, setup)) };
}

/** Whether each content has other ICE credentials than before. */
export function isRestarted(before: SessionDescription, offer: SessionDescription): boolean {
  return before.contents.every(({ name, transport }) => {
    const content = offer.contents.find((offered) => offered.name === name);
    return content !== undefined && content.transport.credentials.ufrag !== transport.credentials.ufrag;
  });
}

/**
 * The answer to an offer that held contents which have been removed meanwhile. They are answered as they were and
 * without media, not refused: refusing the section that a bundle began with would refuse the whole bundle (RFC 9143
 * #7.3.3).
 *
 * @param leaving  as the peer described them
 * @param order    the contents of the offer
 */
export function answerWith(
  answer: SessionDescription,
  leaving: readonly DescribedContent[],
  order: readonly ContentName[],
): SessionDescription {
  const setup = answer.contents[0]?.transport.fingerprint.setup;
  if (leaving.length === 0 || setup === undefined) return answer;
  const silent = leaving.map((content): DescribedContent => ({ ...withSetup(content, setup), senders: 'none' }));
  const isLeaving = (name: ContentName) => leaving.some((content) => content.name === name);
  const [bundle, ...others] = answer.groups;
  if (bundle === undefined) return { ...answer, contents: [...answer.contents, ...silent] };
  const contentNames = order.filter((name) => isLeaving(name) || bundle.contentNames.includes(name));
  const groups: readonly JingleGroup[] = [{ ...bundle, contentNames }, ...others];
  return { contents: [...answer.contents, ...silent], groups };
}

function withSetup(content: DescribedContent, setup: DtlsSetup): DescribedContent {
  const { transport } = content;
  return { ...content, transport: { ...transport, fingerprint: { ...transport.fingerprint, setup } } };
}
