/**
 * The RTP half of a media section of a local engine's SDP: codecs, feedback, header extensions, sources.
 *
 * What Jingle has no element for (simulcast, reduced-size RTCP, bandwidth, attributes of a header extension) is left
 * out, because the peer could not be told of it. A line that is not understood is left out alone.
 *
 * Spec: RFC 8866 #6.6, #6.15; RFC 4585 #4.2; RFC 8285 #5; RFC 5576 #4; RFC 8830 #2; XEP-0167 1.2.3 #sdp;
 * XEP-0293 1.0.2 #sdp-mapping; XEP-0294 1.1.2 #sdp-mapping; XEP-0339 1.0.1 #sdp.
 */
import sdp from 'sdp';
import type { JingleRole } from '../stanzas/jingle.ts';
import type {
  MediaKind,
  RtpDescription,
  RtpFeedback,
  RtpHeaderExtension,
  RtpPayloadType,
  RtpSource,
  RtpSourceGroup,
} from '../stanzas/rtp.ts';
import type { Direction } from './direction.ts';
import { sendersOf } from './direction.ts';

export function readRtpDescription(
  media: MediaKind,
  section: string,
  sessionPart: string,
  author: JingleRole,
): RtpDescription {
  const lines = new Set([...sdp.splitLines(section), ...sdp.splitLines(sessionPart)]);
  return {
    media,
    ssrc: undefined,
    payloadTypes: readPayloadTypes(section),
    rtcpMux: lines.has('a=rtcp-mux'),
    feedback: readFeedback('*', section),
    headerExtensions: readHeaderExtensions(section, author),
    extmapAllowMixed: lines.has('a=extmap-allow-mixed'),
    sources: readSources(section),
    sourceGroups: readSourceGroups(section),
    extensions: [],
  };
}

/** The formats of the `m=` line in its order, which is the order of preference. */
function readPayloadTypes(section: string): readonly RtpPayloadType[] {
  const pTime = readMilliseconds('a=ptime:', section);
  const maxPTime = readMilliseconds('a=maxptime:', section);
  const formats = (sdp.parseMLine(section).fmt ?? '').split(' ');
  return formats.map((format) => {
    const [line] = sdp.matchPrefix(section, `a=rtpmap:${format} `);
    const codec = line === undefined ? undefined : sdp.parseRtpMap(line);
    return {
      id: Number(format),
      name: codec?.name,
      clockRate: codec?.clockRate,
      // `sdp` says 1 where nothing is said, and Jingle says nothing where it is 1. XEP-0167 #format.
      channels: codec === undefined || codec.channels === 1 ? undefined : codec.channels,
      pTime,
      maxPTime,
      parameters: readParameters(format, section),
      feedback: readFeedback(format, section),
      extensions: [],
    };
  });
}

function readMilliseconds(prefix: string, section: string): number | undefined {
  const [line] = sdp.matchPrefix(section, prefix);
  return line === undefined ? undefined : Number(line.slice(prefix.length));
}

/**
 * In the order of the line and each as often as it is there; only the first `=` separates, since base64 values end in
 * one. What has no `=` becomes a parameter without name, because Conversations refuses one without value.
 */
function readParameters(format: string, section: string): RtpPayloadType['parameters'] {
  const prefix = `a=fmtp:${format} `;
  const items = sdp.matchPrefix(section, prefix).flatMap((line) => line.slice(prefix.length).split(';'));
  return items.flatMap((item) => {
    const text = item.trim();
    const end = text.indexOf('=');
    if (text === '' || end === 0) return [];
    return end < 0 ? { name: '', value: text } : { name: text.slice(0, end), value: text.slice(end + 1) };
  });
}

/** Feedback of one format, or of all with `*`. One with more parameters than a subtype has no place in Jingle. */
function readFeedback(format: string, section: string): readonly RtpFeedback[] {
  return sdp.matchPrefix(section, `a=rtcp-fb:${format} `).flatMap((line): RtpFeedback[] => {
    const { type, parameter } = sdp.parseRtcpFb(line);
    if (parameter.includes(' ')) return [];
    if (type === 'trr-int') return [{ kind: 'interval', milliseconds: Number(parameter) }];
    return [{ kind: 'feedback', type, subtype: parameter === '' ? undefined : parameter }];
  });
}

const EXTENSION = /^a=extmap:(\d+)(?:\/(sendrecv|sendonly|recvonly|inactive))? (\S+)$/;

/** One with attributes is left out whole: without them its URI would mean something else. */
function readHeaderExtensions(section: string, author: JingleRole): readonly RtpHeaderExtension[] {
  return sdp.matchPrefix(section, 'a=extmap:').flatMap((line) => {
    const match = EXTENSION.exec(line);
    if (match === null) return [];
    const [, id, direction = 'sendrecv', uri = ''] = match;
    return { id: Number(id), uri, senders: sendersOf(direction as Direction, author) };
  });
}

/** The attributes of each source, in order. A section's own `msid` is given to sources that have none: RFC 8830 #2. */
function readSources(section: string): readonly RtpSource[] {
  const sources = new Map<number, RtpSource['parameters'][number][]>();
  for (const line of sdp.matchPrefix(section, 'a=ssrc:')) {
    const { ssrc, attribute, value } = sdp.parseSsrcMedia(line);
    const parameters = sources.get(ssrc) ?? [];
    if (attribute !== undefined) parameters.push({ name: attribute, value });
    sources.set(ssrc, parameters);
  }
  const ofSection = sdp.matchPrefix(section, 'a=msid:').map((line) => line.slice('a=msid:'.length));
  const hasOwn = [...sources.values()].flat().some(({ name }) => name === 'msid');
  const shared = hasOwn || ofSection.length !== 1 ? [] : ofSection.map((value) => ({ name: 'msid', value }));
  return [...sources].map(([ssrc, parameters]) => ({ ssrc, parameters: [...parameters, ...shared] }));
}

function readSourceGroups(section: string): readonly RtpSourceGroup[] {
  return sdp.matchPrefix(section, 'a=ssrc-group:').map((line) => {
    const { semantics, ssrcs } = sdp.parseSsrcGroup(line);
    return { semantics, ssrcs };
  });
}
