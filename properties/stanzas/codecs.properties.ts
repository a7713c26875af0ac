/** What holds of every codec, for any value it can be given to write. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import { ok } from '../../src/base/result.ts';
import { readArchiveEnd, readArchiveResult, writeArchiveEnd, writeArchiveResult } from '../../src/stanzas/archive.ts';
import { readCarbon, writeCarbon } from '../../src/stanzas/carbons.ts';
import { readDelay, writeDelay } from '../../src/stanzas/delay.ts';
import { readDtlsFingerprint, writeDtlsFingerprint } from '../../src/stanzas/dtls.ts';
import { readForwarded, writeForwarded } from '../../src/stanzas/forward.ts';
import { readJingleGroup, writeJingleGroup } from '../../src/stanzas/grouping.ts';
import { readIceTransport, writeIceTransport } from '../../src/stanzas/ice-udp.ts';
import { readJingleMessage, writeJingleMessage } from '../../src/stanzas/jingle-message.ts';
import {
  mapFingerprints,
  readJingle,
  readJingleHeader,
  readJingleReason,
  toReceivedForm,
  writeJingle,
  writeJingleReason,
} from '../../src/stanzas/jingle.ts';
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
import { readRtpInfo, writeRtpInfo } from '../../src/stanzas/rtp-info.ts';
import { readRtpDescription, writeRtpDescription } from '../../src/stanzas/rtp.ts';
import {
  readIq,
  readMessage,
  readStanza,
  readStanzaError,
  writeIq,
  writeMessage,
  writeStanzaError,
} from '../../src/stanzas/stanza.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { dtlsFingerprint } from '../arbitraries/dtls.ts';
import { iceTransport, receivedFingerprint } from '../arbitraries/ice-udp.ts';
import { jingleMessage } from '../arbitraries/jingle-message.ts';
import { jingleGroup, jingleReason, jingleWith, receivedFingerprints, receivedJingle } from '../arbitraries/jingle.ts';
import { omemoBundle, omemoDeviceList } from '../arbitraries/omemo-bundle.ts';
import { omemoDtlsFingerprint, omemoMessage } from '../arbitraries/omemo-message.ts';
import { pubsubEvent, pubsubItems, pubsubItemsRequest, pubsubPublish } from '../arbitraries/pubsub.ts';
import { rtpDescription, rtpInfo } from '../arbitraries/rtp.ts';
import {
  archiveEnd,
  archiveResult,
  carbon,
  delay,
  forwarded,
  iq,
  message,
  stanzaError,
} from '../arbitraries/stanza.ts';

type Read<T> = (candidate: XmlElement) => Result<T, Malformed>;

/** S1 and S2 for one codec: by way of the element, and by way of the text on the wire. */
function expectIdentity<T>(value: T, write: (value: T) => XmlElement, read: Read<unknown>): void {
  const before = structuredClone(value);
  const written = write(value);
  expect(value, 'writing changed its argument').toEqual(before);
  expect(read(written)).toEqual(ok(value));
  const parsed = parseXml(serializeXml(written));
  expect(parsed.ok && read(parsed.value)).toEqual(ok(value));
}

function identity<T>(arbitrary: fc.Arbitrary<T>, write: (value: T) => XmlElement, read: Read<unknown>): () => void {
  return () => fc.assert(fc.property(arbitrary, (value) => expectIdentity(value, write, read)));
}

/** Every codec, with any value of its type. */
const CODECS: readonly (readonly [name: string, check: () => void])[] = [
  ['a message', identity(message, writeMessage, (el) => readMessage(el))],
  ['an IQ', identity(iq, writeIq, (el) => readIq(el))],
  ['either stanza', identity(iq, writeIq, (el) => readStanza(el))],
  ['a stanza error', identity(stanzaError, writeStanzaError, (el) => readStanzaError(el))],
  ['a JMI element', identity(jingleMessage, writeJingleMessage, (el) => readJingleMessage(el))],
  ['a Jingle element', identity(receivedJingle, writeJingle, (el) => readJingle(el))],
  ['a reason', identity(jingleReason, writeJingleReason, (el) => readJingleReason(el))],
  ['a group', identity(jingleGroup, writeJingleGroup, (el) => readJingleGroup(el))],
  ['a description', identity(rtpDescription, writeRtpDescription, (el) => readRtpDescription(el))],
  ['an RTP information', identity(rtpInfo, writeRtpInfo, (el) => readRtpInfo(el))],
  ['a transport', identity(iceTransport(receivedFingerprints), writeIceTransport, (el) => readIceTransport(el))],
  ['a plain fingerprint', identity(dtlsFingerprint, writeDtlsFingerprint, (el) => readDtlsFingerprint(el))],
  [
    'an encrypted fingerprint',
    identity(omemoDtlsFingerprint, writeOmemoDtlsFingerprint, (el) => readOmemoDtlsFingerprint(el)),
  ],
  ['an OMEMO message', identity(omemoMessage, writeOmemoMessage, (el) => readOmemoMessage(el))],
  ['a bundle', identity(omemoBundle, writeOmemoBundle, (el) => readOmemoBundle(el))],
  ['a device list', identity(omemoDeviceList, writeOmemoDeviceList, (el) => readOmemoDeviceList(el))],
  ['a publication', identity(pubsubPublish, writePubsubPublish, (el) => readPubsubPublish(el))],
  ['a request for items', identity(pubsubItemsRequest, writePubsubItemsRequest, (el) => readPubsubItemsRequest(el))],
  ['items', identity(pubsubItems, writePubsubItems, (el) => readPubsubItems(el))],
  ['an event', identity(pubsubEvent, writePubsubEvent, (el) => readPubsubEvent(el))],
  ['a delay', identity(delay, writeDelay, (el) => readDelay(el))],
  ['a forwarded message', identity(forwarded, writeForwarded, (el) => readForwarded(el))],
  ['a carbon', identity(carbon, writeCarbon, (el) => readCarbon(el))],
  ['an archived message', identity(archiveResult, writeArchiveResult, (el) => readArchiveResult(el))],
  ['the end of an archive', identity(archiveEnd, writeArchiveEnd, (el) => readArchiveEnd(el))],
];

describe('a codec, for any value', () => {
  test.each(CODECS)('S1: %s is read as what was written, also as text, and writing changes nothing', (_, check) => {
    check();
  });

  test('S2: the header of a Jingle element is read as the whole is', () => {
    fc.assert(
      fc.property(receivedJingle, (jingle) => {
        const { action, sessionId } = jingle;
        expect(readJingleHeader(writeJingle(jingle))).toEqual(ok({ action, sessionId }));
      }),
    );
  });

  test('S3: one fingerprint in each transport is written as a list of one', () => {
    fc.assert(
      fc.property(jingleWith(receivedFingerprint), (jingle) => {
        const received = readJingle(writeJingle(toReceivedForm(jingle)));
        expect(received).toEqual(ok(mapFingerprints(jingle, (fingerprint) => [fingerprint])));
      }),
    );
  });
});
