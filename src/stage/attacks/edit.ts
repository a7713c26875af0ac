/** Reading and changing Jingle stanzas as they pass, with the project's own codecs. */
import type { Passing } from '../../adapters/memory-wire.ts';
import type { ReceivedFingerprint } from '../../stanzas/ice-udp.ts';
import { readJingle, writeJingle } from '../../stanzas/jingle.ts';
import type { JingleAction, JingleContent, ReceivedJingle } from '../../stanzas/jingle.ts';
import { isJingleMessageElement, readJingleMessage } from '../../stanzas/jingle-message.ts';
import type { JingleMessage } from '../../stanzas/jingle-message.ts';
import { readIq, readMessage, writeIq } from '../../stanzas/stanza.ts';
import type { Iq } from '../../stanzas/stanza.ts';
import type { DtlsFingerprint } from '../../stanzas/dtls.ts';

/** A Jingle request between the two, taken apart. */
export interface JingleRequest {
  readonly iq: Iq;
  readonly jingle: ReceivedJingle;
}

/** The Jingle request in a stanza; undefined for every other stanza. */
export function jingleRequestIn({ stanza }: Passing): JingleRequest | undefined {
  const iq = readIq(stanza);
  const [payload] = iq.ok && iq.value.type === 'set' ? iq.value.children : [];
  const jingle = payload === undefined ? undefined : readJingle(payload);
  return iq.ok && jingle?.ok === true ? { iq: iq.value, jingle: jingle.value } : undefined;
}

/** The Jingle message (XEP-0353) in a stanza; undefined for every other stanza. */
export function jingleMessageIn({ stanza }: Passing): JingleMessage | undefined {
  const message = readMessage(stanza);
  const words = message.ok ? message.value.children.find(isJingleMessageElement) : undefined;
  const read = words === undefined ? undefined : readJingleMessage(words);
  return read?.ok === true ? read.value : undefined;
}

/** The Jingle request, if it is of one of these actions. */
export function requestOf(passing: Passing, ...actions: readonly JingleAction[]): JingleRequest | undefined {
  const request = jingleRequestIn(passing);
  return request !== undefined && actions.some((action) => action === request.jingle.action) ? request : undefined;
}

/** The same stanza with another Jingle element in it. */
export function withJingle(passing: Passing, { iq }: JingleRequest, jingle: ReceivedJingle): Passing {
  return { ...passing, stanza: writeIq({ ...iq, children: [writeJingle(jingle)] }) };
}

/** The Jingle element with other fingerprints: `change` gets those of each content, and its place. */
export function withFingerprints(
  jingle: ReceivedJingle,
  change: (fingerprints: readonly ReceivedFingerprint[], index: number) => readonly ReceivedFingerprint[],
): ReceivedJingle {
  const contents = jingle.contents.map((content, index): JingleContent<readonly ReceivedFingerprint[]> => {
    const { transport } = content;
    if (transport === undefined) return content;
    return { ...content, transport: { ...transport, fingerprint: change(transport.fingerprint, index) } };
  });
  return { ...jingle, contents };
}

/** The server's own certificate, in the clear, in the place of these fingerprints. */
export function plainInsteadOf(
  fingerprints: readonly ReceivedFingerprint[],
  certificate: Pick<DtlsFingerprint, 'hash' | 'value'>,
): DtlsFingerprint {
  return { kind: 'plain', ...certificate, setup: fingerprints[0]?.setup ?? 'actpass' };
}
