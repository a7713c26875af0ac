/**
 * Memory of the descriptions a call has answered: a peer that did not see the answer sends the same request again, and
 * gets the same answer again, without a second decryption.
 *
 * Spec: RFC 6120 #8.2.3 (every request is answered); XEP-0166 1.1.2 #protocol-response-ack.
 */
import { checksumOf } from '../base/checksum.ts';
import { jsonMaybe, jsonObject, jsonText } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { serializeXml } from '../xml/serialize.ts';
import { writeIqError, writeIqResult } from '../stanzas/stanza.ts';
import type { Iq } from '../stanzas/stanza.ts';
import type { EffectOf } from './environment.ts';
import { readStanzaId } from './json-readers.ts';
import { errorOf } from './refusals.ts';

interface Answered {
  readonly id: Iq['id'];
  /** What was asked; once restored only the sum of it. Written out when it is needed, which is rarely. */
  readonly asked: readonly XmlElement[] | string;
  readonly reply: XmlElement;
}

/**
 * The request itself is not written, but its sum: it can hold anything that a peer likes. Somebody who made another of
 * that sum would get an answer that says nothing.
 */
export type RepliesState = { readonly id: Iq['id']; readonly checksum: string; readonly reply: XmlElement } | undefined;

const CHECKSUM = /^[0-9]{1,9}-[0-9a-f]{16}$/;

export const readReplies: JsonReader<RepliesState> = jsonMaybe(
  jsonObject({
    id: readStanzaId,
    checksum: jsonText((text) => (CHECKSUM.test(text) ? text : undefined)),
    reply: jsonText((text) => {
      const parsed = parseXml(text);
      return parsed.ok ? parsed.value : undefined;
    }),
  }),
);

/** The one answer to a request. */
export function replyTo(request: Iq, effect: EffectOf<'acknowledge' | 'refuse'>): XmlElement {
  return effect.kind === 'acknowledge' ? writeIqResult(request) : writeIqError(request, errorOf(effect.condition));
}

/** One entry: at most one offer or answer of the peer counts in a call. */
export class ReplyMemory {
  #answered: Answered | undefined;

  constructor(state?: RepliesState) {
    if (state !== undefined) this.#answered = { id: state.id, asked: state.checksum, reply: state.reply };
  }

  write(): JsonValue {
    if (this.#answered === undefined) return null;
    const { id, asked, reply } = this.#answered;
    const checksum = typeof asked === 'string' ? asked : checksumOf(textOf(asked));
    return { id, checksum, reply: serializeXml(reply) };
  }

  /** Remembers what a description was answered with. The first one stays. */
  remember({ id, children }: Iq, reply: XmlElement): void {
    this.#answered ??= { id, asked: children, reply };
  }

  /** The answer to exactly this request, if it was given before. */
  recall(request: Iq): XmlElement | undefined {
    const answered = this.#answered;
    if (answered === undefined || answered.id !== request.id) return undefined;
    const { asked } = answered;
    const text = textOf(request.children);
    const isSame = typeof asked === 'string' ? asked === checksumOf(text) : textOf(asked) === text;
    return isSame ? answered.reply : undefined;
  }
}

function textOf(children: readonly XmlElement[]): string {
  return children.map((child) => serializeXml(child)).join('');
}
