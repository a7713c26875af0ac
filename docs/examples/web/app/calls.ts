/** The one call that the page shows: what is told of it becomes what is seen, and what the user does is carried out. */
import { bareOf, UsageError } from 'omemo-calls';
import type { BareJid, CallKey, CallReport, TrustLevel } from 'omemo-calls';
import type { PageMedia } from './media.ts';
import { nameOf } from './roster.ts';
import type { Session } from './session.ts';
import type { CallView, MediaKind, Page, ShownKey } from './state.ts';
import { endWords } from './words.ts';

type Of<Kind extends CallReport['kind']> = Extract<CallReport, { readonly kind: Kind }>;

const MOST_MISSED = 20;

export class Calls {
  readonly #page: Page;
  readonly #media: PageMedia;
  readonly #session: () => Session | undefined;

  constructor(page: Page, media: PageMedia, session: () => Session | undefined) {
    this.#page = page;
    this.#media = media;
    this.#session = session;
  }

  /** How a contact is called on the page. */
  name(account: BareJid): string {
    return this.#page.state.contacts.find((contact) => contact.account === account)?.name ?? nameOf(account);
  }

  report(told: CallReport): void {
    if (told.kind === 'incoming') return this.#incoming(told);
    if (told.kind === 'missed') return this.#missed(told);
    const { call } = this.#page.state;
    if (call === undefined || !isOf(call, told)) return;
    this.#change(told);
  }

  call(to: BareJid, media: readonly MediaKind[]): void {
    this.#page.update({ problem: undefined });
    this.#try((session) =>
      this.#begin(session.manager.placeCall({ to, media: [...media] as ['audio'] }), 'calling', media),
    );
  }

  answer(): void {
    this.#page.updateCall({ stage: 'connecting' });
    this.#do((session, key) => session.manager.accept(key));
  }

  hangUp(): void {
    this.#do((session, key) => session.manager.hangUp(key));
  }

  /** Takes what is left of a call that is over off the screen. */
  dismiss(): void {
    this.#page.update({ call: undefined, problem: undefined });
  }

  addVideo(): void {
    this.#page.updateCall({ isAdding: true, news: undefined });
    this.#do((session, key) => session.manager.changes.addContents(key, ['video']));
  }

  answerOffer(takes: boolean): void {
    this.#page.updateCall({ offered: undefined });
    this.#do(({ manager: { changes } }, key) => {
      // Nobody may have waited: the offer is over by its deadline, or was taken back.
      if (changes.offered(key).length === 0) return;
      if (takes) changes.acceptContents(key);
      else changes.rejectContents(key);
    });
  }

  move(follows: boolean): void {
    const to = this.#page.state.call?.movesTo;
    this.#page.updateCall({ movesTo: undefined });
    if (to === undefined) return;
    this.#try(({ manager }) => (follows ? manager.migrate(to) : manager.reject(to)));
  }

  mute(kind: MediaKind): void {
    const { call } = this.#page.state;
    if (call === undefined) return;
    const muted = !call.muted.includes(kind);
    this.#media.mute(kind, muted);
    this.#page.updateCall({ muted: muted ? [...call.muted, kind] : call.muted.filter((each) => each !== kind) });
    this.#do(({ manager }, key) => {
      for (const { contentName, media } of manager.contents(key)) {
        if (media === kind) manager.mute(key, { contentName, muted });
      }
    });
  }

  /** Looks for another path, as after a change of network. */
  restartIce(): void {
    if (this.#page.state.call?.stage === 'talking') this.#do(({ manager }, key) => manager.changes.restartIce(key));
  }

  async decide(shown: ShownKey, level: TrustLevel): Promise<void> {
    const { call } = this.#page.state;
    const session = this.#session();
    if (call === undefined || session === undefined) return;
    const recorded = await session.manager.setTrust({ account: call.key.peer, ...shown }, level);
    if (recorded.ok) this.#page.updateCall({ changedKey: undefined });
    else this.#page.update({ problem: 'Your decision could not be stored, and was not taken.' });
  }

  #begin(key: CallKey, stage: CallView['stage'], media: readonly MediaKind[]): void {
    const nothing = {
      verdict: undefined,
      changedKey: undefined,
      offered: undefined,
      movesTo: undefined,
      news: undefined,
    };
    const call: CallView = {
      ...nothing,
      key,
      stage,
      media,
      muted: [],
      peerMuted: [],
      isAdding: false,
      connectedAtMs: undefined,
    };
    this.#page.update({ call });
  }

  #incoming({ peer, sessionId, media }: Of<'incoming'>): void {
    this.#page.update({ problem: undefined });
    this.#begin({ peer: accountOf(peer), sessionId }, 'incoming', media);
  }

  #missed({ peer, atMs }: Of<'missed'>): void {
    const missed = [{ account: accountOf(peer), atMs }, ...this.#page.state.missed];
    this.#page.update({ missed: missed.toSorted((one, other) => other.atMs - one.atMs).slice(0, MOST_MISSED) });
  }

  #change(told: CallReport): void {
    const page = this.#page;
    switch (told.kind) {
      case 'ringing':
        return page.updateCall({ stage: 'ringing' });
      case 'accepted':
        return page.updateCall({ stage: 'connecting', media: told.media });
      case 'authentication':
        return page.updateCall({ verdict: told.verdict });
      case 'connected':
        return page.updateCall({ stage: 'talking', connectedAtMs: Date.now() });
      case 'keyChanged': {
        const { deviceId, identityKey } = told;
        return page.updateCall({ changedKey: identityKey && { deviceId, identityKey } });
      }
      case 'peerInfo':
        return this.#peerInfo(told);
      case 'iceRestarted':
        return page.updateCall({ news: 'The connection was renewed.' });
      case 'migrationOffered':
        return page.updateCall({ movesTo: { peer: accountOf(told.peer), sessionId: told.newSessionId } });
      case 'ended':
        return this.#ended(told);
      case 'contentOffered':
      case 'contentAccepted':
      case 'contentRejected':
      case 'contentRemoved':
        return this.#content(told);
      default:
        return undefined;
    }
  }

  #peerInfo({ info }: Of<'peerInfo'>): void {
    const { call } = this.#page.state;
    if (call === undefined || (info.kind !== 'mute' && info.kind !== 'unmute')) return;
    const all = this.#session()?.manager.contents(call.key) ?? [];
    // Without a name, it is of all of them.
    const named = all.filter(({ contentName }) => (info.content?.contentName ?? contentName) === contentName);
    const kinds = named.map(({ media }) => media);
    const others = call.peerMuted.filter((kind) => !kinds.includes(kind));
    this.#page.updateCall({ peerMuted: info.kind === 'mute' ? [...others, ...kinds] : others });
  }

  #content(told: Of<'contentAccepted' | 'contentOffered' | 'contentRejected' | 'contentRemoved'>): void {
    const { call } = this.#page.state;
    const { media: kind } = told;
    const others = (call?.media ?? []).filter((each) => each !== kind);
    switch (told.kind) {
      case 'contentOffered':
        return this.#page.updateCall({ offered: kind });
      case 'contentAccepted':
        return this.#page.updateCall({
          media: [...others, kind],
          offered: undefined,
          isAdding: false,
          news: undefined,
        });
      case 'contentRejected': {
        const why = told.by === 'peer' ? `No ${kind}: the other side did not take it.` : `No ${kind}.`;
        return this.#page.updateCall({ offered: undefined, isAdding: false, news: why });
      }
      case 'contentRemoved':
        return this.#page.updateCall({ media: others, news: `${kind} is off.` });
    }
  }

  #ended(told: Of<'ended'>): void {
    const { call } = this.#page.state;
    if (call === undefined) return;
    const successor = told.migratedTo ?? told.replacedBy;
    // Both called at once, or the call goes on elsewhere: what follows is told of that one.
    if (successor !== undefined) {
      return this.#begin({ peer: call.key.peer, sessionId: successor }, 'connecting', call.media);
    }
    const news = endWords(told, this.name(call.key.peer));
    this.#page.updateCall({ stage: 'ended', news, offered: undefined, movesTo: undefined });
    this.#page.update({ local: undefined, remote: undefined });
  }

  #do(act: (session: Session, key: CallKey) => void): void {
    const { call } = this.#page.state;
    if (call !== undefined) this.#try((session) => act(session, call.key));
  }

  /** What was true when the button was drawn may not be by now; that is nobody's fault. */
  #try(act: (session: Session) => void): void {
    const session = this.#session();
    try {
      if (session !== undefined) act(session);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#page.update({ problem: `That cannot be done now: ${error.message}.` });
    }
  }
}

function isOf({ key }: CallView, { peer, sessionId }: CallReport): boolean {
  return key.sessionId === sessionId && key.peer === accountOf(peer);
}

function accountOf(jid: CallReport['peer']): BareJid {
  return bareOf(jid);
}
