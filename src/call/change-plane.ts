/**
 * The data plane of what changes in one running call: it holds the contents and the answers that are on their way, and
 * carries out what the machine orders. It decides nothing.
 */
import type { ChangesEffect, ChangesEvent } from '../../machines/changes.words.ts';
import { invariant } from '../base/errors.ts';
import { MAX_RESTARTS_BY_PEER } from '../base/limits.ts';
import type { SessionDescription } from '../media/port.ts';
import type { IceCredentials } from '../stanzas/ice-udp.ts';
import type { ContentName, StanzaId } from '../stanzas/identifiers.ts';
import type { JingleRole, MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import { ChangeFingerprints } from './change-fingerprints.ts';
import { ChangeMedia } from './change-media.ts';
import { namesIn } from './change-occurrence.ts';
import type { ChangeArrival, ChangeOccurrence } from './change-occurrence.ts';
import { changeReportsOf, toldContents } from './change-reports.ts';
import type { ChangeReportEffect, ToldContents } from './change-reports.ts';
import { ChangeRequests } from './change-requests.ts';
import type { ChangePlaneState } from './change-state.ts';
import type { ChangingCall } from './changing-call.ts';
import { ChangeWire } from './change-wire.ts';
import { peerRole } from './changed-description.ts';
import { classifyChange, credentialsIn, newCredentialsIn } from './classify-change.ts';
import type { CallEnvironment } from './environment.ts';
import { replyTo } from './replies.ts';

type Reply = Extract<ChangesEffect, { readonly kind: 'acknowledge' | 'refuse' }>;

/** What the data plane has of its machine. */
export interface ChangePlaneParts {
  readonly side: JingleRole;
  /** Whether the peer restarted ICE, and no candidate of ours has told it our answer. */
  readonly owesRestartAnswer: () => boolean;
  readonly tell: (event: ChangesEvent) => void;
}

export class ChangePlane {
  readonly #environment: CallEnvironment;
  readonly #call: ChangingCall;
  readonly #tell: (event: ChangesEvent) => void;
  readonly #media: ChangeMedia;
  readonly #wire: ChangeWire;
  readonly #fingerprints: ChangeFingerprints;
  /** What the user adds, from the wish to the peer's answer. */
  #adding: MediaKinds;
  /** What the peer offers, as it came. */
  #offer: ReceivedJingle | undefined;
  /** The peer's answer to our addition or restart, until the engine has it. */
  #answer: ReceivedJingle | undefined;
  readonly #requests: ChangeRequests;
  readonly owesRestartAnswer: () => boolean;
  #restartsByPeer: number;
  /** Of a restart of the peer's that we have refused: its candidates are on their way all the same. */
  #refused: IceCredentials | undefined;

  constructor(
    environment: CallEnvironment,
    call: ChangingCall,
    { side, owesRestartAnswer, tell }: ChangePlaneParts,
    state?: ChangePlaneState,
  ) {
    this.#environment = environment;
    this.#call = call;
    this.#adding = state?.adding ?? [];
    this.#offer = state?.offer;
    this.#requests = new ChangeRequests(environment.requests, state);
    this.#tell = tell;
    this.owesRestartAnswer = owesRestartAnswer;
    this.#refused = state?.refused;
    this.#restartsByPeer = state?.restartsByPeer ?? 0;
    const restarted = () => {
      call.candidates.restart();
      call.candidates.move();
    };
    const lost = () => call.over('media.refused');
    this.#media = new ChangeMedia({ engine: call.engine, side, tell, lost, restarted }, state?.pending);
    this.#wire = new ChangeWire(call.wire);
    this.#fingerprints = new ChangeFingerprints(call, this.#media, tell);
  }

  /** Between steps, while no order is under way: no answer is held then, and nothing is half encrypted. */
  write(): ChangePlaneState {
    return {
      adding: this.#adding,
      offer: this.#offer,
      pending: this.#media.pending,
      ...this.#requests.write(),
      refused: this.#refused,
      restartsByPeer: this.#restartsByPeer,
    };
  }

  /** What the peer knows of ours, for candidates to be told in. */
  get announced(): SessionDescription | undefined {
    return this.#media.announced;
  }

  /** Whether candidates have to wait until it is clear of which ICE session they are. */
  get holdsCandidates(): boolean {
    return this.#media.isBetweenSessions || (this.#answer !== undefined && this.#adding.length === 0);
  }

  /** Contents that candidates may come for although the call does not have them yet. */
  get awaited(): readonly ContentName[] {
    return [...(this.#offer?.contents ?? []), ...this.#media.added].map(({ name }) => name);
  }

  /** Whether an engine may be at contents that the call does not have yet. */
  get mayGrow(): boolean {
    return this.#adding.length > 0 || this.#offer !== undefined;
  }

  /** The contents of both sides, and those on their way. */
  get contents(): Omit<ToldContents, 'named'> {
    const { addedLast: added } = this.#media;
    const adding = this.#adding;
    return toldContents({ running: this.#call.engine.remote?.contents, offer: this.#offer, adding, added });
  }

  /** The event a request of the peer is for this; undefined for what is not about contents or another ICE session. */
  classify(jingle: ReceivedJingle): ChangesEvent | undefined {
    const { engine, omemo, knownCertificates: known } = this.#call;
    const { remote } = engine;
    if (remote === undefined) return undefined;
    const [offer, adding, added] = [this.#offer, this.#adding, this.#adding.length === 0 ? [] : this.#media.added];
    const facts = { remote, binding: omemo?.binding, known, offer, adding, added, refused: this.#refused };
    const event = classifyChange(facts, jingle);
    // Each restart lets as many addresses in as a call has at first, so there is an end to them.
    const isTooMany = event?.type === 'peer.newCredentials' && this.#restartsByPeer >= MAX_RESTARTS_BY_PEER;
    return isTooMany ? undefined : event;
  }

  /** The user wants to add these. */
  begin(media: MediaKinds): void {
    this.#adding = media;
  }

  /** Nothing of ours is on its way any more. */
  rest(): void {
    if (this.#adding.length === 0) return;
    this.#adding = [];
    this.#call.candidates.forgetStrays();
  }

  /** Our addition or restart has been answered. */
  answered(): void {
    this.#requests.answered();
  }

  /** The peer has answered a content-accept; what follows where it refused the latest. */
  accepted(request: StanzaId, answer: 'error' | 'result'): ChangeOccurrence | undefined {
    return this.#requests.accepted(request, answer, this.#call.engine.remote);
  }

  /** Candidates of ours have left: they answer a restart of the peer's. */
  candidatesLeft(): void {
    if (this.owesRestartAnswer()) this.#tell({ type: 'media.restartAnswered' });
  }

  /** Nothing of an ended call stays. */
  purge(): void {
    this.#requests.forget();
    this.#media.drop();
  }

  /**
   * Does one thing the machine ordered.
   *
   * @param before  what was on its way before this step, for the report of its end
   */
  // One case for each effect, and nothing else: it is the table of contents of this data plane.
  carryOut(
    effect: Exclude<ChangesEffect, { readonly kind: 'startTimer' | 'stopTimer' }>,
    arrival: ChangeArrival,
    before: Omit<ToldContents, 'named'>,
  ): void {
    switch (effect.kind) {
      case 'acknowledge':
      case 'refuse':
        return this.#reply(effect, arrival);
      case 'sendContentAdd':
        this.#requests.asked(this.#wire.add(this.#fingerprints.own(effect.protection)));
        return this.#media.announce();
      case 'sendContentAccept':
        return this.#accept(effect.protection);
      case 'sendContentReject':
        return this.#wire.reject(effect.offer === 'arrived' ? arrival.jingle : this.#offer, effect.reason);
      case 'sendContentRemove':
        return this.#wire.remove(effect.contents === 'added' ? this.#media.added : this.#named(arrival), effect.reason);
      case 'sendNewCredentials':
        this.#media.announce();
        return this.#requests.asked(this.#wire.newCredentials(this.#media.announced));
      case 'holdOffer':
        this.#offer = arrival.jingle;
        return;
      case 'dropOffer':
        this.#offer = undefined;
        return this.#call.candidates.forgetStrays();
      case 'holdAnswer':
        this.#answer = arrival.jingle;
        return;
      case 'encryptContents':
        return this.#fingerprints.encrypt();
      case 'decryptOffer':
        return this.#fingerprints.decrypt(this.#offer);
      case 'decryptAnswer':
        return this.#fingerprints.decrypt(this.#answer);
      case 'describeAddition':
        return this.#media.reoffer({ kind: 'addContents', media: this.#adding });
      case 'describeRestart':
        return this.#media.reoffer({ kind: 'restartIce' });
      case 'answerOffer':
        return this.#media.answerOffer(this.#fingerprints.whole(this.#offer, 'actpass'));
      case 'applyAnswer':
        return this.#applyAnswer();
      case 'answerRestart':
        return this.#answerRestart(arrival);
      case 'rollBack':
        return this.#rollBack();
      case 'removeMedia':
        return this.#remove(effect.contents, arrival);
      case 'takeCandidates':
        if (arrival.jingle !== undefined) this.#call.candidates.take(arrival.jingle);
        return;
      case 'moveCandidates':
        return this.#call.candidates.move();
      case 'endCall':
        return this.#call.over('peer.contentsGone');
      case 'noteOutOfOrder':
      case 'noteUnusable':
        return;
      default:
        return this.#report(effect, arrival, before);
    }
  }

  #reply(effect: Reply, { request, jingle }: ChangeArrival): void {
    invariant(request !== undefined, 'only a request is answered');
    if (effect.kind === 'refuse') this.#refused = jingle && (credentialsIn(jingle) ?? this.#refused);
    this.#environment.wire.send(replyTo(request, effect));
  }

  #accept(protection: 'encrypted' | 'plain' | 'stub'): void {
    const jingle = this.#fingerprints.own(protection);
    this.#requests.took(this.#wire.accept(jingle, protection), jingle.contents);
    this.#offer = undefined;
    this.#media.agree();
  }

  #applyAnswer(): void {
    const answer = this.#answer;
    this.#answer = undefined;
    const { engine } = this.#call;
    if (this.#adding.length > 0) {
      const role = peerRole(engine);
      return this.#media.applyContents(role && this.#fingerprints.whole(answer, role));
    }
    const { remote } = engine;
    this.#call.candidates.restart();
    this.#media.applyRestart((answer && remote && newCredentialsIn(remote, answer)) ?? new Map());
  }

  #answerRestart({ jingle }: ChangeArrival): void {
    const { remote } = this.#call.engine;
    const credentials = jingle && remote && newCredentialsIn(remote, jingle);
    invariant(credentials !== undefined, 'a restart brings new credentials');
    this.#restartsByPeer += 1;
    this.#media.answerRestart(credentials);
  }

  #rollBack(): void {
    this.#requests.forget();
    this.#answer = undefined;
    this.#call.omemo?.stop();
    this.#media.rollBack();
  }

  #remove(contents: 'named' | 'offered', arrival: ChangeArrival): void {
    if (contents === 'named') return this.#media.remove(this.#named(arrival).map(({ name }) => name));
    this.#call.omemo?.stop();
    this.#media.drop();
    this.#media.remove((this.#offer?.contents ?? []).map(({ name }) => name));
  }

  /** Those of both sides that a step is about. */
  #named(arrival: ChangeArrival) {
    const names = namesIn(arrival);
    return (this.#call.engine.local?.contents ?? []).filter(({ name }) => names.includes(name));
  }

  #report(effect: ChangeReportEffect, arrival: ChangeArrival, before: Omit<ToldContents, 'named'>): void {
    const { sessionId, peer } = this.#call;
    const names = namesIn(arrival);
    const named = before.running.filter(({ contentName }) => names.includes(contentName));
    const offered = before.offered.length > 0 ? before.offered : this.contents.offered;
    const reports = changeReportsOf(effect, { sessionId, peer }, { ...before, offered, named }, arrival);
    for (const report of reports) this.#environment.report(report);
  }
}
