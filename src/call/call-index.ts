/**
 * The calls of one account, found by contact and session id in one look-up, and the ids that are over.
 *
 * A session is (account, peer full JID, session id): two contacts may use one id, and the same id from another resource
 * is nobody's.
 *
 * Spec: XEP-0166 1.1.2 #def (sid); XEP-0353 0.8.0 #intent.
 */
import type { CallInput } from '../../machines/context.ts';
import { jsonList, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_CALLS, MAX_REMEMBERED_CALLS } from '../base/limits.ts';
import type { BareJid, Jid } from '../jid.ts';
import { bareOf } from '../jid.ts';
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';
import type { Call } from './call.ts';
import { readCallKey } from './json-readers.ts';
import { RecentKeys } from './recent-keys.ts';
import type { CallKey } from './reports.ts';

type Presence = CallInput['presence'];

const NO_CALLS: ReadonlySet<Call> = new Set();

/**
 * Those of contacts that may see our presence, and of those that may not, the oldest first; and the ones among them
 * whose proposal never came.
 */
export type OverState = Readonly<Record<Presence | 'overtaken', readonly CallKey[]>>;

const NOTHING_OVER: OverState = { hidden: [], shared: [], overtaken: [] };

export const readOver: JsonReader<OverState> = jsonObject({
  hidden: jsonList(readCallKey, MAX_REMEMBERED_CALLS),
  shared: jsonList(readCallKey, MAX_REMEMBERED_CALLS),
  overtaken: jsonList(readCallKey, MAX_REMEMBERED_CALLS),
});

export class CallIndex {
  readonly #calls = new Map<string, Call>();
  readonly #ofContact = new Map<BareJid, Set<Call>>();
  readonly #messages = new Map<StanzaId, string>();
  /** Incoming calls that rang when last looked at. A call never rings again, so one that has stopped is taken out. */
  readonly #ringing = new Set<Call>();
  /** Apart, so that strangers cannot push out what a contact's server might replay. */
  readonly #over: Readonly<Record<Presence | 'overtaken', RecentKeys>>;

  constructor({ hidden, shared, overtaken }: OverState = NOTHING_OVER) {
    this.#over = { hidden: recentKeys(hidden), shared: recentKeys(shared), overtaken: recentKeys(overtaken) };
  }

  /** The ids that are over. The calls themselves each write their own. */
  write(): JsonValue {
    const { hidden, shared, overtaken } = this.#over;
    return {
      hidden: hidden.write().map(namesIn),
      shared: shared.write().map(namesIn),
      overtaken: overtaken.write().map(namesIn),
    };
  }

  get size(): number {
    return this.#calls.size;
  }

  get remembered(): number {
    return this.#over.hidden.size + this.#over.shared.size;
  }

  get isFull(): boolean {
    return this.#calls.size >= MAX_CALLS;
  }

  /** Calls that wait for the user's answer here. */
  get ringing(): number {
    this.#forgetAnswered();
    return this.#ringing.size;
  }

  /** Of these, the calls whose caller may not know that they ring. */
  get silent(): number {
    this.#forgetAnswered();
    let count = 0;
    for (const call of this.#ringing) if (call.ringsSilently) count += 1;
    return count;
  }

  /** What all calls hold together. */
  get held(): Call['data']['held'] {
    let [candidates, timers] = [0, 0];
    for (const { data } of this.all()) {
      candidates += data.held.candidates;
      timers += data.held.timers;
    }
    return { candidates, timers };
  }

  all(): IterableIterator<Call> {
    return this.#calls.values();
  }

  add(call: Call): void {
    const { account, sessionId, messageIds } = call.data;
    const key = keyOf(account, sessionId);
    // Of two that crossed under one id the later one comes last here too, as in every other order of calls.
    this.#calls.delete(key);
    this.#calls.set(key, call);
    for (const messageId of messageIds) this.noteMessage(messageId, account, sessionId);
    if (call.role === 'callee') this.#ringing.add(call);
    const ofContact = this.#ofContact.get(account);
    if (ofContact === undefined) this.#ofContact.set(account, new Set([call]));
    else ofContact.add(call);
  }

  /** All calls with one contact. */
  withAccount(account: BareJid): ReadonlySet<Call> {
    return this.#ofContact.get(account) ?? NO_CALLS;
  }

  /** Forgets the call, but not its id: a replayed propose must not ring again. */
  end(call: Call): void {
    const { account, sessionId, messageIds } = call.data;
    const key = keyOf(account, sessionId);
    // Two proposals that crossed may have one id: the call that won is found under it already.
    if (this.#calls.get(key) === call) this.#calls.delete(key);
    this.#ringing.delete(call);
    const ofContact = this.#ofContact.get(account);
    ofContact?.delete(call);
    if (ofContact?.size === 0) this.#ofContact.delete(account);
    for (const messageId of messageIds) this.#messages.delete(messageId);
    this.remember(account, sessionId, call.presence);
  }

  /** Keeps the id of what is over, or never became a call: a replay of its propose must not ring. */
  remember(account: BareJid, sessionId: SessionId, presence: Presence): void {
    this.#over[presence].add(keyOf(account, sessionId));
    this.#over.overtaken.delete(keyOf(account, sessionId));
  }

  /** The same for an id whose proposal has not come, and of which nobody has been told. */
  rememberOvertaken(account: BareJid, sessionId: SessionId, presence: Presence): void {
    this.remember(account, sessionId, presence);
    this.#over.overtaken.add(keyOf(account, sessionId));
  }

  /** The call with a contact under this id, whichever resource asks. */
  withContact(account: BareJid, sessionId: SessionId): Call | undefined {
    return this.#calls.get(keyOf(account, sessionId));
  }

  /**
   * The one call under this id, whoever it is with; undefined where two contacts use it. For words of our own account,
   * which do not name the contact. Looks through all calls, so it is for those only.
   */
  onlyWithId(sessionId: SessionId): Call | undefined {
    const found = [...this.#calls.values()].filter(({ data }) => data.sessionId === sessionId);
    return found.length === 1 ? found[0] : undefined;
  }

  /** The call whose peer is exactly this address, if there may be a Jingle session with it. */
  withPeer(peer: Jid, sessionId: SessionId): Call | undefined {
    const call = this.withContact(bareOf(peer), sessionId);
    return call?.data.peer === peer && call.data.hasProceeded ? call : undefined;
  }

  /** Remembers which call a message of ours was for, as long as the call lasts. */
  noteMessage(messageId: StanzaId, account: BareJid, sessionId: SessionId): void {
    this.#messages.set(messageId, keyOf(account, sessionId));
  }

  /** The call a bounced message was for, if it went to this account. */
  whichSent(account: BareJid, messageId: StanzaId): Call | undefined {
    const key = this.#messages.get(messageId);
    const call = key === undefined ? undefined : this.#calls.get(key);
    return call?.data.account === account ? call : undefined;
  }

  /** Whether this id was a call's before. */
  isOver(account: BareJid, sessionId: SessionId): boolean {
    const key = keyOf(account, sessionId);
    return this.#over.hidden.has(key) || this.#over.shared.has(key);
  }

  /** Whether there is or was a call here under this id, or its proposal was seen and refused. */
  isKnown(account: BareJid, sessionId: SessionId): boolean {
    if (this.withContact(account, sessionId) !== undefined) return true;
    return this.isOver(account, sessionId) && !this.#over.overtaken.has(keyOf(account, sessionId));
  }

  /** Each call is taken out once, so that a propose costs the same however many calls there are. */
  #forgetAnswered(): void {
    for (const call of this.#ringing) if (!call.asks) this.#ringing.delete(call);
  }
}

function recentKeys(calls: readonly CallKey[]): RecentKeys {
  return new RecentKeys(
    MAX_REMEMBERED_CALLS,
    calls.map(({ peer, sessionId }) => keyOf(peer, sessionId)),
  );
}

function namesIn(key: string): JsonValue {
  const [peer = '', sessionId = ''] = key.split('\n');
  return { peer, sessionId };
}

// Neither part can hold a line feed, so the pair is unambiguous.
function keyOf(account: BareJid, sessionId: SessionId): string {
  return `${account}\n${sessionId}`;
}
