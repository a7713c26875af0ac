/** What the stand-in engine of scripted.ts describes: Opus and VP8 that nobody captures, under made-up credentials. */
import { invariant } from '../base/errors.ts';
import type { DtlsFingerprintValue, DtlsSetup } from '../stanzas/dtls.ts';
import type { IceCredentials } from '../stanzas/ice-udp.ts';
import { parseContentName } from '../stanzas/identifiers.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { MediaKind, RtpDescription, RtpFeedback, RtpPayloadType, Senders } from '../stanzas/rtp.ts';
import type { DescribedContent, SessionDescription } from './port.ts';

/** What every content of one end says. */
export interface Own {
  readonly dtlsFingerprint: DtlsFingerprintValue;
  readonly credentials: IceCredentials;
}

/** The session's contents as an offer under these credentials, and new ones behind them, bundled with them. */
export function reofferOf(
  { contents, groups }: SessionDescription,
  media: readonly MediaKind[],
  namesBefore: readonly ContentName[],
  own: Own,
): SessionDescription {
  const kept = contents.map((content): DescribedContent => {
    const { transport } = content;
    const fingerprint = { ...transport.fingerprint, setup: 'actpass' as const };
    return { ...content, transport: { ...transport, credentials: own.credentials, candidates: [], fingerprint } };
  });
  const used = [...namesBefore];
  const added = media.map((kind) => {
    const name = freeName(kind, used);
    used.push(name);
    return contentOf(name, kind, 'both', 'actpass', own);
  });
  const names = added.map(({ name }) => name);
  const grown = groups.map((group) => ({ ...group, contentNames: [...group.contentNames, ...names] }));
  return { contents: [...kept, ...added], groups: grown };
}

/** `video`, and `video-2` where there was one. */
function freeName(kind: MediaKind, used: readonly ContentName[]): ContentName {
  let name = nameOf(kind);
  for (let number = 2; used.includes(name); number += 1) {
    const next = parseContentName(`${kind}-${number}`);
    invariant(next !== undefined, 'a medium and a number name a content');
    name = next;
  }
  return name;
}

/** Contents named by their medium, in one bundle. */
export function offerOf(media: readonly MediaKind[], own: Own): SessionDescription {
  const contents = media.map((kind) => contentOf(nameOf(kind), kind, 'both', 'actpass', own));
  return { contents, groups: [{ semantics: 'BUNDLE', contentNames: contents.map(({ name }) => name) }] };
}

function nameOf(media: MediaKind): ContentName {
  const name = parseContentName(media);
  invariant(name !== undefined, 'the name of a medium names a content');
  return name;
}

/** The same contents as the offer's, bundled as it offers. */
export function answerTo(offer: SessionDescription, own: Own, setup: DtlsSetup): SessionDescription {
  const contents = offer.contents.map(({ name, creator, senders, description }) => ({
    ...contentOf(name, description.media, senders, setup, own),
    creator,
  }));
  return { contents, groups: offer.groups.filter(({ semantics }) => semantics === 'BUNDLE') };
}

function contentOf(
  name: ContentName,
  media: MediaKind,
  senders: Senders,
  setup: DtlsSetup,
  own: Own,
): DescribedContent {
  return {
    name,
    creator: 'initiator',
    senders,
    disposition: undefined,
    description: DESCRIPTIONS[media],
    transport: {
      credentials: own.credentials,
      options: ['trickle'],
      candidates: [],
      ignoredCandidates: 0,
      gatheringComplete: false,
      fingerprint: { kind: 'plain', hash: 'sha-256', setup, value: own.dtlsFingerprint },
      extensions: [],
    },
    extensions: [],
  };
}

function descriptionOf(media: MediaKind, payloadType: RtpPayloadType): RtpDescription {
  return {
    media,
    ssrc: undefined,
    payloadTypes: [payloadType],
    rtcpMux: true,
    feedback: [],
    headerExtensions: [],
    extmapAllowMixed: false,
    sources: [],
    sourceGroups: [],
    extensions: [],
  };
}

function feedbackOf(type: string, subtype?: string): RtpFeedback {
  return { kind: 'feedback', type, subtype };
}

const OPUS: RtpPayloadType = {
  id: 111,
  name: 'opus',
  clockRate: 48_000,
  channels: 2,
  pTime: undefined,
  maxPTime: undefined,
  parameters: [{ name: 'useinbandfec', value: '1' }],
  feedback: [feedbackOf('transport-cc')],
  extensions: [],
};

const VP8: RtpPayloadType = {
  ...OPUS,
  id: 96,
  name: 'VP8',
  clockRate: 90_000,
  channels: undefined,
  parameters: [],
  feedback: [feedbackOf('transport-cc'), feedbackOf('ccm', 'fir'), feedbackOf('nack'), feedbackOf('nack', 'pli')],
};

const DESCRIPTIONS: Readonly<Record<MediaKind, RtpDescription>> = {
  audio: descriptionOf('audio', OPUS),
  video: descriptionOf('video', VP8),
};

const ICE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const UFRAG_CHARACTERS = 8;
const PWD_CHARACTERS = 24;

/**
 * Credentials that follow from the seed, the session's number and how often ICE was restarted. Guessable: they guard
 * nothing.
 */
export function standInCredentials(seed: number, sessionNumber: number, restarts: number): IceCredentials {
  const seeded = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(sessionNumber, 0xc2b2_ae35);
  let state = seeded ^ Math.imul(restarts, 0x27d4_eb2f);
  // Mulberry32: 32 bits of state, one multiplication chain a character.
  function nextCharacter(): string {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ICE_ALPHABET.charAt((mixed ^ (mixed >>> 14)) & 63);
  }
  const word = (characters: number) => Array.from({ length: characters }, nextCharacter).join('');
  return { ufrag: word(UFRAG_CHARACTERS), pwd: word(PWD_CHARACTERS) };
}
