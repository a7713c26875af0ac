/** Descriptions to SDP and back: what real clients and engines write survives, and SDP says nothing else. */
import { parse } from 'sdp-transform';
import { describe, expect, test } from 'vitest';
import type { DescribedContent, SessionDescription } from '../../src/media/port.ts';
import { describeJingle } from '../../src/media/described.ts';
import { readSdp } from '../../src/media/sdp-read.ts';
import { writeSdp } from '../../src/media/sdp-write.ts';
import type { JingleRole } from '../../src/stanzas/jingle.ts';
import { mapFingerprints, readJingle } from '../../src/stanzas/jingle.ts';
import { readRtpDescription, writeRtpDescription } from '../../src/stanzas/rtp.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { CHROMIUM_OFFER } from './chromium-offer.ts';
import {
  answerOf,
  bundleOf,
  candidateOf,
  contentOf,
  conversationsOffer,
  dinoOffer,
  payloadTypeOf,
} from './descriptions.ts';
import { DINO_SESSION_INITIATE } from './dino-session-initiate.ts';
import { WERIFT_OFFER } from './werift-offer.ts';

function written(description: SessionDescription, author: JingleRole = 'initiator'): string {
  const text = writeSdp(description, author);
  if (!text.ok) throw new Error(JSON.stringify(text.error));
  return text.value;
}

function described(text: string, author: JingleRole = 'initiator'): SessionDescription {
  const description = readSdp(text, author);
  if (!description.ok) throw new Error(JSON.stringify(description.error));
  return description.value;
}

function sectionsOf(text: string): readonly (readonly string[])[] {
  return text.split('\r\nm=').map((section) => section.split('\r\n').filter((line) => line !== ''));
}

/** Lines of `before` that the same section of `after` has not. */
function linesLost(before: string, after: string): readonly (readonly string[])[] {
  const sections = sectionsOf(after);
  return sectionsOf(before).map((lines, index) => lines.filter((line) => !sections[index]?.includes(line)));
}

/** What an engine is configured with, as another parser sees it. */
function essentials(text: string) {
  return parse(text).media.map((section) =>
    Object.fromEntries(
      ['type', 'payloads', 'rtp', 'fmtp', 'rtcpFb', 'rtcpFbTrrInt', 'ext', 'ssrcs', 'ssrcGroups', 'direction', 'setup']
        .concat([
          'iceUfrag',
          'icePwd',
          'iceOptions',
          'fingerprint',
          'mid',
          'msid',
          'rtcpMux',
          'candidates',
          'ptime',
          'maxptime',
        ])
        .map((field) => [field, section[field]]),
    ),
  );
}

function withoutCandidateIds(description: SessionDescription): SessionDescription {
  const contents = description.contents.map((content): DescribedContent => {
    const candidates = content.transport.candidates.map((candidate) => ({ ...candidate, id: undefined }));
    return { ...content, transport: { ...content.transport, candidates } };
  });
  return { ...description, contents };
}

describe('writeSdp and readSdp', () => {
  test.each([
    ['an offer of Conversations: bundle, feedback, header extensions, sources', conversationsOffer],
    ['an offer of Dino: two transports, no group, no sources', dinoOffer],
  ])('give back %s', (_, offer) => {
    const again = described(written(offer));
    expect(withoutCandidateIds(again)).toEqual(withoutCandidateIds(offer));
    const answer = answerOf(offer, 'passive');
    expect(withoutCandidateIds(described(written(answer, 'responder'), 'responder'))).toEqual(
      withoutCandidateIds(answer),
    );
  });

  test('keep every line of Chromium that Jingle has an element for', () => {
    const again = written(described(CHROMIUM_OFFER));
    expect(linesLost(CHROMIUM_OFFER, again)).toEqual([
      // At media level afterwards; and what every engine ignores.
      [
        'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
        'a=extmap-allow-mixed',
        'a=msid-semantic: WMS 6b8f2b0e-1f3c-4d55-a7f1-0a5c9a7c2e11',
      ],
      ['a=rtcp-rsize'],
      ['a=rtcp-rsize'],
    ]);
    expect(essentials(again)).toEqual(essentials(CHROMIUM_OFFER));
    expect(parse(again)['groups']).toEqual(parse(CHROMIUM_OFFER)['groups']);
    expect(parse(again).media.map((section) => section['extmapAllowMixed'])).toEqual([
      'extmap-allow-mixed',
      'extmap-allow-mixed',
    ]);
  });

  test('keep every line of werift that Jingle has an element for', () => {
    const again = written(described(WERIFT_OFFER));
    expect(linesLost(WERIFT_OFFER, again)).toEqual([
      ['o=- 32135289 0 IN IP4 0.0.0.0', 'a=extmap-allow-mixed', 'a=msid-semantic:WMS *'],
      // Without the username fragment, which is the section's anyway.
      ['a=candidate:32b1715da3b0ef8ba684454eb 1 udp 2116026367 192.0.2.2 56469 typ host generation 0 ufrag 9555'],
      [],
    ]);
    expect(sectionsOf(again)[1]).toContain(
      'a=candidate:32b1715da3b0ef8ba684454eb 1 udp 2116026367 192.0.2.2 56469 typ host generation 0',
    );
  });

  test.each([
    ['Chromium', CHROMIUM_OFFER],
    ['werift', WERIFT_OFFER],
  ])('describe an offer of %s as a Jingle description that peers can read', (_, text) => {
    for (const { description } of described(text).contents) {
      expect(readRtpDescription(writeRtpDescription(description))).toEqual({ ok: true, value: description });
    }
  });

  test('map the session-initiate that Dino sends', () => {
    const xml = parseXml(DINO_SESSION_INITIATE);
    const jingle = xml.ok ? readJingle(xml.value) : xml;
    if (!jingle.ok) throw new Error(JSON.stringify(jingle.error));
    const plain = mapFingerprints(jingle.value, ([fingerprint]) => {
      if (fingerprint?.kind !== 'plain') throw new Error('the fixture has one plain fingerprint a content');
      return fingerprint;
    });
    const offer = describeJingle(plain, 'offer');
    if (!offer.ok) throw new Error(JSON.stringify(offer.error));
    const [section] = parse(written(offer.value)).media;
    expect(section).toMatchObject({
      mid: 'audio',
      payloads: '111 112 113 114 0 8',
      fmtp: [{ payload: 111, config: 'useinbandfec=1' }],
      iceUfrag: 'TPsX',
      icePwd: 'BFNtgZogQJH8LttKh9hZ4i',
      setup: 'actpass',
      direction: 'sendrecv',
    });
    expect(section?.['candidates']).toHaveLength(4);
    // SDES stands beside the fingerprint there, and goes nowhere.
    expect(written(offer.value)).not.toContain('crypto');
  });
});

describe('writeSdp', () => {
  test('writes exactly one fingerprint in each section and none before the first [RFC 8122 #5]', () => {
    for (const offer of [conversationsOffer, dinoOffer]) {
      const [session, ...sections] = sectionsOf(written(offer));
      expect(session?.filter((line) => line.startsWith('a=fingerprint'))).toEqual([]);
      expect(sections).toHaveLength(2);
      for (const section of sections) {
        expect(section.filter((line) => line.startsWith('a=fingerprint'))).toHaveLength(1);
        expect(section.filter((line) => line.startsWith('a=setup'))).toEqual(['a=setup:actpass']);
      }
    }
  });

  test.each([
    ['both', 'initiator', 'sendrecv'],
    ['none', 'initiator', 'inactive'],
    ['initiator', 'initiator', 'sendonly'],
    ['initiator', 'responder', 'recvonly'],
    ['responder', 'initiator', 'recvonly'],
    ['responder', 'responder', 'sendonly'],
  ] as const)('says senders %s in a description of the %s as %s, and reads it back', (senders, author, direction) => {
    const description = bundleOf(
      contentOf('0', 'audio', {
        content: { senders },
        description: { headerExtensions: [{ id: 3, uri: 'urn:x', senders }] },
      }),
    );
    const text = written(description, author);
    expect(text).toContain(`\r\na=${direction}\r\n`);
    expect(text).toContain(`\r\na=extmap:3${senders === 'both' ? '' : `/${direction}`} urn:x\r\n`);
    expect(described(text, author).contents[0]).toMatchObject({
      senders,
      description: { headerExtensions: [{ senders }] },
    });
  });

  test('takes the first packet time and the smallest maximum, because SDP has one for all [RFC 8866 #6.4]', () => {
    const payloadTypes = [
      payloadTypeOf(111, 'opus', 48_000, { pTime: 0 }),
      payloadTypeOf(9, 'G722', 8_000, { pTime: 30, maxPTime: 120 }),
      payloadTypeOf(0, 'PCMU', 8_000, { pTime: 20, maxPTime: 60 }),
    ];
    const text = written(bundleOf(contentOf('0', 'audio', { description: { payloadTypes } })));
    expect(text).toContain('a=ptime:30\r\na=maxptime:60\r\n');
    expect(
      described(text).contents[0]?.description.payloadTypes.map(({ pTime, maxPTime }) => [pTime, maxPTime]),
    ).toEqual([
      [30, 60],
      [30, 60],
      [30, 60],
    ]);
  });

  test('needs no rtpmap for a number that is assigned for ever, and refuses a free one without [RFC 3551 #6]', () => {
    const nameless = (id: number) =>
      bundleOf(
        contentOf('0', 'audio', { description: { payloadTypes: [{ ...payloadTypeOf(id, '', 0), name: undefined }] } }),
      );
    expect(written(nameless(34))).not.toContain('rtpmap');
    expect(described(written(nameless(0))).contents[0]?.description.payloadTypes).toMatchObject([
      { id: 0, name: undefined, clockRate: undefined },
    ]);
    expect(writeSdp(nameless(96), 'initiator')).toEqual({
      ok: false,
      error: { kind: 'outsideGrammar', field: 'rtpmap', contentName: '0' },
    });
  });

  test.each([
    ['a payload type of 128 [RFC 3550 #5.1]', { payloadTypes: [payloadTypeOf(128, 'opus', 48_000)] }, 'payloadType'],
    ['a negative payload type', { payloadTypes: [payloadTypeOf(-1, 'opus', 48_000)] }, 'payloadType'],
    [
      'an interval between reports that is no number',
      { feedback: [{ kind: 'interval', milliseconds: Number.POSITIVE_INFINITY }] },
      'feedbackInterval',
    ],
    ['a negative interval', { feedback: [{ kind: 'interval', milliseconds: -1 }] }, 'feedbackInterval'],
    ['half a packet time', { payloadTypes: [payloadTypeOf(9, 'G722', 8_000, { pTime: 0.5 })] }, 'packetTime'],
    [
      'a packet time without end',
      { payloadTypes: [payloadTypeOf(9, 'G722', 8_000, { maxPTime: 1e21 })] },
      'packetTime',
    ],
  ] as const)('refuses %s', (_, description, field) => {
    expect(writeSdp(bundleOf(contentOf('0', 'audio', { description })), 'initiator')).toEqual({
      ok: false,
      error: { kind: 'outsideGrammar', field, contentName: '0' },
    });
  });

  test('writes a parameter without value as a flag, one without name as its value', () => {
    const parameters = [
      { name: 'cbr', value: '' },
      { name: '', value: '0-15' },
      { name: 'x', value: 'a=b' },
    ];
    const payloadTypes = [payloadTypeOf(111, 'opus', 48_000, { parameters })];
    expect(written(bundleOf(contentOf('0', 'audio', { description: { payloadTypes } })))).toContain(
      'a=fmtp:111 cbr;0-15;x=a=b\r\n',
    );
  });

  test('leaves out the one channel that no channel means, and the colon of a source attribute without value', () => {
    const payloadTypes = [payloadTypeOf(9, 'G722', 8_000, { channels: 1 })];
    const sources = [{ ssrc: 1, parameters: [{ name: 'label', value: '' }] }];
    const text = written(bundleOf(contentOf('0', 'audio', { description: { payloadTypes, sources } })));
    expect(text).toContain('\r\na=rtpmap:9 G722/8000\r\n');
    expect(text).toContain('\r\na=ssrc:1 label\r\n');
  });

  test('writes the msid of the section only where its sources agree [RFC 8830 #2]', () => {
    const withMsids = (...values: readonly string[]) =>
      written(
        bundleOf(
          contentOf('0', 'audio', {
            description: {
              sources: values.map((value, ssrc) => ({ ssrc, parameters: [{ name: 'msid', value }] })),
            },
          }),
        ),
      );
    expect(withMsids('- track', '- track')).toContain('\r\na=msid:- track\r\n');
    expect(withMsids('- track', '- other')).not.toContain('\r\na=msid:');
  });

  test('writes end-of-candidates where gathering is complete, after the candidates [RFC 8840 #8.2]', () => {
    const content = contentOf('0', 'audio', { transport: { candidates: [candidateOf()], gatheringComplete: true } });
    expect(written(bundleOf(content))).toMatch(/a=candidate:[^\r]*\r\na=end-of-candidates\r\n$/);
  });
});
