/** The requests of a party that have no answer yet: whoever waits for its keys to be published waits for them. */
import { NS_CLIENT } from '../xml/namespaces.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { attribute } from '../xml/read.ts';

export class Unanswered {
  readonly #ids = new Set<string>();

  get isNone(): boolean {
    return this.#ids.size === 0;
  }

  sent(stanza: XmlElement): void {
    if (stanza.name === 'iq' && isRequest(stanza)) this.#ids.add(attribute(stanza, 'id') ?? '');
  }

  /** The id of an answer is that of its request; others are of nobody's. */
  received(xml: string): void {
    const parsed = parseXml(xml, { defaultNamespace: NS_CLIENT });
    if (parsed.ok && !isRequest(parsed.value)) this.#ids.delete(attribute(parsed.value, 'id') ?? '');
  }
}

function isRequest(stanza: XmlElement): boolean {
  const type = attribute(stanza, 'type');
  return type === 'get' || type === 'set';
}
