/**
 * One readable line about any element: what it means for a call, and sensible words for everything else.
 *
 * Total, and safe to print: nothing of a peer's text comes out of it unbounded or able to move a cursor.
 */
import { isCarbonElement, readCarbon } from '../../../stanzas/carbons.ts';
import type { Delay } from '../../../stanzas/delay.ts';
import { readDelay } from '../../../stanzas/delay.ts';
import { readArchiveEnd, readArchiveResult } from '../../../stanzas/archive.ts';
import { isJingleMessageElement } from '../../../stanzas/jingle-message.ts';
import { readOmemoMessage } from '../../../stanzas/omemo.ts';
import { readPubsubEvent } from '../../../stanzas/pubsub.ts';
import { readIq, readMessage } from '../../../stanzas/stanza.ts';
import type { Message } from '../../../stanzas/stanza.ts';
import type { XmlElement } from '../../../xml/element.ts';
import { NS_ARCHIVE, NS_CLIENT, NS_DELAY, NS_OMEMO, NS_PUBSUB_EVENT } from '../../../xml/namespaces.ts';
import { attribute, isNamed } from '../../../xml/read.ts';
import { errorElementWords, nodeWords, saysIq } from './iq.ts';
import { saysJingleMessage } from './jingle-message.ts';
import { listed, shown, unreadable } from './words.ts';

/** What an element says, as it would be read from a stream. */
export function says(stanza: XmlElement): string {
  if (stanza.namespace !== NS_CLIENT) return notAStanza(stanza);
  switch (stanza.name) {
    case 'message': {
      const read = readMessage(stanza);
      return read.ok ? messageWords(read.value) : unreadable('a message', read.error);
    }
    case 'iq': {
      const read = readIq(stanza);
      return read.ok ? iqWords(stanza, saysIq(read.value)) : unreadable('an IQ', read.error);
    }
    case 'presence':
      return `presence: ${shown(attribute(stanza, 'type') ?? 'available')}`;
    default:
      return notAStanza(stanza);
  }
}

function notAStanza({ namespace, name }: XmlElement): string {
  return `<${shown(name)}/> ${namespace === '' ? 'of no namespace' : `of ${shown(namespace)}`}, which is no stanza`;
}

/** The end of an archive's answer says more by what it holds than by its name. XEP-0313 #query-paging. */
function iqWords(stanza: XmlElement, otherwise: string): string {
  const end = stanza.children.find(
    (child): child is XmlElement => typeof child !== 'string' && isNamed(child, NS_ARCHIVE, 'fin'),
  );
  const read = end === undefined ? undefined : readArchiveEnd(end);
  if (read?.ok !== true) return otherwise;
  return `the archive's answer ends${read.value.complete ? ', complete' : '; there is more'}`;
}

function messageWords(message: Message): string {
  const words = payloadWords(message);
  const delay = message.children.find((child) => isNamed(child, NS_DELAY, 'delay'));
  if (delay === undefined) return words;
  const read = readDelay(delay);
  return `${words} (${read.ok ? delayWords(read.value) : 'delayed, nobody can tell since when'})`;
}

function delayWords({ stampMs }: Delay): string {
  return `from ${new Date(stampMs).toISOString()}`;
}

function payloadWords({ type, children }: Message): string {
  if (type === 'error') return bounceWords(children);
  for (const child of children) {
    const words = knownPayloadWords(child);
    if (words !== undefined) return words;
  }
  const body = children.some((child) => isNamed(child, NS_CLIENT, 'body'));
  const names = children.map(({ name }) => `<${shown(name)}/>`);
  return body ? `a ${type} message with a body` : `a ${type} message: ${listed(names, 'empty')}`;
}

/** A server or a peer may send back what could not be delivered, beside the reason. RFC 6120 #8.3.1. */
function bounceWords(children: readonly XmlElement[]): string {
  const error = children.find((child) => isNamed(child, NS_CLIENT, 'error'));
  const sent = children.find(isJingleMessageElement);
  const what = sent === undefined ? 'a message' : saysJingleMessage(sent);
  return `${what} came back: ${error === undefined ? 'no condition' : errorElementWords(error)}`;
}

function knownPayloadWords(child: XmlElement): string | undefined {
  if (isJingleMessageElement(child)) return saysJingleMessage(child);
  if (isCarbonElement(child)) {
    const read = readCarbon(child);
    if (!read.ok) return unreadable('a carbon', read.error);
    return `${read.value.direction} by another resource: ${messageWords(read.value.forwarded.message)}`;
  }
  if (isNamed(child, NS_ARCHIVE, 'result')) {
    const read = readArchiveResult(child);
    if (!read.ok) return unreadable('an archived message', read.error);
    const { message, delay } = read.value.forwarded;
    return `archived${delay === undefined ? '' : ` ${delayWords(delay)}`}: ${messageWords(message)}`;
  }
  if (isNamed(child, NS_OMEMO, 'encrypted')) {
    const read = readOmemoMessage(child);
    if (!read.ok) return unreadable('an OMEMO message', read.error);
    const recipients = read.value.keys.map(({ recipientDeviceId }) => recipientDeviceId);
    return `an OMEMO message for ${listed(recipients, 'nobody')} by ${read.value.senderDeviceId}`;
  }
  if (isNamed(child, NS_PUBSUB_EVENT, 'event')) {
    const read = readPubsubEvent(child);
    if (!read.ok) return unreadable('news', read.error);
    if (read.value.kind === 'other') return 'news of a node';
    return `news of ${nodeWords(read.value.node, read.value.items[0]?.payload)}`;
  }
  return undefined;
}
