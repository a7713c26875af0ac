/**
 * RTP descriptions: what is sent, in which codecs, with which feedback, extensions and sources.
 *
 * All of it becomes SDP, where a line end starts a new line and a space a new word. Names are SDP tokens, and no value
 * holds a control character. A parameter's value may hold spaces, `;` and `=`, as in lists and base64: whether a codec
 * understands it is the media engine's affair, and the worst it can do is another parameter of the same codec.
 *
 * Spec: XEP-0167 1.2.3 #format; RFC 8866 #9. Feedback, header extensions and sources have files of their own.
 */
import { RTP_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_RTP } from '../xml/namespaces.ts';
import { attribute, isNamed } from '../xml/read.ts';
import type { ChildMatch } from './fields.ts';
import { duplicateIn, flag, many, named, optional, readAttributes, readParts } from './fields.ts';
import { required, unexpected, withDefault } from './fields.ts';
import type { Grammar } from './grammar.ts';
import { freeText, integerBetween, oneOf, token } from './grammar.ts';
import type { Malformed } from './malformed.ts';
import { feedbackChildren, writeFeedback } from './rtp-feedback.ts';
import {
  extmapAllowMixedChild,
  headerExtensionChildren,
  writeExtmapAllowMixed,
  writeHeaderExtension,
} from './rtp-header-extensions.ts';
import { sourceChildren, sourceGroupChildren, writeSource, writeSourceGroup } from './rtp-sources.ts';

export type MediaKind = 'audio' | 'video';

export interface RtpDescription {
  readonly media: MediaKind;
  readonly ssrc: string | undefined;
  readonly payloadTypes: readonly RtpPayloadType[];
  readonly rtcpMux: boolean;
  /** Feedback for every payload type. XEP-0293 #elements. */
  readonly feedback: readonly RtpFeedback[];
  readonly headerExtensions: readonly RtpHeaderExtension[];
  /** XEP-0294: `<extmap-allow-mixed/>`. */
  readonly extmapAllowMixed: boolean;
  readonly sources: readonly RtpSource[];
  readonly sourceGroups: readonly RtpSourceGroup[];
  /** Children this file does not know, kept. SDES `<encryption/>` is among them and is never used. */
  readonly extensions: readonly XmlElement[];
}

export interface RtpPayloadType {
  /** 0 to 127. */
  readonly id: number;
  /** Absent only for the statically assigned numbers. */
  readonly name: string | undefined;
  /** Hz. */
  readonly clockRate: number | undefined;
  readonly channels: number | undefined;
  /** Milliseconds of media in one packet. */
  readonly pTime: number | undefined;
  readonly maxPTime: number | undefined;
  readonly parameters: readonly RtpParameter[];
  readonly feedback: readonly RtpFeedback[];
  readonly extensions: readonly XmlElement[];
}

/** One `name=value` of a codec's format. */
export interface RtpParameter {
  /** Empty where the codec takes its value bare, as `telephone-event` does. */
  readonly name: string;
  /** Empty where there is none; written all the same, because some clients refuse a parameter without it. */
  readonly value: string;
}

export type RtpFeedback =
  | { readonly kind: 'feedback'; readonly type: string; readonly subtype: string | undefined }
  /** `<rtcp-fb-trr-int/>`: the minimum interval between reports, in milliseconds. */
  | { readonly kind: 'interval'; readonly milliseconds: number };

export interface RtpHeaderExtension {
  /** 1 to 256, or 4096 to 4351 in offers. */
  readonly id: number;
  readonly uri: string;
  readonly senders: Senders;
}

export interface RtpSource {
  readonly ssrc: number;
  readonly parameters: readonly { readonly name: string; readonly value: string | undefined }[];
}

export interface RtpSourceGroup {
  /** Such as `FID`. */
  readonly semantics: string;
  readonly ssrcs: readonly number[];
}

/** Who sends in a content, by Jingle role. XEP-0166 #def-content. */
export type Senders = 'both' | 'initiator' | 'none' | 'responder';

/**
 * Numbers that RFC 3551 #6 assigns for ever, so that no name is needed: 0 to 34. Above 34, offers use them as they
 * like.
 */
const LAST_STATIC_PAYLOAD_TYPE = 34;
const PARAMETER_NAME = /^[!-:<>-~]*$/;
export const MEDIA_KINDS = ['audio', 'video'] as const;

/** Printable ASCII without space, `;` and `=`, which separate parameters in SDP. */
const parameterName: Grammar<string> = (text) =>
  text.length <= RTP_LIMITS.nameCharacters && PARAMETER_NAME.test(text) ? text : undefined;

const parameterAttributes = {
  name: withDefault(parameterName, ''),
  value: withDefault(freeText(RTP_LIMITS.parameterValueCharacters), ''),
};

function readParameter(parameter: XmlElement, path: string): Result<RtpParameter, Malformed> {
  return readAttributes(parameter, path, parameterAttributes);
}

const packetTime = optional(integerBetween(0, RTP_LIMITS.packetMs));
const payloadTypeAttributes = {
  id: required(integerBetween(0, 127)),
  name: optional(token(RTP_LIMITS.nameCharacters)),
  clockrate: optional(integerBetween(1, RTP_LIMITS.clockRate)),
  channels: optional(integerBetween(1, RTP_LIMITS.channels)),
  ptime: packetTime,
  maxptime: packetTime,
};
const payloadTypeRules = {
  parameters: many(named(NS_RTP, 'parameter'), readParameter, RTP_LIMITS.parameters),
  feedback: feedbackChildren,
};

function readPayloadType(payloadType: XmlElement, path: string): Result<RtpPayloadType, Malformed> {
  const parts = readParts(payloadType, path, payloadTypeAttributes, payloadTypeRules);
  if (!parts.ok) return parts;
  const { clockrate: clockRate, ptime: pTime, maxptime: maxPTime, ...same } = parts.value;
  if (same.name === undefined && same.id > LAST_STATIC_PAYLOAD_TYPE) {
    return err({ kind: 'missingAttribute', path, name: 'name' });
  }
  return ok({ ...same, clockRate, pTime, maxPTime });
}

function writePayloadType(payloadType: RtpPayloadType): XmlElement {
  const { id, name, clockRate, channels, pTime, maxPTime, parameters, feedback, extensions } = payloadType;
  const attributes = {
    id: String(id),
    name,
    clockrate: clockRate?.toString(),
    channels: channels?.toString(),
    ptime: pTime?.toString(),
    maxptime: maxPTime?.toString(),
  };
  return element(NS_RTP, 'payload-type', attributes, [
    ...parameters.map((parameter) => element(NS_RTP, 'parameter', { name: parameter.name, value: parameter.value })),
    ...feedback.map(writeFeedback),
    ...extensions,
  ]);
}

/** The media of a description, where it is one this core sends and receives. */
export const mediaKind = oneOf<MediaKind>(MEDIA_KINDS);

/**
 * RTP descriptions this core reads. One of other media, such as real-time text, is an unknown child: its content then
 * has no description, and the call can refuse that content alone.
 */
export const rtpDescriptionElements: ChildMatch = {
  name: 'description',
  matches: (child) => isNamed(child, NS_RTP, 'description') && !isOtherMedia(attribute(child, 'media')),
};

function isOtherMedia(media: string | undefined): boolean {
  return media !== undefined && mediaKind(media) === undefined;
}

const descriptionAttributes = {
  media: required(mediaKind),
  ssrc: optional(token(RTP_LIMITS.nameCharacters)),
};
const descriptionRules = {
  payloadTypes: many(named(NS_RTP, 'payload-type'), readPayloadType, RTP_LIMITS.payloadTypes),
  rtcpMux: flag(named(NS_RTP, 'rtcp-mux')),
  feedback: feedbackChildren,
  headerExtensions: headerExtensionChildren,
  extmapAllowMixed: extmapAllowMixedChild,
  sources: sourceChildren,
  sourceGroups: sourceGroupChildren,
};

/** Reads an RTP `<description/>` of audio or video. */
export function readRtpDescription(description: XmlElement, path = 'description'): Result<RtpDescription, Malformed> {
  if (!isNamed(description, NS_RTP, 'description')) return unexpected(path);
  const parts = readParts(description, path, descriptionAttributes, descriptionRules);
  if (!parts.ok) return parts;
  const { payloadTypes, headerExtensions, sources } = parts.value;
  const duplicate =
    duplicateIn(
      payloadTypes.map(({ id }) => id),
      path,
      'payload-type',
    ) ??
    duplicateIn(
      headerExtensions.map(({ id }) => id),
      path,
      'rtp-hdrext',
    ) ??
    duplicateIn(
      sources.map(({ ssrc }) => ssrc),
      path,
      'source',
    );
  return duplicate === undefined ? parts : err(duplicate);
}

export function writeRtpDescription(description: RtpDescription): XmlElement {
  const { media, ssrc } = description;
  return element(NS_RTP, 'description', { media, ssrc }, [
    ...description.payloadTypes.map(writePayloadType),
    ...description.feedback.map(writeFeedback),
    ...description.headerExtensions.map(writeHeaderExtension),
    description.extmapAllowMixed ? writeExtmapAllowMixed() : undefined,
    ...description.sources.map(writeSource),
    ...description.sourceGroups.map(writeSourceGroup),
    description.rtcpMux ? element(NS_RTP, 'rtcp-mux') : undefined,
    ...description.extensions,
  ]);
}
