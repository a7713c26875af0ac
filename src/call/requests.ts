/**
 * Our own IQ requests that wait for an answer.
 *
 * An answer counts only with the id of a request and from the address the request went to; anything else is ignored,
 * and a late or second answer too.
 *
 * Spec: RFC 6120 #8.2.3.
 */
import { bareOf } from '../jid.ts';
import type { FullJid, Jid } from '../jid.ts';
import type { StanzaId } from '../stanzas/identifiers.ts';
import type { Iq } from '../stanzas/stanza.ts';
import { writeIq } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import type { Clock, Ids, Wire } from './ports.ts';

/** What became of a request. `timedOut`: no answer within the deadline. */
export type RequestOutcome =
  | { readonly kind: 'result'; readonly iq: Iq }
  | { readonly kind: 'error'; readonly iq: Iq }
  | { readonly kind: 'timedOut' };

interface Pending {
  readonly to: Jid | undefined;
  readonly settle: (outcome: RequestOutcome) => void;
  readonly cancelDeadline: () => void;
}

export interface RequestsOptions {
  readonly account: FullJid;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly ids: Ids;
}

export class Requests {
  readonly #pending = new Map<StanzaId, Pending>();
  readonly #options: RequestsOptions;
  #closed = false;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#pending.size;
  }

  /**
   * Sends an IQ and calls `settle` once: with its answer, or when the deadline passes.
   *
   * @param to  undefined for the own account
   * @returns   forgets the request; `settle` is then never called
   */
  send(
    type: 'get' | 'set',
    to: Jid | undefined,
    payload: XmlElement,
    deadlineMs: number,
    settle: (outcome: RequestOutcome) => void,
  ): () => void {
    if (this.#closed) return () => {};
    const { wire, clock, ids } = this.#options;
    const id = ids.newStanzaId();
    const cancelDeadline = clock.schedule(deadlineMs, () => {
      this.#pending.delete(id);
      settle({ kind: 'timedOut' });
    });
    this.#pending.set(id, { to, settle, cancelDeadline });
    wire.send(writeIq({ kind: 'iq', type, id, from: undefined, to, children: [payload] }));
    return () => {
      cancelDeadline();
      this.#pending.delete(id);
    };
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
    this.#pending.delete(iq.id);
    pending.cancelDeadline();
    pending.settle({ kind: iq.type === 'error' ? 'error' : 'result', iq });
  }

  /** Forgets every request without settling it, and sends no further one. */
  close(): void {
    this.#closed = true;
    for (const { cancelDeadline } of this.#pending.values()) cancelDeadline();
    this.#pending.clear();
  }

  #isAnswerOf({ to }: Pending, { from }: Iq): boolean {
    const ownAccount = bareOf(this.#options.account);
    // A request to the own account may be answered without `from`, or from the bare JID. RFC 6120 #10.3.3.
    if (to === undefined || to === ownAccount) return from === undefined || from === ownAccount;
    return from === to;
  }
}
