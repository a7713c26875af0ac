/**
 * An RTCPeerConnection that negotiates as browsers do (RFC 8829), without media: sections that stay and are used again,
 * rollback, ICE restart, stopped transceivers. What a browser refuses it refuses; what Chromium gets wrong it gets
 * wrong.
 *
 * It keeps no timers and no randomness: two runs are the same.
 */
import type { PeerConnection, SdpAnswer, SdpOffer, SdpRollback } from '../../src/media/peer-connection.ts';
import { openMids, parse, write } from './fake-browser-sdp.ts';
import type { Described, Section } from './fake-browser-sdp.ts';
import type { FakeTrack, Transceiver } from './fake-transceiver.ts';
import { trackOf, transceiverOf } from './fake-transceiver.ts';
import { X509_DER } from './certificate.ts';

type Description = SdpOffer | SdpAnswer | SdpRollback;

export interface FakeBrowser extends PeerConnection {
  getTransceivers(): readonly Transceiver[];
  readonly signalingState: string;
  /** Every description that was applied, as `local offer`, with its text. */
  readonly applied: readonly (readonly [string, string])[];
  readonly candidates: readonly object[];
  addTrack(kind: string): FakeTrack;
  /** The kinds and directions of what goes on, by mid. */
  running(): Readonly<Record<string, string>>;
  /** In base 64, as statistics tell it. */
  remoteCertificate: string;
  emit(type: string, event?: object): void;
  become(state: string): void;
  /** Set, the next call of this method rejects. */
  failing: keyof PeerConnection | undefined;
}

/** @param name  makes the certificate and the ICE credentials this end's own */
export function fakeBrowser(name: 'A' | 'B'): FakeBrowser {
  return new Browser(name);
}

class Browser implements FakeBrowser {
  connectionState = 'new';
  iceGatheringState = 'new';
  signalingState = 'stable';
  failing: keyof PeerConnection | undefined;
  remoteCertificate = X509_DER;
  readonly applied: (readonly [string, string])[] = [];
  readonly candidates: object[] = [];
  readonly #name: string;
  readonly #listeners: (readonly [string, (event: object) => void])[] = [];
  #transceivers: Transceiver[] = [];
  #local: Described | undefined;
  #remote: Described | undefined;
  /** What is offered, and the transceivers' mids before it. */
  #pending: { readonly described: Described; readonly mids: ReadonlyMap<Transceiver, string | null> } | undefined;
  #seen = new Set<string>();
  #nextMid = 0;
  #iceSession = 0;
  #offeredIceSession = 0;
  #role: string | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  addEventListener(type: string, listener: (event: object) => void): void {
    this.#listeners.push([type, listener]);
  }

  emit(type: string, event: object = {}): void {
    for (const [of, listener] of this.#listeners) if (of === type) listener(event);
  }

  become(state: string): void {
    this.connectionState = state;
    this.emit('connectionstatechange');
  }

  addTransceiver(kind: string): Transceiver {
    return this.#add(kind, false);
  }

  addTrack(kind: string): FakeTrack {
    const free = this.#transceivers.find((each) => each.kind === kind && each.track === null && !each.isByTrack);
    const isOffered =
      free !== undefined && this.signalingState === 'have-remote-offer' && free.direction === 'recvonly';
    const transceiver = isOffered ? free : this.#add(kind, true);
    transceiver.direction = 'sendrecv';
    transceiver.track = trackOf(kind);
    return transceiver.track;
  }

  getTransceivers(): readonly Transceiver[] {
    return this.#transceivers;
  }

  running(): Readonly<Record<string, string>> {
    const open = this.#transceivers.filter(({ mid, isStopped }) => mid !== null && !isStopped);
    return Object.fromEntries(open.map(({ mid, kind, direction }) => [mid, `${kind} ${direction}`]));
  }

  async createOffer({ iceRestart = false } = {}): Promise<{ sdp: string }> {
    this.#mayFail('createOffer');
    this.#offeredIceSession = this.#iceSession + (iceRestart ? 1 : 0);
    const known = this.#local?.sections ?? [];
    const fresh = this.#transceivers.filter(({ mid, isStopped }) => mid === null && !isStopped);
    const sections = known.map((section, index): Section => {
      const transceiver = this.#of(section.mid);
      if (transceiver !== undefined) return this.#section(transceiver, section.mid);
      const isClosed = !section.isOpen && this.#remote?.sections[index]?.isOpen === false;
      const next = isClosed ? fresh.shift() : undefined;
      return next === undefined ? { ...section, isOpen: false } : this.#section(next, this.#newMid());
    });
    const all = [...sections, ...fresh.map((transceiver) => this.#section(transceiver, this.#newMid()))];
    return { sdp: this.#text(all, openMids(all), 'actpass') };
  }

  async createAnswer(): Promise<{ sdp: string }> {
    this.#mayFail('createAnswer');
    const offer = this.#pending?.described;
    if (offer === undefined || this.signalingState !== 'have-remote-offer') throw new Error('nothing to answer');
    const sections = offer.sections.map((section): Section => {
      const transceiver = this.#of(section.mid);
      const isOpen = section.isOpen && transceiver !== undefined && !transceiver.isStopped;
      if (!isOpen) return { ...section, isOpen: false };
      const answered = this.#section(transceiver, section.mid);
      return section.direction === 'inactive' ? { ...answered, direction: 'inactive' } : answered;
    });
    const open = openMids(sections);
    const bundle = offer.bundle.filter((mid) => open.includes(mid));
    return { sdp: this.#text(sections, bundle, this.#role ?? 'active') };
  }

  async setLocalDescription(description: Description): Promise<void> {
    this.#mayFail('setLocalDescription');
    this.#apply('local', description);
  }

  async setRemoteDescription(description: Description): Promise<void> {
    this.#mayFail('setRemoteDescription');
    this.#apply('remote', description);
  }

  async addIceCandidate(candidate: object): Promise<void> {
    this.candidates.push(candidate);
  }

  async getStats() {
    return new Map<string, object>([
      ['T', { id: 'T', type: 'transport', dtlsState: 'connected', remoteCertificateId: 'C' }],
      ['C', { id: 'C', type: 'certificate', base64Certificate: this.remoteCertificate }],
    ]);
  }

  close(): void {
    this.signalingState = 'closed';
  }

  #apply(side: 'local' | 'remote', { type, sdp }: Description): void {
    this.applied.push([`${side} ${type}`, sdp]);
    if (type === 'rollback') return this.#rollBack();
    const described = parse(sdp);
    const pending = side === 'local' ? 'have-local-offer' : 'have-remote-offer';
    const answered = side === 'local' ? 'have-remote-offer' : 'have-local-offer';
    const wanted = type === 'offer' ? 'stable' : answered;
    if (this.signalingState !== wanted) throw new Error(`${side} ${type} in ${this.signalingState}`);
    const offer = this.#pending?.described;
    this.#check(described, type === 'offer' ? this.#local : offer, type === 'answer' ? offer?.bundle : undefined);
    const mids = this.#pending?.mids ?? new Map(this.#transceivers.map((each) => [each, each.mid]));
    if (type === 'answer') this.#takeRole(side, described.setup);
    this.#associate(side, described);
    if (type === 'offer') {
      this.signalingState = pending;
      this.#pending = { described, mids };
      return;
    }
    const [local, remote] = side === 'local' ? [described, offer] : [offer, described];
    const isRestarted = side === 'remote' ? this.#offeredIceSession > this.#iceSession : this.#isRestartedBy(offer);
    if (isRestarted) this.#iceSession += 1;
    this.#offeredIceSession = this.#iceSession;
    [this.#local, this.#remote, this.#pending, this.signalingState] = [local, remote, undefined, 'stable'];
    const isOver = ({ mid }: Transceiver) =>
      mid !== null && !described.sections.some((section) => section.mid === mid && section.isOpen);
    for (const transceiver of this.#transceivers.filter(isOver)) transceiver.isStopped = true;
    // One that was stopped before it had a section stays, as in Chromium.
    this.#transceivers = this.#transceivers.filter((transceiver) => !isOver(transceiver));
  }

  /** RFC 8842 #5.5: the roles stay for as long as the certificates do. */
  #takeRole(side: 'local' | 'remote', setup: string | undefined): void {
    if (setup !== 'active' && setup !== 'passive') throw new Error('an answer without a DTLS role');
    const role = (side === 'local') === (setup === 'active') ? 'active' : 'passive';
    if (this.#role !== undefined && this.#role !== role) throw new Error('another DTLS role');
    this.#role = role;
  }

  #rollBack(): void {
    if (this.#pending === undefined) throw new Error('nothing to roll back');
    const { mids } = this.#pending;
    const isLocal = this.signalingState === 'have-local-offer';
    this.#transceivers = this.#transceivers.filter((each) => isLocal || mids.has(each) || each.isByTrack);
    for (const transceiver of this.#transceivers) transceiver.mid = mids.get(transceiver) ?? null;
    this.#offeredIceSession = this.#iceSession;
    [this.#pending, this.signalingState] = [undefined, 'stable'];
  }

  /** RFC 8829 #5.5: no section gets lost or moves; RFC 9143 #7.3.3: the one a bundle began with is not closed. */
  #check({ sections, bundle }: Described, before: Described | undefined, offered: readonly string[] | undefined): void {
    for (const [index, section] of (before?.sections ?? []).entries()) {
      const now = sections[index];
      if (now === undefined) throw new Error('a section is lost');
      const mayChange = !section.isOpen && offered === undefined;
      if (now.mid !== section.mid && !mayChange) throw new Error(`section ${section.mid} became ${now.mid}`);
    }
    const mids = sections.map(({ mid }) => mid);
    if (new Set(mids).size !== mids.length) throw new Error('a mid is there twice');
    const owner = this.#local?.sections.some(({ mid }) => mid === this.#bundleOwner) ? this.#bundleOwner : undefined;
    const others = sections.filter(({ mid, isOpen }) => isOpen && mid !== owner && bundle.includes(mid));
    const isClosed = sections.some(({ mid, isOpen }) => mid === owner && !isOpen);
    if (isClosed && others.length > 0) throw new Error('the transport of the bundle is closed');
    if (offered !== undefined && bundle.some((mid) => !offered.includes(mid))) throw new Error('not offered');
    if (offered !== undefined) this.#bundleOwner ??= bundle[0];
  }
  #bundleOwner: string | undefined;

  #associate(side: 'local' | 'remote', { sections }: Described): void {
    const fresh = this.#transceivers.filter(({ mid, isStopped }) => mid === null && !isStopped);
    for (const { mid, kind, isOpen } of sections) {
      this.#seen.add(mid);
      if (!isOpen || this.#of(mid) !== undefined) continue;
      const isFree = (each: Transceiver) => each.kind === kind && each.mid === null;
      // Chromium gives the peer's section to a track's transceiver even if that is stopped.
      const byTrack = this.#transceivers.find((each) => isFree(each) && each.isByTrack);
      const transceiver = side === 'local' ? fresh.find(isFree) : (byTrack ?? this.#add(kind, false, 'recvonly'));
      if (transceiver === undefined) throw new Error('a section of nothing');
      transceiver.mid = mid;
    }
  }

  #of(mid: string): Transceiver | undefined {
    return this.#transceivers.find((each) => each.mid === mid);
  }

  #isRestartedBy(offer: Described | undefined): boolean {
    const before = new Map(this.#remote?.sections.map(({ mid, ufrag }) => [mid, ufrag]));
    return (offer?.sections ?? []).some(
      ({ mid, isOpen, ufrag }) => isOpen && before.get(mid) !== undefined && before.get(mid) !== ufrag,
    );
  }

  #section({ kind, direction, isStopped }: Transceiver, mid: string): Section {
    return { mid, kind, direction, isOpen: !isStopped, ufrag: undefined };
  }

  #newMid(): string {
    while (this.#seen.has(String(this.#nextMid))) this.#nextMid += 1;
    const mid = String(this.#nextMid);
    this.#nextMid += 1;
    return mid;
  }

  #add(kind: string, isByTrack: boolean, direction = 'sendrecv'): Transceiver {
    const self = transceiverOf(kind, isByTrack, direction);
    this.#transceivers.push(self);
    return self;
  }

  #text(sections: readonly Section[], bundle: readonly string[], setup: string): string {
    const answersRestart = setup !== 'actpass' && this.#isRestartedBy(this.#pending?.described);
    const session = setup === 'actpass' ? this.#offeredIceSession : this.#iceSession + (answersRestart ? 1 : 0);
    return write(sections, bundle, { setup, name: this.#name, session });
  }

  #mayFail(method: keyof PeerConnection): void {
    if (this.failing !== method) return;
    this.failing = undefined;
    throw new Error('told to fail');
  }
}
