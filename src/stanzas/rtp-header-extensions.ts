/**
 * RTP header extensions of a description.
 *
 * One with parameters is not read: SDP would need them on the same line, so that it stays an unknown child and is
 * carried, not applied.
 *
 * Spec: XEP-0294 1.1.2 #element; RFC 8285 #5, #7.
 */
import { RTP_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_RTP_HEADER_EXTENSIONS } from '../xml/namespaces.ts';
import { childElements, isNamed } from '../xml/read.ts';
import type { ChildMatch } from './fields.ts';
import { flag, many, named, readAttributes, required, withDefault } from './fields.ts';
import type { Grammar } from './grammar.ts';
import { integerBetween, oneOf } from './grammar.ts';
import type { Malformed } from './malformed.ts';
import type { RtpHeaderExtension, Senders } from './rtp.ts';

const SENDERS = ['both', 'initiator', 'none', 'responder'] as const;
const URI = /^[\x21-\x7e]+$/;

/** Who sends, by Jingle role. XEP-0166 #def-content. */
export const senders = oneOf<Senders>(SENDERS);

const uri: Grammar<string> = (text) => (text.length <= RTP_LIMITS.uriCharacters && URI.test(text) ? text : undefined);

/** 1 to 256 are in use; an offer may also number what is to be numbered by the answer, 4096 to 4351. RFC 8285 #7. */
const inUse = integerBetween(1, 256);
const provisional = integerBetween(4_096, 4_351);

const extensionAttributes = {
  id: required((text) => inUse(text) ?? provisional(text)),
  uri: required(uri),
  senders: withDefault(senders, 'both'),
};

const plainExtension: ChildMatch = {
  name: 'rtp-hdrext',
  matches: (child) => isNamed(child, NS_RTP_HEADER_EXTENSIONS, 'rtp-hdrext') && childElements(child).length === 0,
};

/** The header extensions of one description. */
export const headerExtensionChildren = many(plainExtension, readHeaderExtension, RTP_LIMITS.headerExtensions);
/** Whether one- and two-byte headers may be mixed. RFC 8285 #6. */
export const extmapAllowMixedChild = flag(named(NS_RTP_HEADER_EXTENSIONS, 'extmap-allow-mixed'));

function readHeaderExtension(extension: XmlElement, path: string): Result<RtpHeaderExtension, Malformed> {
  const attributes = readAttributes(extension, path, extensionAttributes);
  return attributes.ok ? ok(attributes.value) : err(attributes.error);
}

export function writeHeaderExtension(extension: RtpHeaderExtension): XmlElement {
  const { id, uri: name, senders: who } = extension;
  return element(NS_RTP_HEADER_EXTENSIONS, 'rtp-hdrext', {
    id: String(id),
    uri: name,
    senders: who === 'both' ? undefined : who,
  });
}

export function writeExtmapAllowMixed(): XmlElement {
  return element(NS_RTP_HEADER_EXTENSIONS, 'extmap-allow-mixed');
}
