/**
 * Added contents as a peer sends them: how their fingerprints travel, and what they are with all that an engine needs.
 *
 * A content that shares the transport of the others may come without one of its own: a stub. It brings no fingerprint
 * in, so nothing of it has to be proved; it gets the one that the call has.
 *
 * Spec: XEP-0166 1.1.2 #def-action-content-add; XEP-0338 1.0.0; RFC 9143 #7.1.3.
 */
import { describeContents, inheritTransport } from '../media/described.ts';
import type { DescribedContent, SessionDescription } from '../media/port.ts';
import type { DtlsSetup } from '../stanzas/dtls.ts';
import type { JingleContent, JingleGroup, ReceivedJingle } from '../stanzas/jingle.ts';
import { readProtection } from '../transform/protection.ts';
import type { PlainJingle, ReadProtection } from '../transform/protection.ts';
import type { Addition } from './changed-description.ts';

/** How added contents are protected, where not as a description of its own would be. */
export type ReadChangeProtection = ReadProtection | { readonly protection: 'stub' };

/** Tells how a content-add or content-accept is protected. Decrypts nothing, changes nothing. */
export function readChangeProtection(jingle: ReceivedJingle): ReadChangeProtection {
  const stubs = jingle.contents.filter(isStub);
  if (stubs.length === 0) return readProtection(jingle);
  return { protection: stubs.length === jingle.contents.length ? 'stub' : 'mixed' };
}

function isStub({ transport }: ReceivedJingle['contents'][number]): boolean {
  if (transport === undefined || transport.credentials !== undefined) return false;
  return transport.fingerprint.length === 0 && transport.candidates.length === 0;
}

/**
 * The contents with all that an engine needs; undefined where something is missing.
 *
 * @param proved  their fingerprints, where they have any: from a plain element, or decrypted
 * @param call    the peer's description of the running call
 * @param setup   of stubs: `actpass` where they are offered, else the DTLS role of the peer's end
 */
export function wholeContents(
  jingle: ReceivedJingle,
  proved: PlainJingle | undefined,
  call: SessionDescription,
  setup: DtlsSetup,
): Addition | undefined {
  const groups = groupsOf(jingle, call);
  if (proved !== undefined) {
    const described = describeContents({ contents: proved.contents, groups: jingle.groups });
    return described.ok ? { contents: described.value.contents, groups: jingle.groups } : undefined;
  }
  const contents: DescribedContent[] = [];
  for (const content of jingle.contents) {
    const inherited = inheritTransport(asStub(content), call, groups, setup);
    if (!inherited.ok) return undefined;
    contents.push(inherited.value);
  }
  return { contents, groups };
}

function asStub(content: ReceivedJingle['contents'][number]): JingleContent<undefined> {
  const { transport } = content;
  return { ...content, transport: transport && { ...transport, fingerprint: undefined } };
}

/** Some clients send stubs without a group: what is bundled with everything else then needs no words. */
function groupsOf({ groups, contents }: ReceivedJingle, call: SessionDescription): readonly JingleGroup[] {
  if (groups.length > 0) return groups;
  const names = contents.map(({ name }) => name);
  return call.groups.map((group) =>
    group.semantics === 'BUNDLE' && group.contentNames.length === call.contents.length
      ? { ...group, contentNames: [...group.contentNames, ...names] }
      : group,
  );
}
