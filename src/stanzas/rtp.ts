/**
 * RTP descriptions: what is sent, in which codecs, with which feedback, extensions and sources.
 *
 * Spec: XEP-0167 1.2.3 #format; XEP-0293 1.0.1; XEP-0294 1.1.2; XEP-0339 1.0.1.
 */
import type { XmlElement } from '../xml/element.ts';

export type MediaKind = 'audio' | 'video';

export interface RtpDescription {
  readonly media: MediaKind;
  readonly ssrc: string | undefined;
  readonly payloadTypes: readonly RtpPayloadType[];
  readonly rtcpMux: boolean;
  /** Feedback for every payload type. XEP-0293 #element-rtcp-fb. */
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
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly feedback: readonly RtpFeedback[];
  readonly extensions: readonly XmlElement[];
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

/** Who sends in a content, by Jingle role. XEP-0166 #table-content. */
export type Senders = 'both' | 'initiator' | 'none' | 'responder';
