/**
 * ICE-UDP transports: credentials, candidates, and the fingerprints that ride in them.
 *
 * A candidate no ICE agent can use is left out and counted; everything else that is wrong makes the transport
 * malformed. One bad candidate among twenty is a fault of one interface, and XEP-0176's own examples have one.
 *
 * Spec: XEP-0176 1.1.1 #protocol; RFC 8839 #5; RFC 6544 #4.5 (TCP); XEP-0371 0.3.1 #info.
 */
import { ICE_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_DTLS, NS_ICE_OPTION, NS_ICE_UDP, NS_OMEMO_VERIFICATION } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import { parseCandidateAddress } from './address.ts';
import type { DtlsFingerprint } from './dtls.ts';
import { readDtlsFingerprint, writeDtlsFingerprint } from './dtls.ts';
import type { ChildMatch } from './fields.ts';
import { collect, duplicateIn, flag, many, named, optional } from './fields.ts';
import { readAttributes, readParts, required, unexpected, withDefault } from './fields.ts';
import type { Grammar } from './grammar.ts';
import { freeText, iceChars, integerBetween, oneOf } from './grammar.ts';
import type { Malformed } from './malformed.ts';
import type { OmemoDtlsFingerprint } from './omemo-verification.ts';
import { readOmemoDtlsFingerprint, writeOmemoDtlsFingerprint } from './omemo-verification.ts';

export type ReceivedFingerprint = DtlsFingerprint | OmemoDtlsFingerprint;

export interface IceCredentials {
  /** 4 to 256 ice-chars. */
  readonly ufrag: string;
  /** 22 to 256 ice-chars. */
  readonly pwd: string;
}

export interface IceCandidate {
  readonly component: 1 | 2;
  readonly foundation: string;
  readonly generation: number;
  readonly id: string | undefined;
  readonly ip: string;
  readonly network: number | undefined;
  readonly port: number;
  readonly priority: number;
  readonly protocol: 'udp' | 'tcp';
  readonly relatedAddress: string | undefined;
  readonly relatedPort: number | undefined;
  readonly tcpType: 'active' | 'passive' | 'so' | undefined;
  readonly type: 'host' | 'prflx' | 'relay' | 'srflx';
}

/** A `<transport/>` with the fingerprints `F` in it: whatever arrived, or exactly the ones proved. */
export interface IceTransport<F> {
  /** Absent in a stub under BUNDLE. Both or neither: one alone is malformed. */
  readonly credentials: IceCredentials | undefined;
  /** Such as `trickle` or `renomination`: names of letters and digits, each once. */
  readonly options: readonly string[];
  readonly candidates: readonly IceCandidate[];
  /** Candidates that were kept out because no ICE agent could use them. 0 in a transport of our own. */
  readonly ignoredCandidates: number;
  /** `<gathering-complete/>`, which XEP-0371 0.3.1 #info defines and clients send inside ICE-UDP transports too. */
  readonly gatheringComplete: boolean;
  readonly fingerprint: F;
  /** Children this file does not know, kept. */
  readonly extensions: readonly XmlElement[];
}

const { ufragCharacters, pwdCharacters } = ICE_LIMITS;
const portNumber = integerBetween(0, 65_535);

/** Transports are compared without case in SDP, and some clients write `UDP`. RFC 8839 #5.1. */
const protocol: Grammar<IceCandidate['protocol']> = (text) => oneOf(['udp', 'tcp'])(text.toLowerCase());

const candidateAttributes = {
  component: required((text): 1 | 2 | undefined => (text === '1' ? 1 : text === '2' ? 2 : undefined)),
  foundation: required(iceChars(1, ICE_LIMITS.foundationCharacters)),
  generation: withDefault(integerBetween(0, ICE_LIMITS.generation), 0),
  id: optional(freeText(ICE_LIMITS.candidateIdCharacters)),
  ip: required(parseCandidateAddress),
  network: optional(integerBetween(0, ICE_LIMITS.network)),
  port: required(portNumber),
  priority: required(integerBetween(1, ICE_LIMITS.priority)),
  protocol: required(protocol),
  'rel-addr': optional(parseCandidateAddress),
  'rel-port': optional(portNumber),
  tcptype: optional(oneOf(['active', 'passive', 'so'])),
  type: required(oneOf(['host', 'prflx', 'relay', 'srflx'])),
};

/** The candidate, or undefined where no ICE agent could use it. */
function readCandidate(candidate: XmlElement): IceCandidate | undefined {
  const attributes = readAttributes(candidate, 'candidate', candidateAttributes);
  if (!attributes.ok) return undefined;
  const { 'rel-addr': relatedAddress, 'rel-port': relatedPort, tcptype: tcpType, ...same } = attributes.value;
  if ((relatedAddress === undefined) !== (relatedPort === undefined)) return undefined;
  if ((same.protocol === 'tcp') !== (tcpType !== undefined)) return undefined;
  // RFC 6544 #4.5: an active candidate has no port of its own; 9 is written, and 0 by some.
  if (same.port === 0 && tcpType !== 'active') return undefined;
  return { ...same, relatedAddress, relatedPort, tcpType };
}

function writeCandidate(candidate: IceCandidate): XmlElement {
  return element(NS_ICE_UDP, 'candidate', {
    component: String(candidate.component),
    foundation: candidate.foundation,
    generation: String(candidate.generation),
    id: candidate.id,
    ip: candidate.ip,
    network: candidate.network?.toString(),
    port: String(candidate.port),
    priority: String(candidate.priority),
    protocol: candidate.protocol,
    'rel-addr': candidate.relatedAddress,
    'rel-port': candidate.relatedPort?.toString(),
    tcptype: candidate.tcpType,
    type: candidate.type,
  });
}

/** Fingerprints of both namespaces: their order, and that there is one, is for the call to judge. */
const anyFingerprint: ChildMatch = {
  name: 'fingerprint',
  matches: (child) => isNamed(child, NS_DTLS, 'fingerprint') || isNamed(child, NS_OMEMO_VERIFICATION, 'fingerprint'),
};

function readFingerprint(fingerprint: XmlElement, path: string): Result<ReceivedFingerprint, Malformed> {
  return fingerprint.namespace === NS_DTLS
    ? readDtlsFingerprint(fingerprint, path)
    : readOmemoDtlsFingerprint(fingerprint, path);
}

function writeFingerprint(fingerprint: ReceivedFingerprint): XmlElement {
  return fingerprint.kind === 'plain' ? writeDtlsFingerprint(fingerprint) : writeOmemoDtlsFingerprint(fingerprint);
}

// The option is the element's name, so that it is narrower than SDP's ice-option-tag.
const OPTION = /^[A-Za-z][A-Za-z0-9]*$/;
const anyOption: ChildMatch = {
  name: 'option',
  matches: ({ namespace, name }) =>
    namespace === NS_ICE_OPTION && name.length <= ICE_LIMITS.optionCharacters && OPTION.test(name),
};

const transportAttributes = {
  ufrag: optional(iceChars(ufragCharacters.least, ufragCharacters.most)),
  pwd: optional(iceChars(pwdCharacters.least, pwdCharacters.most)),
};
// A <remote-candidate/> stays an unknown child: which pair is in use is ICE's own affair.
const transportChildren = {
  options: many(anyOption, ({ name }) => ok(name), ICE_LIMITS.options),
  candidates: collect(named(NS_ICE_UDP, 'candidate')),
  gatheringComplete: flag(named(NS_ICE_UDP, 'gathering-complete')),
  fingerprint: many(anyFingerprint, readFingerprint, ICE_LIMITS.fingerprints),
};

/** Reads an ICE-UDP `<transport/>`, with whatever fingerprints are in it, in document order. */
export function readIceTransport(
  transport: XmlElement,
  path = 'transport',
): Result<IceTransport<readonly ReceivedFingerprint[]>, Malformed> {
  if (!isNamed(transport, NS_ICE_UDP, 'transport')) return unexpected(path);
  const parts = readParts(transport, path, transportAttributes, transportChildren);
  if (!parts.ok) return parts;
  const { ufrag, pwd, options, candidates: candidateElements, ...same } = parts.value;

  if (candidateElements.length > ICE_LIMITS.candidates) return err({ kind: 'tooMany', path, name: 'candidate' });
  const duplicate = duplicateIn(options, path, 'option');
  if (duplicate !== undefined) return err(duplicate);
  if (ufrag === undefined && pwd !== undefined) return err({ kind: 'missingAttribute', path, name: 'ufrag' });
  if (ufrag !== undefined && pwd === undefined) return err({ kind: 'missingAttribute', path, name: 'pwd' });

  const candidates = candidateElements.map(readCandidate).filter((candidate) => candidate !== undefined);
  return ok({
    credentials: ufrag === undefined || pwd === undefined ? undefined : { ufrag, pwd },
    options,
    candidates,
    ignoredCandidates: candidateElements.length - candidates.length,
    ...same,
  });
}

export function writeIceTransport(transport: IceTransport<readonly ReceivedFingerprint[]>): XmlElement {
  const { credentials, options, candidates, gatheringComplete, fingerprint, extensions } = transport;
  return element(NS_ICE_UDP, 'transport', { ufrag: credentials?.ufrag, pwd: credentials?.pwd }, [
    ...options.map((option) => element(NS_ICE_OPTION, option)),
    ...candidates.map(writeCandidate),
    gatheringComplete ? element(NS_ICE_UDP, 'gathering-complete') : undefined,
    ...fingerprint.map(writeFingerprint),
    ...extensions,
  ]);
}
