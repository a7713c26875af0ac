/**
 * The PEP service of the memory server: nodes with one current item each, readable by everybody.
 *
 * Spec: XEP-0060 1.30.0 #publisher-publish #subscriber-retrieve; XEP-0163 1.2.2.
 */
import type { BareJid, FullJid } from '../jid.ts';
import { bareOf } from '../jid.ts';
import { readPubsubItemsRequest, readPubsubPublish, writePubsubItems } from '../stanzas/pubsub.ts';
import type { PubsubItem } from '../stanzas/pubsub.ts';
import { readIq, writeIqError, writeIqResult } from '../stanzas/stanza.ts';
import type { StanzaErrorCondition } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';

export interface MemoryPep {
  /** The answer to a request that went to an account; undefined for what is no request. */
  answer(from: FullJid, account: BareJid, iq: XmlElement): XmlElement | undefined;
}

export function createMemoryPep(): MemoryPep {
  const nodes = new Map<string, PubsubItem>();
  return {
    answer: (from, account, stanza) => {
      const iq = readIq(stanza);
      if (!iq.ok || iq.value.type === 'result' || iq.value.type === 'error') return undefined;
      const [payload] = iq.value.children;
      const refuse = (condition: StanzaErrorCondition) =>
        writeIqError(iq.value, { type: 'cancel', condition, jingle: undefined });
      if (payload === undefined) return refuse('bad-request');

      if (iq.value.type === 'set') {
        const publish = readPubsubPublish(payload);
        if (!publish.ok || bareOf(from) !== account) return refuse('service-unavailable');
        nodes.set(`${account}\n${publish.value.node}`, publish.value.item);
        return writeIqResult(iq.value);
      }
      const request = readPubsubItemsRequest(payload);
      if (!request.ok) return refuse('service-unavailable');
      const item = nodes.get(`${account}\n${request.value.node}`);
      if (item === undefined) return refuse('item-not-found');
      return writeIqResult(iq.value, [writePubsubItems({ node: request.value.node, items: [item] })]);
    },
  };
}
