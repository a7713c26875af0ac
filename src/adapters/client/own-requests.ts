/** Requests of an adapter's own to its server: each is answered, refused, or given up. */
import type { Clock, Ids } from '../../call/ports.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { bareOf } from '../../jid.ts';
import type { FullJid } from '../../jid.ts';
import type { StanzaId } from '../../stanzas/identifiers.ts';
import { writeIq } from '../../stanzas/stanza.ts';
import type { Iq } from '../../stanzas/stanza.ts';
import type { XmlElement } from '../../xml/element.ts';

/** `lost`: with the stream that it was sent over. */
export type RequestFault = 'lost' | 'refused' | 'timedOut';

export interface OwnRequestsOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly send: (stanza: XmlElement) => void;
  readonly timeoutMs: number;
}

type Answer = Result<Iq, RequestFault>;

export class OwnRequests {
  readonly #options: OwnRequestsOptions;
  readonly #pending = new Map<StanzaId, (answer: Answer) => void>();

  constructor(options: OwnRequestsOptions) {
    this.#options = options;
  }

  /** Asks our own account. Settles with its answer, or with why there is none. */
  ask(type: 'get' | 'set', payload: XmlElement): Promise<Answer> {
    const { clock, ids, send, timeoutMs } = this.#options;
    const id = ids.newStanzaId();
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        this.#pending.delete(id);
        stop();
        resolve(answer);
      };
      const stop = clock.schedule(timeoutMs, () => settle(err('timedOut')));
      this.#pending.set(id, settle);
      send(writeIq({ kind: 'iq', type, id, from: undefined, to: undefined, children: [payload] }));
    });
  }

  /**
   * Takes the answer to one of them. Only our own account answers, or the server without a name: RFC 6120 #8.1.2.1.
   *
   * @returns whether it was one
   */
  take({ type, id, from, ...rest }: Iq, account: FullJid): boolean {
    const settle = this.#pending.get(id);
    const isAnswer = type === 'result' || type === 'error';
    const isOwn = from === undefined || from === bareOf(account) || from === account;
    if (settle === undefined || !isAnswer || !isOwn) return false;
    settle(type === 'result' ? ok({ type, id, from, ...rest }) : err('refused'));
    return true;
  }

  /** The stream is another: nothing that was asked is answered any more. */
  lose(): void {
    for (const settle of [...this.#pending.values()]) settle(err('lost'));
  }
}
