/**
 * Our own IQ requests that wait for an answer.
 *
 * An answer counts only with the id of a request and from the address the request went to; anything else is ignored,
 * and a late or second answer too. What follows from an answer is data and no function, so that a request that waits
 * can be written down, and answered in another process.
 *
 * Spec: RFC 6120 #8.2.3.
 */
import type { RequestFailure } from '../../machines/events.ts';
import { jsonDistinct, jsonList, jsonMaybe, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_PENDING_REQUESTS } from '../base/limits.ts';
import { bareOf } from '../jid.ts';
import type { FullJid, Jid } from '../jid.ts';
import type { StanzaId } from '../stanzas/identifiers.ts';
import type { Iq } from '../stanzas/stanza.ts';
import { readStanzaError, writeIq } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import { NS_CLIENT } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import { readAlarm } from './alarms.ts';
import type { Alarm, Alarms, WrittenAlarm } from './alarms.ts';
import { readJid, readStanzaId } from './json-readers.ts';
import type { Ids, Wire } from './ports.ts';
import { readPurpose } from './request-purpose.ts';
import type { RequestPurpose } from './request-purpose.ts';

/** What became of a request. `timedOut`: no answer within the deadline. */
export type RequestOutcome =
  | { readonly kind: 'result'; readonly iq: Iq }
  | { readonly kind: 'error'; readonly iq: Iq }
  | { readonly kind: 'timedOut' };

/** What an error says of our request: refused for whatever reason, or for the peer's own that crossed it. */
export function failureIn({ iq }: Extract<RequestOutcome, { readonly kind: 'error' }>): RequestFailure {
  const error = iq.children.find((child) => isNamed(child, NS_CLIENT, 'error'));
  const read = error === undefined ? undefined : readStanzaError(error);
  return read?.ok === true && read.value.jingle === 'tie-break' ? 'tieBreak' : 'refused';
}

/** A request that is to be sent. */
export interface Request {
  readonly type: 'get' | 'set';
  /** Undefined for the own account. */
  readonly to: Jid | undefined;
  readonly payload: XmlElement;
  readonly deadlineMs: number;
  readonly purpose: RequestPurpose;
}

interface Pending {
  readonly to: Jid | undefined;
  readonly purpose: RequestPurpose;
  readonly deadline: Alarm;
}

export interface RequestsOptions {
  readonly account: FullJid;
  readonly wire: Wire;
  readonly alarms: Alarms;
  readonly ids: Ids;
  /** Called once for each request that is not forgotten: with its answer, or when its deadline passes. */
  readonly settle: (purpose: RequestPurpose, outcome: RequestOutcome) => void;
}

export interface RequestState {
  readonly id: StanzaId;
  readonly to: Jid | undefined;
  readonly purpose: RequestPurpose;
  readonly deadline: WrittenAlarm;
}

export const readRequests: JsonReader<readonly RequestState[]> = jsonDistinct(
  jsonList(
    jsonObject({
      id: readStanzaId,
      to: jsonMaybe(readJid),
      purpose: readPurpose,
      deadline: readAlarm,
    }),
    MAX_PENDING_REQUESTS,
  ),
  ({ id }) => id,
);

export class Requests {
  readonly #pending = new Map<StanzaId, Pending>();
  readonly #options: RequestsOptions;
  #closed = false;

  constructor(options: RequestsOptions, state: readonly RequestState[] = []) {
    this.#options = options;
    for (const { id, to, purpose, deadline } of state) {
      this.#pending.set(id, { to, purpose, deadline: options.alarms.restore(deadline, () => this.#timeOut(id)) });
    }
  }

  write(): JsonValue {
    return [...this.#pending].map(([id, { to, purpose, deadline }]) => ({
      id,
      to: to ?? null,
      purpose,
      deadline: deadline.write(),
    }));
  }

  /** Those that calls wait for. What makes our own device known, or asks for servers, nothing waits for. */
  get ofCalls(): number {
    const ofCalls = [...this.#pending.values()].filter(({ purpose }) => ['call', 'nothing'].includes(purpose.for));
    return ofCalls.length;
  }

  /** Sends an IQ, and gives the id under which it can be forgotten. */
  send({ type, to, payload, deadlineMs, purpose }: Request): StanzaId {
    const { wire, alarms, ids } = this.#options;
    const id = ids.newStanzaId();
    if (this.#closed) return id;
    if (this.#pending.size >= MAX_PENDING_REQUESTS) this.#loseOldest();
    this.#pending.set(id, { to, purpose, deadline: alarms.set(deadlineMs, () => this.#timeOut(id)) });
    wire.send(writeIq({ kind: 'iq', type, id, from: undefined, to, children: [payload] }));
    return id;
  }

  /** Waits no longer for an answer: it is then one that nothing is waiting for. */
  forget(id: StanzaId): void {
    this.#pending.get(id)?.deadline.cancel();
    this.#pending.delete(id);
  }

  /** None of the answers will come: the server that was asked knows us no longer. */
  loseAnswers(): void {
    for (const [id, { purpose }] of [...this.#pending]) {
      this.forget(id);
      this.#options.settle(purpose, { kind: 'timedOut' });
    }
  }

  /** Whether a result or error answers one of our requests. */
  expects(iq: Iq): boolean {
    const pending = this.#pending.get(iq.id);
    return pending !== undefined && this.#isAnswerOf(pending, iq);
  }

  /** Takes a result or error; ignores one that nothing is waiting for. */
  receive(iq: Iq): void {
    const pending = this.#pending.get(iq.id);
    if (pending === undefined || !this.#isAnswerOf(pending, iq)) return;
    this.forget(iq.id);
    this.#options.settle(pending.purpose, { kind: iq.type === 'error' ? 'error' : 'result', iq });
  }

  /** Forgets every request without settling it, and sends no further one. */
  close(): void {
    this.#closed = true;
    for (const id of [...this.#pending.keys()]) this.forget(id);
  }

  /** One that nothing goes on with, if there is such: a peer can make us send those, as it asks and asks. */
  #loseOldest(): void {
    let [oldest] = this.#pending.keys();
    for (const [id, { purpose }] of this.#pending) {
      if (purpose.for !== 'nothing') continue;
      oldest = id;
      break;
    }
    if (oldest === undefined) return;
    this.#pending.get(oldest)?.deadline.cancel();
    this.#timeOut(oldest);
  }

  #timeOut(id: StanzaId): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending !== undefined) this.#options.settle(pending.purpose, { kind: 'timedOut' });
  }

  #isAnswerOf({ to }: Pending, { from }: Iq): boolean {
    const ownAccount = bareOf(this.#options.account);
    // A request to the own account may be answered without `from`, or from the bare JID. RFC 6120 #10.3.3.
    if (to === undefined || to === ownAccount) return from === undefined || from === ownAccount;
    return from === to;
  }
}
