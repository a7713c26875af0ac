/**
 * A stand-in for a media engine: it describes media that nobody captures or sends. For tests, and for driving the core
 * from outside; a call on it is silent.
 *
 * What it says follows from its options alone, so that two runs are the same, and a session can go on in another
 * process. It refuses what a real engine would refuse. Facts (candidates, `connected`, `failed`) come from whoever
 * opened it for the purpose, never by themselves.
 */
import { invariant } from '../base/errors.ts';
import { jsonInteger, jsonObject } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { DtlsFingerprintValue, DtlsSetup } from '../stanzas/dtls.ts';
import type { IceCredentials } from '../stanzas/ice-udp.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import { parseContentName } from '../stanzas/identifiers.ts';
import type { JingleRole } from '../stanzas/jingle.ts';
import type { MediaKind, RtpDescription, RtpFeedback, RtpPayloadType, Senders } from '../stanzas/rtp.ts';
import type { DescriptionKind } from './described.ts';
import { checkDescription, matchAnswer } from './described.ts';
import type {
  DescribedContent,
  Media,
  MediaFact,
  MediaFault,
  MediaSession,
  SessionDescription,
  WrittenMediaSession,
} from './port.ts';
import { writeSdp } from './sdp-write.ts';

export interface StandInOptions {
  /** Decides the ICE credentials, together with how many sessions were opened before. */
  readonly seed: number;
  /** What descriptions give as the SHA-256 of the own certificate. There is no certificate. */
  readonly dtlsFingerprint: DtlsFingerprintValue;
  /** How many sessions count as opened before the first: where a restored run goes on. */
  readonly openedBefore?: number;
  /** Hands over each new or restored session's way to report facts. It does nothing once the session is closed. */
  readonly onOpen?: (report: (fact: MediaFact) => void) => void;
}

export interface StandInMedia extends Media {
  open(report: (fact: MediaFact) => void): MediaSession;
  restore(written: WrittenMediaSession, report: (fact: MediaFact) => void): MediaSession | undefined;
  /** Sessions opened so far, `openedBefore` included. */
  opened(): number;
}

/** A media engine that is none. */
export function createStandInMedia(options: StandInOptions): StandInMedia {
  let opened = options.openedBefore ?? 0;
  return {
    opened: () => opened,
    open(report) {
      opened += 1;
      return openStandIn(ownOf(options, opened), undefined, report, options.onOpen);
    },
    restore({ state, local }, report) {
      const read = readState(state, '');
      if (!read.ok) return undefined;
      const { sessionNumber } = read.value;
      opened = Math.max(opened, sessionNumber);
      return openStandIn(ownOf(options, sessionNumber), local, report, options.onOpen);
    },
  };
}

/** Everything else about a session follows from its number, or is known to the core. */
const readState = jsonObject({ sessionNumber: jsonInteger(1, Number.MAX_SAFE_INTEGER) });

interface Own {
  readonly sessionNumber: number;
  readonly dtlsFingerprint: DtlsFingerprintValue;
  readonly credentials: IceCredentials;
}

function ownOf({ seed, dtlsFingerprint }: StandInOptions, sessionNumber: number): Own {
  return { sessionNumber, dtlsFingerprint, credentials: standInCredentials(seed, sessionNumber) };
}

type Outcome<T> = Promise<Result<T, MediaFault>>;

function openStandIn(
  own: Own,
  before: SessionDescription | undefined,
  report: (fact: MediaFact) => void,
  onOpen: StandInOptions['onOpen'] = () => undefined,
): MediaSession {
  let isClosed = false;
  let local = before;
  onOpen((fact) => {
    if (!isClosed) report(fact);
  });
  return {
    async createOffer(media): Outcome<SessionDescription> {
      if (isClosed) return err({ kind: 'engineFailed' });
      const offer = offerOf(media, own);
      if (!checkDescription(offer, 'offer').ok) return err({ kind: 'unsupported' });
      local = offer;
      return ok(offer);
    },
    async createAnswer(offer): Outcome<SessionDescription> {
      if (isClosed) return err({ kind: 'engineFailed' });
      if (!isTakeable(offer, 'offer')) return err({ kind: 'rejectedDescription' });
      local = answerTo(offer, own);
      return ok(local);
    },
    async setRemote(answer): Outcome<void> {
      if (isClosed) return err({ kind: 'engineFailed' });
      const isAnswer = local !== undefined && matchAnswer(local, answer).ok && isTakeable(answer, 'answer');
      return isAnswer ? ok(undefined) : err({ kind: 'rejectedDescription' });
    },
    async addCandidates() {},
    close() {
      isClosed = true;
    },
    write: () => ({ sessionNumber: own.sessionNumber }),
  };
}

function isTakeable(description: SessionDescription, kind: DescriptionKind): boolean {
  const author: JingleRole = kind === 'offer' ? 'initiator' : 'responder';
  return checkDescription(description, kind).ok && writeSdp(description, author).ok;
}

/** Contents named by their medium, in one bundle. */
function offerOf(media: readonly MediaKind[], own: Own): SessionDescription {
  const contents = media.map((kind) => contentOf(nameOf(kind), kind, 'both', 'actpass', own));
  return { contents, groups: [{ semantics: 'BUNDLE', contentNames: contents.map(({ name }) => name) }] };
}

function nameOf(media: MediaKind): ContentName {
  const name = parseContentName(media);
  invariant(name !== undefined, 'the name of a medium names a content');
  return name;
}

/** The same contents as the offer's, bundled as it offers. */
function answerTo(offer: SessionDescription, own: Own): SessionDescription {
  const contents = offer.contents.map(({ name, creator, senders, description }) => ({
    ...contentOf(name, description.media, senders, 'active', own),
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

/** Credentials that follow from the seed and the session's number. Guessable: they guard nothing. */
function standInCredentials(seed: number, sessionNumber: number): IceCredentials {
  let state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(sessionNumber, 0xc2b2_ae35);
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
