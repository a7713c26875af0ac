/**
 * The media of a running call while it is being changed: what one side has offered and the other has not agreed to yet.
 *
 * What both have agreed on is the engine's (`CallMedia`); here is what may still be taken back. One certificate holds
 * for a call however it changes, on either side: a description that names another is not handed to an engine, nor sent.
 *
 * Spec: RFC 8829 #4.1.10 (rollback); RFC 5763 #5; RFC 8445 #2.4 (ICE restart).
 */
import type { ChangeResult } from '../../machines/changes.words.ts';
import { invariant } from '../base/errors.ts';
import { ok } from '../base/result.ts';
import { checkDescription, matchAnswer, withoutContents } from '../media/described.ts';
import type { DescribedContent, MediaChange, MediaFault, MediaSession, SessionDescription } from '../media/port.ts';
import type { IceCredentials } from '../stanzas/ice-udp.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { JingleRole } from '../stanzas/jingle.ts';
import { certificateOf, isSameCertificate } from '../transform/certificate.ts';
import type { Certificate } from '../transform/certificate.ts';
import type { CallMedia } from './call-media.ts';
import { answering, offering, renewed } from './changed-description.ts';
import type { Addition } from './changed-description.ts';
import { guarded } from './guarded.ts';

const ENGINE_FAILED: MediaFault = { kind: 'engineFailed' };
const DESCRIBED: ChangeResult = { type: 'media.described' };
const APPLIED: ChangeResult = { type: 'media.applied' };
const REFUSED: ChangeResult = { type: 'media.refused' };

/** Descriptions of the whole call, as they will be if both sides agree. */
export interface PendingChange {
  readonly local: SessionDescription;
  /** The peer's, where it is the peer's offer that the engine has answered. */
  readonly remote: SessionDescription | undefined;
  /** Whether the peer has been told of `local`. */
  readonly isAnnounced: boolean;
}

export interface ChangeMediaOptions {
  readonly engine: CallMedia;
  /** Whose contents those are that we add. */
  readonly side: JingleRole;
  readonly tell: (result: ChangeResult) => void;
  /** The engine could not follow an ICE restart of the peer's: there is no connection any more. */
  readonly lost: () => void;
  /** The engine follows it, under new credentials of ours. */
  readonly restarted: () => void;
}

export class ChangeMedia {
  readonly #options: ChangeMediaOptions;
  #pending: PendingChange | undefined;
  /** Counts orders; the result of one that is not the latest is of a step that was left, and is dropped. */
  #latest = 0;
  /** What both sides have agreed to add, until something else is offered. */
  #agreed: readonly DescribedContent[] = [];
  /** ICE restarts that the engine is at: candidates that come meanwhile could belong to either session. */
  #restarts = 0;

  constructor(options: ChangeMediaOptions, pending?: PendingChange) {
    this.#options = options;
    this.#pending = pending;
  }

  get pending(): PendingChange | undefined {
    return this.#pending;
  }

  /** What the peer knows of ours, with what it was offered last. */
  get announced(): SessionDescription | undefined {
    return this.#pending?.isAnnounced === true ? this.#pending.local : this.#options.engine.local;
  }

  /** Whether candidates have to wait until it is clear which ICE session is theirs. */
  get isBetweenSessions(): boolean {
    return this.#restarts > 0;
  }

  /** The contents of our pending description that both sides do not have yet. */
  get added(): readonly DescribedContent[] {
    const known = this.#options.engine.local?.contents ?? [];
    const pending = this.#pending?.local.contents ?? [];
    return pending.filter(({ name }) => !known.some((content) => content.name === name));
  }

  /** The same, or what both sides have just agreed to. */
  get addedLast(): readonly DescribedContent[] {
    const { added } = this;
    return added.length > 0 ? added : this.#agreed;
  }

  /** Has the engine offer a change; `media.described` once it has. */
  reoffer(change: MediaChange): void {
    const { engine, side } = this.#options;
    const isRestart = change.kind === 'restartIce';
    this.#agreed = [];
    this.#run(isRestart, async (mediaSession) => {
      const before = engine.local;
      const { reoffer } = mediaSession;
      if (before === undefined || reoffer === undefined) return REFUSED;
      const made = await guarded(() => reoffer.call(mediaSession, change), ENGINE_FAILED);
      if (!made.ok || !isOfCall(made.value, engine.localCertificate)) return REFUSED;
      const isWhole = checkDescription(made.value, 'offer').ok && holdsAll(made.value, before, isRestart);
      if (!isWhole) return REFUSED;
      // Whose contents they are is not an engine's to know.
      const contents = made.value.contents.map((content, index) => ({
        ...content,
        creator: before.contents[index]?.creator ?? side,
      }));
      const local = { ...made.value, contents };
      return {
        keep: () => (this.#pending = { local, remote: undefined, isAnnounced: false }),
        tell: DESCRIBED,
      };
    });
  }

  /** Our pending description has left. */
  announce(): void {
    invariant(this.#pending !== undefined, 'only what was described is announced');
    this.#pending = { ...this.#pending, isAnnounced: true };
  }

  /** Has the engine take the peer's answer to our addition; `media.applied` once it has. */
  applyContents(answer: Addition | undefined): void {
    const { engine } = this.#options;
    this.#apply(false, () => answer && answering(engine, answer));
  }

  /** The same for our restart: the peer's new credentials. */
  applyRestart(credentials: ReadonlyMap<ContentName, IceCredentials>): void {
    const { engine } = this.#options;
    this.#apply(true, () => {
      const answered = answering(engine, { contents: [], groups: [] });
      return answered && renewed(answered, credentials);
    });
  }

  /** Has the engine take contents that the peer adds, and describe ours for them. */
  answerOffer(offer: Addition | undefined): void {
    const { engine } = this.#options;
    this.#run(false, async (mediaSession) => {
      const whole = offer && offering(engine, offer);
      if (whole === undefined || !checkDescription(whole, 'offer').ok) return REFUSED;
      const local = await this.#answer(mediaSession, whole);
      if (local === undefined) return REFUSED;
      return { keep: () => (this.#pending = { local, remote: whole, isAnnounced: false }), tell: DESCRIBED };
    });
  }

  /** Both sides have what is pending. */
  agree(): void {
    const pending = this.#pending;
    if (pending?.remote !== undefined) this.#options.engine.adopt(pending.local, pending.remote);
    this.#pending = undefined;
  }

  /** Has the engine go on under new ICE credentials of the peer, and under new ones of ours. */
  answerRestart(credentials: ReadonlyMap<ContentName, IceCredentials>): void {
    const { lost, restarted } = this.#options;
    this.#restarts += 1;
    this.#order(async (mediaSession) => {
      const isFollowed = await this.#followRestart(mediaSession, credentials);
      this.#restarts -= 1;
      if (isFollowed) restarted();
      else lost();
    });
  }

  async #followRestart(
    mediaSession: MediaSession,
    credentials: ReadonlyMap<ContentName, IceCredentials>,
  ): Promise<boolean> {
    const { engine } = this.#options;
    const pending = this.#pending;
    // The engine may hold contents that it has answered and that the peer does not know of yet.
    const base = pending?.remote === undefined ? engine : { local: pending.local, remote: pending.remote };
    const names = this.added.map(({ name }) => name);
    const offered = offering(base, { contents: [], groups: [] });
    const whole = offered && renewed(offered, credentials);
    const local = whole && (await this.#answer(mediaSession, whole));
    if (whole === undefined || local === undefined) return false;
    if (this.#pending?.remote !== undefined) this.#pending = { ...this.#pending, local, remote: whole };
    engine.adopt(withoutContents(local, names), withoutContents(whole, names));
    return true;
  }

  /** Takes back what the engine offered last; what was under way for it is told no more. */
  rollBack(): void {
    this.drop();
    this.#order(async (mediaSession) => {
      await guarded(async () => ok(await mediaSession.rollBack?.()), ENGINE_FAILED);
    });
  }

  /** What is pending does not come, and what was under way for it is told no more. */
  drop(): void {
    this.#latest += 1;
    this.#pending = undefined;
  }

  /** Contents leave the call. */
  remove(names: readonly ContentName[]): void {
    const { engine } = this.#options;
    const { local, remote } = engine;
    if (local !== undefined && remote !== undefined)
      engine.adopt(withoutContents(local, names), withoutContents(remote, names));
    const pending = this.#pending;
    if (pending !== undefined) {
      const theirs = pending.remote && withoutContents(pending.remote, names);
      this.#pending = { ...pending, local: withoutContents(pending.local, names), remote: theirs };
    }
    this.#order(async (mediaSession) => {
      await guarded(async () => ok(await mediaSession.removeContents?.(names)), ENGINE_FAILED);
    });
  }

  #apply(isRestart: boolean, answer: () => SessionDescription | undefined): void {
    const { engine } = this.#options;
    this.#run(isRestart, async (mediaSession) => {
      const local = this.#pending?.local;
      const whole = answer();
      if (local === undefined || whole === undefined || !checkDescription(whole, 'answer').ok) return REFUSED;
      const matched = matchAnswer(local, whole);
      if (!matched.ok) return REFUSED;
      const applied = await guarded(() => mediaSession.setRemote(matched.value), ENGINE_FAILED);
      if (!applied.ok) return REFUSED;
      const agreed = () => {
        this.#agreed = this.added;
        this.#pending = undefined;
        engine.adopt(local, matched.value);
      };
      return { keep: agreed, tell: APPLIED };
    });
  }

  async #answer(mediaSession: MediaSession, offer: SessionDescription): Promise<SessionDescription | undefined> {
    const { localCertificate } = this.#options.engine;
    const made = await guarded(() => mediaSession.createAnswer(offer), ENGINE_FAILED);
    if (!made.ok || !isOfCall(made.value, localCertificate)) return undefined;
    const matched = checkDescription(made.value, 'answer').ok ? matchAnswer(offer, made.value) : undefined;
    return matched?.ok === true ? matched.value : undefined;
  }

  /** Does something and tells how it went, unless something else was ordered meanwhile. */
  #run(isRestart: boolean, work: (mediaSession: MediaSession) => Promise<Outcome>): void {
    this.#latest += 1;
    const order = this.#latest;
    if (isRestart) this.#restarts += 1;
    this.#order(async (mediaSession) => {
      const outcome = this.#latest === order ? await work(mediaSession) : undefined;
      if (isRestart) this.#restarts -= 1;
      if (outcome === undefined || this.#latest !== order) return;
      if (!('keep' in outcome)) return this.#options.tell(outcome);
      outcome.keep();
      this.#options.tell(outcome.tell);
    });
  }

  #order(work: (mediaSession: MediaSession) => Promise<void>): void {
    this.#options.engine.order(work);
  }
}

type Outcome = ChangeResult | { readonly keep: () => void; readonly tell: ChangeResult };

function isOfCall({ contents }: SessionDescription, certificate: Certificate | undefined): boolean {
  return (
    certificate !== undefined &&
    contents.every(({ transport }) => isSameCertificate(certificateOf(transport.fingerprint), certificate))
  );
}

/** All contents as they were, and others behind them; none where ICE is restarted. */
function holdsAll(offer: SessionDescription, before: SessionDescription, isRestart: boolean): boolean {
  const count = before.contents.length;
  const isLonger = offer.contents.length > count;
  return isLonger !== isRestart && before.contents.every(({ name }, index) => offer.contents[index]?.name === name);
}
