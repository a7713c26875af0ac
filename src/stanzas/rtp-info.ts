/**
 * What a running RTP session says in passing: held, muted, ringing. The payloads of Jingle's `session-info`.
 *
 * Spec: XEP-0167 1.2.3 #info.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_RTP_INFO } from '../xml/namespaces.ts';
import { optional, readAttributes, unexpected } from './fields.ts';
import { oneOf } from './grammar.ts';
import type { ContentName } from './identifiers.ts';
import { parseContentName } from './identifiers.ts';
import type { JingleRole } from './jingle.ts';
import type { Malformed } from './malformed.ts';

/** The content a mute is about. */
export interface ContentReference {
  readonly creator: JingleRole;
  readonly contentName: ContentName;
}

export type RtpInfo =
  | { readonly kind: 'active' | 'hold' | 'ringing' | 'unhold' }
  /** Undefined content: all of them. XEP-0167 #info-mute. */
  | { readonly kind: 'mute' | 'unmute'; readonly content: ContentReference | undefined };

const kindOf = oneOf(['active', 'hold', 'mute', 'ringing', 'unhold', 'unmute']);
const muteAttributes = {
  creator: optional(oneOf<JingleRole>(['initiator', 'responder'])),
  name: optional(parseContentName),
};

/** Whether this is an information that `readRtpInfo` knows. One it does not know is answered `unsupported-info`. */
export function isRtpInfoElement(info: XmlElement): boolean {
  return info.namespace === NS_RTP_INFO && kindOf(info.name) !== undefined;
}

/** Reads one payload of a `session-info`. */
export function readRtpInfo(info: XmlElement, path = 'session-info'): Result<RtpInfo, Malformed> {
  const kind = kindOf(info.name);
  if (info.namespace !== NS_RTP_INFO || kind === undefined) return unexpected(path);
  if (kind !== 'mute' && kind !== 'unmute') return ok({ kind });
  const attributes = readAttributes(info, `${path}/${kind}`, muteAttributes);
  if (!attributes.ok) return attributes;
  const { creator, name } = attributes.value;
  if (name === undefined) return ok({ kind, content: undefined });
  if (creator === undefined) return err({ kind: 'missingAttribute', path: `${path}/${kind}`, name: 'creator' });
  return ok({ kind, content: { creator, contentName: name } });
}

export function writeRtpInfo(info: RtpInfo): XmlElement {
  const content = 'content' in info ? info.content : undefined;
  return element(NS_RTP_INFO, info.kind, { creator: content?.creator, name: content?.contentName });
}
