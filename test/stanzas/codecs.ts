/**
 * Every codec of src/stanzas under one roof, so that a test can go through a whole stanza without knowing what is in
 * it.
 */
import type { Result } from '../../src/base/result.ts';
import { ok } from '../../src/base/result.ts';
import { readArchiveEnd, readArchiveResult, writeArchiveEnd, writeArchiveResult } from '../../src/stanzas/archive.ts';
import { isCarbonElement, readCarbon, writeCarbon } from '../../src/stanzas/carbons.ts';
import { readDelay, writeDelay } from '../../src/stanzas/delay.ts';
import { readDtlsFingerprint, writeDtlsFingerprint } from '../../src/stanzas/dtls.ts';
import { readForwarded, writeForwarded } from '../../src/stanzas/forward.ts';
import { readJingleGroup, writeJingleGroup } from '../../src/stanzas/grouping.ts';
import { writeStoreHint } from '../../src/stanzas/hints.ts';
import { readIceTransport, writeIceTransport } from '../../src/stanzas/ice-udp.ts';
import { isJingleMessageElement, readJingleMessage, writeJingleMessage } from '../../src/stanzas/jingle-message.ts';
import { readJingle, readJingleReason, writeJingle, writeJingleReason } from '../../src/stanzas/jingle.ts';
import type { Malformed } from '../../src/stanzas/malformed.ts';
import {
  readOmemoBundle,
  readOmemoDeviceList,
  writeOmemoBundle,
  writeOmemoDeviceList,
} from '../../src/stanzas/omemo-bundle.ts';
import { readOmemoDtlsFingerprint, writeOmemoDtlsFingerprint } from '../../src/stanzas/omemo-verification.ts';
import { readOmemoMessage, writeOmemoMessage } from '../../src/stanzas/omemo.ts';
import {
  readPubsubEvent,
  readPubsubItems,
  readPubsubItemsRequest,
  readPubsubPublish,
  writePubsubEvent,
  writePubsubItems,
  writePubsubItemsRequest,
  writePubsubPublish,
} from '../../src/stanzas/pubsub.ts';
import { isRtpInfoElement, readRtpInfo, writeRtpInfo } from '../../src/stanzas/rtp-info.ts';
import { readRtpDescription, rtpDescriptionElements, writeRtpDescription } from '../../src/stanzas/rtp.ts';
import type { ReceivedStanzaError, StanzaError } from '../../src/stanzas/stanza.ts';
import {
  readIq,
  readMessage,
  readStanzaError,
  writeIq,
  writeMessage,
  writeStanzaError,
} from '../../src/stanzas/stanza.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import * as ns from '../../src/xml/namespaces.ts';
import { childElements, isNamed } from '../../src/xml/read.ts';

export interface Codec {
  readonly name: string;
  readonly matches: (candidate: XmlElement) => boolean;
  readonly read: (candidate: XmlElement) => Result<unknown, Malformed>;
  /** What is written of what `candidate` was read as. */
  readonly rewrite: (candidate: XmlElement) => Result<XmlElement, Malformed>;
}

type Matches = Codec['matches'];

function codec<T>(
  name: string,
  matches: Matches,
  read: (candidate: XmlElement) => Result<T, Malformed>,
  write: (value: T) => XmlElement,
): Codec {
  const rewrite = (candidate: XmlElement): Result<XmlElement, Malformed> => {
    const value = read(candidate);
    return value.ok ? ok(write(value.value)) : value;
  };
  return { name, matches, read, rewrite };
}

function is(namespace: string, name: string): Matches {
  return (candidate) => isNamed(candidate, namespace, name);
}

function isPubsubWith(name: string, withItems: boolean): Matches {
  return (candidate) =>
    isNamed(candidate, ns.NS_PUBSUB, 'pubsub') &&
    childElements(candidate).some(
      (child) =>
        child.name === name && childElements(child).some((item) => childElements(item).length > 0) === withItems,
    );
}

// What is received and not ours to send has no writer: an error nobody defined is written as what a client would make
// of it.
function writeReceivedError(error: ReceivedStanzaError): XmlElement {
  const { condition } = error;
  return writeStanzaError({
    ...error,
    condition: (condition === 'unknown' ? 'bad-request' : condition) as StanzaError['condition'],
  });
}

export const CODECS: readonly Codec[] = [
  codec('message', is(ns.NS_CLIENT, 'message'), (el) => readMessage(el), writeMessage),
  codec('iq', is(ns.NS_CLIENT, 'iq'), (el) => readIq(el), writeIq),
  codec('error', is(ns.NS_CLIENT, 'error'), (el) => readStanzaError(el), writeReceivedError),
  codec('jingleMessage', isJingleMessageElement, (el) => readJingleMessage(el), writeJingleMessage),
  codec('jingle', is(ns.NS_JINGLE, 'jingle'), (el) => readJingle(el), writeJingle),
  codec('reason', is(ns.NS_JINGLE, 'reason'), (el) => readJingleReason(el), writeJingleReason),
  codec('group', is(ns.NS_GROUPING, 'group'), (el) => readJingleGroup(el), writeJingleGroup),
  codec('description', rtpDescriptionElements.matches, (el) => readRtpDescription(el), writeRtpDescription),
  codec('rtpInfo', isRtpInfoElement, (el) => readRtpInfo(el), writeRtpInfo),
  codec('transport', is(ns.NS_ICE_UDP, 'transport'), (el) => readIceTransport(el), writeIceTransport),
  codec('fingerprint', is(ns.NS_DTLS, 'fingerprint'), (el) => readDtlsFingerprint(el), writeDtlsFingerprint),
  codec(
    'omemoFingerprint',
    is(ns.NS_OMEMO_VERIFICATION, 'fingerprint'),
    (el) => readOmemoDtlsFingerprint(el),
    writeOmemoDtlsFingerprint,
  ),
  codec('encrypted', is(ns.NS_OMEMO, 'encrypted'), (el) => readOmemoMessage(el), writeOmemoMessage),
  codec('bundle', is(ns.NS_OMEMO, 'bundle'), (el) => readOmemoBundle(el), writeOmemoBundle),
  codec('deviceList', is(ns.NS_OMEMO, 'list'), (el) => readOmemoDeviceList(el), writeOmemoDeviceList),
  codec('pubsubEvent', is(ns.NS_PUBSUB_EVENT, 'event'), (el) => readPubsubEvent(el), writePubsubEvent),
  codec('pubsubPublish', isPubsubWith('publish', true), (el) => readPubsubPublish(el), writePubsubPublish),
  codec('pubsubItems', isPubsubWith('items', true), (el) => readPubsubItems(el), writePubsubItems),
  codec(
    'pubsubItemsRequest',
    isPubsubWith('items', false),
    (el) => readPubsubItemsRequest(el),
    writePubsubItemsRequest,
  ),
  codec('carbon', isCarbonElement, (el) => readCarbon(el), writeCarbon),
  codec('forwarded', is(ns.NS_FORWARD, 'forwarded'), (el) => readForwarded(el), writeForwarded),
  codec('delay', is(ns.NS_DELAY, 'delay'), (el) => readDelay(el), writeDelay),
  codec('archiveResult', is(ns.NS_ARCHIVE, 'result'), (el) => readArchiveResult(el), writeArchiveResult),
  codec('archiveEnd', is(ns.NS_ARCHIVE, 'fin'), (el) => readArchiveEnd(el), writeArchiveEnd),
  codec('storeHint', is(ns.NS_HINTS, 'store'), () => ok(true), writeStoreHint),
];

/** The codec of an element, if there is one. */
export function codecOf(candidate: XmlElement): Codec | undefined {
  return CODECS.find(({ matches }) => matches(candidate));
}

/** The element and everything below it that has a codec, outermost first. */
export function knownElements(root: XmlElement): readonly XmlElement[] {
  const below = childElements(root).flatMap(knownElements);
  return codecOf(root) === undefined ? below : [root, ...below];
}
