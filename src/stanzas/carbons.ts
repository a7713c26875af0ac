/**
 * Copies of messages that another resource of the account sent or received.
 *
 * A copy proves nothing by itself. Only one whose outer sender is the own bare JID comes from the own server, and
 * whoever reads one has to check that first. [XEP-0280 #security]
 *
 * Spec: XEP-0280 1.0.1 #inbound, #outbound.
 */
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_CARBONS, NS_FORWARD } from '../xml/namespaces.ts';
import { named, one, readChildren, unexpected } from './fields.ts';
import type { Forwarded } from './forward.ts';
import { readForwarded, writeForwarded } from './forward.ts';
import { oneOf } from './grammar.ts';
import type { Malformed } from './malformed.ts';

export interface Carbon {
  /** Seen from the own account. */
  readonly direction: 'received' | 'sent';
  readonly forwarded: Forwarded;
  readonly extensions: readonly XmlElement[];
}

const directionOf = oneOf(['received', 'sent']);
const carbonRules = { forwarded: one(named(NS_FORWARD, 'forwarded'), readForwarded) };

/** Whether this is a copy, of either direction. */
export function isCarbonElement(candidate: XmlElement): boolean {
  return candidate.namespace === NS_CARBONS && directionOf(candidate.name) !== undefined;
}

/** Reads a `<received/>` or `<sent/>`. */
export function readCarbon(carbon: XmlElement, path = 'message/carbon'): Result<Carbon, Malformed> {
  const direction = directionOf(carbon.name);
  if (carbon.namespace !== NS_CARBONS || direction === undefined) return unexpected(path);
  const children = readChildren(carbon, path, carbonRules);
  return children.ok ? ok({ direction, ...children.value }) : children;
}

export function writeCarbon(carbon: Carbon): XmlElement {
  const { direction, forwarded, extensions } = carbon;
  return element(NS_CARBONS, direction, {}, [writeForwarded(forwarded), ...extensions]);
}
