/**
 * The data plane of one call: it holds the JIDs, stanzas, keys, candidates and bytes, and carries out what the machine
 * orders.
 *
 * It decides nothing. What an order needs and the machine does not know, it takes from the occurrence of the same step
 * or from what it holds under the call's binding.
 */
import type { ChangesInput } from '../../machines/changes.words.ts';
import type { CallEffect } from '../../machines/effects.ts';
import type { TimerName, TrustLevel } from '../../machines/events.ts';
import { invariant } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import type { BareJid, Jid } from '../jid.ts';
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';
import type { JingleContent, MediaKinds } from '../stanzas/jingle.ts';
import type { Binding } from '../transform/binding.ts';
import type { KnownCertificates } from '../transform/certificate.ts';
import type { EncryptedJingle, PlainJingle } from '../transform/protection.ts';
import { CallMedia } from './call-media.ts';
import { CallOmemo } from './call-omemo.ts';
import { CallPeer, newPeer } from './call-peer.ts';
import { CallWire } from './call-wire.ts';
import type { MessageEffect } from './call-wire.ts';
import { CallChanges } from './call-changes.ts';
import type { ChangesMoment } from './call-changes.ts';
import { CandidateExchange } from './candidate-exchange.ts';
import type { ChangesState } from './change-state.ts';
import type { CallNames, DataPlaneState } from './data-plane-state.ts';
import { deadlineOf } from './deadlines.ts';
import type { CallEnvironment, EffectOf } from './environment.ts';
import type { Arrival, Occurrence } from './occurrence.ts';
import { PeerDescription } from './peer-description.ts';
import { ReplyMemory, replyTo } from './replies.ts';
import { CallReporting } from './reporting.ts';
import type { CallStep } from './request-purpose.ts';
import { failureIn } from './requests.ts';
import type { RequestOutcome } from './requests.ts';
import { CallTimers } from './timers.ts';

type Tell = (occurrence: Occurrence) => void;

export class DataPlane {
  readonly sessionId: SessionId;
  readonly media: MediaKinds;
  readonly replies: ReplyMemory;
  /** What both sides describe, and the engine they describe it from. */
  readonly engine: CallMedia;
  readonly #environment: CallEnvironment;
  readonly #wire: CallWire;
  readonly #omemo: CallOmemo | undefined;
  readonly #timers: CallTimers<TimerName>;
  readonly #candidates: CandidateExchange;
  readonly #reporting: CallReporting;
  #changes: CallChanges | undefined;
  readonly #tell: Tell;
  readonly #peer: CallPeer;
  readonly #names: CallNames;
  readonly #theirs: PeerDescription;
  /** Our description, encrypted, until it leaves; undefined in a plain call. */
  #encrypted: EncryptedJingle | undefined;

  constructor(environment: CallEnvironment, names: CallNames, tell: Tell, state?: DataPlaneState) {
    const { sessionId, media } = names;
    this.sessionId = sessionId;
    this.media = media;
    this.#environment = environment;
    this.#peer = new CallPeer(state?.peer ?? newPeer(names));
    this.#names = names;
    this.#tell = tell;
    this.#theirs = new PeerDescription(state?.offer);
    this.replies = new ReplyMemory(state?.replies);
    const address = () => ({ sessionId, peer: this.peer });
    this.#wire = new CallWire(environment, address, state?.wire);
    const offered = state?.changes?.plane.pending?.local;
    this.engine = new CallMedia(environment, address, tell, state?.engine, offered);
    const exchanged = { engine: this.engine, wire: this.#wire, changes: () => this.#changes?.plane };
    this.#candidates = new CandidateExchange(environment, exchanged, state?.candidates);
    this.#reporting = new CallReporting(environment, names, this, state?.connected);
    const { omemo, alarms, deadlines } = environment;
    this.#omemo = omemo === undefined ? undefined : new CallOmemo(environment, omemo, this, tell, state?.omemo);
    const ring = (timer: TimerName) => tell({ event: { type: `timer.${timer}` } });
    this.#timers = new CallTimers(alarms, (timer) => deadlineOf(deadlines, timer), ring, state?.timers);
  }

  /** Between steps, while no order is under way: what was encrypted has then left, what was accepted is applied. */
  write() {
    return {
      sessionId: this.sessionId,
      media: [...this.media],
      offeredIn: this.#names.offeredIn === undefined ? null : { ...this.#names.offeredIn },
      offer: this.#theirs.write(),
      peer: this.#peer.write(),
      wire: this.#wire.write(),
      omemo: this.#omemo?.write() ?? null,
      engine: this.engine.write(),
      candidates: this.#candidates.write(),
      replies: this.replies.write(),
      timers: this.#timers.write(),
      connected: this.#reporting.write(),
      changes: this.#changes?.write() ?? null,
    } satisfies JsonValue;
  }

  get account(): BareJid {
    return this.#peer.account;
  }

  get peer(): Jid {
    return this.#peer.address;
  }

  get isLatched(): boolean {
    return this.#peer.isLatched;
  }

  get hasProceeded(): boolean {
    return this.#peer.hasProceeded;
  }

  get binding(): Binding | undefined {
    return this.#omemo?.binding;
  }

  get trust(): TrustLevel | undefined {
    return this.#omemo?.trust;
  }

  /** What the Jingle session is about; empty while there is none. */
  get contents(): readonly Pick<JingleContent<unknown>, 'creator' | 'description' | 'name'>[] {
    return this.engine.local?.contents ?? this.engine.remote?.contents ?? this.#theirs.contents;
  }

  /** What can be compared with a description of the peer. */
  knownCertificates(): KnownCertificates {
    const { localCertificate: own, remoteCertificate: ofPeer } = this.engine;
    const ofOtherCalls = this.#environment.certificatesOfOtherCalls(this.account, this.sessionId);
    return { own: own === undefined ? [] : [own], ofOtherCalls, ofPeer };
  }

  get messageIds(): readonly StanzaId[] {
    return this.#wire.messageIds;
  }

  /** Candidates held, and deadlines running. Both are 0 after the end. */
  get held(): { readonly candidates: number; readonly timers: number } {
    return { candidates: this.#candidates.size, timers: this.#timers.size + (this.#changes?.timers ?? 0) };
  }

  /** What changes in the call. Undefined before both sides have agreed on descriptions. */
  get changes(): CallChanges | undefined {
    return this.#changes;
  }

  /** Both sides have agreed on descriptions: from here on they can be changed. */
  beginChanges(input: ChangesInput, trace: (moment: ChangesMoment) => void, state?: ChangesState): void {
    const { sessionId, account, peer } = this;
    const call = {
      ...{ sessionId, account, peer, engine: this.engine, omemo: this.#omemo, wire: this.#wire },
      knownCertificates: () => this.knownCertificates(),
      candidates: this.#candidates,
      over: (type: 'peer.contentsGone' | 'media.refused') => this.#tell({ event: { type } }),
    };
    this.#changes = new CallChanges(this.#environment, call, input, trace, state);
  }

  /** Does one thing the machine ordered. One case for each, and nothing else: a table of contents of the data plane. */
  carryOut(effect: CallEffect, arrival: Arrival): void {
    switch (effect.kind) {
      case 'sendPropose':
      case 'sendRinging':
      case 'sendProceed':
      case 'sendReject':
      case 'sendRetract':
      case 'sendTieBreakRetract':
      case 'sendFinish':
        return this.#sendMessage(effect, arrival);
      case 'sendSessionInitiate':
      case 'sendSessionAccept':
        return this.#sendDescription(effect);
      case 'sendSessionInfo':
      case 'sendSessionTerminate':
      case 'sendSessionRinging':
      case 'sendTransportReject':
        return this.#wire.request(effect, arrival);
      case 'acknowledge':
      case 'refuse':
        return this.#reply(effect, arrival);
      case 'latchPeer':
      case 'pinDevice':
        return this.#bind(effect, arrival);
      case 'secureSession':
        return this.#requireOmemo().secure();
      case 'encryptFingerprints':
        return this.#requireOmemo().encrypt(this.#ownDescription(), (jingle) => (this.#encrypted = jingle));
      case 'decryptFingerprints':
        return this.#decrypt(arrival);
      case 'holdOffer':
        return this.#theirs.hold(arrival);
      case 'createOffer':
        // What OMEMO was asked before is of a step the call has left: it counts no more, and is not asked again.
        this.#omemo?.stop();
        return this.engine.createOffer(this.media);
      case 'createAnswer':
        return this.engine.createAnswer(this.#theirs.take(arrival));
      case 'applyAnswer':
        return this.engine.applyAnswer(this.#theirs.take(arrival));
      case 'startMedia':
        return this.engine.start();
      case 'closeMedia':
        return this.engine.close();
      case 'holdLocalCandidate':
      case 'sendLocalCandidates':
      case 'holdRemoteCandidates':
      case 'applyRemoteCandidates':
        return this.#candidates.carryOut(effect, arrival);
      case 'startTimer':
        return this.#timers.start(effect.timer, effect.timer === 'ring' ? this.#names.ageMs : 0);
      case 'stopTimer':
        return this.#timers.stop(effect.timer);
      case 'noteOutOfOrder':
      case 'noteUnusable':
        return;
      default:
        return this.#reporting.carryOut(effect, arrival);
    }
  }

  /** Goes on with the answer to one of our requests. */
  settle(step: CallStep, outcome: RequestOutcome): void {
    if (step === 'bundle') return this.#omemo?.takeBundle(outcome);
    if (step === 'acceptance' || step === 'addition' || step === 'restart') return this.#changes?.settle(step, outcome);
    // Of two calls that crossed under one id the other may have made the offer.
    const isOurs = (step === 'offer') === (this.#names.role === 'caller');
    // A peer that never answers is what the deadline of the state is for.
    if (isOurs && outcome.kind === 'error')
      this.#tell({ event: { type: 'peer.requestFailed', outcome: failureIn(outcome) } });
  }

  /** Nothing of an ended call stays. */
  purge(): void {
    this.#timers.stopAll();
    this.#changes?.purge();
    this.#omemo?.stop();
    this.engine.close();
    this.#candidates.clear();
    this.#theirs.clear();
  }

  #sendMessage(effect: MessageEffect, { reason, successor }: Arrival): void {
    if (effect.kind === 'sendProceed') this.#peer.proceed();
    const ownDevice = () => this.#requireOmemo().ownAnnouncement;
    this.#wire.message(effect, { media: this.media, ownDevice, given: reason?.condition, successor });
  }

  #sendDescription(effect: EffectOf<'sendSessionAccept' | 'sendSessionInitiate'>): void {
    const jingle = effect.protection === 'encrypted' ? this.#encrypted : this.#ownDescription();
    this.#encrypted = undefined;
    invariant(jingle !== undefined, 'a description leaves encrypted only after it was encrypted');
    if (effect.kind === 'sendSessionInitiate') this.#wire.sessionInitiate(jingle);
    else this.#wire.sessionAccept(jingle);
  }

  #reply(effect: EffectOf<'acknowledge' | 'refuse'>, { request, description }: Arrival): void {
    invariant(request !== undefined, 'only a request is answered');
    const reply = replyTo(request, effect);
    if (description !== undefined && effect.kind === 'acknowledge') this.replies.remember(request, reply);
    this.#environment.wire.send(reply);
  }

  #bind(effect: EffectOf<'latchPeer' | 'pinDevice'>, { resource, deviceId }: Arrival): void {
    if (effect.kind === 'latchPeer') return this.#peer.latch(resource);
    invariant(deviceId !== undefined, 'only an announced device is pinned');
    this.#requireOmemo().pin(this.account, deviceId);
  }

  #decrypt(arrival: Arrival): void {
    const { jingle, senderDeviceId } = this.#theirs.sealedIn(arrival);
    const sender = { account: this.account, deviceId: senderDeviceId };
    const known = () => this.knownCertificates();
    this.#requireOmemo().decrypt(jingle, sender, known, (decrypted) => this.#theirs.accept(decrypted));
  }

  #ownDescription(): PlainJingle {
    const { local } = this.engine;
    invariant(local !== undefined, 'the machine waits for our description before it uses it');
    return local;
  }

  #requireOmemo(): CallOmemo {
    invariant(this.#omemo !== undefined, 'a call without OMEMO is started as disabled');
    return this.#omemo;
  }
}
