/**
 * Descriptions of a whole call out of what both sides have agreed on and what one of them adds or renews: SDP knows no
 * changes, only the whole anew.
 *
 * Spec: RFC 3264 #8; RFC 5763 #5 (`actpass` in every offer, the role that was agreed in every answer).
 */
import type { DescribedContent, SessionDescription } from '../media/port.ts';
import type { DtlsSetup } from '../stanzas/dtls.ts';
import type { IceCredentials } from '../stanzas/ice-udp.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { JingleGroup } from '../stanzas/jingle.ts';

/** What both sides have agreed on. Undefined before they have. */
export interface Agreed {
  readonly local: SessionDescription | undefined;
  readonly remote: SessionDescription | undefined;
}

/** What comes to it, and the groups of the whole; none given: as they are. */
export interface Addition {
  readonly contents: readonly DescribedContent[];
  readonly groups: readonly JingleGroup[];
}

/** The peer's offer of the whole call. */
export function offering({ remote }: Agreed, addition: Addition): SessionDescription | undefined {
  return remote && whole(remote, addition, 'actpass');
}

/** The peer's answer of the whole call. What is added keeps the DTLS role that it came with. */
export function answering(agreed: Agreed, addition: Addition): SessionDescription | undefined {
  const role = peerRole(agreed);
  return agreed.remote && role && whole(agreed.remote, addition, role);
}

/** The DTLS role of the peer's end: its own word where it answered, else the other one than our answer's. */
export function peerRole({ local, remote }: Agreed): Exclude<DtlsSetup, 'actpass'> | undefined {
  const theirs = setupOf(remote);
  if (theirs === 'active' || theirs === 'passive') return theirs;
  const ours = setupOf(local);
  if (ours === 'active') return 'passive';
  return ours === 'passive' ? 'active' : undefined;
}

/** The same description under other ICE credentials, without the candidates of before. */
export function renewed(
  description: SessionDescription,
  credentials: ReadonlyMap<ContentName, IceCredentials>,
): SessionDescription {
  const contents = description.contents.map((content): DescribedContent => {
    const fresh = credentials.get(content.name);
    if (fresh === undefined) return content;
    const { transport } = content;
    return { ...content, transport: { ...transport, credentials: fresh, candidates: [], gatheringComplete: false } };
  });
  return { ...description, contents };
}

function whole({ contents, groups }: SessionDescription, addition: Addition, setup: DtlsSetup): SessionDescription {
  const agreed = contents.map((content): DescribedContent => {
    const { transport } = content;
    return { ...content, transport: { ...transport, fingerprint: { ...transport.fingerprint, setup } } };
  });
  return {
    contents: [...agreed, ...addition.contents],
    groups: addition.groups.length === 0 ? groups : addition.groups,
  };
}

function setupOf(description: SessionDescription | undefined): DtlsSetup | undefined {
  return description?.contents[0]?.transport.fingerprint.setup;
}
