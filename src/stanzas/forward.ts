/**
 * A message inside another one, with the time it was first received. What carbons and archives are made of.
 *
 * Whether the outer sender may speak for the inner one is not known here.
 *
 * Spec: XEP-0297 1.0 #support, #security.
 */
import type { Result } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_CLIENT, NS_DELAY, NS_FORWARD } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import type { Delay } from './delay.ts';
import { readDelay, writeDelay } from './delay.ts';
import { maybeOne, named, one, readChildren, unexpected } from './fields.ts';
import type { Malformed } from './malformed.ts';
import type { Message } from './stanza.ts';
import { readMessage, writeMessage } from './stanza.ts';

/** A forwarded message. A forwarded IQ or presence makes the element malformed: nobody may do that with a call. */
export interface Forwarded {
  readonly message: Message;
  readonly delay: Delay | undefined;
  readonly extensions: readonly XmlElement[];
}

const forwardedRules = {
  delay: maybeOne(named(NS_DELAY, 'delay'), readDelay),
  message: one(named(NS_CLIENT, 'message'), readMessage),
};

/** Reads a `<forwarded/>`. */
export function readForwarded(forwarded: XmlElement, path = 'forwarded'): Result<Forwarded, Malformed> {
  if (!isNamed(forwarded, NS_FORWARD, 'forwarded')) return unexpected(path);
  return readChildren(forwarded, path, forwardedRules);
}

export function writeForwarded(forwarded: Forwarded): XmlElement {
  const { message, delay, extensions } = forwarded;
  return element(NS_FORWARD, 'forwarded', {}, [
    delay === undefined ? undefined : writeDelay(delay),
    writeMessage(message),
    ...extensions,
  ]);
}
