/**
 * Session-initiates that no call waits for: one resource calls this one, without a proposal. Finds the facts, has
 * `machines/between-calls.ts` decide, and carries the decision out.
 *
 * Spec: XEP-0166 1.1.2 #protocol-initiate #def-action-ties #errors; XEP-0167 1.2.3 #scenarios-busy.
 */
import { decideDirectCall } from '../../machines/between-calls.ts';
import type { DirectCallFacts } from '../../machines/between-calls.ts';
import type { CallInput } from '../../machines/context.ts';
import { assertNever, invariant } from '../base/errors.ts';
import { bareOf, isFullJid } from '../jid.ts';
import type { BareJid, FullJid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import { writeJingle } from '../stanzas/jingle.ts';
import type { JingleHeader, MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import { writeIqError, writeIqResult } from '../stanzas/stanza.ts';
import type { Iq } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import { covers } from './account-calls.ts';
import type { AccountCalls } from './account-calls.ts';
import type { Call } from './call.ts';
import type { CallIndex } from './call-index.ts';
import { classifyJingle } from './classify.ts';
import type { CallEnvironment } from './environment.ts';
import type { Occurrence } from './occurrence.ts';
import { readKeepable } from './peer-description.ts';
import { errorOf } from './refusals.ts';
import { FOR_NOTHING } from './request-purpose.ts';
import type { CallSettings } from './settings.ts';

/** A session-initiate, read as far as it can be. */
interface Offer {
  readonly request: Iq;
  readonly from: FullJid;
  readonly sessionId: SessionId;
  /** Undefined where it cannot be read. */
  readonly jingle: ReceivedJingle | undefined;
  /** Undefined where there is anything but media in it, or nothing. */
  readonly media: MediaKinds | undefined;
}

export class DirectCalls {
  readonly #environment: CallEnvironment;
  readonly #index: CallIndex;
  readonly #settings: CallSettings;
  readonly #calls: AccountCalls;

  constructor(environment: CallEnvironment, index: CallIndex, settings: CallSettings, calls: AccountCalls) {
    this.#environment = environment;
    this.#index = index;
    this.#settings = settings;
    this.#calls = calls;
  }

  /** Whether a session-initiate can be the peer's own that crosses this call of ours, though it has the same id. */
  static canCross({ ended, role, standing, data }: Call): boolean {
    return !ended && role === 'caller' && data.isLatched && (standing === 'calling' || standing === 'yielding');
  }

  /** Takes a session-initiate. Answers it, unless it is to be answered like one for a session there is not. */
  take(request: Iq, { sessionId }: JingleHeader, payload: XmlElement): boolean {
    const { from } = request;
    // What seems to come from ourselves is an echo.
    if (from === undefined || !isFullJid(from) || from === this.#environment.account) return false;
    const jingle = readKeepable(payload);
    const offer: Offer = { request, from, sessionId, jingle, media: jingle && mediaIn(jingle) };
    const facts = this.#factsOf(offer);
    const decision = decideDirectCall(facts);
    // Of strangers there may be any number.
    if (decision === 'refuse') return false;
    const atMs = this.#environment.clock.now();
    this.#environment.trace?.({ kind: 'decided', atMs, sessionId, peer: from, about: 'directCall', facts, decision });
    switch (decision) {
      case 'terminateBusy':
        this.#terminateBusy(offer);
        return true;
      case 'refuseTieBreak':
        this.#remember(offer);
        this.#environment.wire.send(writeIqError(request, errorOf('tie-break')));
        return true;
      case 'replace':
      case 'replaceAsking':
        this.#replace(offer, decision === 'replace' ? 'given' : 'asked');
        return true;
      case 'ring':
        this.#begin(offer, { ...this.#calls.newInput(bareOf(from)), occasion: 'direct' });
        return true;
      default:
        return assertNever(decision);
    }
  }

  #factsOf({ from, sessionId, media }: Offer): DirectCallFacts {
    const contact = bareOf(from);
    const related = this.#calls.relatedTo(contact);
    const withContact = related === undefined ? 'none' : standingTowards(related, from);
    const isContact = this.#settings.presenceFor(contact) === 'shared';
    const isInCall = withContact !== 'none' && withContact !== 'asking';
    return {
      sessionId: this.#isKnown(contact, sessionId) ? 'known' : 'new',
      offer: media === undefined ? 'unfit' : 'fit',
      whenCalledDirectly: this.#settings.whenCalledDirectly,
      sender: isContact || isInCall ? 'contact' : 'stranger',
      withContact,
      wins: this.#calls.wins(related, from, sessionId) ? 'ours' : 'theirs',
      media: related !== undefined && covers(related.data.media, media ?? []) ? 'covered' : 'more',
      room: this.#calls.roomFor(contact),
      withOthers: this.#calls.besides(contact),
      whenBusy: this.#settings.whenBusy,
    };
  }

  #isKnown(contact: BareJid, sessionId: SessionId): boolean {
    if (this.#index.isOver(contact, sessionId)) return true;
    const call = this.#index.withContact(contact, sessionId);
    return call !== undefined && !DirectCalls.canCross(call);
  }

  #replace(offer: Offer, consent: 'asked' | 'given'): void {
    const ours = this.#calls.relatedTo(bareOf(offer.from));
    invariant(ours !== undefined, 'only a call of ours is replaced');
    const input = this.#calls.inputInPlaceOf(ours, consent);
    this.#begin(offer, { ...input, occasion: consent === 'given' ? 'directReplacement' : 'direct' }, ours);
  }

  /** The call, its offer, and the end of what it takes the place of: one step. */
  #begin({ request, from, sessionId, jingle, media }: Offer, input: CallInput, replaced?: Call): void {
    invariant(jingle !== undefined && media !== undefined, 'only an offer of media begins a call');
    // It is found before the other has ended: whoever redials from inside that report has a call already.
    const call = this.#calls.begin({ role: 'callee', sessionId, peer: from, media, input, isDirect: true });
    this.#calls.atOnce(() => {
      // Under one id, nothing can be said of ours any more that would not be about theirs.
      if (replaced?.data.sessionId === sessionId) replaced.stepNow(CROSSED);
      replaced?.stepNow({ event: { type: 'between.replaced' }, successor: sessionId });
      call.startNow();
      call.stepNow({ ...classifyJingle(call.data, jingle), request });
    });
  }

  /** Busy: the session is there for a moment, so that its end can say why. The user hears of it afterwards. */
  #terminateBusy(offer: Offer): void {
    const { request, from, sessionId, media } = offer;
    invariant(media !== undefined, 'only an offer of media is a call');
    const { wire, requests, deadlines, clock, report } = this.#environment;
    this.#remember(offer);
    wire.send(writeIqResult(request));
    const reason = { condition: 'busy', text: undefined, alternativeSessionId: undefined, extensions: [] } as const;
    const nothing = { initiator: undefined, responder: undefined, contents: [], groups: [], extensions: [] };
    const payload = writeJingle({ ...nothing, action: 'session-terminate', sessionId, reason });
    requests.send({ type: 'set', to: from, payload, deadlineMs: deadlines.terminateMs, purpose: FOR_NOTHING });
    report({ kind: 'missed', sessionId, peer: from, media, atMs: clock.now(), busy: true });
  }

  #remember({ from, sessionId }: Offer): void {
    const contact = bareOf(from);
    this.#index.remember(contact, sessionId, this.#settings.presenceFor(contact));
  }
}

const CROSSED: Occurrence = { event: { type: 'peer.requestFailed', outcome: 'tieBreak' } };

/** The media of an offer, if it has some in every content. */
function mediaIn({ contents }: ReceivedJingle): MediaKinds | undefined {
  const media = contents.flatMap(({ description }) => (description === undefined ? [] : [description.media]));
  return media.length > 0 && media.length === contents.length ? media : undefined;
}

/** Only the resource that we call can mean our call with its own. */
function standingTowards({ standing, data }: Call, from: FullJid): DirectCallFacts['withContact'] {
  if (standing === 'calling') return data.peer === from ? 'calling' : 'running';
  return standing === 'taken' ? 'running' : standing;
}
