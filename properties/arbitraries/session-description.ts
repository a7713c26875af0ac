/** Any description an engine or a peer can give: every field, in all the shapes that SDP has a place for. */
import fc from 'fast-check';
import type { DescribedContent, SessionDescription } from '../../src/media/port.ts';
import type { DtlsFingerprint, DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type {
  RtpDescription,
  RtpFeedback,
  RtpHeaderExtension,
  RtpParameter,
  RtpPayloadType,
  RtpSource,
  Senders,
} from '../../src/stanzas/rtp.ts';

const TOKEN_CHARACTERS = "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~";
const ICE_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VISIBLE_CHARACTERS = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index));

function textOf(characters: readonly string[], minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
}

const token = textOf([...TOKEN_CHARACTERS], 1, 12);
const visible = textOf(VISIBLE_CHARACTERS, 1, 20);
const parameterName = textOf(
  VISIBLE_CHARACTERS.filter((character) => character !== ';' && character !== '='),
  1,
  12,
);
const parameterValue = textOf(
  VISIBLE_CHARACTERS.filter((character) => character !== ';'),
  1,
  20,
);
const uint32 = fc.nat(0xffff_ffff);
const senders = fc.constantFrom<Senders>('both', 'initiator', 'none', 'responder');
const absent = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const parameter: fc.Arbitrary<RtpParameter> = fc.oneof(
  fc.record({ name: parameterName, value: parameterValue }),
  fc.record({ name: fc.constant(''), value: parameterName }),
);

const feedback: fc.Arbitrary<RtpFeedback> = fc.oneof(
  fc.record({
    kind: fc.constant('feedback' as const),
    // The one word that means the other kind.
    type: token.filter((type) => type !== 'trr-int'),
    subtype: absent(token),
  }),
  fc.record({ kind: fc.constant('interval' as const), milliseconds: uint32 }),
);

const payloadType: fc.Arbitrary<RtpPayloadType> = fc.record({
  id: fc.nat(127),
  name: token,
  clockRate: fc.integer({ min: 1, max: 192_000 }),
  channels: absent(fc.integer({ min: 2, max: 8 })),
  pTime: fc.constant(undefined),
  maxPTime: fc.constant(undefined),
  parameters: fc.array(parameter, { maxLength: 4 }),
  feedback: fc.array(feedback, { maxLength: 4 }),
  extensions: fc.constant([]),
});

const headerExtension: fc.Arbitrary<RtpHeaderExtension> = fc.record({
  id: fc.oneof(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 4096, max: 4351 })),
  uri: visible,
  senders,
});

/** Names that have a colon in them cannot come from SDP, and no token has one. */
const sourceParameter = fc.oneof(
  fc.record({ name: token.filter((name) => name !== 'msid'), value: absent(visible) }),
  fc.record({ name: fc.constant('msid'), value: fc.tuple(visible, visible).map((words) => words.join(' ')) }),
);

const source: fc.Arbitrary<RtpSource> = fc.record({
  ssrc: uint32,
  parameters: fc.array(sourceParameter, { minLength: 1, maxLength: 4 }),
});

const rtpDescription: fc.Arbitrary<RtpDescription> = fc
  .record({
    media: fc.constantFrom('audio' as const, 'video' as const),
    ssrc: fc.constant(undefined),
    payloadTypes: fc.uniqueArray(payloadType, { selector: ({ id }) => id, minLength: 1, maxLength: 5 }),
    rtcpMux: fc.boolean(),
    feedback: fc.array(feedback, { maxLength: 3 }),
    headerExtensions: fc.uniqueArray(headerExtension, { selector: ({ id }) => id, maxLength: 4 }),
    extmapAllowMixed: fc.boolean(),
    sources: fc.uniqueArray(source, { selector: ({ ssrc }) => ssrc, maxLength: 4 }),
    sourceGroups: fc.array(fc.record({ semantics: token, ssrcs: fc.array(uint32, { minLength: 1, maxLength: 3 }) }), {
      maxLength: 3,
    }),
    extensions: fc.constant([]),
  })
  .chain((description) =>
    // SDP has one packet time for all payload types, so a description that survives it has one too.
    fc.tuple(absent(fc.integer({ min: 1, max: 120 })), absent(fc.integer({ min: 1, max: 240 }))).map(
      ([pTime, maxPTime]): RtpDescription => ({
        ...description,
        payloadTypes: description.payloadTypes.map((each) => ({ ...each, pTime, maxPTime })),
      }),
    ),
  );

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.uuid().map((uuid) => `${uuid}.local`),
);
const port = fc.integer({ min: 1, max: 65_535 });

export const iceCandidate: fc.Arbitrary<IceCandidate> = fc
  .record({
    component: fc.constantFrom(1 as const, 2 as const),
    foundation: textOf([...ICE_CHARACTERS], 1, 32),
    generation: fc.nat(65_535),
    id: absent(fc.uuid()),
    ip: address,
    network: absent(fc.nat(65_535)),
    port,
    priority: fc.integer({ min: 1, max: 0x7fff_ffff }),
    related: absent(fc.record({ relatedAddress: address, relatedPort: fc.nat(65_535) })),
    tcpType: absent(fc.constantFrom('active' as const, 'passive' as const, 'so' as const)),
    type: fc.constantFrom('host' as const, 'prflx' as const, 'relay' as const, 'srflx' as const),
  })
  .map(({ related, ...candidate }) => ({
    ...candidate,
    protocol: candidate.tcpType === undefined ? 'udp' : 'tcp',
    relatedAddress: related?.relatedAddress,
    relatedPort: related?.relatedPort,
  }));

const HASH_BYTES = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 } as const;

const fingerprint: fc.Arbitrary<DtlsFingerprint> = fc
  .constantFrom('sha-256' as const, 'sha-384' as const, 'sha-512' as const)
  .chain((hash) =>
    fc.uint8Array({ minLength: HASH_BYTES[hash], maxLength: HASH_BYTES[hash] }).map((bytes) => ({
      kind: 'plain' as const,
      hash,
      setup: 'actpass' as const,
      value: Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(
        ':',
      ) as DtlsFingerprintValue,
    })),
  );

const content: fc.Arbitrary<DescribedContent> = fc.record({
  name: token.map((name) => name as ContentName),
  creator: fc.constant('initiator' as const),
  senders,
  disposition: fc.constant(undefined),
  description: rtpDescription,
  transport: fc.record({
    credentials: fc.record({ ufrag: textOf([...ICE_CHARACTERS], 4, 16), pwd: textOf([...ICE_CHARACTERS], 22, 32) }),
    options: fc.subarray(['trickle', 'renomination', 'ice2']),
    candidates: fc.array(iceCandidate, { maxLength: 3 }),
    ignoredCandidates: fc.constant(0),
    gatheringComplete: fc.boolean(),
    fingerprint,
    extensions: fc.constant([]),
  }),
  extensions: fc.constant([]),
});

/** An offer: up to three contents with one certificate, some of them bundled. */
export const offerDescription: fc.Arbitrary<SessionDescription> = fc
  .tuple(fc.uniqueArray(content, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }), fingerprint)
  .chain(([contents, certificate]) => {
    const same = contents.map((each) => ({ ...each, transport: { ...each.transport, fingerprint: certificate } }));
    const bundled = fc.subarray(same.map(({ name }) => name));
    return bundled.map((contentNames) => ({
      contents: same,
      groups: contentNames.length > 0 ? [{ semantics: 'BUNDLE', contentNames }] : [],
    }));
  });
