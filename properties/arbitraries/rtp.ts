/** RTP descriptions with every part they can have, and the information a session gives in passing. */
import fc from 'fast-check';
import type { JingleRole } from '../../src/stanzas/jingle.ts';
import type { RtpInfo } from '../../src/stanzas/rtp-info.ts';
import type {
  MediaKind,
  RtpDescription,
  RtpFeedback,
  RtpHeaderExtension,
  RtpParameter,
  RtpPayloadType,
  RtpSource,
  RtpSourceGroup,
  Senders,
} from '../../src/stanzas/rtp.ts';
import { extensions } from './extension.ts';
import { contentName } from './identifiers.ts';
import { absent, lineText, textOver, tokenText } from './text.ts';

const VISIBLE = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).join('');
const LAST_STATIC_PAYLOAD_TYPE = 34;

export const mediaKind = fc.constantFrom<MediaKind>('audio', 'video');
export const senders = fc.constantFrom<Senders>('both', 'initiator', 'none', 'responder');
const ssrc = fc.nat(0xffff_ffff);

const parameter: fc.Arbitrary<RtpParameter> = fc.record({
  name: textOver(VISIBLE.replace(/[;=]/g, ''), 0, 10),
  value: lineText(16),
});

const feedback: fc.Arbitrary<RtpFeedback> = fc.oneof(
  fc.record({ kind: fc.constant('feedback' as const), type: tokenText(8), subtype: absent(tokenText(8)) }),
  fc.record({ kind: fc.constant('interval' as const), milliseconds: fc.nat(0xffff_ffff) }),
);
const feedbacks = fc.array(feedback, { maxLength: 2 });

const named = fc.oneof(
  fc.record({ id: fc.nat(127), name: tokenText(10) }),
  fc.record({ id: fc.nat(LAST_STATIC_PAYLOAD_TYPE), name: fc.constant(undefined) }),
);

const payloadType: fc.Arbitrary<RtpPayloadType> = fc
  .record({
    named,
    clockRate: absent(fc.integer({ min: 1, max: 0xffff_ffff })),
    channels: absent(fc.integer({ min: 1, max: 255 })),
    pTime: absent(fc.nat(65_535)),
    maxPTime: absent(fc.nat(65_535)),
    parameters: fc.array(parameter, { maxLength: 2 }),
    feedback: feedbacks,
    extensions,
  })
  .map(({ named: parts, ...rest }) => ({ ...parts, ...rest }));

const headerExtension: fc.Arbitrary<RtpHeaderExtension> = fc.record({
  id: fc.oneof(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 4_096, max: 4_351 })),
  uri: textOver(VISIBLE, 1, 20),
  senders,
});

const source: fc.Arbitrary<RtpSource> = fc.record({
  ssrc,
  parameters: fc.array(fc.record({ name: tokenText(8), value: absent(lineText(16)) }), { maxLength: 2 }),
});

const sourceGroup: fc.Arbitrary<RtpSourceGroup> = fc.record({
  semantics: tokenText(8),
  ssrcs: fc.array(ssrc, { minLength: 1, maxLength: 3 }),
});

export const rtpDescription: fc.Arbitrary<RtpDescription> = fc.record({
  media: mediaKind,
  ssrc: absent(tokenText(10)),
  payloadTypes: fc.uniqueArray(payloadType, { selector: ({ id }) => id, maxLength: 3 }),
  rtcpMux: fc.boolean(),
  feedback: feedbacks,
  headerExtensions: fc.uniqueArray(headerExtension, { selector: ({ id }) => id, maxLength: 2 }),
  extmapAllowMixed: fc.boolean(),
  sources: fc.uniqueArray(source, { selector: (one) => one.ssrc, maxLength: 2 }),
  sourceGroups: fc.array(sourceGroup, { maxLength: 2 }),
  extensions,
});

export const rtpInfo: fc.Arbitrary<RtpInfo> = fc.oneof(
  fc.record({ kind: fc.constantFrom('active' as const, 'hold' as const, 'ringing' as const, 'unhold' as const) }),
  fc.record({
    kind: fc.constantFrom('mute' as const, 'unmute' as const),
    content: absent(fc.record({ creator: fc.constantFrom<JingleRole>('initiator', 'responder'), contentName })),
  }),
);
