/**
 * The calls of one account as those see them who decide between calls: which of them a new one meets, and how a new one
 * begins.
 *
 * Finds facts and decides nothing: that is for `machines/between-calls.ts`.
 *
 * Spec: XEP-0353 0.8.0 #tie-break-1; XEP-0166 1.1.2 #def-action-ties.
 */
import type { Standing } from '../../machines/between-calls.ts';
import type { CallInput } from '../../machines/context.ts';
import { compareOctets } from '../base/bytes.ts';
import { MAX_RINGING_CALLS, MAX_SILENT_CALLS } from '../base/limits.ts';
import type { BareJid, FullJid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import { Call } from './call.ts';
import type { CallOptions } from './call.ts';
import type { CallIndex } from './call-index.ts';
import type { CallEnvironment } from './environment.ts';
import type { CallSettings } from './settings.ts';

/** The further on, the more it counts for a new call of the same contact. */
const BY_IMPORTANCE: readonly Standing[] = ['proposed', 'calling', 'yielding', 'taken', 'running', 'asking'];

export class AccountCalls {
  readonly #environment: CallEnvironment;
  readonly #index: CallIndex;
  readonly #settings: CallSettings;

  constructor(environment: CallEnvironment, index: CallIndex, settings: CallSettings) {
    this.#environment = environment;
    this.#index = index;
    this.#settings = settings;
  }

  /** The call with a contact that a new one has to do with. */
  relatedTo(contact: BareJid): Call | undefined {
    const calls = [...this.#index.withAccount(contact)].filter((call) => !call.ended);
    return BY_IMPORTANCE.map((standing) => calls.find((call) => call.standing === standing)).find(
      (call) => call !== undefined,
    );
  }

  /** Whether the order of ids, and then of addresses, is for ours. */
  wins(ours: Call | undefined, from: FullJid, sessionId: SessionId): boolean {
    if (ours === undefined) return false;
    const order = compareOctets(ours.data.sessionId, sessionId);
    return (order === 0 ? compareOctets(this.#environment.account, from) : order) < 0;
  }

  /** Whether one more call of this contact can wait for the user. */
  roomFor(contact: BareJid): 'free' | 'full' {
    const { isFull, ringing, silent } = this.#index;
    const isHidden = this.#settings.presenceFor(contact) === 'hidden';
    return isFull || ringing >= MAX_RINGING_CALLS || (isHidden && silent >= MAX_SILENT_CALLS) ? 'full' : 'free';
  }

  /** Whether there are calls with anybody else. What a stranger lets ring unanswered is none. */
  besides(contact: BareJid): 'none' | 'some' {
    const { size, silent } = this.#index;
    return size - silent > this.#index.withAccount(contact).size ? 'some' : 'none';
  }

  /** What a call of this contact begins with that has to do with no other. */
  newInput(contact: BareJid): CallInput {
    return {
      policy: this.#settings.policyFor(contact),
      omemo: this.#settings.omemoFor('enabled'),
      presence: this.#settings.presenceFor(contact),
      occasion: 'call',
    };
  }

  /** What one begins with that takes the place of ours; without the consent to ours, the user is asked anew. */
  inputInPlaceOf({ policy, presence, omemo }: Call, consent: 'asked' | 'given'): Omit<CallInput, 'occasion'> {
    // Asked anew, the user may also say anew what to do about OMEMO.
    return { policy, omemo: consent === 'given' ? omemo : this.#settings.omemoFor('enabled'), presence };
  }

  /** A call that can be found, and has not started. */
  begin(options: CallOptions): Call {
    this.#environment.services.freshen();
    const call = new Call(this.#environment, options);
    this.#index.add(call);
    return call;
  }

  /** One step of several calls: nothing that a port, a report or the wire brings up comes between. */
  atOnce(work: () => void): void {
    const { turns } = this.#environment;
    turns.whenIdle(() => turns.step(work));
  }
}

/** Whether a call is a proposal of ours that nobody has taken. */
export function isOpenProposal({ ended, standing }: Call): boolean {
  return !ended && (standing === 'proposed' || standing === 'yielding');
}

/** Whether nothing is asked for but what was offered: each kind of media at most as often. */
export function covers(offered: MediaKinds, asked: MediaKinds): boolean {
  return asked.every(
    (kind) => asked.filter((each) => each === kind).length <= offered.filter((each) => each === kind).length,
  );
}
