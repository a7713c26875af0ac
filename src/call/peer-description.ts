/**
 * The peer's offer or answer between its arrival and the media engine: kept as it came while the user is asked, opened
 * by OMEMO, then taken once.
 *
 * Spec: XEP-0166 1.1.2 #protocol-initiate.
 */
import { invariant } from '../base/errors.ts';
import { jsonMaybe, jsonText } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { readJingle } from '../stanzas/jingle.ts';
import type { JingleContent, ReceivedJingle } from '../stanzas/jingle.ts';
import { readProtection } from '../transform/protection.ts';
import type { PlainJingle, ReadProtection } from '../transform/protection.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { serializeXml } from '../xml/serialize.ts';
import type { Arrival } from './occurrence.ts';

/** An offer that waits for the user's answer. */
export interface HeldOffer {
  readonly element: XmlElement;
  readonly description: ReadProtection;
}

/** Undefined where none is held, as in every call that was proposed. */
export const readHeldOffer: JsonReader<HeldOffer | undefined> = jsonMaybe(
  jsonText((text) => {
    const element = parseXml(text);
    const jingle = element.ok ? readJingle(element.value) : element;
    return element.ok && jingle.ok ? { element: element.value, description: readProtection(jingle.value) } : undefined;
  }),
);

/**
 * Reads an offer that nobody has proposed, if it can be kept: written out and read again it has to be within the same
 * bounds.
 */
export function readKeepable(payload: XmlElement): ReceivedJingle | undefined {
  const jingle = readJingle(payload);
  return jingle.ok && parseXml(serializeXml(payload)).ok ? jingle.value : undefined;
}

export class PeerDescription {
  #held: HeldOffer | undefined;
  /** While it is decrypted. */
  #sealed: readonly JingleContent<unknown>[] = [];
  /** Once every fingerprint in it is one we may use, until the engine has it. */
  #accepted: PlainJingle | undefined;

  constructor(held: HeldOffer | undefined) {
    this.#held = held;
  }

  write(): JsonValue {
    return this.#held === undefined ? null : serializeXml(this.#held.element);
  }

  /** Of an offer that is not with the engine yet. */
  get contents(): readonly JingleContent<unknown>[] {
    const held = this.#held?.description;
    return held !== undefined && 'jingle' in held ? held.jingle.contents : this.#sealed;
  }

  hold({ request, description }: Arrival): void {
    const element = request?.children[0];
    invariant(element !== undefined && description !== undefined, 'only an offer is held');
    this.#held = { element, description };
  }

  /** What is to be decrypted: what has just come, or was held. */
  sealedIn({ description }: Arrival): Extract<ReadProtection, { protection: 'encrypted' }> {
    const sealed = description ?? this.#release();
    invariant(sealed?.protection === 'encrypted', 'only an encrypted description is decrypted');
    this.#sealed = sealed.jingle.contents;
    return sealed;
  }

  /** It was decrypted. */
  accept(jingle: PlainJingle): void {
    this.#accepted = jingle;
  }

  /** A plain one is accepted in the step it arrives in, or with the user's answer; an encrypted one when decrypted. */
  take({ description }: Arrival): PlainJingle {
    const here = description ?? this.#release();
    const accepted = here?.protection === 'plain' ? here.jingle : this.#accepted;
    this.#accepted = undefined;
    invariant(accepted !== undefined, 'media is set up only with an accepted description');
    return accepted;
  }

  clear(): void {
    this.#held = undefined;
  }

  #release(): ReadProtection | undefined {
    const held = this.#held;
    this.#held = undefined;
    return held?.description;
  }
}
