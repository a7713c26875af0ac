/**
 * The requests that change a running call, on their way out.
 *
 * Spec: XEP-0166 1.1.2 #def-action; XEP-0176 1.1.1 #protocol-restarts.
 */
import type { ChangesEffect } from '../../machines/changes.words.ts';
import type { SessionDescription } from '../media/port.ts';
import type { ReceivedFingerprint } from '../stanzas/ice-udp.ts';
import type { StanzaId } from '../stanzas/identifiers.ts';
import type { JingleContent, ReceivedJingle } from '../stanzas/jingle.ts';
import type { EncryptedJingle, PlainJingle } from '../transform/protection.ts';
import { onTheWire, reasonElement } from './call-wire.ts';
import type { CallWire } from './call-wire.ts';

type Reason = Extract<ChangesEffect, { readonly kind: 'sendContentReject' | 'sendContentRemove' }>['reason'];
type Named = Pick<JingleContent<unknown>, 'creator' | 'name'>;

export class ChangeWire {
  readonly #wire: CallWire;

  constructor(wire: CallWire) {
    this.#wire = wire;
  }

  /** Offers contents, and gives the id of the request. */
  add(jingle: EncryptedJingle | PlainJingle): StanzaId {
    return this.#wire.jingle({ action: 'content-add', ...onTheWire(jingle) }, 'addition');
  }

  /**
   * Takes contents, and gives the id of the request.
   *
   * @param protection  `stub`: what is offered without a transport is accepted without one
   */
  accept(jingle: EncryptedJingle | PlainJingle, protection: 'encrypted' | 'plain' | 'stub'): StanzaId {
    const { contents, groups } = onTheWire(jingle);
    const written = protection === 'stub' ? contents.map(asStub) : contents;
    return this.#wire.jingle({ action: 'content-accept', contents: written, groups }, 'acceptance');
  }

  reject(offer: ReceivedJingle | undefined, reason: Reason): void {
    this.#wire.jingle({
      action: 'content-reject',
      contents: named(offer?.contents ?? []),
      reason: reasonElement(reason),
    });
  }

  remove(contents: readonly Named[], reason: Reason): void {
    this.#wire.jingle({ action: 'content-remove', contents: named(contents), reason: reasonElement(reason) });
  }

  /**
   * Asks for an ICE restart, and gives the id of the request: new credentials in every content, and no candidate, which
   * would make it an answer to Conversations.
   */
  newCredentials(description: SessionDescription | undefined): StanzaId {
    const contents = (description?.contents ?? []).map((content): Content => {
      const { transport } = content;
      const bare = { ...transport, candidates: [], fingerprint: [], gatheringComplete: false, extensions: [] };
      return { ...content, description: undefined, transport: bare, extensions: [] };
    });
    return this.#wire.jingle({ action: 'transport-info', contents }, 'restart');
  }
}

type Content = JingleContent<readonly ReceivedFingerprint[]>;

function asStub(content: Content): Content {
  const { transport } = content;
  if (transport === undefined) return content;
  const stub = { credentials: undefined, options: [], candidates: [], fingerprint: [], gatheringComplete: false };
  return { ...content, transport: { ...transport, ...stub, extensions: [] } };
}

function named(contents: readonly Named[]): readonly Content[] {
  return contents.map(({ creator, name }) => ({
    ...{ creator, name, senders: 'both', disposition: undefined },
    ...{ description: undefined, transport: undefined, extensions: [] },
  }));
}
