/**
 * The session description in the SDP text of a local engine.
 *
 * The text is our own engine's, so a fault here is a limit of that engine and no attack. Lines are taken apart by the
 * `sdp` package, except where it loses something (candidates' extensions, parameters that repeat or hold a `=`).
 *
 * Spec: RFC 8866; RFC 8829 #5.8; RFC 8839 #5; RFC 8122 #5; RFC 5888; the mapping: XEP-0167 1.2.3 #sdp.
 */
import sdp from 'sdp';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { DtlsFingerprint, DtlsSetup } from '../stanzas/dtls.ts';
import { DTLS_HASHES, parseDtlsFingerprintValue } from '../stanzas/dtls.ts';
import type { IceCredentials } from '../stanzas/ice-udp.ts';
import { parseContentName } from '../stanzas/identifiers.ts';
import type { JingleGroup, JingleRole } from '../stanzas/jingle.ts';
import { readCandidate } from './candidate.ts';
import { sendersOf } from './direction.ts';
import type { DescribedContent, SessionDescription } from './port.ts';
import type { SdpWriteFault } from './sdp-grammar.ts';
import { readRtpDescription } from './sdp-read-rtp.ts';
import { writeSdp } from './sdp-write.ts';

/** Why a text cannot become a description. */
export type SdpReadFault =
  | { readonly kind: 'noSections' }
  /** Neither audio nor video. */
  | { readonly kind: 'foreignMedia' }
  /** The engine refuses a section: its port is 0. */
  | { readonly kind: 'rejectedSection' }
  | { readonly kind: 'noMid' }
  | { readonly kind: 'noCredentials' }
  /** None in effect, several, or of a hash that calls do not use. */
  | { readonly kind: 'unusableFingerprint' }
  | { readonly kind: 'noSetup' }
  | SdpWriteFault;

/** An engine's text section by section. */
export interface SdpSections {
  /** In the order of the text; undefined where the engine refuses a section or its content is over: port 0. */
  readonly sections: readonly (DescribedContent | undefined)[];
  readonly groups: readonly JingleGroup[];
}

/**
 * The description in the text of a local engine, its contents created by the initiator.
 *
 * @param author  the role of the side whose engine wrote it
 */
export function readSdp(text: string, author: JingleRole): Result<SessionDescription, SdpReadFault> {
  const read = readSections(text, author);
  if (!read.ok) return read;
  const { sections, groups } = read.value;
  const contents = sections.filter(isOpen);
  return contents.length === sections.length ? ok({ contents, groups }) : err({ kind: 'rejectedSection' });
}

/** The same of a session that has lost contents. Groups name open sections only. */
export function readSections(text: string, author: JingleRole): Result<SdpSections, SdpReadFault> {
  const sessionPart = sdp.getDescription(text);
  const texts = sdp.getMediaSections(text);
  if (texts.length === 0) return err({ kind: 'noSections' });
  const sections: (DescribedContent | undefined)[] = [];
  for (const section of texts) {
    const content = readSection(section, sessionPart, author);
    if (!content.ok) return content;
    sections.push(content.value);
  }
  const contents = sections.filter(isOpen);
  const groups = readGroups(sessionPart, contents.length < sections.length ? contents : undefined);
  // What is read must be writable: one grammar for both directions, and no NaN on its way to the peer.
  const written = writeSdp({ contents, groups }, author);
  return written.ok ? ok({ sections, groups }) : written;
}

function isOpen(section: DescribedContent | undefined): section is DescribedContent {
  return section !== undefined;
}

/** The rest of the first line that starts with `prefix`, in the section or else at session level. */
function valueOf(prefix: string, section: string, sessionPart: string): string | undefined {
  return (sdp.matchPrefix(section, prefix)[0] ?? sdp.matchPrefix(sessionPart, prefix)[0])?.slice(prefix.length);
}

function readSection(
  section: string,
  sessionPart: string,
  author: JingleRole,
): Result<DescribedContent | undefined, SdpReadFault> {
  const media = sdp.getKind(section);
  if (media !== 'audio' && media !== 'video') return err({ kind: 'foreignMedia' });
  const lines = sdp.splitLines(section);
  // A bundle-only section of an offer has port 0 without being refused. RFC 9143 #6.
  if (sdp.isRejected(section) && !lines.includes('a=bundle-only')) return ok(undefined);
  const name = parseContentName(sdp.getMid(section) ?? '');
  if (name === undefined) return err({ kind: 'noMid' });
  const transport = readTransport(section, sessionPart);
  if (!transport.ok) return transport;
  return ok({
    name,
    creator: 'initiator',
    senders: sendersOf(sdp.getDirection(section, sessionPart), author),
    disposition: undefined,
    description: readRtpDescription(media, section, sessionPart, author),
    transport: transport.value,
    extensions: [],
  });
}

function readTransport(section: string, sessionPart: string): Result<DescribedContent['transport'], SdpReadFault> {
  const credentials = readCredentials(section, sessionPart);
  if (credentials === undefined) return err({ kind: 'noCredentials' });
  const fingerprint = readFingerprint(section, sessionPart);
  if (!fingerprint.ok) return fingerprint;
  const candidates = sdp.matchPrefix(section, 'a=candidate:').map(readCandidate);
  return ok({
    credentials,
    options: readOptions(section, sessionPart),
    // One that Jingle cannot name is of no use to the peer: left out, as trickled ones are.
    candidates: candidates.flatMap((candidate) => (candidate.ok ? [candidate.value] : [])),
    ignoredCandidates: 0,
    gatheringComplete: sdp.splitLines(section).includes('a=end-of-candidates'),
    fingerprint: fingerprint.value,
    extensions: [],
  });
}

/** Those that can be the name of an element, which is how they are sent. `rtp+ecn` cannot. */
function readOptions(section: string, sessionPart: string): readonly string[] {
  const words = valueOf('a=ice-options:', section, sessionPart)?.split(' ') ?? [];
  return [...new Set(words.filter((word) => /^[A-Za-z][A-Za-z0-9]*$/.test(word)))];
}

function readCredentials(section: string, sessionPart: string): IceCredentials | undefined {
  const ufrag = valueOf('a=ice-ufrag:', section, sessionPart);
  const pwd = valueOf('a=ice-pwd:', section, sessionPart);
  return ufrag === undefined || pwd === undefined ? undefined : { ufrag, pwd };
}

/** The section's fingerprints, or else the session's; of one hash, exactly one. RFC 8122 #5. */
function readFingerprint(section: string, sessionPart: string): Result<DtlsFingerprint, SdpReadFault> {
  const ofSection = sdp.matchPrefix(section, 'a=fingerprint:');
  const lines = ofSection.length > 0 ? ofSection : sdp.matchPrefix(sessionPart, 'a=fingerprint:');
  const match = /^a=fingerprint:(\S+) ([0-9A-F:]+)$/i.exec(lines[0] ?? '');
  const hash = DTLS_HASHES.find((known) => known === match?.[1]?.toLowerCase());
  const value = hash === undefined ? undefined : parseDtlsFingerprintValue(match?.[2] ?? '', hash);
  if (lines.length !== 1 || hash === undefined || value === undefined) return err({ kind: 'unusableFingerprint' });
  const setup = valueOf('a=setup:', section, sessionPart);
  if (!isSetup(setup)) return err({ kind: 'noSetup' });
  return ok({ kind: 'plain', hash, setup, value });
}

function isSetup(value: string | undefined): value is DtlsSetup {
  return value === 'active' || value === 'passive' || value === 'actpass';
}

/** werift bundles what it refuses, too: with `open` given, a group is of these, and gone where it has none. */
function readGroups(sessionPart: string, open: readonly DescribedContent[] | undefined): readonly JingleGroup[] {
  const groups = sdp.matchPrefix(sessionPart, 'a=group:').map((line): JingleGroup => {
    const [semantics = '', ...mids] = line.slice('a=group:'.length).split(' ').filter(isNotEmpty);
    const contentNames = mids.flatMap((mid) => parseContentName(mid) ?? []);
    if (open === undefined) return { semantics, contentNames };
    return { semantics, contentNames: contentNames.filter((name) => open.some((content) => content.name === name)) };
  });
  return open === undefined ? groups : groups.filter(({ contentNames }) => contentNames.length > 0);
}

function isNotEmpty(word: string): boolean {
  return word !== '';
}
