/**
 * The hint that a server should keep a message for devices that are not there now.
 *
 * Spec: XEP-0334 1.0.0 #hints; XEP-0353 0.8.0 #intent, whose messages all carry it.
 */
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_HINTS } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import type { Message } from './stanza.ts';

export function writeStoreHint(): XmlElement {
  return element(NS_HINTS, 'store');
}

/** Whether the sender wants the message kept. */
export function hasStoreHint(message: Message): boolean {
  return message.children.some((child) => isNamed(child, NS_HINTS, 'store'));
}
