/** Our requests that change a running call, until the peer has answered: whose answer counts, and what it is about. */
import type { ChangesEvent } from '../../machines/changes.words.ts';
import type { SessionDescription } from '../media/port.ts';
import type { StanzaId } from '../stanzas/identifiers.ts';
import type { JingleContent } from '../stanzas/jingle.ts';
import type { ChangeOccurrence } from './change-occurrence.ts';
import type { Acceptance } from './change-state.ts';
import { runningIn } from './classify-change.ts';
import type { Requests } from './requests.ts';

export class ChangeRequests {
  readonly #requests: Pick<Requests, 'forget'>;
  /** Our addition or our restart. */
  #current: StanzaId | undefined;
  /** What we have taken last. */
  #acceptance: Acceptance | undefined;

  constructor(
    requests: Pick<Requests, 'forget'>,
    state?: { readonly request: StanzaId | undefined; readonly acceptance: Acceptance | undefined },
  ) {
    this.#requests = requests;
    this.#current = state?.request;
    this.#acceptance = state?.acceptance;
  }

  write(): { readonly request: StanzaId | undefined; readonly acceptance: Acceptance | undefined } {
    return { request: this.#current, acceptance: this.#acceptance };
  }

  /** An addition or a restart has left. */
  asked(request: StanzaId): void {
    this.#current = request;
  }

  /** A yes to contents of the peer has left. */
  took(request: StanzaId, contents: readonly Pick<JingleContent<unknown>, 'name'>[]): void {
    this.#acceptance = { request, names: contents.map(({ name }) => name) };
  }

  /** The peer has answered our addition or restart. */
  answered(): void {
    this.#current = undefined;
  }

  /** The peer has answered a content-accept; what follows where it refused the latest. */
  accepted(
    request: StanzaId,
    answer: 'error' | 'result',
    remote: SessionDescription | undefined,
  ): ChangeOccurrence | undefined {
    if (this.#acceptance?.request !== request) return undefined;
    const { names } = this.#acceptance;
    this.#acceptance = undefined;
    if (answer === 'result') return undefined;
    const event: ChangesEvent = { type: 'peer.acceptRefused', contents: remote ? runningIn(remote, names) : 'unknown' };
    return { event, names };
  }

  /** Whatever the peer answers to our addition or restart counts no more. */
  forget(): void {
    if (this.#current !== undefined) this.#requests.forget(this.#current);
    this.#current = undefined;
  }
}
