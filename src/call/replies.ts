/**
 * Memory of the descriptions a call has answered: a peer that did not see the answer sends the same request again, and
 * gets the same answer again, without a second decryption.
 *
 * Spec: RFC 6120 #8.2.3 (every request is answered); XEP-0166 1.1.2 #protocol-response-ack.
 */
import type { XmlElement } from '../xml/element.ts';
import { serializeXml } from '../xml/serialize.ts';
import type { Iq } from '../stanzas/stanza.ts';

interface Answered {
  readonly id: Iq['id'];
  readonly content: readonly XmlElement[];
  readonly reply: XmlElement;
}

/** One entry: at most one offer or answer of the peer counts in a call. */
export class ReplyMemory {
  #answered: Answered | undefined;

  /** Remembers what a description was answered with. The first one stays. */
  remember(request: Iq, reply: XmlElement): void {
    this.#answered ??= { id: request.id, content: request.children, reply };
  }

  /** The answer to exactly this request, if it was given before. */
  recall(request: Iq): XmlElement | undefined {
    const answered = this.#answered;
    if (answered === undefined || answered.id !== request.id) return undefined;
    return isSameText(answered.content, request.children) ? answered.reply : undefined;
  }
}

/** Written out only now: a repeated request is rare, and what is kept costs nothing until then. */
function isSameText(one: readonly XmlElement[], other: readonly XmlElement[]): boolean {
  return textOf(one) === textOf(other);
}

function textOf(children: readonly XmlElement[]): string {
  return children.map((child) => serializeXml(child)).join('');
}
