/**
 * A stand-in for a media engine: it describes media that nobody captures or sends. For tests, and for driving the core
 * from outside; a call on it is silent.
 *
 * What it says follows from its options alone, so that two runs are the same, and a session can go on in another
 * process. It refuses what a real engine would refuse. Facts (candidates, `connected`, `failed`) come from whoever
 * opened it for the purpose, never by themselves.
 */
import { jsonInteger, jsonList, jsonObject, jsonText } from '../base/json.ts';
import type { JsonValue } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { DtlsFingerprintValue } from '../stanzas/dtls.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import { parseContentName } from '../stanzas/identifiers.ts';
import type { MediaKind } from '../stanzas/rtp.ts';
import type { JingleRole } from '../stanzas/jingle.ts';
import type { DescriptionKind } from './described.ts';
import { checkDescription, matchAnswer, withoutContents } from './described.ts';
import type {
  Media,
  MediaChange,
  MediaFact,
  MediaFault,
  MediaSession,
  SessionDescription,
  WrittenMediaSession,
} from './port.ts';
import { answerTo, offerOf, reofferOf, standInCredentials } from './scripted-contents.ts';
import type { Own } from './scripted-contents.ts';
import { writeSdp } from './sdp-write.ts';

/** Names of contents that one session can have had, in a snapshot. */
const MAX_NAMES = 1_024;

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
      return openStandIn(options, opened, NOTHING_YET, report);
    },
    restore({ state, local, remote, offered }, report) {
      const read = readState(state, '');
      if (!read.ok) return undefined;
      const { sessionNumber, restarts, used } = read.value;
      opened = Math.max(opened, sessionNumber);
      const agreed = { local, remote, restarts, used };
      return openStandIn(options, sessionNumber, agreed, report, offered);
    },
  };
}

/** Everything else about a session follows from its number, or is known to the core. */
const readState = jsonObject({
  sessionNumber: jsonInteger(1, Number.MAX_SAFE_INTEGER),
  restarts: jsonInteger(0, Number.MAX_SAFE_INTEGER),
  used: jsonList(jsonText(parseContentName), MAX_NAMES),
});

/** Where a session is. */
interface Standing {
  readonly local: SessionDescription | undefined;
  readonly remote: SessionDescription | undefined;
  /** Own credentials so far, but for the first. */
  readonly restarts: number;
  /** Every name a content of the session has had. */
  readonly used: readonly ContentName[];
}

const NOTHING_YET: Standing = { local: undefined, remote: undefined, restarts: 0, used: [] };

type Outcome<T> = Promise<Result<T, MediaFault>>;

/** The session as an object of functions, so that whoever wraps one can spread it. */
function openStandIn(
  options: StandInOptions,
  sessionNumber: number,
  now: Standing,
  report: (fact: MediaFact) => void,
  offered?: SessionDescription,
): MediaSession {
  const standIn = new StandInSession(options, sessionNumber, now, report);
  if (offered !== undefined) standIn.resumeOffer(offered);
  return {
    createOffer: (media) => standIn.createOffer(media),
    createAnswer: (offer) => standIn.createAnswer(offer),
    setRemote: (answer) => standIn.setRemote(answer),
    reoffer: (change) => standIn.reoffer(change),
    rollBack: () => standIn.rollBack(),
    removeContents: (names) => standIn.removeContents(names),
    addCandidates: async () => {},
    close: () => standIn.close(),
    write: () => standIn.write(),
  };
}

class StandInSession {
  readonly #options: StandInOptions;
  readonly #sessionNumber: number;
  #isClosed = false;
  #now: Standing;
  /** What it was before `reoffer`. */
  #before: Standing | undefined;

  constructor(options: StandInOptions, sessionNumber: number, now: Standing, report: (fact: MediaFact) => void) {
    this.#options = options;
    this.#sessionNumber = sessionNumber;
    this.#now = now;
    options.onOpen?.((fact) => {
      if (!this.#isClosed) report(fact);
    });
  }

  async createOffer(media: readonly MediaKind[]): Outcome<SessionDescription> {
    return this.#offer(offerOf(media, this.#ownAfter(this.#now.restarts)), {});
  }

  async createAnswer(offer: SessionDescription): Outcome<SessionDescription> {
    if (this.#isClosed) return err({ kind: 'engineFailed' });
    if (!isTakeable(offer, 'offer')) return err({ kind: 'rejectedDescription' });
    const { remote } = this.#now;
    const restarts = this.#now.restarts + (remote !== undefined && isRestarted(remote, offer) ? 1 : 0);
    const local = answerTo(offer, this.#ownAfter(restarts), roleOf(this.#now) ?? 'active');
    this.#become({ local, remote: offer, restarts });
    return ok(local);
  }

  async setRemote(answer: SessionDescription): Outcome<void> {
    if (this.#isClosed) return err({ kind: 'engineFailed' });
    const { local } = this.#now;
    const isAnswer =
      local !== undefined &&
      matchAnswer(withoutCreators(local), withoutCreators(answer)).ok &&
      isTakeable(answer, 'answer');
    if (!isAnswer) return err({ kind: 'rejectedDescription' });
    this.#before = undefined;
    this.#become({ remote: answer });
    return ok(undefined);
  }

  async reoffer(change: MediaChange): Outcome<SessionDescription> {
    const { local, used } = this.#now;
    if (local === undefined) return err({ kind: 'engineFailed' });
    const restarts = this.#now.restarts + (change.kind === 'restartIce' ? 1 : 0);
    const media = change.kind === 'addContents' ? change.media : [];
    const before = this.#now;
    const offered = this.#offer(reofferOf(local, media, used, this.#ownAfter(restarts)), { restarts });
    if (offered.ok) this.#before = before;
    return offered;
  }

  /** What `reoffer` gave in another process. */
  resumeOffer(offered: SessionDescription): void {
    this.#before = this.#now;
    this.#become({ local: offered });
  }

  async rollBack(): Promise<void> {
    if (this.#before === undefined) return;
    // Credentials and names that were once given are not given again.
    const { restarts, used } = this.#now;
    this.#now = { ...this.#before, restarts, used };
    this.#before = undefined;
  }

  async removeContents(names: readonly ContentName[]): Promise<void> {
    const { local, remote } = this.#now;
    this.#now = {
      ...this.#now,
      local: local && withoutContents(local, names),
      remote: remote && withoutContents(remote, names),
    };
  }

  close(): void {
    this.#isClosed = true;
  }

  write(): JsonValue {
    const { restarts, used } = this.#now;
    return { sessionNumber: this.#sessionNumber, restarts, used: [...used] };
  }

  #offer(offer: SessionDescription, next: Partial<Standing>): Result<SessionDescription, MediaFault> {
    if (this.#isClosed) return err({ kind: 'engineFailed' });
    if (!checkDescription(offer, 'offer').ok) return err({ kind: 'unsupported' });
    this.#become({ ...next, local: offer });
    return ok(offer);
  }

  #become(next: Partial<Standing>): void {
    const now = { ...this.#now, ...next };
    const names = now.local?.contents.map(({ name }) => name) ?? [];
    this.#now = { ...now, used: [...new Set([...now.used, ...names])] };
  }

  /** New credentials only where there is one restart more: one that was taken back has used some up. */
  #ownAfter(restarts: number): Own {
    const { seed, dtlsFingerprint } = this.#options;
    const current = restarts === this.#now.restarts ? this.#now.local?.contents[0]?.transport.credentials : undefined;
    return { dtlsFingerprint, credentials: current ?? standInCredentials(seed, this.#sessionNumber, restarts) };
  }
}

/** The DTLS role of this end, once it is agreed: it stays for as long as the certificate does. */
function roleOf({ local, remote }: Standing): 'active' | 'passive' | undefined {
  const ours = local?.contents[0]?.transport.fingerprint.setup;
  if (ours === 'active' || ours === 'passive') return ours;
  const theirs = remote?.contents[0]?.transport.fingerprint.setup;
  return theirs === 'active' ? 'passive' : theirs === 'passive' ? 'active' : undefined;
}

function isRestarted(before: SessionDescription, offer: SessionDescription): boolean {
  return offer.contents.some(({ name, transport }) => {
    const known = before.contents.find((content) => content.name === name);
    return known !== undefined && known.transport.credentials.ufrag !== transport.credentials.ufrag;
  });
}

/** Engines know sections, and not which side began each: that is the core's to know and to compare. */
function withoutCreators({ contents, groups }: SessionDescription): SessionDescription {
  return { contents: contents.map((content) => ({ ...content, creator: 'initiator' as const })), groups };
}

function isTakeable(description: SessionDescription, kind: DescriptionKind): boolean {
  const author: JingleRole = kind === 'offer' ? 'initiator' : 'responder';
  return checkDescription(description, kind).ok && writeSdp(description, author).ok;
}
