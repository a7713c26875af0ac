/**
 * Descriptions as clients send them, for the tests of this folder: Conversations' two bundled contents, and Dino's two
 * with their own transports. Taken from their stanzas; each part can be replaced.
 */
import type { DtlsFingerprint, DtlsFingerprintValue, DtlsSetup } from '../../src/stanzas/dtls.ts';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type { RtpDescription, RtpFeedback, RtpPayloadType } from '../../src/stanzas/rtp.ts';
import type { DescribedContent, SessionDescription } from '../../src/media/port.ts';

export const fingerprintValue = [
  '70:1A:D2:16:5B:B1:11:44:B9:F4:F9:82:59:B7:38:50:',
  '92:AB:4F:03:2B:AE:5C:F6:BF:2E:65:93:DB:49:2A:2B',
].join('') as DtlsFingerprintValue;

export function fingerprintOf(setup: DtlsSetup, value = fingerprintValue): DtlsFingerprint {
  return { kind: 'plain', hash: 'sha-256', setup, value };
}

function feedbackOf(type: string, subtype?: string): RtpFeedback {
  return { kind: 'feedback', type, subtype };
}

export function payloadTypeOf(id: number, name: string, clockRate: number, more: Partial<RtpPayloadType> = {}) {
  const none = { channels: undefined, pTime: undefined, maxPTime: undefined };
  return {
    id,
    name,
    clockRate,
    ...none,
    parameters: [],
    feedback: [],
    extensions: [],
    ...more,
  } satisfies RtpPayloadType;
}

export function candidateOf(more: Partial<IceCandidate> = {}): IceCandidate {
  return {
    component: 1,
    foundation: '842163049',
    generation: 0,
    id: '1-842163049-udp-54321',
    ip: '192.0.2.1',
    network: undefined,
    port: 54321,
    priority: 2122260223,
    protocol: 'udp',
    relatedAddress: undefined,
    relatedPort: undefined,
    tcpType: undefined,
    type: 'host',
    ...more,
  };
}

export interface ContentParts {
  readonly description?: Partial<RtpDescription>;
  readonly transport?: Partial<DescribedContent['transport']>;
  readonly content?: Partial<Pick<DescribedContent, 'creator' | 'senders'>>;
}

export function contentOf(name: string, media: 'audio' | 'video', parts: ContentParts = {}): DescribedContent {
  const opus = payloadTypeOf(111, 'opus', 48_000, { channels: 2 });
  const vp8 = payloadTypeOf(96, 'VP8', 90_000);
  return {
    name: name as ContentName,
    creator: 'initiator',
    senders: 'both',
    disposition: undefined,
    ...parts.content,
    description: {
      media,
      ssrc: undefined,
      payloadTypes: [media === 'audio' ? opus : vp8],
      rtcpMux: true,
      feedback: [],
      headerExtensions: [],
      extmapAllowMixed: false,
      sources: [],
      sourceGroups: [],
      extensions: [],
      ...parts.description,
    },
    transport: {
      credentials: { ufrag: 'SL3t', pwd: 'BFNtgZogQJH8LttKh9hZ4i' },
      options: [],
      candidates: [],
      ignoredCandidates: 0,
      gatheringComplete: false,
      fingerprint: fingerprintOf('actpass'),
      extensions: [],
      ...parts.transport,
    },
    extensions: [],
  };
}

export function bundleOf(...contents: readonly DescribedContent[]): SessionDescription {
  return { contents, groups: [{ semantics: 'BUNDLE', contentNames: contents.map(({ name }) => name) }] };
}

const conversationsTransport = { options: ['trickle', 'renomination'] };
const msid = { name: 'msid', value: 'my-media-stream my-audio-track' };
const videoMsid = { name: 'msid', value: 'my-media-stream my-video-track' };

/** Audio and video in one bundle, every codec with its feedback, header extensions, sources with repair. */
export const conversationsOffer: SessionDescription = bundleOf(
  contentOf('0', 'audio', {
    transport: conversationsTransport,
    description: {
      payloadTypes: [
        payloadTypeOf(111, 'opus', 48_000, {
          channels: 2,
          parameters: [
            { name: 'minptime', value: '10' },
            { name: 'useinbandfec', value: '1' },
          ],
          feedback: [feedbackOf('transport-cc')],
        }),
        payloadTypeOf(63, 'red', 48_000, { channels: 2, parameters: [{ name: '', value: '111/111' }] }),
        payloadTypeOf(102, 'ILBC', 8_000),
        payloadTypeOf(9, 'G722', 8_000),
        payloadTypeOf(0, 'PCMU', 8_000),
        payloadTypeOf(8, 'PCMA', 8_000),
        payloadTypeOf(13, 'CN', 8_000),
        payloadTypeOf(110, 'telephone-event', 48_000, { parameters: [{ name: '', value: '0-15' }] }),
      ],
      headerExtensions: [
        { id: 1, uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', senders: 'both' },
        { id: 2, uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', senders: 'initiator' },
        { id: 4, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', senders: 'responder' },
      ],
      extmapAllowMixed: true,
      sources: [{ ssrc: 2_570_545_853, parameters: [{ name: 'cname', value: 'mMlyJQ3R6b5Y+kO5' }, msid] }],
    },
  }),
  contentOf('1', 'video', {
    transport: conversationsTransport,
    content: { senders: 'both' },
    description: {
      payloadTypes: [
        payloadTypeOf(96, 'VP8', 90_000, {
          feedback: [
            feedbackOf('goog-remb'),
            feedbackOf('transport-cc'),
            feedbackOf('ccm', 'fir'),
            feedbackOf('nack'),
            feedbackOf('nack', 'pli'),
            { kind: 'interval', milliseconds: 100 },
          ],
        }),
        payloadTypeOf(97, 'rtx', 90_000, { parameters: [{ name: 'apt', value: '96' }] }),
        payloadTypeOf(127, 'H264', 90_000, {
          parameters: [
            { name: 'profile-level-id', value: '42e01f' },
            { name: 'sprop-parameter-sets', value: 'Z0IAH5WoFAFuQA==,aM48gA==' },
          ],
        }),
      ],
      feedback: [feedbackOf('nack'), { kind: 'interval', milliseconds: 0 }],
      headerExtensions: [{ id: 14, uri: 'urn:ietf:params:rtp-hdrext:toffset', senders: 'both' }],
      extmapAllowMixed: true,
      sources: [
        { ssrc: 1_208_461_312, parameters: [{ name: 'cname', value: 'mMlyJQ3R6b5Y+kO5' }, videoMsid] },
        { ssrc: 3_471_829_023, parameters: [{ name: 'cname', value: 'mMlyJQ3R6b5Y+kO5' }, videoMsid] },
        { ssrc: 17, parameters: [{ name: 'cname', value: 'mMlyJQ3R6b5Y+kO5' }, videoMsid] },
      ],
      sourceGroups: [
        { semantics: 'FID', ssrcs: [1_208_461_312, 3_471_829_023] },
        { semantics: 'FEC-FR', ssrcs: [1_208_461_312, 17] },
      ],
    },
  }),
);

const dinoAudio = [
  payloadTypeOf(111, 'opus', 48_000, { channels: 2, parameters: [{ name: 'useinbandfec', value: '1' }] }),
  payloadTypeOf(112, 'speex', 32_000),
  payloadTypeOf(113, 'speex', 16_000),
  payloadTypeOf(114, 'speex', 8_000),
  payloadTypeOf(0, 'PCMU', 8_000),
  payloadTypeOf(8, 'PCMA', 8_000),
];
const dinoHost = { foundation: '1', network: 0, priority: 2_015_363_327, ip: '192.0.2.2', port: 34_336 };

/** Each content with credentials and two components of its own; no group, no sources. */
export const dinoOffer: SessionDescription = {
  contents: [
    contentOf('audio', 'audio', {
      description: { payloadTypes: dinoAudio },
      transport: {
        credentials: { ufrag: 'TPsX', pwd: 'BFNtgZogQJH8LttKh9hZ4i' },
        candidates: [
          candidateOf({ ...dinoHost, id: '1-1-udp-34336' }),
          candidateOf({ ...dinoHost, foundation: '2', ip: 'fd00::2', port: 46_453, id: '1-2-udp-46453' }),
          candidateOf({ ...dinoHost, component: 2, port: 49_216, priority: 2_015_363_326, id: '2-1-udp-49216' }),
          candidateOf({
            ...dinoHost,
            type: 'srflx',
            foundation: '3',
            ip: '203.0.113.7',
            relatedAddress: '192.0.2.2',
            relatedPort: 34_336,
            id: '1-3-udp-34336',
          }),
        ],
      },
    }),
    contentOf('video', 'video', {
      description: { payloadTypes: [payloadTypeOf(98, 'VP8', 90_000), payloadTypeOf(97, 'H264', 90_000)] },
      transport: {
        credentials: { ufrag: 'qW9+', pwd: 'mQ+2YqbmiNkvODtdTT9fUO' },
        candidates: [candidateOf({ ...dinoHost, port: 40_001, id: '1-1-udp-40001' })],
      },
    }),
  ],
  groups: [],
};

/** The same contents as an answer: whoever answers has chosen its part in DTLS. */
export function answerOf(offer: SessionDescription, setup: DtlsSetup = 'active'): SessionDescription {
  const contents = offer.contents.map((content) => ({
    ...content,
    transport: { ...content.transport, fingerprint: { ...content.transport.fingerprint, setup } },
  }));
  return { ...offer, contents };
}
